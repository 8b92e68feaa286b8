"""A figure of past builds, drawn with characters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from wizard.cli.outcome import width_of

if TYPE_CHECKING:
    from wizard.history.model import Entry

HEIGHT = 14
TICKS = 5


def plot(entries: Sequence[Entry], measure: str, width: int | None = None, height: int = HEIGHT) -> str:
    """`entries`: newest first. No colours; `width` None: the terminal's. A sentence where there is too little."""
    import sys

    from wizard.history.moments import shown
    from wizard.history.trend import MEASURES, series

    _, _, unit = MEASURES[measure]
    found = series(entries, measure)
    if not found:
        return "nothing to draw: no build has this figure"
    values = [value for _, value in found]
    first, last = found[0], found[-1]
    told = f"{measure}, {unit}: {first[1]:.1f} to {last[1]:.1f}, {len(found)} builds from {shown(first[0].finished)} on"
    if len(found) == 1:
        return told
    times = [shown(entry.finished) for entry, _ in found]
    days = {time[:10] for time in times}
    labels = [time[11:16] if len(days) == 1 else time[5:10] for time in times]
    return f"{told}\n{_lines(values, labels, width or width_of(sys.stdout), height)}"


def _lines(values: Sequence[float], labels: Sequence[str], width: int, height: int) -> str:
    import plotext

    plotext.clear_figure()
    plotext.theme("clear")
    plotext.plot_size(width, height)
    positions = list(range(1, len(values) + 1))
    plotext.plot(positions, list(values), marker="dot" if len(values) > width else "braille")
    low, high = min(values), max(values)
    room = max((high - low) * 0.1, high * 0.01, 0.01)
    plotext.ylim(low - room, high + room)
    step = max(len(values) // TICKS, 1)
    plotext.xticks(positions[::step], list(labels[::step]))
    return str(plotext.uncolorize(plotext.build())).rstrip("\n")
