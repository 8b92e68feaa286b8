"""A figure of past builds, drawn with characters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from wizard.cli.outcome import width_of

if TYPE_CHECKING:
    from wizard.history.model import Entry

HEIGHT = 14


def plot(entries: Sequence[Entry], measure: str, width: int | None = None, height: int = HEIGHT) -> str:
    """`entries`: newest first. No colours; `width` None: the terminal's. A sentence where there is too little."""
    import sys

    from wizard.history.chart import chart, labels_of
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
    entries_shown = [entry for entry, _ in found]
    return f"{told}\n{chart(values, labels_of(entries_shown), width or width_of(sys.stdout), height)}"
