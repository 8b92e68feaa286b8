"""What the history screen shows, and what it changes: each in one call, for a worker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wizard.ground.problems import Problem
    from wizard.history.model import Entry
    from wizard.reports.difference import Difference
    from wizard.tui.reading import Reading

NEWEST = 500  # builds in the list: drawing more would be felt


@dataclass(frozen=True, slots=True)
class Past:
    """Newest first. `only`: the key of the one program whose builds these are, "" for all."""

    entries: tuple[Entry, ...]
    only: str = ""
    problems: tuple[Problem, ...] = ()

    def entry(self, name: str) -> Entry | None:
        """The one with this id."""
        return next((entry for entry in self.entries if entry.id == name), None)

    def of_program(self, key: str) -> list[tuple[Entry, float]]:
        """The builds of one program that made an executable, with its size in MB; oldest first."""
        from wizard.history.trend import series

        return series([entry for entry in self.entries if entry.key == key], "size")


def past(only: str = "") -> Past:
    """The newest builds, failed ones too."""
    from wizard.history.model import Filter
    from wizard.history.store import History

    history = History()
    return Past(tuple(history.entries(Filter(key=only, limit=NEWEST))), only, tuple(history.problems))


def report_of(name: str) -> Reading:
    """Of the build with this id. Exit 2 where it is gone, or made nothing."""
    from wizard.history.store import History
    from wizard.tui.reading import report

    return report(History().result(name), None)


def failure_of(name: str) -> tuple[str, ...]:
    """What a build that made nothing said."""
    from wizard.history.model import FailedBuild
    from wizard.history.store import History

    found = History().find(name)
    return found.problems if isinstance(found, FailedBuild) else ()


def difference_of(before: str, after: str) -> Difference:
    """Of any two builds, as `history compare` makes it."""
    from wizard.history.store import History
    from wizard.reports.difference import compare

    history = History()
    return compare(history.result(before), history.result(after))


def forget(name: str) -> None:
    """Take a build out of the history; its executable stays."""
    from wizard.history.store import History

    History().remove([name])
