"""An attribution as a short list for people: the tree down to where parts become small."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from wizard.reports.attribution import Term, tree
from wizard.reports.model import Attribution

DEEPEST = 4
LEAST = 0.01  # of the file: what is smaller goes into one row
OWN = ("payload", "own code")  # always shown: it is what its author looks for


@dataclass(frozen=True, slots=True)
class PartRow:
    """`depth` 1 is the engine or the payload; `share` is of the whole file."""

    name: str
    depth: int
    size: int
    share: float
    estimated: bool


def part_rows(attribution: Attribution, *, deepest: int = DEEPEST, least: float = LEAST) -> tuple[PartRow, ...]:
    """The rows under each row add up to it."""
    whole = tree(attribution)
    return tuple(_rows(whole, 1, max(whole.size, 1), deepest, least, ()))


def _rows(term: Term, depth: int, whole: int, deepest: int, least: float, path: tuple[str, ...]) -> Iterator[PartRow]:
    if depth > deepest:
        return
    always = (OWN, OWN[:1])
    shown = [child for child in term.children if child.size >= least * whole or (*path, child.name) in always]
    rest = [child for child in term.children if child not in shown]
    if not shown and depth > 2:
        return
    for child in shown:
        yield PartRow(child.name, depth, child.size, child.size / whole, child.estimated)
        yield from _rows(child, depth + 1, whole, deepest, least, (*path, child.name))
    if rest:
        size, guessed = sum(child.size for child in rest), sum(child.size for child in rest if child.estimated)
        name = rest[0].name if len(rest) == 1 else f"{len(rest)} smaller"
        yield PartRow(name, depth, size, size / whole, guessed * 2 > size)
