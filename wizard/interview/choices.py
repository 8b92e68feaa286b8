"""What each choice of one question would do, each tried on the present answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from wizard.catalogue.model import Choice, Question
from wizard.ground.problems import WizardError
from wizard.interview import estimating
from wizard.interview.deciding import all_keys_of
from wizard.interview.estimating import keys_in
from wizard.interview.given import given, planned
from wizard.interview.nearest import answers_of
from wizard.interview.state import Interview, question_of
from wizard.interview.view import label_of
from wizard.planning.broken import broken_by
from wizard.planning.conditions import said
from wizard.planning.explain import ExplainedOption, explain
from wizard.planning.model import Plan
from wizard.profiles.model import Answer, Answers, Origin, Value


@dataclass(frozen=True, slots=True)
class OptionView:
    """An option that a choice sets."""

    title: str
    help: str
    sets: tuple[str, ...]  # arguments, settings, "without JAR", "library without GLOB"
    because: tuple[str, ...]
    measured: str  # "not measured" in so many words


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """A choice. Of a set, what it removes and breaks is what leaving this choice out does."""

    value: str
    title: str
    help: str
    chosen: bool
    usual: bool  # what the preset says
    removes: tuple[str, ...] = ()  # built-in modules
    breaks: tuple[str, ...] = ()  # modules that no longer import
    breaks_here: tuple[str, ...] = ()  # those that this program imports outside a `try`
    limits: tuple[str, ...] = ()
    options: tuple[OptionView, ...] = ()
    changes: tuple[str, ...] = ()  # other answers that it changes
    built_as: str = ""  # what this version builds in its place
    built_because: str = ""
    conflict: str = ""  # why it cannot stand with the other answers
    size: int | None = None  # bytes against the present answers; negative: smaller; None: not measured
    basis: str = ""  # "measured", "estimated" or ""


def imported(i: Interview) -> tuple[str, ...]:
    """Modules that the program's own code imports."""
    return tuple(sorted({entry.module for entry in i.setting.subject.imports}))


def choices_of(i: Interview, key: str) -> tuple[ChoiceView, ...]:
    """Of one question; exit 2 where there is none. Takes about 10 ms."""
    question = question_of(i, key)
    answers = given(i)
    try:
        now: Plan | None = planned(i, answers)
    except WizardError:
        now = None
    return tuple(_choice(i, question, choice, answers, now) for choice in question.choices)


def _choice(i: Interview, question: Question, choice: Choice, answers: Answers, now: Plan | None) -> ChoiceView:
    held = answers[question.key].value
    chosen = choice.value == held if isinstance(held, str) else choice.value in held
    usual = answers_of(i.setting, i.preset)[question.key]
    view = ChoiceView(
        choice.value, choice.title, choice.help, chosen,
        choice.value == usual if isinstance(usual, str) else choice.value in usual,
        built_as=choice.falls_back_to, built_because=choice.falls_back_because,
    )  # fmt: skip
    with_it, without_it = _both(question, choice, held)
    try:
        made = _plan(i, question.key, with_it, answers, now)
        told = made if without_it is None else _plan(i, question.key, without_it, answers, now)
    except WizardError as error:
        return replace(view, conflict="; ".join(problem.what for problem in error.problems))
    other = told if chosen and without_it is not None else made  # a chosen one of a set can only be left out
    size, basis = (None, "") if now is None else estimating.change(i.setting, now, other)
    options = [o for o in _options(i, question, told) if without_it is None or o.key not in keys_in(made)]
    return replace(
        view,
        removes=_once(name for option in options for name in option.removes),
        breaks=_breaks(question.key, told, made if without_it is not None else None),
        breaks_here=_breaks_here(i, question.key, told),
        limits=_once(limit for option in options for limit in option.limits),
        options=_shown(_options(i, question, made), frozenset() if without_it is None else keys_in(told)),
        changes=_changes(i, question, made),
        size=size,
        basis=basis,
    )  # fmt: skip


def _both(question: Question, choice: Choice, held: Value) -> tuple[Value, Value | None]:
    """The answer with this choice; of a set also the one without it."""
    if question.kind != "set":
        return choice.value, None
    chosen = (held,) if isinstance(held, str) else held
    every = [c.value for c in question.choices]
    return (
        tuple(value for value in every if value in chosen or value == choice.value),
        tuple(value for value in every if value in chosen and value != choice.value),
    )


def _plan(i: Interview, key: str, value: Value, answers: Answers, now: Plan | None) -> Plan:
    if now is not None and value == answers[key].value:
        return now
    return planned(i, {**answers, key: Answer(key, value, Origin.PROFILE, "your answer")})


def _options(i: Interview, question: Question, plan: Plan) -> Sequence[ExplainedOption]:
    """The options of this plan in which the question has a say."""
    keys = {chosen.option.key for chosen in plan.chosen if question.key in all_keys_of(chosen.option)}
    return [option for option in explain(i.setting.catalogue, plan).options if option.key in keys]


def _shown(options: Sequence[ExplainedOption], left_out: frozenset[str]) -> tuple[OptionView, ...]:
    return tuple(OptionView(o.title, o.help, o.value, o.because, o.measured) for o in options if o.key not in left_out)


def _breaks(key: str, plan: Plan, other: Plan | None) -> tuple[str, ...]:
    found = {module for module, entry in plan.broken.items() if any(a.startswith(f"{key} = ") for a in entry.answers)}
    return tuple(sorted(found if other is None else found - other.broken.keys()))


def _breaks_here(i: Interview, key: str, plan: Plan) -> tuple[str, ...]:
    found = []
    for entry in i.setting.subject.imports:
        broken = None if entry.guarded else broken_by(entry.module, plan.broken)
        if broken is not None and any(a.startswith(f"{key} = ") for a in broken.answers):
            found.append(entry.module)
    return _once(found)


def _changes(i: Interview, question: Question, plan: Plan) -> tuple[str, ...]:
    questions = {q.key: q for q in i.setting.catalogue.questions}
    return tuple(
        f"{questions[d.key].title}: {label_of(questions[d.key], d.value)} ({said(d.value)}), as {d.reason}"
        for d in plan.derived
        if d.by and d.key != question.key and f"{question.key} = " in d.by
    )


def _once(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))
