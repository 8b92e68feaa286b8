"""The build that runs, or the last one: stages, memory, log."""

from __future__ import annotations

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from wizard.building.progress import amount, duration, left_text
from wizard.tui.live import Live
from wizard.tui.pauses import settle
from wizard.tui.running import Job
from wizard.tui.screens.ask import Ask, Way
from wizard.tui.screens.base import WizardScreen
from wizard.tui.state import State
from wizard.tui.widgets.log_pane import LogPane
from wizard.tui.widgets.log_view import LogView
from wizard.tui.widgets.say import say
from wizard.tui.widgets.stages import stage_panel

TICK = 0.05  # seconds: twenty looks a second cost 1 ms each, and no line waits longer


class Stages(Widget):
    """The head of the screen."""

    DEFAULT_CSS = "Stages { height: 3; padding: 0 1; }"
    live: reactive[Live] = reactive(Live)
    runs: reactive[bool] = reactive(True)

    def __init__(self, memory: int, processors: int) -> None:
        super().__init__()
        self.memory, self.processors = memory, processors

    def render(self) -> Content:
        """Three lines."""
        return stage_panel(self.live, self.content_size.width, self.memory, self.processors, runs=self.runs)


class BuildScreen(WizardScreen):
    """Shows `state.job`."""

    WHERE = "Build"
    HELP = """\
# Build
The engine is built once and kept; after that a build takes a second or two.

* `esc` leaves it running and lets you look around; `F5` comes back
* `c` ends it for good: nothing is left behind, an executable of before stays
* `o` opens the whole log in your pager
"""
    BINDINGS = [
        Binding("escape", "leave", "Leave it running", id="build.leave", tooltip="Look around; F5 comes back"),
        Binding("escape", "back", "Back", id="build.leave", tooltip="Back"),
        Binding("c", "cancel", "Cancel", id="build.cancel", tooltip="End the build"),
        Binding("o", "pager", "Open log", id="build.pager", tooltip="Open the log's file in your pager"),
        Binding("enter", "report", "Report", id="build.report", tooltip="What the build made"),
    ]

    def body(self) -> ComposeResult:
        """Head and log."""
        yield Stages(self.wizard.machine.total, self.wizard.machine.processors)
        yield LogPane()

    def on_mount(self) -> None:
        """Lines are taken twenty times a second, whatever comes."""
        super().on_mount()
        self.shown: Job | None = None
        self.pane = self.query_one(LogPane)
        self.stages = self.query_one(Stages)
        self.set_interval(TICK, self.tick)
        self.query_one(LogView).focus()

    def show(self, state: State) -> None:
        """Another job: begin anew."""
        if state.job is not self.shown:
            self.shown = state.job
            self.pane.clear()
        self.tick()
        self.refresh_bindings()

    def tick(self) -> None:
        """What has come since the last time."""
        job = self.shown
        if job is None or not self.is_current:
            return
        lines, lost, live = job.collector.take()
        if live.log is not None and self.stages.live.log != live.log:
            settle()  # native-image has begun: from now on lines come
        self.pane.add(lines, lost)
        self.stages.live, self.stages.runs = live, job.runs
        self.title_bar.left = job.name
        self.title_bar.right = _times(job, live)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that would do nothing now are not shown."""
        del parameters
        runs = self.state.builds
        if action in ("cancel", "leave"):
            return runs
        if action == "back":
            return not runs
        if action == "report":
            return not runs and self.state.done is not None
        return True

    def action_leave(self) -> None:
        """It goes on; every screen shows its line."""
        self.wizard.pop_screen()

    action_back = action_leave  # the key's words differ: nothing is left running

    @work(exclusive=True, group="cancel", exit_on_error=False)
    async def action_cancel(self) -> None:
        """Ask, then end the whole process tree."""
        text = [say("native-image and all that it started are ended. An executable of before stays as it is.")]
        ways = [Way("stay", "Let it run", "s", "primary"), Way("cancel", "Cancel the build", "c", "error")]
        if await self.app.push_screen_wait(Ask("Cancel this build?", text, ways)) == "cancel":
            self.wizard.cancel_build()

    def action_pager(self) -> None:
        """The log's file."""
        self.wizard.open_log()

    def action_report(self) -> None:
        """What it made."""
        self.wizard.action_report()

    @on(LogView.Copied)
    def copied(self, event: LogView.Copied) -> None:
        """Say so: a terminal may refuse without a word."""
        self.wizard.tell(f"copied: {event.text.strip()[:60]}")


def _times(job: Job, live: Live) -> str:
    if not job.runs:
        return f"ended after {duration(live.elapsed)}" if live.elapsed else "ended"
    left = f" · {left_text(live.left)}" if live.left is not None else ""
    peak = f" · peak {amount(max(live.memory))}" if live.memory else ""
    return f"{duration(job.seconds)} gone{left}{peak}"
