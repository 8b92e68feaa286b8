"""Where a module's name leads below a folder, by the order in which Python looks: package, module, namespace."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from wizard.programs.model import Program


class Form(Enum):
    """What a module is on disk."""

    PACKAGE = auto()  # a folder with __init__.py
    MODULE = auto()  # a file
    NAMESPACE = auto()  # a folder without __init__.py


@dataclass(frozen=True, slots=True)
class Found:
    """A module below a root: `path` is its file, or its folder."""

    name: str
    form: Form
    path: Path


def find(root: Path, name: str) -> Found | None:
    """The module "a.b.c" below `root`, or None. Nothing is imported."""
    place = root
    found: Found | None = None
    parts = name.split(".")
    for number, part in enumerate(parts):
        if not part.isidentifier():
            return None
        found = _one(place, part, ".".join(parts[: number + 1]))
        if found is None or (found.form is Form.MODULE and number < len(parts) - 1):
            return None
        place = found.path
    return found


def _one(place: Path, part: str, name: str) -> Found | None:
    folder = place / part
    if (folder / "__init__.py").is_file():
        return Found(name, Form.PACKAGE, folder)
    file = place / f"{part}.py"
    if file.is_file():
        return Found(name, Form.MODULE, file)
    return Found(name, Form.NAMESPACE, folder) if folder.is_dir() else None


def dotted(files: Iterable[str]) -> Iterator[str]:
    """`pkg/cli.py` and `pkg/cli/__init__.py` as Python names them; other files are none."""
    for file in files:
        if file.endswith(".py"):
            yield file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def own(program: Program) -> tuple[str, ...]:
    """The program's own modules, but for its main file, by the names under which it imports them."""
    base = program.first + "/"
    files = [file.name for file in program.files] + list(program.made)
    return tuple(dotted(name.removeprefix(base) for name in files if name != program.main))


def names(root: Path) -> list[str]:
    """The importable names right below `root`, for hints."""
    try:
        entries = sorted(root.iterdir())
    except OSError:
        return []
    files = [e.stem for e in entries if e.suffix == ".py" and e.stem.isidentifier()]
    return files + [e.name for e in entries if e.name.isidentifier() and (e / "__init__.py").is_file()]
