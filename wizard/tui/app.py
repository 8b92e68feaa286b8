"""The app: its screens, its state, and what happens to a build."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.filter import LineFilter
from textual.reactive import reactive
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from wizard.building import machine
from wizard.building.request import JarRequest, Request
from wizard.ground.foreign import plain
from wizard.ground.problems import Problem, WizardError
from wizard.tui import outside, preferences, themes
from wizard.tui.output import Ascii, NoControls, ascii_only
from wizard.tui.running import Job
from wizard.tui.screens.ask import Ask, Way
from wizard.tui.screens.build import BuildScreen
from wizard.tui.state import State
from wizard.tui.widgets.say import say


class WizardApp(App[int]):
    """One state, a stack of screens, at most one build."""

    TITLE = "graalpy-wizard"
    CSS_PATH = Path(__file__).with_name("style.tcss")
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", "Help", id="app.help", tooltip="Help on what has the focus"),
        Binding("f5", "build_screen", "Build", show=False, id="app.build", tooltip="The build that runs"),
        Binding("q", "leave", "Quit", id="app.quit", tooltip="Leave the app"),
        Binding("ctrl+q", "leave", "Quit", show=False, priority=True, id="app.quit_always"),
    ]
    state: reactive[State] = reactive(lambda: State(Path.cwd()), init=False)

    def __init__(self, folder: Path, profile: Path | None = None) -> None:
        super().__init__()
        self.preferences, self.unread = preferences.read()
        self.profile = profile
        self.crash: Exception | None = None
        self.machine = machine.this_machine()
        self._safe: list[LineFilter] = [NoControls()]
        if ascii_only(self.preferences.glyphs):
            self._safe.append(Ascii())
        self.set_reactive(WizardApp.state, State(folder))

    def get_line_filters(self) -> Sequence[LineFilter]:
        """All that is drawn passes these."""
        return [*super().get_line_filters(), *self._safe]

    def on_mount(self) -> None:
        """Looks first, then the first screen."""
        for theme in themes.OWN:
            self.register_theme(theme)
        known = self.preferences.theme in self.available_themes
        self.theme = self.preferences.theme if known else "dark"
        if self.preferences.reduced_motion:
            self.animation_level = "none"
        self.set_keymap(dict(self.preferences.keys))
        self._watch_signals()
        self.show_problems(self.unread)

    def _watch_signals(self) -> None:
        """A terminal that goes away, or a polite kill: everything is put in order first."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP):
            with suppress(ValueError, RuntimeError):  # not in the main thread: a test
                loop.add_signal_handler(number, self.exit, 128 + number)

    def _handle_exception(self, error: Exception) -> None:
        """A bug of ours: the caller tells of it in one line, as of every bug; Textual would print pages."""
        self.crash = error
        super()._handle_exception(error)
        self._exit_renderables.clear()

    # What is told

    def tell(self, text: str, severity: str = "information") -> None:
        """A short word in the corner."""
        self.notify(plain(text), severity=severity, markup=False)  # type: ignore[arg-type]

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Warnings, each in a corner of its own."""
        for problem in problems:
            self.tell(problem.line(), "error" if problem.severity == "error" else "warning")

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """No worker ends the app: what went wrong is shown, in one place."""
        if event.state == WorkerState.ERROR and isinstance(event.worker.error, Exception):
            self.show_failure(event.worker.error)

    def show_failure(self, error: Exception) -> None:
        """What happened, where the log is, and ways to go on."""
        from wizard.tui.screens.failure import Failure, failure_of

        self.push_screen(Failure(failure_of(error)), self._way_on)

    def _way_on(self, answer: str | None) -> None:
        if answer == "log":
            self.open_log()

    # Building

    def start_build(self, request: Request | JarRequest) -> None:
        """Begin it, and show it. There is only one at a time."""
        from wizard.building.make import make

        if self.state.builds:
            self.tell("a build runs already", "warning")
            self.action_build_screen()
            return
        job = Job(request.target.name, request.target, lambda listener: make(request, listener))
        self.state = replace(self.state, job=job)
        self._build(job)
        self.action_build_screen()

    @work(exclusive=True, group="build", description="build", exit_on_error=False)
    async def _build(self, job: Job) -> None:
        """Until it has ended, however it does."""
        outcome = await job.run()
        self.state = replace(self.state, job=job, done=outcome.done or self.state.done)
        if outcome.error is not None:
            self.show_failure(outcome.error)
        elif outcome.done is not None:
            self.show_problems(outcome.done.problems)
            if isinstance(self.screen, BuildScreen):
                self.show_report()
            else:
                self.tell(f"{job.name} is built: F6 shows the report")
        else:
            self.tell(f"the build of {job.name} was cancelled; nothing is left of it")

    def cancel_build(self) -> None:
        """End it, with its whole process tree."""
        if self.state.job is not None:
            self.state.job.cancel()

    def end_build(self) -> None:
        """Before the process ends: no builder is left."""
        if self.state.builds and self.state.job is not None:
            self.state.job.cancel()
            self.state.job.wait()

    def open_log(self) -> None:
        """The build's log in the user's pager."""
        job = self.state.job
        path = job.collector.live.log if job is not None else None
        if path is None or not path.is_file():
            self.tell("there is no log yet", "warning")
            return
        with self.suspend():
            outside.pager(path)

    # Screens

    def action_build_screen(self) -> None:
        """The build that runs, or the last one."""
        if self.state.job is None:
            self.tell("nothing is being built")
        elif not isinstance(self.screen, BuildScreen):
            self.push_screen(BuildScreen())

    def show_report(self) -> None:
        """What the last build made."""

    def action_help(self) -> None:
        """Show or hide help on the focused thing."""
        from textual.widgets import HelpPanel

        shown = self.screen.query(HelpPanel)
        if shown:
            self.action_hide_help_panel()
        else:
            self.action_show_help_panel()

    @work(exclusive=True, group="leave", exit_on_error=False)
    async def action_leave(self) -> None:
        """Ask first where a build runs."""
        if self.state.builds:
            text = [say("A build runs. Leaving ends it, with all that native-image started.")]
            ways = [Way("stay", "Stay", "s", "primary"), Way("leave", "End the build and leave", "l", "error")]
            if await self.push_screen_wait(Ask("Leave?", text, ways)) != "leave":
                return
            self.cancel_build()
        self.exit(0)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Everything that a key does, and what has none."""
        yield from super().get_system_commands(screen)
        yield SystemCommand("Show the build", "stages, memory and log of the build that runs", self.action_build_screen)


def problems_of(error: Exception) -> tuple[Problem, ...]:
    """What an error says."""
    return error.problems if isinstance(error, WizardError) else (Problem(f"{type(error).__name__}: {error}"),)
