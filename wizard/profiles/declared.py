"""Requirements that a profile's program declares itself: in its pyproject.toml, or in a block of a single file."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from wizard.profiles.model import Profile

BLOCK = re.compile(r"(?m)^# /// script$\n(?P<content>(^#(| .*)$\n)+?)^# ///$")
LARGEST = 1 << 22  # bytes of a source file that is looked into


def declared(profile: Profile) -> tuple[str, tuple[str, ...]]:
    """Where they stand, in words, and what they are; ("", ()) where there are none, or they cannot be read."""
    entry = profile.folder / profile.program.entry if profile.program.entry else None
    try:
        if entry is None:
            return "", ()
        if entry.is_dir():
            return "pyproject.toml: project.dependencies", _of_project(entry / "pyproject.toml")
        if entry.is_file() and entry.stat().st_size < LARGEST:
            return f"{entry.name}: script", _texts(in_block(entry.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        pass
    return "", ()


def in_block(text: str) -> object:
    """`dependencies` of the `# /// script` block in a program's text; ValueError where it is no TOML."""
    block = BLOCK.search(text.replace("\r\n", "\n"))
    if block is None:
        return []
    lines = [line[2:] if line.startswith("# ") else line[1:] for line in block["content"].splitlines()]
    return tomllib.loads("\n".join(lines)).get("dependencies", [])


def _of_project(file: Path) -> tuple[str, ...]:
    if not file.is_file():
        return ()
    project: Any = tomllib.loads(file.read_text(encoding="utf-8")).get("project", {})
    return _texts(project.get("dependencies")) if isinstance(project, dict) and project.get("scripts") else ()


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(text) for text in value) if isinstance(value, list) else ()
