"""Bars and curves of text, as wide as they are told to be."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

EIGHTHS = "▏▎▍▌▋▊▉█"
CURVE = "▁▂▃▄▅▆▇█"


def bar(share: float, width: int) -> str:
    """`share` of `width` filled, to an eighth of a column; what is there never looks like nothing."""
    eighths = round(min(max(share, 0.0), 1.0) * width * 8)
    if share > 0:
        eighths = max(eighths, 1)
    full, rest = divmod(eighths, 8)
    return "█" * full + (EIGHTHS[rest - 1] if rest else "")


def filled(share: float, width: int) -> tuple[str, str]:
    """The filled part and the empty one, together `width` columns."""
    full = bar(share, width)
    return full, "░" * (width - len(full))


def curve(values: Sequence[float], width: int, top: float | None = None) -> str:
    """The course of `values`, one column for each of `width` spans of them, the largest of a span shown."""
    if not values or width < 1:
        return ""
    highest = top or max(values) or 1.0
    spans = min(width, len(values))
    edges = [len(values) * at // spans for at in range(spans + 1)]
    tops = [max(values[a:b]) for a, b in pairwise(edges)]
    return "".join(CURVE[min(int(value / highest * 7.99), 7)] for value in tops)
