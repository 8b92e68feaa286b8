"""A preset as a row, with its size beside those of the others."""

from __future__ import annotations

from textual.content import Content

from wizard.ground.columns import columns, cut
from wizard.ground.foreign import plain
from wizard.profiles.gallery import Exhibit
from wizard.tui.widgets.bars import filled
from wizard.tui.widgets.estimate import megabytes
from wizard.tui.widgets.listing import Row
from wizard.tui.widgets.say import lines, say, wrapped

NAME = 17  # columns: as long as the shipped names
WIDE = 90  # columns, from which sentences are shown whole beside the bars


def preset_rows(found: tuple[Exhibit, ...], *, beside: bool = False) -> list[Row]:
    """One row each; its sentence below it, or beside it where the list is wide."""
    largest = max((entry.size for entry in found if entry.size), default=1)
    return [_row(entry, largest, beside) for entry in found]


def _row(entry: Exhibit, largest: int, beside: bool) -> Row:
    draw = _beside if beside else _below
    return Row(f"{entry.origin}:{entry.name}", lambda width: draw(entry, largest, width))


def _below(entry: Exhibit, largest: int, width: int) -> Content:
    if width < NAME + 24:  # a preview stands beside it
        return _head(entry, largest, 0).truncate(width, ellipsis=True)
    told = entry.preset.sentence if entry.preset is not None else _broken(entry)
    return lines(_head(entry, largest, max(min(width - NAME - 16, 30), 6)), wrapped(told, width, 2, "dim"))


def _beside(entry: Exhibit, largest: int, width: int) -> Content:
    """In narrow lists cut to one line: bars are compared best where they touch."""
    room = 24 if width >= WIDE else 6
    head = _head(entry, largest, room)
    told = entry.preset.sentence if entry.preset is not None else _broken(entry)
    left = width - head.cell_length - 2
    if width < WIDE:
        told = clause(plain(told), max(left, 1), max(left, 1) * 2)
    rows = wrapped(told, left, 0, "dim").split("\n")
    pad = " " * (head.cell_length + 2)
    return lines(Content.assemble(head, "  ", rows[0]), *(Content.assemble(pad, row) for row in rows[1:]))


def clause(text: str, width: int, at_most: int = 0) -> str:
    """The beginning of a sentence: up to a colon or semicolon, else a comma, for which there is room.

    A list behind a colon is never cut: "without network" would lose its first word's sense. Where there is no such
    beginning, up to `at_most` columns are taken before anything is cut.
    """
    if columns(text) <= width:
        return text
    for room in (width, at_most):
        for signs in (":;", ","):
            ends = [at for at, char in enumerate(text) if char in signs and columns(text[:at]) <= room]
            if ends:
                return text[: ends[-1]]
    return cut(text, width)


def _head(entry: Exhibit, largest: int, room: int) -> Content:
    """Name, size, bar."""
    name = cut(plain(entry.name), NAME)
    named = say((name, "bold"), " " * (NAME + 1 - columns(name)))
    own = "" if entry.origin == "shipped" else f" {entry.origin}"
    if entry.preset is None:
        return Content.assemble(named, say((f"{'✗ broken':<{room + 9}}", "bold $error"), (own, "$accent")))
    if entry.size is None:
        return Content.assemble(
            named, say((f"{'not measured' if room else 'unmeasured':<{room + 9}}", "dim"), (own, "$accent"))
        )
    full, empty = filled(entry.size / largest, room) if room else ("", "")
    return Content.assemble(
        named, say(f"{megabytes(entry.size):>8} ", (full, "$primary"), (empty, "dim"), (own, "$accent"))
    )


def _broken(entry: Exhibit) -> str:
    told = entry.problems[0].what if entry.problems else ""
    return told + (f" (and {len(entry.problems) - 1} more)" if len(entry.problems) > 1 else "")
