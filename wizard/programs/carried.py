"""Data files of a program: which a glob means, and what they are called beside the program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from wizard.ground.problems import Where, wrong_input
from wizard.programs import tree
from wizard.programs.model import SourceFile, Target

_WILD = "*?["


def matches(target: Target, glob: str, folder: Path, where: Where, *, outside: bool) -> list[SourceFile]:
    """The files that `glob` means below `folder`; exit 2 for none, and for what lies outside without consent.

    A file from outside goes in under its own name (`../shared/a.txt` as `a.txt`), a folder with its name
    (`../shared/**` as `shared/...`), as the program's folder has no place above it.
    """
    leaves = Path(glob).is_absolute() or ".." in Path(glob).parts or glob.startswith("~")
    if not glob.strip() or (leaves and not outside):
        raise wrong_input(f"{glob} is outside the project", f"name files below {folder}", where, "outside")
    top = folder.resolve()
    base, rest = _split(top, glob) if leaves else (top, glob)
    found = sorted(_files(base, rest, Path("/") if outside else top))
    if not found:
        raise wrong_input(f"{glob} matches no file", f"name files below {folder}", where, "no-data")
    return [source(path, base if leaves else _root(path, target, top)) for path in found]


def add(files: dict[str, SourceFile], found: Iterable[SourceFile]) -> None:
    """Add `found` to `files`; exit 2 where two different files would have one name."""
    for file in found:
        there = files.setdefault(file.name, file)
        if there.path.resolve() != file.path.resolve():
            what = f"{file.path} and {there.path} would both be {file.name.removeprefix('app/')} beside the program"
            raise wrong_input(what, "rename one of them", code="two-files")


def source(path: Path, root: Path) -> SourceFile:
    """A file as the payload names it; exit 2 where its name is not UTF-8."""
    name = path.relative_to(root).as_posix()
    try:
        name.encode()
    except UnicodeEncodeError as error:
        raise wrong_input("its name is not UTF-8", "rename it", Where(path), "file-name") from error
    return SourceFile(path, f"app/{name}")


def _root(path: Path, target: Target, folder: Path) -> Path:
    return target.root if path.is_relative_to(target.root) else folder


def _split(folder: Path, glob: str) -> tuple[Path, str]:
    """The folder that names start in, and the glob below it: ("/a", "shared/**") of "/a/x" and "../shared/**"."""
    parts = Path(glob).expanduser().parts
    fixed = next((i for i, part in enumerate(parts) if any(c in part for c in _WILD)), len(parts))
    place = folder.joinpath(*parts[:fixed]).resolve()
    return place.parent, str(Path(place.name, *parts[fixed:]))


def _files(folder: Path, glob: str, project: Path) -> Iterator[Path]:
    for path in folder.glob(glob):
        if path.is_dir():
            yield from tree.walk(path, project, tree.nothing_ignored)
        elif not tree.left_out(path, folder=False):
            tree.check_link(path, project)
            yield path
