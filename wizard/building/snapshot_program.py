"""A `program` snapshot: what of a program is imported while its engine is built, so that the engine is its own."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

from wizard.building import snapshot_late
from wizard.catalogue import snapshot as catalogue
from wizard.planning import snapshot
from wizard.planning.broken import broken_by
from wizard.planning.model import Plan
from wizard.programs import modules, payload, reached, sources
from wizard.programs.model import Program, Wheel
from wizard.programs.wheel_part import installed

FILE = "program.txt"  # beside the unpacked payload, for wizard/building/snapshot/imports.py


@dataclass(frozen=True, slots=True)
class Carried:
    """A program and its requirements, resolved."""

    program: Program
    wheels: tuple[Wheel, ...] = ()

    def digest(self, plan: Plan) -> str:
        """SHA-256 over all that may be imported, and how: a changed line is another engine."""
        total = hashlib.sha256(f"{self.program.main}\0{self.program.package}\0".encode())
        total.update("\n".join((*self._told(plan), *sorted(plan.broken))).encode())
        for file in (Path(__file__), Path(snapshot_late.__file__), catalogue.FILE):
            total.update(file.read_bytes())
        for own in sorted(self.program.files, key=lambda own: own.name):
            total.update(f"{own.name}\0".encode() + hashlib.sha256(sources.read_bytes(own.path)).digest())
        for name, data in sorted(self.program.made.items()):
            total.update(f"{name}\0".encode() + hashlib.sha256(data).digest())
        for wheel in sorted(self.wheels, key=lambda wheel: wheel.name):
            total.update(f"{wheel.name}\0{wheel.sha256}\0".encode())
        return total.hexdigest()

    def names(self, plan: Plan) -> tuple[str, ...]:
        """What the program certainly imports when it starts: fit modules of the library first, then the others."""
        found = [entry.module for entry in reached.own(self.program).certain]
        deeper = [entry.module for entry in reached.with_wheels(self.program, self.wheels)]
        theirs = self._modules()
        beside = {
            name.partition(".")[0] for name in modules.own(self.program)
        }  # an own module is found before one of the library
        fit = {name for name in snapshot.fit_in_program(plan) if name.partition(".")[0] not in beside}
        library = [name for name in (*found, *deeper) if name in fit and not broken_by(name, plan.broken)]
        package = [self.program.package] if self.program.package else []
        others = [name for name in (*package, *found) if name in theirs]
        return tuple(dict.fromkeys((*library, *others)))

    def loaded(self) -> tuple[str, ...]:
        """The modules of the program and its requirements that it certainly loads when it starts, by name."""
        certain = (*reached.own(self.program).certain, *reached.with_wheels(self.program, self.wheels))
        near = {part for entry in certain for part in reached.packages(entry.module)}
        return tuple(sorted(near & self._modules()))

    def _modules(self) -> set[str]:
        """Of the program and its requirements, but for the main file itself."""
        return {*modules.own(self.program), *modules.dotted(self._installed())}

    def _installed(self) -> Iterator[str]:
        for wheel in self.wheels:
            for name, _ in installed(wheel):
                yield name

    def unpack(self, plan: Plan, library: Path, folder: Path) -> None:
        """The payload in `folder` (home/, app/), and what to import, in FILE."""
        with tempfile.TemporaryDirectory(prefix="graalpy-wizard-") as name:
            made = payload.build(self.program, self.wheels, library, plan, Path(name) / "payload.zip")
            with ZipFile(made.path) as archive:
                archive.extractall(folder)
        self._let_wait(plan, folder)
        (folder / FILE).write_text("\n".join((*self._told(plan), "")), encoding="utf-8")

    def _told(self, plan: Plan) -> Iterator[str]:
        """The lines of FILE."""
        yield f"path {self.program.first}"
        yield f"path home/lib/python{plan.version.python}/site-packages"
        brought = snapshot.brought(plan)
        absent = () if "bz2" in brought else ("bz2",)  # which fails as it does in the run
        yield from _lines("try", self.names(plan))
        yield from _lines("fit", sorted((*snapshot.fit_in_program(plan), *absent)))
        yield from _lines("brought", brought)

    def _let_wait(self, plan: Plan, folder: Path) -> None:
        """In the unpacked copies: what they import of the library and need not before they are used."""
        library = folder / f"home/lib/python{plan.version.python}"
        tops = {name.partition(".")[0] for name in self._modules()}
        lost = snapshot.lost(plan)

        def waits(module: str) -> bool:
            here = module.partition(".")[0] in tops or broken_by(module, plan.broken)
            may = not here and (module in lost or catalogue.may_wait(module))
            return may and bool(snapshot_late.files_of(module, library))

        def let(files: Iterable[Path], *, library: bool) -> None:
            for file in files:
                data = file.read_bytes()
                if (new := snapshot_late.rewritten(data, waits, library=library)) != data:
                    file.write_bytes(new)

        for place in (folder / "app", library / "site-packages"):
            let(sorted(place.rglob("*.py")), library=False)
        for name in sorted(catalogue.late()):
            let(snapshot_late.files_of(name, library), library=True)


def _lines(word: str, names: Sequence[str]) -> list[str]:
    return [f"{word} {name}" for name in names]
