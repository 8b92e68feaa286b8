"""Bytecode of a payload's modules, compiled by the engine itself and kept with it.

`<engine>/bytecode/` holds a zip for the library, one for each requirement, and one for a program's own modules, whose
entries are named by their content: after a change of one line one module is compiled.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from wizard.building import compiling
from wizard.building.engine import Engine
from wizard.building.events import Listener
from wizard.ground import places
from wizard.ground.atomic import replacing
from wizard.ground.steps import Step
from wizard.planning.model import Plan
from wizard.programs import payload, sources
from wizard.programs.archive import Member, Writer, members
from wizard.programs.model import Kind, Program, SourceFile, Wheel
from wizard.programs.payload import Part
from wizard.programs.wheel_part import wheel_part

TAG = "graalpy250-312"
_FORMAT = 2
_TESTS = frozenset({"test", "tests"})
_KEPT = 3  # generations of one program's own modules


@dataclass(frozen=True, slots=True)
class Job:
    """What the engine is asked for: names in the payload, and where the result is kept."""

    origin: str
    names: tuple[str, ...]
    target: Path


@dataclass(frozen=True, slots=True)
class Compiled:
    """Parts for the payload, and how many modules were compiled for them now."""

    parts: tuple[Part, ...]
    new: int


def compiled(
    engine: Engine, plan: Plan, program: Program, wheels: Sequence[Wheel], library: Path, listener: Listener
) -> Compiled:
    """Bytecode of library, requirements and own modules; exit 3 where the engine does not run here."""
    folder = places.ready(engine.folder / "bytecode")
    given = [Part(payload.LIBRARY, library), *(Part(w.name, wheel_part(w, plan.version.python)) for w in wheels)]
    jobs = [Job(part.origin, _modules(part.file, plan), folder / f"{part.file.stem}.{_FORMAT}.zip") for part in given]
    own = _Own(program, folder)
    missing = [job for job in jobs if not job.target.is_file()]
    names = [name for job in missing for name in job.names] + list(own.missing)
    made = _run(engine, plan, program, wheels, library, names, listener) if names else {}
    for job in missing:
        _write(job.target, {_pyc(name): made[name] for name in job.names if made.get(name)})
    parts = [Part(job.origin, job.target) for job in jobs if job.names]
    return Compiled((*parts, *own.finish(made)), len(names))


def _run(
    engine: Engine, plan: Plan, program: Program, wheels: Sequence[Wheel], library: Path, names: Sequence[str],
    listener: Listener,
) -> Mapping[str, bytes]:  # fmt: skip
    """Name to .pyc; empty where a file is no Python that this version reads."""
    needed = set(names)
    job = Program(
        Kind.FILE, "bytecode", compiling.MAIN, "", tuple(f for f in program.files if f.name in needed),
        {**{n: d for n, d in program.made.items() if n in needed}, compiling.MAIN: compiling.source()}, (), Path(),
    )  # fmt: skip
    used = [w for w in wheels if needed.intersection(_modules(wheel_part(w, plan.version.python), plan))]
    with tempfile.TemporaryDirectory(prefix="graalpy-wizard-") as name:
        zipped = payload.build(job, used, library, plan, Path(name) / "payload.zip", engine_key=engine.key)
        sizes = {member.name: member.size for member in members(zipped.path)}
        listener(Step("bytecode", f"{len(names)} modules", 0, len(names)))
        return compiling.run(engine.executable, zipped.path, Path(name), {n: sizes[n] for n in names}, listener)


def _modules(part: Path, plan: Plan) -> tuple[str, ...]:
    """What programs import from a part: its tests run from source (a third of sympy's), as GraalPy's core files do."""
    python, graalpy = plan.version.python, plan.version.label.rpartition("graalpy")[2]
    places_of_modules = (f"home/lib/python{python}/", f"home/lib/graalpy{graalpy}/modules/")
    names = (m.name for m in members(part) if m.name.endswith(".py") and m.name.startswith(places_of_modules))
    return tuple(name for name in names if _TESTS.isdisjoint(name.split("/")[:-1]))


def _pyc(name: str) -> str:
    folder, _, file = name.rpartition("/")
    return f"{folder}/__pycache__/{file.removesuffix('.py')}.{TAG}.pyc"


def _write(target: Path, entries: Mapping[str, bytes]) -> None:
    with replacing(target) as temporary, temporary.open("wb") as out:
        writer = Writer(out)
        for name in sorted(entries):
            writer.add(name, entries[name])
        writer.close()


class _Own:
    """The program's own modules, but for the main file: that one is read as text."""

    def __init__(self, program: Program, folder: Path) -> None:
        self.digests = {name: hashlib.sha256(name.encode() + b"\0" + data).hexdigest() for name, data in _own(program)}
        all_of_it = "\0".join(sorted(self.digests.values()))
        who = hashlib.sha256(f"{program.folder}\0{program.name}".encode()).hexdigest()[:16]
        self.folder, self.prefix = folder, f"own-{who}-"
        self.target = folder / f"{self.prefix}{hashlib.sha256(all_of_it.encode()).hexdigest()[:16]}.{_FORMAT}.zip"
        self.before = self._newest()
        known = {member.name for member in members(self.before)} if self.before and self.digests else set()
        self.missing = tuple(name for name, digest in self.digests.items() if digest not in known)

    def finish(self, made: Mapping[str, bytes]) -> tuple[Part, ...]:
        """The part of this build, and older ones removed."""
        if not self.digests:
            return ()
        if not self.target.is_file():
            self._make(made)
        self.target.touch()
        for old in self._all()[_KEPT:]:
            old.unlink(missing_ok=True)
        names = {digest: _pyc(name) for name, digest in self.digests.items()}
        entries = tuple(replace(m, name=names[m.name]) for m in members(self.target) if m.name in names and m.size)
        return (Part(payload.OWN, self.target, entries),)

    def _make(self, made: Mapping[str, bytes]) -> None:
        """Entries named by content; one without bytes is no Python, and is not tried again."""
        kept = {m.name: m for m in members(self.before)} if self.before else {}
        entries: dict[str, Member | bytes] = {d: kept[d] for d in self.digests.values() if d in kept}
        entries |= {self.digests[name]: made.get(name, b"") for name in self.missing}
        with replacing(self.target) as temporary, temporary.open("wb") as out:
            writer = Writer(out)
            for name, content in sorted(entries.items()):
                _put(writer, name, content)
            writer.close()

    def _newest(self) -> Path | None:
        return self.target if self.target.is_file() else next(iter(self._all()), None)

    def _all(self) -> list[Path]:
        found = list(self.folder.glob(f"{self.prefix}*.{_FORMAT}.zip"))
        return sorted(found, key=lambda path: path.stat().st_mtime_ns, reverse=True)


def _put(writer: Writer, name: str, content: Member | bytes) -> None:
    if isinstance(content, bytes):
        writer.add(name, content)
    else:
        with content.file.open("rb") as source:
            writer.copy(content, source)


def _own(program: Program) -> Iterable[tuple[str, bytes]]:
    """Name and content of what may be imported."""
    for file in program.files:
        if file.name.endswith(".py") and file.name != program.main:
            yield file.name, _read(file)
    yield from ((n, d) for n, d in program.made.items() if n.endswith(".py") and n != program.main)


def _read(file: SourceFile) -> bytes:
    try:
        return file.path.read_bytes()
    except OSError as error:
        raise sources.unreadable(file.path, error) from error
