"""What `explain` says of a `program` snapshot: which of the program's own modules are in it, and why others are not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wizard.building.snapshot_told import LeftToTheRun, Told, Waiting
from wizard.cli.document import Block, Table, Text
from wizard.ground.several import some

if TYPE_CHECKING:
    from wizard.cli.options import Effective
    from wizard.planning.model import Plan

SHOWN = 12  # of a long list; --json has them all


@dataclass(frozen=True, slots=True)
class ProgramModules:
    """Modules of the program and its requirements that it loads when it starts.

    `built`: an engine of just this program is in the cache, and what is left out, waits and counts is what its build
    found; before there is one nobody knows.
    """

    modules: tuple[str, ...]
    built: bool
    left_out: tuple[LeftToTheRun, ...]
    waiting: tuple[Waiting, ...]
    variables: tuple[str, ...]


def own_of(plan: Plan, whole: Effective) -> ProgramModules | None:
    """Nothing of the program is run. None where the program is not known, or cannot be read."""
    from contextlib import suppress

    from wizard.building import assembling, build, engine, snapshot_told
    from wizard.ground.problems import WizardError
    from wizard.programs import identify

    profile = whole.profile
    if not plan.snapshot_program or not profile.program.entry or profile.path is None:
        return None
    with suppress(WizardError):
        target = identify.of_entry(profile.program.entry, profile.folder)
        request = assembling.python_request(
            profile, whole.preset, plan, target, profile.folder / target.name, saved=True
        )  # fmt: skip
        names = build.carried_of(request).loaded()
        built = engine.cached(build.planned(request).key)
        told = snapshot_told.told_by(built.log) if built else Told()
        left = {entry.module for entry in told.left}
        kept = tuple(name for name in names if name not in left)
        return ProgramModules(kept, built is not None, told.left, told.waiting, told.variables)
    return None


def block(own: ProgramModules) -> list[Block | str]:
    """For people."""
    named = some(own.modules, SHOWN, where=" (see --json)")
    told: list[Block | str] = ["", "Of the program and its requirements", Text(named or "no module", indent=2)]
    if not own.built:
        text = "Which of them ask the machine, and are left to the run, the build finds out: ask again after it."
        return [*told, Text(text, indent=2)]
    if own.waiting:
        places = [f"{entry.module} ({', '.join(map(str, entry.lines))})" for entry in own.waiting]
        told.append(
            Text(f"statements that wait for the run, by line: {some(places, SHOWN, where=' (see --json)')}", indent=2)
        )
    if own.variables:
        names = some(own.variables, SHOWN, where=" (see --json)")
        told.append(Text(f"all of them are imported anew where the run has {names}", indent=2))
    if own.left_out:
        rows = [(entry.module, entry.why) for entry in own.left_out]
        told += ["", "Left to the run, as the build found", Table(("module", "why"), rows)]
    return told
