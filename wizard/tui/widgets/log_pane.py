"""A log with its title, its count and its search."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input

from wizard.tui.widgets.log_view import LogView


class SearchInput(Input):
    """`esc` ends the search, and nothing else."""

    BINDINGS = [Binding("escape", "leave_search", "End the search", show=False)]

    class Left(Message):
        """No search any more."""

    def action_leave_search(self) -> None:
        """Tell the pane."""
        self.post_message(self.Left())


class LogPane(Vertical):
    """The border's title says whether it follows, its subtitle how many lines there are."""

    BINDINGS = [
        Binding("slash", "search", "Search", id="log.search", key_display="/", tooltip="Find text in the log"),
        Binding("n", "again(False)", "Next", show=False, id="log.next"),
        Binding("N", "again(True)", "Previous", show=False, id="log.previous"),
    ]
    DEFAULT_CSS = """
    LogPane { height: 1fr; border: round $border-blurred; border-title-color: $foreground; }
    LogPane:focus-within { border: round $border; }
    LogPane Input { dock: bottom; height: 1; border: none; display: none; }
    LogPane.-searching Input { display: block; }
    """

    def __init__(self, what: str = "log") -> None:
        super().__init__()
        self.what = what

    def compose(self) -> ComposeResult:
        """Log and search."""
        yield LogView(id="log")
        yield SearchInput(placeholder="search the log; enter goes to the next, esc ends", compact=True)

    @property
    def log_view(self) -> LogView:
        """The lines."""
        return self.query_one(LogView)

    def on_mount(self) -> None:
        """Titles follow what they tell of."""
        for name in ("following", "wrap", "mark"):
            self.watch(self.log_view, name, self._titles)

    def add(self, lines: Sequence[str], lost: int = 0) -> None:
        """More lines."""
        if lines or lost:
            self.log_view.add(lines, lost)
            self._titles()

    def clear(self) -> None:
        """A new log."""
        self.log_view.clear()
        self._titles()

    def _titles(self) -> None:
        view = self.log_view
        self.border_title = f"{self.what} · following" if view.following else f"{self.what} · held (space follows)"
        place = f"line {view.mark + 1:,} of " if view.mark is not None else ""
        self.border_subtitle = f"{place}{view.store.end:,} lines"

    def action_search(self) -> None:
        """Type what to look for."""
        self.add_class("-searching")
        self.query_one(Input).focus()

    def action_again(self, back: bool) -> None:
        """Search on."""
        if self.log_view.needle:
            self.log_view.search(self.log_view.needle, back=back)
        else:
            self.action_search()

    @on(Input.Submitted)
    def submitted(self, event: Input.Submitted) -> None:
        """Find it; the log has the keys again."""
        event.stop()
        if self.log_view.search(event.value):
            self.end_search()

    @on(SearchInput.Left)
    def end_search(self) -> None:
        """Hide the line."""
        self.remove_class("-searching")
        self.log_view.focus()
