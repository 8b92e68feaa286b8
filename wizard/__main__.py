"""`python -m wizard` and the command `graalpy-wizard`."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line; returns the exit code."""
    from wizard.cli.quick import answered

    code = answered(sys.argv[1:])
    if code is not None:
        return code
    from wizard.cli.main import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
