"""What screens show that has to be read or computed first: each in one call, for a worker."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.tui.budgets import BudgetSeen, budget_of
from wizard.tui.state import Found

if TYPE_CHECKING:
    from wizard.building.checkup import Check
    from wizard.history.model import BuildResult, Entry
    from wizard.reports.advice import Advice
    from wizard.reports.attribution import Term
    from wizard.reports.difference import Difference
    from wizard.toolchains.model import Candidate

NO_BUDGET = BudgetSeen(Path())
LEAST = 0.0005  # of the file: smaller parts are shown as one row


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the executable, largest first inside; bytes."""

    name: str
    size: int
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """All that the report screen shows. None: there is nothing to compare with, or to advise."""

    result: BuildResult
    before: BuildResult | None
    parts: tuple[Part, ...]
    difference: Difference | None
    advice: Advice | None
    budget: BudgetSeen = NO_BUDGET

    @property
    def lines(self) -> tuple[str, ...]:
        """What to try next, in words."""
        return tuple(entry.line for entry in self.advice.suggestions) if self.advice is not None else ()


@dataclass(frozen=True, slots=True)
class Checkup:
    """What `doctor` says."""

    checks: tuple[Check, ...]
    toolchains: tuple[Candidate, ...]


def look_around(folder: Path) -> Found:
    """What the start screen shows."""
    from wizard.interview import discovery, drafts
    from wizard.profiles.gallery import FILE, gallery

    presets = tuple(entry for entry in gallery(folder) if entry.origin != FILE and entry.preset is not None)
    return Found(discovery.discover(folder), discovery.recent(), drafts.every(), presets)


def report(result: BuildResult, before: BuildResult | None) -> Reading:
    """Sizes, difference, advice."""
    from wizard.catalogue.load import load
    from wizard.history.store import History
    from wizard.reports import advice, difference

    history = History()
    older = before or history.before(result)
    changed = difference.compare(older, result) if older is not None else None
    advised = advice.of_result(load(), result, history)
    return Reading(result, older, parts_of(result), changed, advised, budget_of(result, older))


def against(seen: Reading, other: str) -> Reading:
    """The same build, compared with another one of the history (its id)."""
    from wizard.history.store import History
    from wizard.reports import difference

    before = History().result(other)
    return replace(seen, before=before, difference=difference.compare(before, seen.result))


def last_report() -> Reading | None:
    """Of the last build of this machine; None before the first."""
    from wizard.history.store import History

    result = History().last()
    return report(result, None) if result is not None else None


def parts_of(result: BuildResult) -> tuple[Part, ...]:
    """Engine and payload with what they consist of; very small parts in one."""
    if result.attribution is not None:
        from wizard.reports.attribution import tree

        return tuple(_part(term) for term in tree(result.attribution).children)
    from wizard.reports.summary import NAMES

    groups: dict[str, list[Part]] = {}
    for part in result.sizes.parts:
        groups.setdefault(part.group, []).append(Part(NAMES.get(part.name, part.name), part.size))
    whole = [Part(name, sum(part.size for part in inside), _folded(inside, result)) for name, inside in groups.items()]
    return tuple(sorted(whole, key=lambda part: -part.size))


def _part(term: Term) -> Part:
    return Part(term.name, term.size, tuple(_part(child) for child in term.children))


def _folded(inside: list[Part], result: BuildResult) -> tuple[Part, ...]:
    least = result.sizes.file * LEAST
    large = sorted((part for part in inside if part.size >= least), key=lambda part: -part.size)
    small = [part for part in inside if part.size < least]
    if len(small) > 1:
        large.append(Part(f"{len(small)} smaller ones", sum(part.size for part in small)))
    else:
        large += small
    return tuple(large)


def builds() -> list[Entry]:
    """What could be compared with."""
    from wizard.history.model import Filter
    from wizard.history.store import History

    return History().entries(Filter(done=True, limit=200))


def checkup() -> Checkup:
    """`doctor`, without the network."""
    from wizard.building import checkup as checks

    found = checks.toolchains()
    return Checkup(tuple(checks.everything(found)), tuple(found))


def folders() -> list[tuple[str, Path]]:
    """Where this user's things lie."""
    from wizard.ground import places

    return [("cache", places.cache()), ("configuration", places.configuration()), ("state", places.state())]
