"""Many names in one line."""

from __future__ import annotations

from collections.abc import Sequence


def some(names: Sequence[str], most: int, *, of: int | None = None, where: str = "") -> str:
    """The first `most` names, and how many more there are of `of` (default: of them all); `where` those are told."""
    shown = names[:most]
    more = (len(names) if of is None else of) - len(shown)
    return ", ".join(shown) + (f" and {more} more{where}" if more > 0 else "")
