"""What every part of the app needs: the state, words to the user, one place for what went wrong."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.app import App
from textual.filter import LineFilter
from textual.notifications import Notify, SeverityLevel
from textual.reactive import reactive
from textual.worker import Worker, WorkerState

from wizard.building import machine
from wizard.ground.foreign import plain
from wizard.ground.problems import Problem
from wizard.toolchains.model import Candidate
from wizard.tui import preferences, themes
from wizard.tui.notices import Notice
from wizard.tui.output import Ascii, NoControls, ascii_only
from wizard.tui.screens.failure import Explained, Failure, failure_of
from wizard.tui.state import State
from wizard.tui.widgets.strips import TitleBar

SOON = 0.3  # seconds: what is over by then needs no sign


class BaseApp(App[int]):
    """One state; screens watch it."""

    TITLE = "graalpy-wizard"
    CSS_PATH: ClassVar[Path] = Path(__file__).with_name("style.tcss")
    # A job that ended is the same job, so the state that says so equals the one before.
    state: reactive[State] = reactive(lambda: State(Path.cwd()), init=False, always_update=True)

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.preferences, self.unread = preferences.read()
        self.crash: Exception | None = None
        self.machine = machine.this_machine()
        self.failure: Explained | None = None
        self._safe: list[LineFilter] = [NoControls()]
        if ascii_only(self.preferences.glyphs):
            self._safe.append(Ascii())
        self.set_reactive(BaseApp.state, State(folder))

    def get_line_filters(self) -> Sequence[LineFilter]:
        """All that is drawn passes these."""
        return [*super().get_line_filters(), *self._safe]

    def on_mount(self) -> None:
        """Looks, keys, signals."""
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

    def tell(self, text: str, severity: str = "information") -> None:
        """A short word in the corner."""
        self.notify(plain(text), severity=severity, markup=False)  # type: ignore[arg-type]

    @contextmanager
    def busy(self, what: str) -> Iterator[None]:
        """Says in the title what takes longer than a blink."""
        bars = self.screen.query(TitleBar)

        def show(text: str) -> None:
            for bar in bars:
                bar.busy = text

        sign = self.set_timer(SOON, lambda: show(what))
        try:
            yield
        finally:
            sign.stop()
            show("")

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = True,
    ) -> None:
        """As Textual's, with a notice that cannot hold the app."""
        seconds = self.NOTIFICATION_TIMEOUT if timeout is None else timeout
        self.post_message(Notify(Notice(message, title, severity, seconds, markup=markup)))

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Each in a corner of its own."""
        for problem in problems:
            self.tell(problem.line(), "error" if problem.severity == "error" else "warning")

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """No worker ends the app: what went wrong is shown, in one place."""
        if event.state == WorkerState.ERROR and isinstance(event.worker.error, Exception):
            self.show_failure(event.worker.error)

    def show_failure(self, error: Exception, *, log: bool = False) -> None:
        """What happened, where the log is, and ways to go on."""
        self.failure = failure_of(error, log=log)
        self.push_screen(Failure(self.failure), self.way_on)

    def way_on(self, answer: str | None) -> None:
        """What the user wants to do about a failure."""

    def prefer(self, key: str, value: str | bool) -> None:
        """Change a preference, and keep it where that can be."""
        self.preferences = preferences.changed(self.preferences, key, value)
        if key == "theme":
            self.theme = self.preferences.theme
        self.animation_level = "none" if self.preferences.reduced_motion else "full"
        problem = preferences.keep(key, value)
        self.show_problems([problem] if problem is not None else [])

    def remap(self, name: str, key: str) -> None:
        """Another key for a binding from now on; "": the one that it had at first."""
        keys = {**self.preferences.keys, name: key}
        keys = {name: key for name, key in keys.items() if key}
        self.preferences = replace(self.preferences, keys=keys)
        self.set_keymap(keys)
        problem = preferences.keep(name, key, "keys")
        self.show_problems([problem] if problem is not None else [])

    @work(exclusive=True, group="toolchain", exit_on_error=False)
    async def use_toolchain(self, found: Candidate) -> None:
        """From now on this one."""
        if found.toolchain is None:
            self.tell(f"{found.home} cannot be used: {found.refused}", "warning")
            return
        await asyncio.to_thread(preferences.use_toolchain, found.home)
        self.tell(f"from now on {found.home} is taken")
