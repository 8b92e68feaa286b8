"""All that a screen or a prompt shows of the present answers, computed at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from wizard.catalogue.model import Choice, Question
from wizard.catalogue.versions import applies
from wizard.ground.problems import WizardError
from wizard.interview.estimating import Estimate, estimate
from wizard.interview.given import given, planned
from wizard.interview.nearest import Nearest, nearest
from wizard.interview.state import Interview, Setting
from wizard.interview.trouble import Trouble, troubles
from wizard.planning.conditions import said
from wizard.planning.model import Plan
from wizard.profiles.model import Answer, Answers, Origin, Value


class Status(StrEnum):
    """How a question stands."""

    ANSWERED = "answered"  # here or in the profile
    DEFAULT = "default"  # the preset's answer, or the question's own
    ENVIRONMENT = "environment"  # a variable decides
    CONFLICT = "conflict"
    BREAKS = "breaks"  # an import of the program


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question and its answer. `asked`, `because`: where a rule or this version built something else."""

    key: str
    title: str
    prompt: str
    help: str
    kind: str  # "choice" or "set"
    folded: bool  # advanced
    status: Status
    value: Value
    said: str  # "none", "sqlite3,expat"
    label: str  # "No network"
    asked: str
    because: str
    origin: str  # "your answer", "graalpy-wizard.toml:7", "preset smallest", "GRAALPY_WIZARD_NETWORK", "default"
    problems: tuple[Trouble, ...]
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class View:
    """What the answers come to."""

    questions: tuple[QuestionView, ...]
    problems: tuple[Trouble, ...]
    estimate: Estimate | None  # None where there is no plan
    nearest: Nearest
    plan: Plan | None  # None: the answers contradict each other, or there is no question

    @property
    def errors(self) -> tuple[Trouble, ...]:
        """What has to be settled before a build."""
        return tuple(trouble for trouble in self.problems if trouble.severity == "error")

    def question(self, key: str) -> QuestionView:
        """KeyError where it is not asked."""
        return {question.key: question for question in self.questions}[key]


def look(i: Interview) -> View:
    """Takes about a millisecond."""
    answers = given(i)
    questions = asked(i.setting)
    plan: Plan | None = None
    conflicts: WizardError | None = None
    if questions:
        try:
            plan = planned(i, answers)
        except WizardError as error:
            conflicts = error
    found = troubles(i, plan, conflicts)
    return View(
        questions=tuple(_question(question, answers, plan, found) for question in questions),
        problems=found,
        estimate=None if plan is None else estimate(i.setting, plan),
        nearest=nearest(i, answers, {question.key for question in questions}),
        plan=plan,
    )


def asked(setting: Setting) -> tuple[Question, ...]:
    """The questions that this GraalPy version and this kind of program have."""
    kind = setting.subject.kind
    if kind == "jar":  # its own code decides; no question of the catalogue is about it
        return ()
    return tuple(
        question
        for question in setting.catalogue.questions
        if applies(setting.version.version, question.since, question.until)
        if question.scope != "java" or kind in ("maven", "gradle")
    )


def label_of(question: Question, value: Value) -> str:
    """The titles of the chosen ones."""
    held = (value,) if isinstance(value, str) else value
    return ", ".join(choice.title for choice in question.choices if choice.value in held) or "None"


def _question(
    question: Question, answers: Answers, plan: Plan | None, found: Sequence[Trouble]
) -> QuestionView:  # fmt: skip
    stated = answers[question.key]
    held = stated if plan is None else plan.answers[question.key]
    changes = [] if plan is None else [d for d in plan.derived if d.key == question.key]
    mine = tuple(trouble for trouble in found if question.key in trouble.keys)
    return QuestionView(
        question.key, question.title, question.prompt, question.help, question.kind, question.advanced,
        _status(stated, mine), held.value, said(held.value), label_of(question, held.value),
        said(changes[0].asked.value) if changes else "",
        "; ".join(f"{d.by}: {d.reason}" if d.by else d.reason for d in changes),
        stated.detail or stated.origin.value, mine, question.choices,
    )  # fmt: skip


def _status(answer: Answer, problems: Sequence[Trouble]) -> Status:
    errors = {trouble.kind for trouble in problems if trouble.severity == "error"}
    if "conflict" in errors:
        return Status.CONFLICT
    if errors:
        return Status.BREAKS
    if answer.origin is Origin.ENVIRONMENT:
        return Status.ENVIRONMENT
    return Status.ANSWERED if answer.origin is Origin.PROFILE else Status.DEFAULT
