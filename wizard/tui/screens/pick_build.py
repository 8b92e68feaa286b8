"""Choose a build of the history."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static

from wizard.history.model import Entry
from wizard.tui.widgets.estimate import megabytes
from wizard.tui.widgets.listing import Listing, Row
from wizard.tui.widgets.say import pair, say


class PickBuild(ModalScreen[str]):
    """Answers with a build's id, "" for none."""

    HELP = "# Builds\nNewest first; `enter` compares with the marked one."
    BINDINGS = [Binding("escape", "dismiss('')", "Back", show=False)]

    def __init__(self, entries: Sequence[Entry], without: str) -> None:
        super().__init__()
        self.entries = [entry for entry in entries if entry.id != without]

    def compose(self) -> ComposeResult:
        """The list."""
        box = Vertical(id="pick")
        box.border_title = "Compare with"
        with box:
            yield Listing(id="picks")
            yield Static("enter compares   esc back" if self.entries else "there is no other build", classes="muted")

    def on_mount(self) -> None:
        """The newest is marked."""
        picks = self.query_one(Listing)
        picks.show([_row(entry) for entry in self.entries])
        picks.focus()

    @on(OptionList.OptionSelected)
    def chosen(self) -> None:
        """Take it."""
        self.dismiss(self.query_one(Listing).key)


def _row(entry: Entry) -> Row:
    return Row(entry.id, lambda width: build_line(entry, width))


def build_line(entry: Entry, width: int) -> Content:
    """Name, size, preset, day, id."""
    size = megabytes(entry.file) if entry.file is not None else "failed"
    left = say((entry.name, "bold"), f"  {size}  ", (entry.preset, "$accent"))
    return pair(left, say((f"{entry.finished[:16].replace('T', ' ')}  {entry.id[-8:]}", "dim")), width)
