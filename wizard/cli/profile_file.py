"""The profile that somebody names on the command line."""

from __future__ import annotations

from pathlib import Path

from wizard.ground.problems import wrong_input


def file_of(name: str) -> Path:
    """The file that is meant: a folder means its profile. A program instead of a profile is exit 2."""
    path = Path(name)
    if path.suffix in (".py", ".jar"):
        todo = "name a profile (.toml), or a preset with --preset; `graalpy-wizard scan` reads programs"
        raise wrong_input(f"{name} is a program, not a profile", todo, code="no-profile")
    return path / "graalpy-wizard.toml" if path.is_dir() else path
