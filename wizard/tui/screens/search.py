"""Search over questions, choices, options and Python modules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static

from wizard.tui.widgets.listing import Listing, Row
from wizard.tui.widgets.say import say

if TYPE_CHECKING:
    from wizard.interview.searching import Hit
    from wizard.interview.state import Interview


class Search(ModalScreen[str]):
    """Answers with the key of a question, "" for none."""

    HELP = "# Search\nType a word: `ssl`, `size`, `json`. `enter` goes to the question that decides it."
    BINDINGS = [
        Binding("escape", "dismiss('')", "Back", show=False),
        Binding("down", "move(1)", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
    ]

    def __init__(self, interview: Interview) -> None:
        super().__init__()
        self.interview = interview

    def compose(self) -> ComposeResult:
        """A line and what fits it."""
        box = Vertical(id="search")
        box.border_title = "Search: questions, options, modules"
        with box:
            yield Input(placeholder="ssl", compact=True)
            yield Listing(id="hits")
            yield Static("↑↓ choose   enter go   esc back", classes="muted")

    def on_mount(self) -> None:
        """Everything is listed before anything is typed."""
        self.query_one(Listing).can_focus = False
        self.find("")

    @on(Input.Changed)
    def typed(self, event: Input.Changed) -> None:
        """Search while it is being typed: it takes a millisecond."""
        self.find(event.value)

    def find(self, text: str) -> None:
        """What fits."""
        from wizard.interview.searching import search

        hits = search(self.interview, text) if text.strip() else ()
        self.query_one(Listing).show([_row(number, hit) for number, hit in enumerate(hits)])

    def action_move(self, by: int) -> None:
        """Mark another hit."""
        hits = self.query_one(Listing)
        (hits.action_cursor_down if by > 0 else hits.action_cursor_up)()

    @on(Input.Submitted)
    @on(OptionList.OptionSelected)
    def chosen(self) -> None:
        """Go there; a hit that no question decides leads nowhere."""
        key = self.query_one(Listing).key.partition(":")[2]
        if key:
            self.dismiss(key)
        else:
            self.app.bell()


def _row(number: int, hit: Hit) -> Row:
    return Row(f"{number}:{hit.key}", lambda width: hit_line(hit).truncate(width, ellipsis=True))


def hit_line(hit: Hit) -> Content:
    """`module  ssl   Network: none takes it away`."""
    return say((f"{hit.kind:<9}", "dim"), (hit.label, "bold"), "  ", (hit.detail, "dim"))
