"""The history as text: a build's row, a trend, two builds side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from wizard.building.progress import duration
from wizard.ground.columns import columns, cut
from wizard.ground.exits import ExitCode
from wizard.ground.foreign import plain
from wizard.tui.widgets.bars import bar
from wizard.tui.widgets.estimate import megabytes
from wizard.tui.widgets.listing import Row
from wizard.tui.widgets.say import lines, say, wrapped

if TYPE_CHECKING:
    from wizard.history.model import Entry
    from wizard.reports.difference import Difference
    from wizard.tui.past import Past

NAME = 20  # columns at most
PRESET = 17
WIDE = 90  # columns, from which a row has room for the year and a bar, and a change for both sizes
ROOM = 46  # columns that a wide row takes beside name, preset and bar
TALL = 5  # rows from which a plot says more than a line
WORDS = {ExitCode.BUDGET: "over budget", ExitCode.PROOF: "breaks a promise"}


def build_rows(past: Past, marked: str) -> list[Row]:
    """Newest first; the sizes' bars appear where there is room."""
    if not past.entries:
        return [Row("", lambda width: wrapped("nothing was built yet; every build is kept here", width, 0, "dim"))]
    largest = max(entry.file or 0 for entry in past.entries)
    named = min(max(columns(plain(entry.name)[:NAME]) for entry in past.entries), NAME)
    return [_row(entry, largest, named, entry.id == marked) for entry in past.entries]


def _row(entry: Entry, largest: int, named: int, marked: bool) -> Row:
    return Row(entry.id, lambda width: past_line(entry, largest, named, width, marked=marked))


def past_line(entry: Entry, largest: int, named: int, width: int, *, marked: bool = False) -> Content:
    """`● ✓ 2026-11-24 10:15  hello  84.0 MB  195 ms  command-line-tool  ▌▌▌▌`."""
    from wizard.history.moments import shown

    named = named if width >= WIDE else min(named, PRESET)
    name, preset = cut(plain(entry.name), named), cut(plain(entry.preset), PRESET)
    when = shown(cut(plain(entry.finished), 20))
    when = f"{when:<16}" if width >= WIDE else f"{when[5:16]:<11}"
    size = megabytes(entry.file) if entry.file is not None else f"exit {entry.code}"
    start = f"{entry.start * 1000:.0f} ms" if entry.start is not None else ""
    told = say(
        ("● " if marked else "  ", "bold $accent"), _sign(entry), when, "  ",
        (name, "bold"), " " * (named - columns(name) + 1), (f"{size:>9}", "bold" if entry.done else "$error"),
        (f" {start:>8}  ", "dim"), (preset, "$accent"),
    )  # fmt: skip
    room = min(width - named - PRESET - ROOM, 40)
    if width < WIDE or room < 8 or not largest:
        return told.truncate(width, ellipsis=True)
    pad = " " * (PRESET - columns(preset) + 2)
    return Content.assemble(told, pad, (bar((entry.file or 0) / largest, room), "$primary")).truncate(width)


def _sign(entry: Entry) -> tuple[str, str]:
    if not entry.done:
        return "✗ ", "bold $error"
    return ("✓ ", "$success") if entry.code == 0 else ("! ", "bold $warning")


def about(entry: Entry, width: int) -> Content:
    """What the row has no room for, in a line."""
    facts = [] if entry.code == 0 else [_word(entry)]
    if entry.engine_size is not None and entry.payload_size is not None:
        facts.append(f"engine {megabytes(entry.engine_size)}, payload {megabytes(entry.payload_size)}")
    facts += [f"built in {duration(entry.seconds)}", entry.id[-8:]]
    facts += [] if entry.here else ["imported"]
    facts += [f"GraalPy {entry.graalpy}"] if entry.graalpy else []
    told = " · ".join(facts[:1])
    for fact in facts[1:]:
        told += f" · {fact}" if columns(plain(told)) + columns(plain(fact)) + 3 <= width else ""
    return say((told, "dim")).truncate(width, ellipsis=True)


def _word(entry: Entry) -> str:
    if not entry.done:
        return f"made nothing (exit {entry.code})"
    return next((word for code, word in WORDS.items() if code == entry.code), f"exit {entry.code}")


def trend(found: Sequence[tuple[Entry, float]], width: int, height: int, *, glyphs: bool = True) -> Content:
    """The sizes of one program from build to build; `found` is oldest first, in MB."""
    from wizard.history.chart import chart, labels_of

    if not found:
        return say(("no trend: nothing of it was built", "dim"))
    if len(found) == 1:
        return say((f"one build, {found[0][1]:.1f} MB: a trend needs two", "dim"))
    first, last = found[0][1], found[-1][1]
    change = f"{last - first:+.1f} MB, {last / first - 1:+.1%}" if first else f"{last - first:+.1f} MB"
    head = say((f"{first:.1f} to {last:.1f} MB", "bold"), f" ({change}) in {len(found)} builds").truncate(width)
    if height - 1 < TALL:
        return head
    drawn = chart(
        [value for _, value in found], labels_of([entry for entry, _ in found]), width, height - 1, glyphs=glyphs
    )
    return lines(head, *(Content.styled(line, "$primary") for line in drawn.split("\n")))


def comparison(difference: Difference, width: int) -> Content:
    """What grew and shrank, largest first, and what changed in the inputs."""
    from wizard.reports.difference_rows import cells, headline, inputs, note

    rows = [wrapped(headline(difference), width, 0, "bold"), wrapped(difference.cause, width), say("")]
    rows += [_change(cell, width) for cell in cells(difference)]
    if told := note(difference):
        rows.append(say((told, "dim")))
    if found := inputs(difference):
        rows += [say(""), say(("Changed inputs", "bold")), *(wrapped(text, width, 2) for text in found)]
    return lines(*rows)


def _change(cell: tuple[str, str, str, str, str], width: int) -> Content:
    change, before, after, part, because = cell
    style = "bold $error" if change.startswith("+") else "bold $success"
    sizes = f"{before:>9} → {after:<9}  " if before or after else " " * 23
    sizes = sizes if width >= WIDE else ""
    told = say((f"{change:>9}  ", style), (sizes, "dim"), part, (f"  {because}" if because else "", "dim"))
    return told.truncate(width, ellipsis=True)
