"""An interview as one value. Every action returns a new one, or the same where it changes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from wizard.catalogue.model import Catalogue, GraalPyVersion, Question
from wizard.ground.exits import ExitCode
from wizard.ground.problems import Problem, Where, WizardError, wrong_input
from wizard.interview.evidence import Evidence
from wizard.profiles import shape, texts
from wizard.profiles.lines import KeyPath
from wizard.profiles.model import Profile, ProgramSection, Value
from wizard.profiles.names import DEFAULT
from wizard.profiles.preset import Preset
from wizard.profiles.read import answer as value_of
from wizard.programs.model import Import


@dataclass(frozen=True, slots=True)
class Missing:
    """A module that the program imports and nothing brings. `sure`: more than the same name speaks for `proposal`."""

    module: str
    proposal: str  # a requirement, "rich>=13.9"
    why: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Subject:
    """What is built, read once. `section` is what the profile will say of it."""

    section: ProgramSection
    name: str  # of the executable, if nobody says otherwise
    kind: str  # as in wizard.programs.model.Kind; "" where nothing is named
    imports: tuple[Import, ...] = ()  # its own
    requirements: tuple[str, ...] = ()  # that its pyproject.toml or script block names
    missing: tuple[Missing, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def named(self) -> tuple[str, str]:
        """The key of `[program]` that names it, and what it says; "entry" and "" where none does."""
        fields = ("entry", "jar", "maven", "gradle")
        found: list[tuple[str, str]] = [(name, getattr(self.section, name)) for name in fields]
        return next((pair for pair in found if pair[1]), found[0])

    @property
    def title(self) -> str:
        """As a user names it."""
        return self.named[1] or " ".join(self.section.class_path) or "no program"


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """What was found before anything was asked; no answer changes it."""

    catalogue: Catalogue
    version: GraalPyVersion
    file: Path  # of the profile, whether or not it is there
    subject: Subject
    presets: Mapping[str, Preset]
    evidence: Evidence
    profile: Profile = field(default_factory=Profile)  # as it is on disk, or an empty one
    text: str = ""  # of the file; "" where there is none
    lines: Mapping[KeyPath, int] = field(default_factory=dict)
    environ: Mapping[str, str] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        """The project."""
        return self.file.parent


@dataclass(frozen=True, slots=True)
class Choices:
    """All that a user decides."""

    preset: str = ""  # "": the default one
    answers: Mapping[str, Value] = field(default_factory=dict)
    requirements: tuple[str, ...] = ()
    requirements_file: str = ""
    allow_broken: tuple[str, ...] = ()  # modules; never written into a profile
    name: str = ""  # of the executable; "": the program's


@dataclass(frozen=True, slots=True)
class Interview:
    """What was found, what is decided, and what was decided before and undone."""

    setting: Setting
    now: Choices
    past: tuple[Choices, ...] = ()
    future: tuple[Choices, ...] = ()

    @property
    def preset(self) -> Preset:
        """Where the answers start."""
        return self.setting.presets[self.now.preset or DEFAULT]

    @property
    def name(self) -> str:
        """Of the executable."""
        return self.now.name or self.setting.subject.name

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self.past)

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to take again."""
        return bool(self.future)

    @property
    def changed(self) -> bool:
        """Whether saving would change the file, or make it."""
        if not self.setting.text:
            return True
        on_disk = replace(choices_of(self.setting.profile), allow_broken=self.now.allow_broken)
        return self.now != on_disk or _bare(self.setting.subject.section) != _bare(self.setting.profile.program)


def choices_of(profile: Profile) -> Choices:
    """What a profile has decided."""
    return Choices(
        profile.preset, dict(profile.answers), profile.program.requirements, profile.program.requirements_file, (),
        profile.output,
    )  # fmt: skip


def _bare(section: ProgramSection) -> ProgramSection:
    """Without what `Choices` holds."""
    return replace(section, requirements=(), requirements_file="")


def question_of(i: Interview, key: str) -> Question:
    """Exit 2, with the nearest key, where there is no such question."""
    known = {question.key: question for question in i.setting.catalogue.questions}
    if key not in known:
        raise wrong_input(f"there is no question `{key}`", shape.nearest(key, known), code="unknown-key")
    return known[key]


def answer(i: Interview, key: str, value: str | Sequence[str]) -> Interview:
    """Give an answer; a set takes a list, or "a,b". Exit 2 for what is no value of this question."""
    question = question_of(i, key)
    text = value if isinstance(value, str) else ",".join(value) or "none"
    values = tuple(choice.value for choice in question.choices)
    found = [
        Problem(what, Where(key=key), todo, "wrong-value")
        for what, todo in shape.refusals(key, text, question.kind, values)
    ]
    if found:
        raise WizardError(found, ExitCode.INPUT)
    return _step(i, replace(i.now, answers={**i.now.answers, key: value_of(question, text)}))


def clear(i: Interview, *keys: str) -> Interview:
    """Back to what the preset says."""
    return _step(i, replace(i.now, answers={k: v for k, v in i.now.answers.items() if k not in keys}))


def use_preset(i: Interview, name: str, *, keep: bool = False) -> Interview:
    """Start from this preset; answers that were given are dropped, or kept. Exit 2 with the nearest name."""
    if name not in i.setting.presets:
        raise wrong_input(f"there is no preset `{name}`", shape.nearest(name, i.setting.presets), code="unknown-preset")
    return _step(i, replace(i.now, preset=name, answers=i.now.answers if keep else {}))


def allow(i: Interview, *modules: str) -> Interview:
    """Build although these imports break."""
    return _step(i, replace(i.now, allow_broken=tuple(sorted({*i.now.allow_broken, *modules}))))


def disallow(i: Interview, *modules: str) -> Interview:
    """No longer build where these imports break."""
    return _step(i, replace(i.now, allow_broken=tuple(m for m in i.now.allow_broken if m not in modules)))


def rename(i: Interview, name: str) -> Interview:
    """Of the executable: a bare file name, else exit 2. "" is the program's own."""
    refusal = texts.file_name(name) if name else None
    if refusal:
        raise wrong_input(*refusal, code="file-name")
    return _step(i, replace(i.now, name="" if name == i.setting.subject.name else name))


def require(i: Interview, *requirements: str) -> Interview:
    """Add requirements; exit 2 for what is none."""
    for text in requirements:
        if refusal := texts.requirement(text):
            raise wrong_input(*refusal, code="wrong-value")
    return _step(i, replace(i.now, requirements=tuple(dict.fromkeys((*i.now.requirements, *requirements)))))


def unrequire(i: Interview, *requirements: str) -> Interview:
    """Take requirements away."""
    return _step(i, replace(i.now, requirements=tuple(r for r in i.now.requirements if r not in requirements)))


def undo(i: Interview) -> Interview:
    """One step back."""
    if not i.past:
        return i
    return replace(i, now=i.past[-1], past=i.past[:-1], future=(i.now, *i.future))


def redo(i: Interview) -> Interview:
    """One step forward again."""
    if not i.future:
        return i
    return replace(i, now=i.future[0], past=(*i.past, i.now), future=i.future[1:])


def step_to(i: Interview, choices: Choices) -> Interview:
    """All of it at once, as one step that can be undone."""
    return _step(i, choices)


def _step(i: Interview, choices: Choices) -> Interview:
    if choices == i.now:
        return i
    return replace(i, now=choices, past=(*i.past, i.now), future=())
