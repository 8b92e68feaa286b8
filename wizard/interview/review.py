"""What would be written, run, removed and withheld, and what needs consent; and the checks before a build."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace
from pathlib import Path

from wizard.building.preflight import preflight as problems_found
from wizard.ground.problems import Problem, WizardError
from wizard.interview.estimating import Estimate
from wizard.interview.given import profile_of
from wizard.interview.ordering import command_of, request_of
from wizard.interview.state import Interview
from wizard.interview.trouble import Trouble
from wizard.interview.view import View, asked, look
from wizard.planning.broken import is_private
from wizard.planning.command import shell_quoted
from wizard.planning.model import Plan
from wizard.profiles import trust
from wizard.profiles.dangers import Danger, dangers
from wizard.profiles.model import Profile
from wizard.profiles.toml_form import flat, minimal
from wizard.profiles.write import text_for


@dataclass(frozen=True, slots=True)
class Review:
    """All that there is to see before something is written or built."""

    command: tuple[str, ...]
    command_line: str  # quoted for a shell
    text: str  # the profile as it would be
    diff: tuple[str, ...]  # unified, against the file on disk; () where nothing changes
    changes: tuple[str, ...]  # "answers.network: client -> none"
    removed: tuple[str, ...]  # modules that no longer import, private ones left out
    withheld: tuple[str, ...]
    dangers: tuple[Danger, ...]
    consent_needed: bool  # for `dangers`: the file on disk, or a preset of the project, asks for them
    estimate: Estimate | None
    problems: tuple[Trouble, ...]

    @property
    def can_build(self) -> bool:
        """Whether nothing has to be settled first; consent apart."""
        return not any(trouble.severity == "error" for trouble in self.problems)


@dataclass(frozen=True, slots=True)
class Checked:
    """What the machine says. `command`: native-image's own; () where it is not known."""

    problems: tuple[Problem, ...]
    command: tuple[str, ...] = ()
    command_line: str = ""
    engine_key: str = ""
    engine_cached: bool = False
    toolchain: str = ""  # the name of its folder
    toolchain_there: bool = True  # else the build puts it together first


def review(i: Interview, view: View | None = None, cwd: Path | None = None) -> Review:
    """Reads the profile on disk, and no more. Takes about 30 ms."""
    view = look(i) if view is None else view
    wanted = profile_of(i)
    text = text_for(wanted, i.setting.file, i.setting.catalogue.questions)
    command = command_of(i, cwd)
    found = dangers(replace(wanted, path=i.setting.file), i.preset)
    return Review(
        command, shell_quoted(command), text, _diff(i, text), _changes(i, wanted), _removed(view.plan),
        _withheld(i, view.plan), found, not _consented(i), view.estimate, view.problems,
    )  # fmt: skip


def check(i: Interview, cwd: Path | None = None) -> Checked:
    """Takes a second or two: the compiler links a program, the toolchain is looked for; nothing is built or kept."""
    from wizard.building.request import JarRequest

    try:
        request = request_of(i, cwd)
    except WizardError as error:
        return Checked(error.problems)
    if isinstance(request, JarRequest):
        return Checked(_machine(request.target, java=True))
    from wizard.building import build

    found = _machine(request.target, jit=request.plan.jit)
    try:
        found = (*build.imports_checked(request), *found)
        made = build.planned(request)
    except WizardError as error:
        return Checked((*error.problems, *found))
    return Checked(
        found,
        made.command,
        shell_quoted(made.command),
        made.key,
        made.cached,
        made.toolchain.native_image.parent.parent.name,
        made.toolchain.native_image.is_file(),
    )


def consent(i: Interview) -> None:
    """The user has seen the dangers and said yes: kept, for as long as none of them changes."""
    trust.grant(_on_disk(i), preset=i.preset, questions=i.setting.catalogue.questions)


def _machine(target: Path, *, jit: bool = False, java: bool = False) -> tuple[Problem, ...]:
    from wizard.building import engine, machine, needs, preflight

    needed = needs.SHIPPED[needs.kind_of(jit=jit, java=java)]
    return problems_found(
        preflight.target(target),
        preflight.compiler("gcc"),
        preflight.memory(needed.memory, machine.this_machine()),
        preflight.disk(
            [
                preflight.Place("the executable", target.parent, needed.engine),
                preflight.Place("the engine cache", engine.root(), needed.work + needed.engine),
            ]
        ),
    )


def _on_disk(i: Interview) -> Profile:
    """What somebody else may have written: the file, and the preset that was chosen."""
    return replace(i.setting.profile, path=i.setting.file, preset=i.now.preset)


def _consented(i: Interview) -> bool:
    return trust.trusted(_on_disk(i), preset=i.preset, questions=i.setting.catalogue.questions)


def _diff(i: Interview, text: str) -> tuple[str, ...]:
    name = i.setting.file.name
    old = i.setting.text.splitlines()
    return tuple(
        difflib.unified_diff(old, text.splitlines(), f"{name} as it is", f"{name} as it would be", lineterm="")
    )


def _changes(i: Interview, wanted: Profile) -> tuple[str, ...]:
    old = flat(i.setting.profile) if i.setting.text else {}
    new = flat(minimal(wanted, i.preset.profile if wanted.preset else None))
    keys = [key for key in dict.fromkeys([*old, *new]) if key != "schema" and old.get(key) != new.get(key)]
    return tuple(f"{key}: {_told(old.get(key))} -> {_told(new.get(key))}" for key in keys)


def _told(value: object) -> str:
    if value is None:
        return "not set"
    return ", ".join(map(str, value)) or "none" if isinstance(value, list) else str(value)


def _removed(plan: Plan | None) -> tuple[str, ...]:
    """The packages and modules of which nothing is left, or that no longer import."""
    names = sorted({*plan.removed, *plan.broken}) if plan else []
    public = [name for name in names if not is_private(name)]
    gone = set(public)
    return tuple(name for name in public if name.rpartition(".")[0] not in gone)


def _withheld(i: Interview, plan: Plan | None) -> tuple[str, ...]:
    if plan is None:
        return ()
    held = [(question, plan.answers[question.key].value) for question in asked(i.setting)]
    return tuple(
        f"{question.title}: {choice.withholds}"
        for question, value in held
        for choice in question.choices
        if choice.withholds and (choice.value == value if isinstance(value, str) else choice.value in value)
    )
