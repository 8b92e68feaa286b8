"""Small modals: a question with buttons, and what went wrong with its cures as buttons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from wizard.tui.widgets.say import say


@dataclass(frozen=True, slots=True)
class Way:
    """A button: what it is called, the key that presses it, and what the modal then answers."""

    answer: str
    label: str
    key: str = ""
    variant: str = "default"  # "primary", "error", "warning", "success"


class Ask(ModalScreen[str]):
    """A text and ways to go on; answers with a way's `answer`, "" for esc."""

    HELP = "# A question\nThe first button is the careful one. `esc` changes nothing."
    BINDINGS = [
        Binding("escape", "dismiss('')", "Back", show=False),
        Binding("left", "app.focus_previous", show=False),
        Binding("right", "app.focus_next", show=False),
    ]

    def __init__(self, title: str, text: Sequence[Content], ways: Sequence[Way]) -> None:
        super().__init__()
        self.heading, self.text, self.ways = title, text, ways

    def compose(self) -> ComposeResult:
        """Title, text, buttons."""
        box = Vertical(id="ask")
        box.border_title = say(self.heading).markup
        with box:
            with VerticalScroll(id="ask-text", can_focus=False):
                for paragraph in self.text:
                    yield Static(paragraph, classes="paragraph")
            with Horizontal(id="ask-ways"):
                for way in self.ways:
                    label = say(way.label, (f"  {way.key}", "bold") if way.key else "")
                    yield Button(label, way.variant, id=f"way-{way.answer}", compact=True)  # type: ignore[arg-type]

    def on_mount(self) -> None:
        """The careful way first."""
        self.query(Button).first().focus()

    @on(Button.Pressed)
    def pressed(self, event: Button.Pressed) -> None:
        """A way was chosen."""
        event.stop()
        self.dismiss((event.button.id or "").removeprefix("way-"))

    def on_key(self, event: events.Key) -> None:
        """A way's own key."""
        for way in self.ways:
            if way.key and event.key == way.key:
                event.stop()
                self.dismiss(way.answer)
