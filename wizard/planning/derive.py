"""From the answers that were given to those that hold: what rules imply, what falls back, what cannot be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from wizard.catalogue.model import Catalogue, Choice, Question, Rule, WayOut
from wizard.catalogue.versions import applies
from wizard.ground.exits import ExitCode
from wizard.ground.problems import Problem, Where, WizardError
from wizard.planning.conditions import fits, phrase, said, values_of, whole_set
from wizard.planning.model import Derived
from wizard.profiles.model import Answer, Answers, Origin, Value

STATED = (Origin.FLAG, Origin.ENVIRONMENT, Origin.PROFILE)  # the user's own words, which nothing may overrule


@dataclass(frozen=True, slots=True)
class Conflict(Problem):
    """Answers that cannot hold together. `keys`: the questions; `ways`: answers, any of which settles it."""

    keys: tuple[str, ...] = ()
    ways: tuple[WayOut, ...] = ()


@dataclass(frozen=True, slots=True)
class Effective:
    """`asked` is what holds but for fallbacks; `answers` is what is built."""

    asked: Answers
    answers: Answers
    derived: tuple[Derived, ...]
    notices: tuple[Problem, ...]


def effective(catalogue: Catalogue, given: Answers, version: str) -> Effective:
    """The answers that hold; exit 2 with every conflict, its reason and the ways out."""
    rules = [rule for rule in catalogue.rules if applies(version, rule.since, rule.until)]
    asked = {q.key: _normal(q, given.get(q.key)) for q in catalogue.questions}
    problems: list[Problem] = []
    implied = list(_implied(rules, asked, problems))
    problems += _refused(rules, asked)
    if problems:
        raise WizardError(problems, ExitCode.INPUT)
    answers = dict(asked)
    fallen: list[Derived] = []
    for question in catalogue.questions:
        fallen += _fall_back(question, answers)
    notices = (*_fallback_notices(fallen), *_warnings(rules, answers))
    return Effective(asked, answers, (*implied, *fallen), notices)


def ways_out(ways: tuple[WayOut, ...]) -> str:
    """`--set a=b` or `--set c=d`."""
    return " or ".join(f"--set {way.key}={way.value}" for way in ways)


def _normal(question: Question, answer: Answer | None) -> Answer:
    if answer is None:
        answer = Answer(question.key, question.default, Origin.DEFAULT)
    return replace(answer, value=whole_set(question, answer.value))


def _implied(rules: list[Rule], asked: dict[str, Answer], problems: list[Problem]) -> Iterator[Derived]:
    """Changes `asked` until no rule changes it any more; each rule acts once, so this ends."""
    waiting = [rule for rule in rules if rule.kind == "implies"]
    while True:
        values = values_of(asked)
        rule = next((r for r in waiting if fits(r.when, values, values) and not fits(r.needs, values, values)), None)
        if rule is None:
            return
        waiting.remove(rule)
        for key, wanted in rule.needs.items():
            old = asked[key]
            if old.origin in STATED:
                problems.append(_conflict(rule, asked))
                return
            by = ", ".join(phrase(k, values[k]) for k in rule.when if k != key)
            asked[key] = replace(old, value=wanted[0], detail=f"implied by {by}")
            yield Derived(key, old, wanted[0], by, rule.reason)


def _refused(rules: list[Rule], asked: Answers) -> list[Problem]:
    values = values_of(asked)
    return [
        _conflict(rule, asked)
        for rule in rules
        if rule.kind in ("conflicts", "requires") and fits(rule.when, values, values)
        if rule.kind == "conflicts" or not fits(rule.needs, values, values)
    ]


def _conflict(rule: Rule, asked: Answers) -> Conflict:
    keys = tuple(dict.fromkeys(key for key in (*rule.when, *rule.needs) if key in asked))
    said_so = ", ".join(_stated(asked[key]) for key in keys)
    what = f"{said_so}: {rule.reason}"
    return Conflict(what, todo=ways_out(rule.ways_out), code="conflict", keys=keys, ways=rule.ways_out)


def _stated(answer: Answer) -> str:
    origin = answer.detail or answer.origin.value
    return f"{phrase(answer.key, answer.value)} ({origin})"


def _fall_back(question: Question, answers: dict[str, Answer]) -> Iterator[Derived]:
    answer = answers[question.key]
    lost = [choice for choice in _chosen(question, answer.value) if choice.falls_back_to]
    if not lost:
        return
    value: Value
    if question.kind == "set":
        value = tuple(item for item in answer.value if item not in {choice.value for choice in lost})
    else:
        value = lost[0].falls_back_to
    answers[question.key] = replace(answer, value=value)
    yield Derived(question.key, answer, value, "", "; ".join(dict.fromkeys(c.falls_back_because for c in lost)))


def _chosen(question: Question, value: Value) -> list[Choice]:
    held = (value,) if isinstance(value, str) else value
    return [choice for choice in question.choices if choice.value in held]


def _fallback_notices(fallen: list[Derived]) -> Iterator[Problem]:
    """One for each answer that the user gave; what becomes of a preset's is told by `explain`."""
    for entry in fallen:
        if entry.asked.origin in STATED:
            what = f"{phrase(entry.key, entry.asked.value)} becomes {said(entry.value)}: {entry.reason}"
            yield Problem(what, code="falls-back", severity="warning")


def _warnings(rules: list[Rule], answers: Mapping[str, Answer]) -> list[Problem]:
    """What the user's own answers break; what a preset takes away is what it is for, and `explain` lists it."""
    values = values_of(answers)
    return [
        Problem(rule.reason, Where(key=_because(rule, values)), f"else {ways_out(rule.ways_out)}", rule.key, "warning")
        for rule in rules
        if rule.kind == "warns" and fits(rule.when, values, values)
        if any(answers[key].origin in STATED for key in rule.when)
    ]


def _because(rule: Rule, values: Mapping[str, Value]) -> str:
    return ", ".join(phrase(key, values[key]) for key in rule.when)
