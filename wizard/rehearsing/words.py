"""What a rehearsal says to people, line by line. Names in it are foreign: to be shown through `plain`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from wizard.ground.problems import Problem, Where
from wizard.ground.several import some
from wizard.planning.derive import ways_out
from wizard.planning.spare import Spare
from wizard.programs.model import Program
from wizard.rehearsing.model import Broken, Rehearsal

SHOWN = 12  # names in a line; --json has all


def document_of(result: Rehearsal) -> list[str]:
    """The narration but for what is broken."""
    how = "stopped" if result.stopped else f"status {result.status}"
    count = len(result.modules)
    modules = "1 module" if count == 1 else f"{count} modules"
    lines = [f"rehearsed on a JVM in {result.seconds:.1f} s, {how}: {modules} imported"]
    if public := _public(result.modules):
        lines.append(f"imported: {some(public, SHOWN)}")
    if not result.complete:
        lines.append("the program did not end in order: this is what was seen until then")
    lines += _without(result.without)
    lines += [f"never needed: {needless(entry)}" for entry in result.never_needed]
    return [*lines, "what a rehearsal sees is evidence, not a proof: another run may import more"]


def problems_of(result: Rehearsal, program: Program) -> tuple[Problem, ...]:
    """One error for each broken import, at its place in the program's own files."""
    files = {f"/graalpy/{file.name}": str(file.path) for file in program.files}
    return tuple(
        Problem(
            f"import {entry.module} fails: {_because(entry)} ({entry.how})",
            Where(_shown(files.get(entry.file, entry.file)), line=entry.line) if entry.file else None,
            f"keep it with {ways_out(entry.ways_out).replace(' or ', ' and ')}" if entry.ways_out else "",
            "broken-import",
        )
        for entry in result.broken
    )  # fmt: skip


def _shown(path: str) -> str:
    """From the folder where the user is, if it lies there."""
    here = Path.cwd()
    return str(Path(path).relative_to(here)) if Path(path).is_relative_to(here) else path


def needless(entry: Spare) -> str:
    """`network = client: none would do`."""
    return f"{entry.key} = {entry.now}: {entry.instead} would do"


def _without(entries: Iterable[Broken]) -> list[str]:
    """One line for all that the same answers took."""
    by_cause: dict[tuple[str, str], list[str]] = {}
    for entry in entries:
        by_cause.setdefault((_because(entry), _keep(entry)), []).append(entry.module)
    return [f"went on without {some(names, SHOWN)}: {why}{keep}" for (why, keep), names in by_cause.items()]


def _because(entry: Broken) -> str:
    return " and ".join(entry.answers) or "GraalPy does not have it"


def _keep(entry: Broken) -> str:
    return f" (keep it with {ways_out(entry.ways_out).replace(' or ', ' and ')})" if entry.ways_out else ""


def _public(modules: Iterable[str]) -> list[str]:
    """Packages and modules at the top that have no private name."""
    return [name for name in modules if "." not in name and not name.startswith("_")]
