"""A modal with one line to type in."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from wizard.tui.widgets.say import say


class Prompt(ModalScreen[str | None]):
    """Answers with what was typed, None for esc."""

    BINDINGS = [Binding("escape", "dismiss(None)", "Back", show=False)]

    def __init__(self, title: str, hint: str, value: str = "") -> None:
        super().__init__()
        self.heading, self.hint, self.value = title, hint, value

    def compose(self) -> ComposeResult:
        """A title, a line, a hint."""
        box = Vertical(id="prompt-box")
        box.border_title = say(self.heading).markup
        with box:
            yield Input(self.value, compact=True)
            yield Static(say((f"{self.hint}   enter takes it   esc back", "dim")))

    @on(Input.Submitted)
    def submitted(self, event: Input.Submitted) -> None:
        """Take it."""
        self.dismiss(event.value)
