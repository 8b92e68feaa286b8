"""What the app starts beside itself, with the terminal handed over: a pager, the finished executable."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Sequence
from pathlib import Path


def pager(path: Path) -> int:
    """Show a file. `less` shows controls as text; another $PAGER does what its user wants."""
    words = shlex.split(os.environ.get("PAGER") or "less")
    return _run([*words, str(path)])


def run(path: Path, arguments: Sequence[str]) -> int:
    """The executable, and its status; waits for Enter, so that what it printed can be read."""
    status = _run([str(path), *arguments])
    print(f"\n{path.name} ended with status {status}; Enter goes back", flush=True)
    try:
        input()
    except (EOFError, KeyboardInterrupt):
        return status
    return status


def _run(words: Sequence[str]) -> int:
    try:
        return subprocess.run(words, check=False).returncode
    except OSError as error:
        print(f"{words[0]}: {error.strerror}")
        return 127
    except KeyboardInterrupt:
        return 130
