"""Runs pip as if GraalPy ran it: markers are those of GraalPy, and no source is ever built.

Started as a script by the Python that has pip; imports nothing of the wizard. First argument: GraalPy's Python version.
pip has options for the version, implementation and platform of wheels, but none for markers: it evaluates
`python_version < "3.11"` and `platform_python_implementation == "CPython"` for the Python that runs it.
"""

from __future__ import annotations

import platform
import sys
from typing import Any, NoReturn


def main(python: str, arguments: list[str]) -> int:
    """pip's exit status."""
    from pip._internal.cli.main import main as pip
    from pip._internal.distributions.sdist import SourceDistribution
    from pip._internal.exceptions import InstallationError
    from pip._vendor.packaging import markers

    def environment() -> dict[str, str]:
        return {
            "implementation_name": "graalpy", "implementation_version": f"{python}.0", "os_name": "posix",
            "platform_machine": platform.machine(), "platform_python_implementation": "GraalVM",
            "platform_release": "", "platform_system": "Linux", "platform_version": "",
            "python_full_version": f"{python}.8", "python_version": python, "sys_platform": "linux",
        }  # fmt: skip

    def refuse(self: Any, *args: Any, **kwargs: Any) -> NoReturn:
        del args, kwargs
        raise InstallationError(f"source-only: {self.req.name or self.req.link}")

    module: Any = markers
    distribution: Any = SourceDistribution
    module.default_environment = environment
    distribution.prepare_distribution_metadata = refuse
    return int(pip(arguments))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
