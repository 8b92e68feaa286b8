"""Which modules of the library may be in the snapshot of a program, if what they import waits until it is used."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager

from tests.snapshot import judge
from tests.snapshot.looking import say, text_of
from tests.snapshot.machine import Machine
from tests.snapshot.worlds import USUAL_WORLD
from wizard.building import snapshot_late
from wizard.building.snapshot_program import FILE
from wizard.building.snapshot_told import LEFT
from wizard.catalogue.snapshot import can_wait, shipped
from wizard.planning.broken import broken_by
from wizard.programs import imports, reached

ROOT = "home/lib/python3.12"
ROUNDS = 20  # each without what failed in the one before
INHERITED = "it imports `"  # how the reason begins of a module that is itself the same in all runs


def late(fit: Collection[str], reasons: Mapping[str, str], engines: Collection[Machine]) -> list[str]:
    """Those of `reasons` that are the same when an interpreter is kept, and hold nothing that native-image refuses."""
    names = sorted(name for name, why in reasons.items() if why.startswith(INHERITED))
    for engine in engines:
        for _ in range(ROUNDS):
            out = _out(engine, fit, reasons, names)
            say(
                f"{len(names)} modules whose imports wait, of which {len(out)} may not be kept: {' '.join(sorted(out))}"
            )
            names = [name for name in names if name not in out]
            if not out:
                break
        else:
            raise AssertionError(out)
    return names


def _out(engine: Machine, fit: Collection[str], reasons: Mapping[str, str], names: list[str]) -> set[str]:
    """Of `names` what is not the same in one kept interpreter."""
    there = [name for name in names if not broken_by(name, engine.plan.broken)]
    with imported(engine, fit, reasons, there):
        program = engine.program(text_of(there, watch=False))
        status, out, err = engine.run(program, modules=",".join(shipped()), world=USUAL_WORLD)
        assert status == 0, err
        lines = [line.removeprefix(LEFT).partition(": ") for line in (out + err).splitlines() if line.startswith(LEFT)]
        if lines:
            for name, _, why in lines:
                say(f"{name}: {why}")
            return _first(engine, {name for name, _, _ in lines})
        status, plain, err = engine.run(program, world=USUAL_WORLD)
        assert status == 0, err
        if found := judge.kept_reasons(judge.read(plain), judge.read(out), {}, there):
            for name, why in found.items():
                say(f"{name}: {why}")
            return set(found)
        return {name for name, _, _ in engine.refused(",".join(shipped()))} & set(there)


def _first(engine: Machine, failed: set[str]) -> set[str]:
    """Without those that may have failed through another: without that one its import can wait, too."""
    library = engine.folder / "of-the-builder" / ROOT
    needed: dict[str, set[str]] = {}
    for name in failed:
        needed[name] = set()
        for file in snapshot_late.files_of(name, library):
            found = imports.of_file(file, str(file.relative_to(library)))
            needed[name] |= {entry.module for entry in found if not entry.guarded and not entry.conditional}
    alone = {name for name in failed if not needed[name] & failed - {name}}
    packages = {name: set(reached.packages(name)[:-1]) for name in alone}
    return {name for name in alone if not packages[name] & failed} or alone or failed


@contextmanager
def imported(engine: Machine, fit: Collection[str], reasons: Mapping[str, str], names: list[str]) -> Iterator[None]:
    """While an interpreter is kept `names` are imported, from copies whose imports wait."""
    library = engine.folder / "of-the-builder" / ROOT
    texts = {file: file.read_bytes() for name in names for file in snapshot_late.files_of(name, library)}

    def waits(module: str) -> bool:
        free = module not in names and not broken_by(module, engine.plan.broken)
        return free and can_wait(reasons.get(module, "")) and bool(snapshot_late.files_of(module, library))

    program = engine.folder / "of-the-builder" / FILE
    fitting = sorted({*fit, *names, "bz2"})  # which no run of these machines has
    words = [("try", name) for name in names] + [("fit", name) for name in fitting]
    program.write_text("path app\n" + "".join(f"{word} {name}\n" for word, name in words))
    try:
        for file, data in texts.items():
            file.write_bytes(snapshot_late.rewritten(data, waits, library=True))
        yield
    finally:
        program.unlink()
        for file, data in texts.items():
            file.write_bytes(data)
