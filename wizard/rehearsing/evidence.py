"""Which answers the modules that rehearsals saw ask for. Evidence, never a proof: another run may import more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from wizard.catalogue.model import Catalogue, Question
from wizard.ground.problems import WizardError
from wizard.planning.broken import broken_by
from wizard.planning.model import Plan
from wizard.planning.plan import plan
from wizard.profiles.model import Answer, Answers, Origin
from wizard.rehearsing.judge import NOT_BY_IMPORTS

TITLE = "Seen while rehearsed (evidence, not a proof)"


@dataclass(frozen=True, slots=True)
class Seen:
    """An answer, and the modules that were imported and would fail with another one; () where none was."""

    key: str
    value: str
    modules: tuple[str, ...]


def seen(catalogue: Catalogue, given: Answers, current: Plan, modules: Iterable[str]) -> tuple[Seen, ...]:
    """For each answer in whose place another one would leave more out. Nothing where nothing was rehearsed."""
    there = sorted(name for name in modules if not broken_by(name, current.broken))
    if not there:
        return ()
    found = (_of(catalogue, given, current, there, question) for question in catalogue.questions)
    return tuple(entry for entry in found if entry is not None)


def _of(
    catalogue: Catalogue, given: Answers, current: Plan, modules: list[str], question: Question
) -> Seen | None:  # fmt: skip
    now = current.answers[question.key].value
    if question.kind != "choice" or not isinstance(now, str) or question.key in NOT_BY_IMPORTS:
        return None
    needs: set[str] = set()
    more = False
    for choice in question.choices:
        other = None if choice.value == now else _with(catalogue, given, current, question.key, choice.value)
        if other is not None and other.broken.keys() > current.broken.keys():
            more = True
            needs.update(name for name in modules if broken_by(name, other.broken))
    return Seen(question.key, now, tuple(sorted(needs))) if more else None


def _with(catalogue: Catalogue, given: Answers, current: Plan, key: str, value: str) -> Plan | None:
    try:
        return plan(catalogue, {**given, key: Answer(key, value, Origin.DEFAULT)}, current.version, current.extra)
    except WizardError:  # contradicts another answer
        return None
