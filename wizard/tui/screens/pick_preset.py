"""Choose a preset for the answers to start from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static

from wizard.profiles.gallery import Exhibit
from wizard.tui.widgets.listing import Listing
from wizard.tui.widgets.presets import preset_rows

if TYPE_CHECKING:
    from wizard.interview.state import Interview


class PickPreset(ModalScreen[str]):
    """Answers with a name, "" for none."""

    HELP = "# Presets\nAnswers to all questions at once. What you changed is replaced; `u` brings it back."
    BINDINGS = [Binding("escape", "dismiss('')", "Back", show=False)]

    def __init__(self, presets: tuple[Exhibit, ...], interview: Interview | None) -> None:
        super().__init__()
        self.presets = presets
        self.now = interview.now.preset if interview is not None else ""

    def compose(self) -> ComposeResult:
        """The list."""
        box = Vertical(id="pick")
        box.border_title = "Start the answers from"
        with box:
            yield Listing(id="picks")
            yield Static("enter takes it   esc back   sizes: print('hi'), measured", classes="muted")

    def on_mount(self) -> None:
        """The present one is marked."""
        picks = self.query_one(Listing)
        picks.show(preset_rows(self.presets))
        picks.select_key(next((key for key in picks.keys if key.endswith(f":{self.now}")), ""))
        picks.focus()

    @on(OptionList.OptionSelected)
    def chosen(self) -> None:
        """Take it."""
        self.dismiss(self.query_one(Listing).key.partition(":")[2])
