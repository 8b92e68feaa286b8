"""Which paths of a profile leave its project's folder: absolute ones, `..`, `~`, and symbolic links."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

MOST = 20_000  # files looked at below one folder; a project with more is treated as leaving (asked about)
SKIPPED = {"__pycache__", "node_modules"}


def path_leaves(value: str, folder: Path) -> list[str]:
    """Where a path really leads, if that is not below `folder`."""
    if value.startswith("~"):
        return [value]
    try:
        real = Path(os.path.realpath(folder / value))
    except ValueError:
        return [value]
    return [] if _below(real, folder) else [str(real)]


def glob_leaves(value: str, folder: Path) -> list[str]:
    """As `path_leaves`, for all that a glob matches, folders with what is in them."""
    parts = Path(value).parts
    if value.startswith("~") or Path(value).is_absolute() or ".." in parts:
        return [value]
    found: list[str] = []
    try:
        for number, match in enumerate(folder.glob(value) if parts else [folder]):  # "." has no parts
            if number >= MOST:
                return [value]
            found += _real(match, folder)
            if match.is_dir() and not match.is_symlink():
                found += _links_out(match, folder)
    except (ValueError, NotImplementedError, OSError, re.error):
        return [value]
    fixed = next((i for i, part in enumerate(parts) if any(c in part for c in "*?[")), len(parts))
    if fixed < len(parts) - 1:  # a wildcard that stands for folders may pass through a link
        found += _links_out(folder.joinpath(*parts[:fixed]), folder, only_folders=True)
    return sorted(set(found))


def entry_leaves(value: str, folder: Path) -> list[str]:
    """As `path_leaves`, with the links in a program's folder; a module name is looked up below `folder`."""
    out = path_leaves(value, folder)
    if out:
        return out
    place = folder / value
    if not _there(place):  # a module: "pkg.cli", "pkg.cli:main"
        place = folder / re.split("[:.]", value, maxsplit=1)[0]
        place = place if _there(place) else place.with_name(place.name + ".py")
    out = path_leaves(str(place), folder)
    if out or not _there(place):
        return out
    return sorted(set(_links_out(place if place.is_dir() else place.parent, folder, program=True)))


def _there(place: Path) -> bool:
    """Path.exists() raises OSError for a name that is too long."""
    return os.path.exists(place)  # noqa: PTH110


def _links_out(top: Path, folder: Path, *, program: bool = False, only_folders: bool = False) -> Iterator[str]:
    """Links below `top` that lead out; hidden folders and virtual environments are never part of a program."""
    seen = 0
    for place, folders, files in os.walk(top):
        seen += len(files) + len(folders)
        if seen > MOST:
            yield str(top)
            return
        for name in folders if only_folders else [*folders, *files]:
            path = Path(place) / name
            if path.is_symlink() and not (program and name.startswith(".")):
                yield from _real(path, folder)
        if program:
            folders[:] = [name for name in folders if not _skipped(Path(place) / name)]


def _skipped(path: Path) -> bool:
    return path.name.startswith(".") or path.name in SKIPPED or (path / "pyvenv.cfg").exists()


def _real(path: Path, folder: Path) -> list[str]:
    real = Path(os.path.realpath(path))
    return [] if _below(real, folder) else [str(real)]


def _below(real: Path, folder: Path) -> bool:
    top = Path(os.path.realpath(folder))
    return real == top or top in real.parents
