"""Builds between two builds: which of the changed inputs is worth how many bytes.

The inputs are changed in an order, engine first. What lies between two points of that order is halved only where the
size differs there, so a single culprit among n inputs is found in about log2(n) builds and n inputs that all matter
take n - 1. The shares add up to the whole difference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from wizard.reports.difference_inputs import ENGINE, EVERYTHING, Change

TINY = 4096  # bytes: less is the linker's alignment and the frame of a zip


@dataclass(frozen=True, slots=True)
class Cost:
    """At most: `engines` native-image runs of about `engine_seconds`, `payloads` joins of about a second."""

    engines: int
    payloads: int
    engine_seconds: float

    @property
    def text(self) -> str:
        """One sentence."""
        parts = []
        if self.engines:
            minutes = self.engines * self.engine_seconds / 60
            parts.append(f"up to {_count(self.engines, 'engine')} (about {minutes:.0f} minutes in all)")
        if self.payloads:
            parts.append(f"up to {_count(self.payloads, 'payload')} (seconds)")
        return "costs " + " and ".join(parts) if parts else "costs nothing: there is nothing to build"


@dataclass(frozen=True, slots=True)
class Share:
    """What a changed input is worth, or several that were not worth telling apart; bytes, negative where it shrank."""

    changes: tuple[Change, ...]
    change: int

    @property
    def text(self) -> str:
        """All of them."""
        return "; ".join(change.text for change in self.changes)


@dataclass(frozen=True, slots=True)
class Bisection:
    """`shares`: largest first. `builds`: how many there were. `left`: changes that no build can undo."""

    before: int
    after: int
    shares: tuple[Share, ...]
    builds: int
    left: tuple[Change, ...] = ()


# Builds with the first n of the changes made and the others undone; returns the file's bytes, or None where
# such inputs do not go together.
Build = Callable[[tuple[Change, ...]], int | None]


def ordered(changes: Sequence[Change]) -> list[Change]:
    """Engine first: once it is as it will be, each further build is a matter of seconds."""
    return sorted(changes, key=lambda change: not reaches_engine(change))


def reaches_engine(change: Change) -> bool:
    """Whether undoing it takes another engine."""
    return ENGINE in change.reach or EVERYTHING in change.reach


def cost(changes: Sequence[Change], engine_seconds: float) -> Cost:
    """At most, if every input matters: all points between the two ends."""
    engines = sum(map(reaches_engine, changes))
    payloads = len(changes) - engines
    # The point after the last engine change is built too, unless there is nothing after it.
    between = max(engines - 1, 0) if not payloads else engines
    return Cost(between, max(payloads - 1, 0), engine_seconds)


def bisect(changes: Sequence[Change], before: int, after: int, build: Build) -> Bisection:
    """`changes`: from `ordered`. `build` is called for points between the ends only."""
    known: dict[int, int | None] = {0: before, len(changes): after}

    def size_at(point: int) -> int | None:
        if point not in known:
            known[point] = build(tuple(changes[:point]))
        return known[point]

    shares = list(_shares(changes, 0, len(changes), size_at)) if changes else []
    told = tuple(sorted(shares, key=lambda share: -abs(share.change)))
    return Bisection(before, after, told, max(len(known) - 2, 0))


def _shares(changes: Sequence[Change], low: int, high: int, size_at: Callable[[int], int | None]) -> Iterator[Share]:
    change = (size_at(high) or 0) - (size_at(low) or 0)
    middle = None
    if high - low > 1 and abs(change) > TINY:
        middle = next((point for point in _middles(changes, low, high) if size_at(point) is not None), None)
    if middle is None:
        yield Share(tuple(changes[low:high]), change)
        return
    yield from _shares(changes, low, middle, size_at)
    yield from _shares(changes, middle, high, size_at)


def _middles(changes: Sequence[Change], low: int, high: int) -> list[int]:
    """Where to halve, best first: where engine and payload meet tells the two apart with one build; else the middle.

    The others are for where a point cannot be built.
    """
    border = sum(map(reaches_engine, changes))
    best = border if low < border < high else (low + high) // 2
    return sorted(range(low + 1, high), key=lambda point: abs(point - best))


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
