"""What `explain` says of a snapshot: its modules, and why others that the program imports are not in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wizard.cli import explain_program
from wizard.cli.document import Block, Table, Text, shortened
from wizard.planning.broken import is_private

if TYPE_CHECKING:
    from wizard.planning.model import Plan
    from wizard.profiles.model import Profile
    from wizard.programs.model import Program


@dataclass(frozen=True, slots=True)
class NotIn:
    """A module of the library that the program imports at run time. `may`: [snapshot] modules may name it."""

    module: str
    may: bool
    why: str


@dataclass(frozen=True, slots=True)
class SnapshotModules:
    """Modules that are imported while building, with all that they need; and those that are not."""

    modules: tuple[str, ...]
    needed: tuple[str, ...]  # what these import
    program: bool  # the requirements and the program's own modules too
    left_out: tuple[NotIn, ...]
    known_from: str  # "rehearsal", "source", or "" where no program is known
    own: explain_program.ProgramModules | None = None  # of a program's snapshot, where the program is known


def kept_of(plan: Plan, profile: Profile, rehearsed: Sequence[str]) -> SnapshotModules | None:
    """None where the answers ask for no snapshot."""
    from wizard.catalogue.snapshot import with_needed

    if not plan.snapshot:
        return None
    program = _program(plan, profile)
    imported = tuple(rehearsed) or _in_source(program, plan)
    known = "rehearsal" if rehearsed else "source" if imported else ""
    there = with_needed(plan.snapshot_modules)
    needed = sorted(there - {*plan.snapshot_modules}, key=_privately)
    left_out = tuple(_left_out(plan, imported, there))
    own = explain_program.modules_of(program, plan, profile) if program else None
    return SnapshotModules(plan.snapshot_modules, tuple(needed), plan.snapshot_program, left_out, known, own)


def block(kept: SnapshotModules) -> list[Block | str]:
    """For people."""
    told: list[Block | str] = ["", "Snapshot of imports"]
    more = "; the requirements' and the program's own modules too" if kept.program else ""
    named = shortened(kept.modules)
    told.append(Text(f"{named}{more}", indent=2))
    told.append(Text(f"and what these import: {shortened(kept.needed) or 'nothing else'}", indent=2))
    if not kept.known_from:
        text = "Why others are not in it is told where the program is known: name its profile, or rehearse it."
        return [*told, Text(text, indent=2)]
    may = [entry.module for entry in kept.left_out if entry.may]
    if may:
        named = shortened(may)
        told.append(Text(f"not in it, and may be named in [snapshot] modules: {named}", indent=2))
    rows = [(entry.module, entry.why) for entry in kept.left_out if not entry.may]
    if rows:
        how = "was seen importing" if kept.known_from == "rehearsal" else "imports"
        told += ["", f"Not in it, and the program {how} them", Table(("module", "why"), rows)]
        if kept.program:
            text = (
                "Statements of own modules that need one of these wait for the run, and so do those that need them; "
                "the others are in the snapshot."
            )
            told += ["", Text(text, indent=2)]
    return [*told, *(explain_program.block(kept.own) if kept.own else ())]


def _privately(name: str) -> tuple[bool, str]:
    """Names that people know come first."""
    return is_private(name), name


def _left_out(plan: Plan, imported: Iterable[str], whole: frozenset[str]) -> Iterable[NotIn]:
    from wizard.catalogue.load import standard_library
    from wizard.planning.snapshot import fit_in_program, why_not

    library = standard_library(plan.version.python)
    # What a module of the snapshot imports is in it, and needs no word.
    there = {*whole, "sys", "builtins", *(fit_in_program(plan) if plan.snapshot_program else ())}
    for name in sorted(set(imported)):
        if name not in library or is_private(name) or name in there:
            continue
        why = why_not(name, plan)
        yield NotIn(name, not why, why or "the list does not name it")


def _program(plan: Plan, profile: Profile) -> Program | None:
    """None where it cannot be read. Nothing outside its project is: nobody has consented to that."""
    from wizard.ground.problems import WizardError
    from wizard.programs import collect, identify

    if not profile.program.entry or profile.path is None:
        return None
    with suppress(WizardError):
        target = identify.of_entry(profile.program.entry, profile.folder)
        return collect.collect(target, requirements=profile.program.requirements, python=plan.version.python)
    return None


def _in_source(program: Program | None, plan: Plan) -> tuple[str, ...]:
    """What the program's own files import; nothing where they are no Python."""
    from wizard.ground.problems import WizardError
    from wizard.programs import imports

    with suppress(WizardError):
        return tuple(entry.module for entry in imports.scan(program, plan.version.python)) if program else ()
    return ()
