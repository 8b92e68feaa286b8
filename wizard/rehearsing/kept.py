"""The modules that were seen in rehearsals, kept beside the profile: evidence, never a proof. Data, and foreign."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path

from wizard.ground import atomic, places
from wizard.ground.problems import Problem, WizardError
from wizard.profiles.model import Profile
from wizard.programs.model import Program
from wizard.rehearsing.model import Rehearsal

SCHEMA = 1
FILE = "rehearsed.json"
LARGEST = 4 << 20  # bytes
MOST = 20_000  # modules
PROGRAM, COMMAND = "program", "command"  # what was run: the program itself, or --run


@dataclass(frozen=True, slots=True)
class Kept:
    """Modules by what was run, each as the last such rehearsal saw it."""

    program: tuple[str, ...] = ()
    command: tuple[str, ...] = ()

    @property
    def modules(self) -> tuple[str, ...]:
        """All of them, sorted."""
        return tuple(sorted({*self.program, *self.command}))


def place(profile: Profile | None, program: Program | None) -> Path | None:
    """The project's `.graalpy-wizard`, or a file of this user's for a program without a profile."""
    if profile is not None and profile.path is not None:
        folder = profile.folder / ".graalpy-wizard"
        # A link out of somebody's project must not lead a write elsewhere.
        if folder.resolve().is_relative_to(profile.folder.resolve()):
            return folder / FILE
    if program is None:
        return None
    name = f"{program.kind}\0{program.folder.resolve()}\0{program.name}\0{program.main}"
    digest = hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()
    return places.state() / "rehearsed" / f"{digest[:16]}.json"


def read(file: Path | None) -> Kept:
    """What is there; nothing where there is none, or one that is damaged, newer or too large."""
    if file is None:
        return Kept()
    try:
        with file.open("rb") as stream:
            data = stream.read(LARGEST + 1)
        whole = json.loads(data) if len(data) <= LARGEST else None
    except (OSError, ValueError, RecursionError):
        return Kept()
    if not isinstance(whole, dict) or whole.get("schema") != SCHEMA:
        return Kept()
    return Kept(_modules(whole.get(PROGRAM)), _modules(whole.get(COMMAND)))


def keep(file: Path, result: Rehearsal, *, command: bool) -> Kept:
    """Put this rehearsal in the place of the last one of its kind; exit 3 where the disk refuses."""
    before = read(file)
    new = Kept(before.program, result.modules) if command else Kept(result.modules, before.command)
    places.ready(file.parent)
    data = {"schema": SCHEMA, "note": "seen while rehearsed: evidence, not a proof"}
    whole = {**data, PROGRAM: list(new.program), COMMAND: list(new.command)}
    atomic.write_text(file, json.dumps(whole, indent=1) + "\n")
    return new


def remember(
    profile: Profile | None, program: Program, result: Rehearsal, *, command: bool
) -> tuple[Problem, ...]:  # fmt: skip
    """`keep` in its place, for `explain` and `scan`; where it cannot be kept, a warning."""
    file = place(profile, program)
    if file is None or not result.modules:
        return ()
    try:
        keep(file, result, command=command)
    except WizardError as error:
        return tuple(replace(problem, severity="warning") for problem in error.problems)
    return ()


def _modules(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        return ()
    return tuple(sorted({name for name in value[:MOST] if isinstance(name, str) and 0 < len(name) <= 300}))
