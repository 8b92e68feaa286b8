"""Where presets lie: the project's own, the user's, the shipped ones, in this order.

A name that graalpy-wizard ships is never anybody else's: "sandboxed-minimal" says the same in every project.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from wizard.ground import places
from wizard.ground.problems import Problem, Where
from wizard.profiles import texts
from wizard.profiles.names import ORDER

PROJECT, USER, SHIPPED = "project", "user", "shipped"


def shipped_folder() -> Path:
    """In a wheel inside the package, in a checkout beside it."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "presets"
    return inside if any(inside.glob("*.toml")) else package.parent / "presets"


def project_folder(project: Path) -> Path:
    """A project's own presets."""
    return project / ".graalpy-wizard" / "presets"


def user_folder() -> Path:
    """The presets that this user saved or imported."""
    return places.configuration() / "presets"


def within(path: Path, project: Path) -> bool:
    """Whether a folder of the user's lies in the project, where a stranger's archive could have put it.

    A project that is the home folder (or holds it) is the user's own.
    """
    folder, place = project.resolve(), path.resolve()
    home = Path.home().resolve() if _has_home() else None
    if home is not None and (folder == home or folder in home.parents):
        return False
    return place == folder or folder in place.parents


def _has_home() -> bool:
    try:
        Path.home()
    except RuntimeError:
        return False
    return True


def folders(project: Path | None) -> list[tuple[str, Path]]:
    """Origin and folder, strongest first; a user's folder inside the project counts as the project's."""
    found = [(SHIPPED, shipped_folder())]
    user = user_folder()
    if project is None:
        return [(USER, user), *found]
    return [(PROJECT, project_folder(project)), (PROJECT if within(user, project) else USER, user), *found]


def names(project: Path | None) -> Mapping[str, tuple[str, Path]]:
    """Name -> origin and file, the shipped ones first; each name as its strongest folder has it."""
    result: dict[str, tuple[str, Path]] = {}
    for origin, folder in reversed(folders(project)):
        for path in _files(folder):
            if origin == SHIPPED or path.stem not in ORDER:
                result[path.stem] = (origin, path)
    return result


def impostors(project: Path | None, name: str = "") -> tuple[Problem, ...]:
    """Each file that takes a shipped preset's name (only this one, if `name` is given)."""
    return tuple(
        Problem(
            f"`{path.stem}` is a preset of graalpy-wizard, and this file takes its name", Where(path),
            "rename or remove it", "preset-name",
        )
        for origin, folder in folders(project)
        if origin != SHIPPED
        for path in _files(folder)
        if path.stem in ORDER and name in ("", path.stem)
    )  # fmt: skip


def _files(folder: Path) -> list[Path]:
    try:
        files = sorted(path for path in folder.iterdir() if path.suffix == ".toml")
    except OSError:
        return []
    return [path for path in files if texts.preset(path.stem) is None]
