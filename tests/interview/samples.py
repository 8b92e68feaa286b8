"""Interviews about small programs."""

from __future__ import annotations

from pathlib import Path

from wizard.interview.opening import open_program
from wizard.interview.state import Interview

PLAIN = "import json\nprint('hi')\n"
FETCH = "import socket\nimport urllib.request\ntry:\n    import ssl\nexcept ImportError:\n    ssl = None\n"


def opened(
    folder: Path, source: str = PLAIN, name: str = "hello.py", environ: dict[str, str] | None = None
) -> Interview:
    """`hello.py` in `folder`, opened by its name."""
    (folder / name).write_text(source, encoding="utf-8")
    return open_program(name, folder, environ=environ or {})
