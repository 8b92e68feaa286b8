"""What a folder holds that could be built, found out in at most half a second so that nobody has to be asked."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from wizard.ground.problems import WizardError
from wizard.profiles.names import FILE_NAME

TIME = 0.3  # seconds; what is found until then counts
MOST = 400  # entries of a folder that are looked at
READ = 1 << 16  # bytes of a file
_GUARD = re.compile(rb"^if\s+__name__\s*==\s*['\"]__main__['\"]", re.MULTILINE)
_NO_PROGRAM = re.compile(r"setup|conftest|noxfile|test_.*|.*_test|__init__|__main__")
_USUAL = ("main", "app", "cli")
NOT_YET = "this version builds no Maven or Gradle projects"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that could be built. `field` is the key of `[program]` that names it."""

    entry: str
    field: str  # "entry", "jar", "maven" or "gradle"
    kind: str  # "project", "function", "folder", "module", "file", "jar", "maven" or "gradle"
    name: str  # of the executable
    why: str
    sure: bool = False  # nobody has to be asked
    possible: bool = True
    requirements: tuple[str, ...] = ()  # that the profile has to name


@dataclass(frozen=True, slots=True)
class Discovery:
    """What was found, the most likely first. `complete` is False where time or patience ran out."""

    folder: Path
    profile: Path | None
    candidates: tuple[Candidate, ...]
    complete: bool = True

    @property
    def best(self) -> Candidate | None:
        """What needs no question."""
        return next((candidate for candidate in self.candidates if candidate.sure), None)


@dataclass(frozen=True, slots=True)
class Recent:
    """A thing that was built on this machine, as it was built last."""

    id: str
    name: str
    preset: str
    executable: Path
    size: int
    finished: str  # UTC
    profile: Path | None
    program: str
    folder: str
    typed: tuple[str, ...]
    there: bool  # the executable


def discover(folder: Path, *, limit: float = TIME) -> Discovery:
    """Reads names, pyproject.toml and the beginnings of Python files; never raises for what it finds."""
    folder = folder.absolute()
    until = time.monotonic() + limit
    names, complete = _names(folder)
    found = [*_project(folder), *_of_folder(folder, names), *_packages(folder, names, until)]
    files = list(_files(folder, names, until))
    found += _ranked(folder, files, alone=not found)
    found += _java(folder, names)
    profile = folder / FILE_NAME
    candidates = _one_sure(found)
    return Discovery(folder, profile if profile.exists() else None, candidates, complete and time.monotonic() < until)


def recent(limit: int = 10) -> tuple[Recent, ...]:
    """Newest first, each thing once; () where the history cannot be read."""
    from wizard.history.model import Filter
    from wizard.history.store import History

    found: dict[str, Recent] = {}
    with suppress(WizardError):
        for result in History().results(Filter(here=True, limit=limit * 4)):
            if result.key not in found and len(found) < limit:
                place, origin = Path(result.executable), result.origin
                found[result.key] = Recent(
                    result.id, result.name, result.preset, place, result.sizes.file, result.finished,
                    Path(origin.profile) if origin.profile else None, origin.program, origin.folder, origin.typed,
                    place.is_file(),
                )  # fmt: skip
    return tuple(found.values())


def _names(folder: Path) -> tuple[list[str], bool]:
    names: list[str] = []
    try:
        for entry in folder.iterdir():
            if len(names) == MOST:
                return sorted(names), False
            names.append(entry.name)
    except OSError:
        return sorted(names), False
    return sorted(names), True


def _project(folder: Path) -> Iterator[Candidate]:
    """The console scripts of pyproject.toml."""
    from wizard.programs.project import read_project

    file = folder / "pyproject.toml"
    if not file.is_file() or file.stat().st_size > READ * 4:
        return
    try:
        made = read_project(file, need=False)
    except WizardError as error:
        if error.problems[0].code == "many-scripts":
            yield from _scripts(file)
        return
    if made is not None:
        yield Candidate(".", "entry", "project", made.name, f"pyproject.toml has the script {made.name}", sure=True)


def _scripts(file: Path) -> Iterator[Candidate]:
    import tomllib

    from wizard.programs.project import read_project

    project = tomllib.loads(file.read_text(encoding="utf-8"))["project"]
    for name, entry in project["scripts"].items():
        with suppress(WizardError):
            made = read_project(file, name)
            if made is not None:
                start = entry.partition("[")[0].strip().replace(" ", "")
                why = f"pyproject.toml has the script {name}"
                yield Candidate(start, "entry", "function", name, why, requirements=made.requirements)


def _of_folder(folder: Path, names: Sequence[str]) -> Iterator[Candidate]:
    if "__main__.py" in names:
        yield Candidate(".", "entry", "folder", folder.name or "program", "the folder has a __main__.py", sure=True)


def _packages(folder: Path, names: Sequence[str], until: float) -> Iterator[Candidate]:
    """Packages that `python -m` would start, here and in src."""
    for place in (folder, folder / "src"):
        inside = names if place == folder else _names(place)[0]
        for name in inside:
            if time.monotonic() > until:
                return
            package = place / name
            if name.isidentifier() and (package / "__main__.py").is_file() and (package / "__init__.py").is_file():
                why = f"the package {name} has a __main__.py"
                yield Candidate(f"{name}.__main__", "entry", "module", name, why)


def _files(folder: Path, names: Sequence[str], until: float) -> Iterator[tuple[str, bool]]:
    """Python files that may be programs, and whether they say that they are."""
    for name in names:
        path = folder / name
        if not name.endswith((".py", ".pyw")) or _NO_PROGRAM.fullmatch(path.stem) or time.monotonic() > until:
            continue
        with suppress(OSError), path.open("rb") as file:
            yield name, bool(_GUARD.search(file.read(READ)))


def _ranked(folder: Path, files: Sequence[tuple[str, bool]], *, alone: bool) -> list[Candidate]:
    """The only file, the only one with a guard, or the one with a usual name needs no question."""
    usual = (*_USUAL, folder.name)
    guarded = [name for name, says in files if says]
    named = [name for name, _ in files if Path(name).stem in usual]
    likely = [name for name in guarded if name in named] or guarded or named
    first = files[0][0] if len(files) == 1 else likely[0] if len(likely) == 1 else ""
    why = {True: "it has `if __name__ == '__main__'`", False: "a Python file"}
    found = [
        Candidate(name, "entry", "file", Path(name).stem, why[says], sure=alone and name == first)
        for name, says in files
    ]  # fmt: skip
    return sorted(found, key=lambda c: (not c.sure, c.entry not in guarded, c.entry not in named))


def _java(folder: Path, names: Sequence[str]) -> Iterator[Candidate]:
    name = folder.name or "program"
    if "pom.xml" in names:
        yield Candidate(".", "maven", "maven", name, f"a Maven project: {NOT_YET}", possible=False)
    if any(f"{start}.gradle{end}" in names for start in ("build", "settings") for end in ("", ".kts")):
        yield Candidate(".", "gradle", "gradle", name, f"a Gradle project: {NOT_YET}", possible=False)
    for entry in names:
        if entry.endswith(".jar"):
            yield Candidate(entry, "jar", "jar", entry.removesuffix(".jar"), "a jar")


def _one_sure(found: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The first that is sure, with the others behind it: a script of the project comes before a file."""
    sure = next((candidate for candidate in found if candidate.sure), None)
    able = [candidate for candidate in found if candidate.possible]
    if sure is None and len(able) == 1:
        sure = able[0]
    rest = [replace(candidate, sure=False) for candidate in found if candidate is not sure]
    return (*([replace(sure, sure=True)] if sure else []), *rest)
