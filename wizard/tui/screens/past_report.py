"""The report of any build of the history."""

from __future__ import annotations

import asyncio

from textual import work
from textual.binding import Binding

from wizard.tui import past
from wizard.tui.screens.report import ReportScreen
from wizard.tui.state import State


class PastReport(ReportScreen):
    """Of the build with this id, whatever is built meanwhile."""

    BINDINGS = [Binding("escape", "app.pop_screen", "Back", id="report.back", tooltip="Back to the list")]

    def __init__(self, build: str) -> None:
        super().__init__()
        self.build = build

    def show(self, state: State) -> None:
        """Once."""
        del state
        if self.reading is None:
            self.read()

    @work(exclusive=True, group="report", exit_on_error=False)
    async def read(self) -> None:
        """History and advice, not on the loop."""
        self.reading = await asyncio.to_thread(past.report_of, self.build)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The answers that are open are not those of this build: they cannot be kept as its preset."""
        return False if action == "preset" else super().check_action(action, parameters)
