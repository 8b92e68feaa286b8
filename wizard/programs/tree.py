"""Walks a program's folder: all but what is hidden, made, ignored by git or no part of a program."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from pathspec import GitIgnoreSpec

from wizard.ground.problems import Where, wrong_input
from wizard.packing.layout import is_packed
from wizard.programs import trailer

_MADE = {"__pycache__", "node_modules", "graalpy-wizard.toml", "graalpy-wizard.lock"}
Ignored = Callable[[Path, bool], bool]  # path, whether it is a folder


def walk(top: Path, project: Path, ignored: Ignored) -> Iterator[Path]:
    """All files below `top`, sorted; exit 2 where a symbolic link leaves `project`."""
    yield from _walk(top, project, ignored, {os.path.realpath(top)})


def _walk(top: Path, project: Path, ignored: Ignored, above: set[str]) -> Iterator[Path]:
    try:
        entries = sorted(os.scandir(top), key=lambda e: e.name)
    except OSError as error:
        raise wrong_input(f"cannot be read: {error.strerror}", "make it readable", Where(top), "unreadable") from error
    for entry in entries:
        path = Path(entry.path)
        folder = entry.is_dir()
        if left_out(path, folder) or ignored(path, folder):
            continue
        if entry.is_symlink():
            check_link(path, project)
        if folder:
            real = os.path.realpath(path)
            if real not in above:  # a link to a folder above would never end
                yield from _walk(path, project, ignored, above | {real})
        elif entry.is_file():
            yield path


def check_link(path: Path, project: Path) -> None:
    """Exit 2 where a symbolic link leads out of the project."""
    real = Path(os.path.realpath(path))
    if not real.is_relative_to(os.path.realpath(project)):
        raise wrong_input(
            f"is a symbolic link out of the project, to {real}", "copy it into the project, or remove the link",
            Where(path), "outside",
        )  # fmt: skip


def left_out(path: Path, folder: bool) -> bool:
    """Dotfiles, compiled files, virtual environments, executables that were built earlier."""
    if path.name.startswith(".") or path.name in _MADE or path.suffix in (".pyc", ".pyo"):
        return True
    return (path / "pyvenv.cfg").is_file() if folder else _is_output(path)


def nothing_ignored(path: Path, folder: bool) -> bool:
    """For packages and data that were asked for by name."""
    del path, folder
    return False


def git_ignored(top: Path) -> Ignored:
    """What the .gitignore files of a folder, and of those above it in its repository, leave out.

    Git itself is not asked: its answer depends on the user's own settings, so that the same program would give
    another executable elsewhere, and a foreign repository's settings can name programs that git then runs.
    A folder that is ignored as a whole was asked for by name: what lies above it decides nothing in it.
    """
    repository = _repository(top)
    whole = _by_files_up_to(repository)
    return _by_files_up_to(top) if top != repository and whole(top, True) else whole


def _by_files_up_to(first: Path) -> Ignored:
    """What the .gitignore files between a path and the folder `first` leave out."""
    rules: dict[Path, GitIgnoreSpec | None] = {}

    def ignored(path: Path, folder: bool) -> bool:
        for place in path.parents:  # the nearest file decides
            if place not in rules:
                rules[place] = _spec(place)
            spec = rules[place]
            if spec is not None:
                name = path.relative_to(place).as_posix() + ("/" if folder else "")
                result = spec.check_file(name).include
                if result is not None:
                    return result
            if place == first:
                return False
        return False

    return ignored


def _repository(top: Path) -> Path:
    return next((p for p in (top, *top.parents) if (p / ".git").exists()), top)


def _spec(folder: Path) -> GitIgnoreSpec | None:
    try:
        lines = (folder / ".gitignore").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    return GitIgnoreSpec.from_lines(lines)


def _is_output(path: Path) -> bool:
    """Whether the file ends as an executable of ours does, plain or packed."""
    try:
        if not os.access(path, os.X_OK) or path.stat().st_size < trailer.SIZE:
            return False
        with path.open("rb") as file:
            file.seek(-trailer.SIZE, os.SEEK_END)
            return trailer.unpack(file.read()) is not None or is_packed(path)
    except OSError:
        return False
