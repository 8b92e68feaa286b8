"""What all screens have: a title, the line of a running build, the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.screen import Screen

from wizard.tui.state import State
from wizard.tui.widgets.keys import KeyBar
from wizard.tui.widgets.strips import RunningLine, TitleBar

if TYPE_CHECKING:
    from wizard.tui.app import WizardApp


class WizardScreen(Screen[None]):
    """`body` is what a screen adds; `show` draws it anew when the state has changed."""

    WHERE = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-normal"), (160, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-high"), (44, "-tall")]

    def compose(self) -> ComposeResult:
        """Title, body, running build, keys."""
        yield TitleBar(self.WHERE)
        yield from self.body()
        yield KeyBar()
        yield RunningLine()

    def body(self) -> ComposeResult:
        """The screen's own widgets."""
        yield from ()

    @property
    def wizard(self) -> WizardApp:
        """The app, with its type."""
        return cast("WizardApp", self.app)

    @property
    def state(self) -> State:
        """What the app knows."""
        return self.wizard.state

    @property
    def title_bar(self) -> TitleBar:
        """The first line."""
        return self.query_one(TitleBar)

    def on_mount(self) -> None:
        """From now on every change is shown."""
        self.watch(self.app, "state", self._changed)

    def on_screen_resume(self) -> None:
        """What changed while another screen was in front."""
        self._changed()

    def _changed(self) -> None:
        if self.is_mounted and self.is_current:
            self.show(self.state)

    def show(self, state: State) -> None:
        """Draw the state."""
        del state
