"""A list whose rows are drawn for the width that there is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

Draw = Callable[[int], Content]


@dataclass(frozen=True, slots=True)
class Row:
    """`key` is what a choice of the row means; `draw` makes its text for a width."""

    key: str
    draw: Draw
    disabled: bool = False


class Listing(OptionList):
    """Keeps its highlight on the same key when its rows change."""

    BINDINGS = [Binding("enter", "select", "Choose", id="list.choose", tooltip="Take the marked row")]

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, classes=classes, markup=False, compact=True)
        self._rows: tuple[Row, ...] = ()
        self._width = 0

    @property
    def key(self) -> str:
        """Of the highlighted row; "" where there is none."""
        at = self.highlighted
        return self._rows[at].key if at is not None and at < len(self._rows) else ""

    @property
    def keys(self) -> list[str]:
        """Of all rows."""
        return [row.key for row in self._rows]

    def show(self, rows: Sequence[Row]) -> None:
        """New rows."""
        before, same = self.key, [row.key for row in rows] == self.keys
        self._rows = tuple(rows)
        if same:
            self._redraw()
            return
        with self.prevent(OptionList.OptionHighlighted):
            self.clear_options()
            self.add_options([Option(row.draw(self.room), disabled=row.disabled) for row in rows])
        if rows:
            self.select_key(before)

    def select_key(self, key: str) -> None:
        """Highlight the row with this key, else the first one."""
        keys = self.keys
        at = keys.index(key) if key in keys else 0
        if self.highlighted != at and keys:
            self.highlighted = at

    @property
    def room(self) -> int:
        """Columns for a row."""
        return max(self.scrollable_content_region.width, 10)

    def _redraw(self) -> None:
        for at, row in enumerate(self._rows):
            self.replace_option_prompt_at_index(at, row.draw(self.room))

    def on_resize(self, event: events.Resize) -> None:
        """Draw again for another width."""
        del event
        if self.room != self._width:
            self._width = self.room
            self._redraw()
