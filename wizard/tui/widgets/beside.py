"""The present answers beside the presets, where a screen has room for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from wizard.ground.columns import columns, cut
from wizard.ground.foreign import plain
from wizard.tui.widgets.bars import filled
from wizard.tui.widgets.estimate import megabytes
from wizard.tui.widgets.presets import NAME, clause
from wizard.tui.widgets.say import lines, say

if TYPE_CHECKING:
    from wizard.interview.view import View
    from wizard.profiles.gallery import Exhibit

MINE = "these answers"


class Beside(Widget):
    """Sizes as bars, smallest first."""

    seen: reactive[tuple[View | None, tuple[Exhibit, ...]]] = reactive((None, ()), layout=True)

    def render(self) -> Content:
        """A line each."""
        view, presets = self.seen
        estimate = view.estimate if view is not None else None
        sizes = [(entry.size, entry.name, _purpose(entry)) for entry in presets if entry.size is not None]
        if estimate is not None and estimate.size is not None:
            sizes.append((estimate.size, MINE, ""))
        return beside(sizes, self.content_size.width)


def _purpose(entry: Exhibit) -> str:
    return entry.preset.sentence if entry.preset is not None else ""


def beside(sizes: list[tuple[int, str, str]], width: int) -> Content:
    """Bytes, names, and what each is for."""
    largest = max((size for size, _, _ in sizes), default=1)
    rows = [say(("Beside the presets, with the size of print('hi')", "dim"))]
    for size, name, purpose in sorted(sizes):
        rows.append(_bar(size, name, largest, width))
        rows += [say(("    " + clause(plain(purpose), max(width - 4, 10)), "dim"))] if purpose else []
    return lines(*rows)


def _bar(size: int, name: str, largest: int, width: int) -> Content:
    mine = name == MINE
    shown = cut(plain(name), NAME)
    full, empty = filled(size / largest, max(width - NAME - 12, 5))
    return say(
        ("▸ " if mine else "  ", "$accent"), (shown, "bold" if mine else ""), " " * (NAME + 1 - columns(shown)),
        f"{megabytes(size):>8} ", (full, "$accent" if mine else "$primary"), (empty, "dim"),
    )  # fmt: skip
