"""Values drawn with characters, oldest left: for the terminal of `history trend` and for the app."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wizard.history.model import Entry

TICKS = 5
LABEL = 12  # columns that a label and the gap to the next one take


def labels_of(entries: Sequence[Entry]) -> list[str]:
    """The time of each where all are of one day, else the day."""
    from wizard.history.moments import shown

    times = [shown(entry.finished) for entry in entries]
    one_day = len({time[:10] for time in times}) == 1
    return [time[11:16] if one_day else time[5:10] for time in times]


def chart(values: Sequence[float], labels: Sequence[str], width: int, height: int, *, glyphs: bool = True) -> str:
    """`width` x `height` characters without colours; `glyphs` False: with nothing that ASCII has no like of."""
    import plotext

    plotext.clear_figure()
    plotext.theme("clear")
    plotext.limit_size(False, False)  # else no wider than the terminal, which a test does not have
    plotext.plot_size(width, height)
    positions = list(range(1, len(values) + 1))
    braille = glyphs and len(values) <= width
    plotext.plot(positions, list(values), marker="braille" if braille else "dot")
    low, high = min(values), max(values)
    room = max((high - low) * 0.1, high * 0.01, 0.01)
    plotext.ylim(low - room, high + room)
    step = max(len(values) // min(TICKS, max(width // LABEL, 1)), 1)
    at = _apart(positions[::step], labels)
    plotext.xticks(at, [labels[position - 1] for position in at])
    return str(plotext.uncolorize(plotext.build())).rstrip("\n")


def _apart(positions: Sequence[int], labels: Sequence[str]) -> list[int]:
    """Without those that would say the same as the one before them."""
    return [*positions[:1], *(b for a, b in pairwise(positions) if labels[a - 1] != labels[b - 1])]
