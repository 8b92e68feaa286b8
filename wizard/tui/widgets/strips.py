"""One-line widgets that every screen has: what this is about, and the build that runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual import events
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from wizard.building.progress import duration, left_text, step_text
from wizard.tui.widgets.bars import filled
from wizard.tui.widgets.say import pair, say

if TYPE_CHECKING:
    from wizard.tui.app import WizardApp
    from wizard.tui.live import Live
    from wizard.tui.running import Job


class TitleBar(Widget):
    """The program's name and the screen's on the left, versions and profile on the right, or what goes on now."""

    DEFAULT_CSS = "TitleBar { dock: top; height: 1; background: $panel; padding: 0 1; }"
    left: reactive[str] = reactive("")
    right: reactive[str] = reactive("")
    busy: reactive[str] = reactive("")

    def __init__(self, where: str) -> None:
        super().__init__()
        self.where = where

    def render(self) -> Content:
        """One line; the right part goes first where there is no room."""
        parts = say(("graalpy-wizard", "bold $primary"), "  ", (self.where, "bold"), "  ", self.left)
        right = say((self.busy, "bold $accent")) if self.busy else say((self.right, "dim"))
        return pair(parts, right, self.size.width)


class RunningLine(Widget):
    """The build that goes on while something else is looked at; a click leads to it."""

    DEFAULT_CSS = """
    RunningLine {
        dock: bottom; margin-bottom: 1; height: 1; padding: 0 1;
        background: $primary 20%; display: none; pointer: pointer;
    }
    RunningLine.-runs { display: block; }
    """

    def on_mount(self) -> None:
        """It lives as long as its screen; a look each half second costs nothing."""
        self.set_interval(0.5, self.look)
        self.look()

    def look(self) -> None:
        """Show it only while a build runs."""
        job = self._job
        self.set_class(job is not None, "-runs")
        if job is not None:
            self.refresh()

    @property
    def _job(self) -> Job | None:
        job = cast("WizardApp", self.app).state.job
        return job if job is not None and job.runs else None

    def render(self) -> Content:
        """`building hello  ███░░  stage 2 of 8  3:41  about 3 min left`."""
        job = self._job
        return running_text(job, self.size.width) if job is not None else Content("")

    def on_click(self, event: events.Click) -> None:
        """Go and see."""
        event.stop()
        self.app.simulate_key("f5")


def running_text(job: Job, width: int) -> Content:
    """The build in a line."""
    live = job.collector.live
    full, empty = filled(share_done(live), min(max(width // 6, 8), 30))
    left = say(("building ", "bold"), (job.name, "bold"), " ", (full, "$primary"), (empty, "dim"), " ", now(live))
    return pair(left, say(duration(job.seconds), ("  F5 shows it", "dim")), width)


def now(live: Live) -> str:
    """What it is doing."""
    if live.step is not None:
        return step_text(live.step)
    if not live.stages:
        return "native-image starts"
    stage = live.stages[-1]
    left = f", {left_text(live.left)}" if live.left is not None else ""
    return f"stage {stage.number} of {live.of}: {stage.name}{left}"


def share_done(live: Live) -> float:
    """Of native-image's time, as far as it can be told."""
    if live.finished is not None:
        return 1.0
    if live.left is None:
        return 0.0
    whole = live.elapsed + live.left
    return live.elapsed / whole if whole else 0.0
