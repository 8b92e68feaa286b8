"""What `explain` says of a `program` snapshot: which of the program's own modules are in it, and why others are not."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wizard.building.snapshot_told import LeftToTheRun, Told, Waiting
from wizard.cli.document import Block, Table, Text, shortened

if TYPE_CHECKING:
    from wizard.planning.model import Plan
    from wizard.profiles.model import Profile
    from wizard.programs.model import Program, Wheel

LOOKED_AT = 40  # builds of the history


@dataclass(frozen=True, slots=True)
class ProgramModules:
    """Modules of the program and its requirements that it loads when it starts.

    `resolved`: whether the requirements are known, and so theirs are named too. `build`: the last one of this profile
    whose log is there, which found what is left out, waits and counts; "" where nobody knows yet.
    """

    modules: tuple[str, ...]
    resolved: bool
    build: str
    left_out: tuple[LeftToTheRun, ...]
    waiting: tuple[Waiting, ...]
    variables: tuple[str, ...]


def modules_of(program: Program, plan: Plan, profile: Profile) -> ProgramModules | None:
    """Nothing of the program is run. None where its snapshot is no `program`'s, or it cannot be read."""
    from wizard.building.snapshot_program import Carried
    from wizard.ground.problems import WizardError
    from wizard.programs import distribution, reached

    if not plan.snapshot_program:
        return None
    with suppress(WizardError):
        wheels = _wheels(program.requirements, plan, profile)
        names = Carried(distribution.with_wheels(program, wheels or ()), wheels or ()).loaded()
        build, told = _last_build(str(profile.path))
        left = {entry.module for entry in told.left}
        kept = tuple(name for name in names if left.isdisjoint(reached.packages(name)))
        return ProgramModules(kept, wheels is not None, build, told.left, told.waiting, told.variables)
    return None


def _wheels(wanted: Sequence[str], plan: Plan, profile: Profile) -> tuple[Wheel, ...] | None:
    """None where nobody has resolved them yet."""
    from wizard.ground.problems import WizardError
    from wizard.profiles.dangers import LOCK_FILE
    from wizard.programs import requirements

    with suppress(WizardError):
        return requirements.known(
            wanted, lock=profile.folder / LOCK_FILE, file=profile.requirements_path, indexes=profile.program.indexes,
            python=plan.version.python,
        )  # fmt: skip
    return None


def _last_build(profile: str) -> tuple[str, Told]:
    """Its id, and what its engine's log says."""
    from wizard.building import engine, snapshot_told
    from wizard.ground.problems import WizardError
    from wizard.history.model import Filter
    from wizard.history.store import History

    with suppress(WizardError):
        for result in History().results(Filter(here=True, limit=LOOKED_AT)):
            if result.origin.profile == profile and result.snapshot.startswith("program") and result.engine:
                built = engine.cached(result.engine.key)
                return (result.id, snapshot_told.told_by(built.log)) if built and built.log.is_file() else ("", Told())
    return "", Told()


def block(own: ProgramModules) -> list[Block | str]:
    """For people."""
    named = shortened(own.modules)
    told: list[Block | str] = ["", "Of the program and its requirements", Text(named or "no module", indent=2)]
    if not own.resolved:
        told.append(Text("The requirements' own modules are known once a build has resolved them.", indent=2))
    if not own.build:
        text = "Which of them ask the machine, and are left to the run, the build finds out: ask again after it."
        return [*told, Text(text, indent=2)]
    if own.waiting:
        places = [f"{entry.module} ({', '.join(map(str, entry.lines))})" for entry in own.waiting]
        named = shortened(places)
        told.append(Text(f"statements that wait for the run, by line: {named}", indent=2))
    if own.variables:
        names = shortened(own.variables)
        told.append(Text(f"all of them are imported anew where the run has {names}", indent=2))
    if own.left_out:
        rows = [(entry.module, entry.why) for entry in own.left_out]
        told += [
            "",
            f"Left to the run, as build {own.build[:8]} {own.build[-8:]} found",
            Table(("module", "why"), rows),
        ]
    return told
