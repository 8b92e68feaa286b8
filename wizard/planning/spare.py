"""Answers that leave more out than the present ones, and that no known import needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from wizard.catalogue.model import Catalogue
from wizard.ground.problems import WizardError
from wizard.planning.broken import broken_by
from wizard.planning.model import Plan
from wizard.planning.plan import plan
from wizard.profiles.model import Answer, Answers, Origin


@dataclass(frozen=True, slots=True)
class Spare:
    """An answer that could be given instead; `modules` could then no longer be imported."""

    key: str
    now: str
    instead: str
    modules: tuple[str, ...]


def spare(catalogue: Catalogue, given: Answers, current: Plan, modules: Iterable[str]) -> tuple[Spare, ...]:
    """For each question the value that leaves most out and breaks or weakens none of `modules`. Each is tried alone.

    Evidence, no proof: a module whose name is made at run time is not among `modules`.
    """
    wanted = frozenset(modules)
    already = frozenset(m for m in wanted if broken_by(m, current.broken))
    found = []
    for question in catalogue.questions:
        now = current.answers[question.key].value
        if question.kind != "choice" or not isinstance(now, str):
            continue
        values = (choice.value for choice in question.choices if choice.value != now)
        tried = [s for v in values if (s := _tried(catalogue, given, current, wanted - already, question.key, now, v))]
        if tried:
            found.append(max(tried, key=lambda s: len(s.modules)))
    return tuple(found)


def _weakened(made: Plan) -> frozenset[str]:
    """Modules that import with these answers, but lose part of what they do."""
    return frozenset(module for chosen in made.chosen for module in chosen.option.weakens)


def _tried(
    catalogue: Catalogue, given: Answers, current: Plan, wanted: frozenset[str], key: str, now: str, value: str
) -> Spare | None:
    try:
        other = plan(catalogue, {**given, key: Answer(key, value, Origin.DEFAULT)}, current.version, current.extra)
    except WizardError:  # contradicts another answer
        return None
    if other.answers[key].value != value or not other.broken.keys() > current.broken.keys():
        return None
    if any(broken_by(module, other.broken) for module in wanted) or wanted & (_weakened(other) - _weakened(current)):
        return None
    return Spare(key, now, value, tuple(sorted(other.broken.keys() - current.broken.keys())))
