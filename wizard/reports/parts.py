"""Amounts of bytes, gathered under paths."""

from __future__ import annotations

from dataclasses import dataclass, field

from wizard.reports.model import Leaf

ITSELF = "itself"


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
        """The largest first. What stands at the beginning of another's path becomes a part below it."""
        paths = {**self.sure, **self.guessed}
        inner = {path[:end] for path in paths for end in range(len(path))}
        sums: dict[tuple[str, ...], tuple[int, int]] = {}
        for path in paths:
            place = path
            while place in inner:
                place = (*place, ITSELF)
            sure, guess = sums.get(place, (0, 0))
            sums[place] = sure + self.sure.get(path, 0), guess + self.guessed.get(path, 0)
        found = (Leaf(path, sure + guess, guess * 100 > sure + guess) for path, (sure, guess) in sums.items())
        return tuple(sorted(found, key=lambda leaf: (-leaf.size, leaf.path)))
