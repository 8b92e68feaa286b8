"""Amounts of bytes, gathered under paths."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from wizard.reports.model import Leaf


@dataclass(slots=True)
class Parts:
    """Sums by path. A part is estimated where more than a hundredth of it is."""

    sure: dict[tuple[str, ...], int] = field(default_factory=dict)
    guessed: dict[tuple[str, ...], int] = field(default_factory=dict)

    def add(self, path: tuple[str, ...], size: int, *, estimated: bool = False) -> None:
        """Nothing for 0 bytes."""
        place = self.guessed if estimated else self.sure
        if size:
            place[path] = place.get(path, 0) + size

    def total(self) -> int:
        """Of all."""
        return sum(self.sure.values()) + sum(self.guessed.values())

    def fill(self, path: tuple[str, ...], size: int) -> None:
        """What is missing to `size`."""
        self.add(path, size - self.total())

    def merge(self, other: Parts, under: tuple[str, ...]) -> None:
        """All of another's, below `under`."""
        for leaf in other.leaves():
            self.add((*under, *leaf.path), leaf.size, estimated=leaf.estimated)

    def leaves(self) -> tuple[Leaf, ...]:
        """The largest first. A path that is the beginning of another gets a part of its own below it."""
        return tuple(sorted(self._leaves(), key=lambda leaf: (-leaf.size, leaf.path)))

    def _leaves(self) -> Iterator[Leaf]:
        paths = {**self.sure, **self.guessed}
        inner = {path[:end] for path in paths for end in range(len(path))}
        for path in paths:
            guess = self.guessed.get(path, 0)
            size = self.sure.get(path, 0) + guess
            yield Leaf((*path, "itself") if path in inner else path, size, guess * 100 > size)
