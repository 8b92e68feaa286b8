"""Two builds of the history side by side."""

from __future__ import annotations

import asyncio

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.reactive import reactive
from textual.widgets import Static

from wizard.history.model import Entry
from wizard.reports.difference import Difference
from wizard.tui import past
from wizard.tui.screens.base import WizardScreen
from wizard.tui.state import State
from wizard.tui.widgets.history import comparison
from wizard.tui.widgets.say import say


class ComparisonScreen(WizardScreen):
    """From `before` to `after`; both made an executable."""

    WHERE = "Compare"
    HELP = """\
# Compare
What grew (+) and shrank (-) from the marked build to the other one, largest first, with the changed inputs that can be
the reason. `w` looks from the other side.
"""
    BINDINGS = [
        Binding("escape", "app.pop_screen", "Back", id="comparison.back", tooltip="Back to the list"),
        Binding("w", "swap", "Swap", id="comparison.swap", tooltip="The other one first"),
    ]
    difference: reactive[Difference | None] = reactive(None)

    def __init__(self, before: Entry, after: Entry) -> None:
        super().__init__()
        self.before, self.after = before, after

    def body(self) -> ComposeResult:
        """One text."""
        with VerticalScroll(id="comparison", classes="panel"):
            yield Static(id="comparison-text")

    def on_mount(self) -> None:
        """Reading takes a moment."""
        super().on_mount()
        self.query_one("#comparison").focus()
        self.read()

    def show(self, state: State) -> None:
        """Which two."""
        del state
        self.title_bar.left = f"{_name(self.before)} → {_name(self.after)}"

    @work(exclusive=True, group="comparison", exit_on_error=False)
    async def read(self) -> None:
        """Both builds, not on the loop."""
        self.difference = await asyncio.to_thread(past.difference_of, self.before.id, self.after.id)

    def watch_difference(self) -> None:
        """Draw it."""
        if self.is_mounted:
            self.draw()

    def on_resize(self) -> None:
        """Lines break where the room ends."""
        self.call_after_refresh(self.draw)

    def draw(self) -> None:
        """All of it."""
        box = self.query_one("#comparison")
        box.border_title = say(f"{_name(self.before)} → {_name(self.after)}").markup
        if self.difference is not None:
            room = box.scrollable_content_region.width
            self.query_one("#comparison-text", Static).update(comparison(self.difference, max(room, 40)))

    def action_swap(self) -> None:
        """From the other side."""
        self.before, self.after = self.after, self.before
        self.show(self.state)
        self.read()


def _name(entry: Entry) -> str:
    from wizard.history.moments import shown

    return f"{entry.name} {shown(entry.finished)}"
