"""The app: its screens, and what happens to a build."""

from __future__ import annotations

import asyncio
import shlex
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen

from wizard.tui import outside
from wizard.tui.answering import AnsweringApp
from wizard.tui.running import Job
from wizard.tui.screens.ask import Ask, Way
from wizard.tui.screens.build import BuildScreen
from wizard.tui.screens.prompt import Prompt
from wizard.tui.screens.start import StartScreen
from wizard.tui.widgets.say import say

if TYPE_CHECKING:
    import threading

    from wizard.building.request import JarRequest, Request
    from wizard.history.model import BuildResult
    from wizard.interview.review import Review
    from wizard.rehearsing.model import Rehearsal
    from wizard.tui.reading import Reading
    from wizard.tui.screens.rehearse import RehearseScreen


class WizardApp(AnsweringApp):
    """A stack of screens, at most one build."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", "Help", id="app.help", tooltip="Help on what has the focus"),
        Binding("f5", "build_screen", show=False, id="app.build", tooltip="The build that runs"),
        Binding("f6", "report", show=False, id="app.report", tooltip="What was built last"),
        Binding("q", "leave", "Quit", id="app.quit", tooltip="Leave the app"),
        Binding("ctrl+q", "leave", show=False, priority=True, id="app.quit_always"),
    ]

    def __init__(self, folder: Path, profile: Path | None = None, program: str = "") -> None:
        super().__init__(folder)
        self.profile, self.program = profile, program

    def get_default_screen(self) -> Screen[None]:
        """The start."""
        return StartScreen()

    def on_mount(self) -> None:
        """Open what was named."""
        super().on_mount()
        if self.program:
            self.open_program(self.program)
        elif self.profile is not None:
            self.open_file(self.profile)

    # Building

    def build_now(self) -> None:
        """Without a question, where none is needed."""
        self.action_build_now()

    @work(exclusive=True, group="order", exit_on_error=False)
    async def action_build_now(self, allow: Sequence[str] = ()) -> None:
        """Consent where it is needed, the profile written, then the build."""
        from wizard.interview.ordering import request_of
        from wizard.interview.review import review
        from wizard.interview.state import allow as allowed

        if self.state.interview is None:
            return
        if allow:
            self.act(lambda interview: allowed(interview, *allow))
        interview = self.state.interview
        seen = review(interview, self.state.view, self.state.folder)
        if not await self._agreed(seen):
            return
        if interview.changed:
            await self.save()
        request = await asyncio.to_thread(request_of, self.state.interview, self.state.folder)
        self.start_build(request)

    async def _agreed(self, seen: Review) -> bool:
        """Whether nothing speaks against building; asks for consent, naming the keys."""
        from wizard.interview.review import consent
        from wizard.tui.screens.review import consent_text, trouble_text

        if not seen.can_build:
            ways = [Way("review", "Review", "r", "primary"), Way("", "Back", "b")]
            if await self.push_screen_wait(Ask("This cannot be built", [trouble_text(seen)], ways)) == "review":
                self.action_review()
            return False
        if not seen.consent_needed:
            return True
        text = [say("This profile asks for what can run code or reach outside its folder:"), consent_text(seen)]
        ways = [Way("no", "Do not build", "n", "primary"), Way("yes", "I consent: build", "y", "warning")]
        if await self.push_screen_wait(Ask("Your consent", text, ways)) != "yes" or self.state.interview is None:
            return False
        await asyncio.to_thread(consent, self.state.interview)
        return True

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
            self.show_failure(outcome.error, log=job.collector.live.log is not None)
        elif outcome.done is not None:
            self.show_problems(outcome.done.problems)
            self._built(job)
        else:
            self.tell(f"the build of {job.name} was cancelled; nothing is left of it")

    def _built(self, job: Job) -> None:
        self.look_around()
        if isinstance(self.screen, BuildScreen):
            self.pop_screen()
            self.action_report()
        else:
            self.tell(f"{job.name} is built: F6 shows the report")

    def cancel_build(self) -> None:
        """End it, with its whole process tree."""
        if self.state.job is not None:
            self.state.job.cancel()

    def end_build(self) -> None:
        """Before the process ends: no builder is left, and no answer is lost."""
        self.write_draft()
        if self.state.builds and self.state.job is not None:
            self.state.job.cancel()
            self.state.job.wait()

    def way_on(self, answer: str | None) -> None:
        """What the user wants to do about a failure: its cure."""
        kind, _, rest = (answer or "").partition("-")
        if kind == "set":
            key, _, value = rest.partition("-")
            self.take_answers([(key, value)])
            self.go_to_questions(key)
        elif kind == "allow" and self.failure is not None:
            self.action_build_now(self.failure.cures.allow_broken)
        elif kind == "doctor":
            self.action_settings()
        elif kind == "log":
            self.open_log()

    def open_log(self) -> None:
        """The build's log in the user's pager."""
        job = self.state.job
        path = outside.log_of(job) if job is not None else None
        if path is None:
            self.tell("there is no log yet", "warning")
            return
        with self.suspend():
            outside.pager(path)

    # What was built

    @work(exclusive=True, group="run", exit_on_error=False)
    async def run_executable(self, executable: str) -> None:
        """With arguments, on the terminal itself."""
        text = await self.push_screen_wait(Prompt(f"Run {Path(executable).name}", "its arguments, or none"))
        if text is not None:
            with self.suspend():
                outside.run(Path(executable), shlex.split(text))

    @work(exclusive=True, group="save-report", exit_on_error=False)
    async def save_report(self, seen: Reading) -> None:
        """As a file: its ending says how."""
        name = await self.push_screen_wait(
            Prompt("Save the report to", "its ending decides: .html, .md, .json", f"{seen.result.name}-report.html")
        )
        if name:
            path = await asyncio.to_thread(outside.write_report, self.state.folder / name, seen)
            self.tell(f"written: {path}")

    @work(exclusive=True, group="budget", exit_on_error=False)
    async def set_budget(self, result: BuildResult) -> None:
        """What later builds may weigh."""
        interview = self.state.interview
        if interview is None or not interview.setting.text:
            self.tell("a budget stands in a profile: build from one first", "warning")
            return
        proposal = f"{result.sizes.file * 1.02 / 1e6:.1f} MB"
        text = await self.push_screen_wait(Prompt("Later builds may weigh at most", "this one and 2 %", proposal))
        if text:
            await asyncio.to_thread(outside.write_budget, interview.setting.file, text)
            self.tell(f"written: {interview.setting.file.name}")
            self.open_file(interview.setting.file)

    def rehearsed(self, screen: RehearseScreen, stop: threading.Event) -> Rehearsal:
        """Run the program on a JVM; in a thread, until it has ended."""
        from wizard.catalogue.load import load
        from wizard.interview.ordering import request_of
        from wizard.rehearsing.run import rehearse

        assert self.state.interview is not None
        request = request_of(self.state.interview, self.state.folder)
        return rehearse(
            request, load(), arguments=screen.arguments, listener=screen.happened, output=screen.heard, stop=stop
        )

    # Screens

    def action_build_screen(self) -> None:
        """The build that runs, or the last one."""
        if self.state.job is None:
            self.tell("nothing is being built")
        elif not isinstance(self.screen, BuildScreen):
            self.push_screen(BuildScreen())

    def action_report(self) -> None:
        """What was built last."""
        from wizard.tui.screens.report import ReportScreen

        self.go(ReportScreen)

    def action_review(self) -> None:
        """Everything at once."""
        from wizard.tui.screens.review import ReviewScreen

        if self.state.interview is not None:
            self.go(ReviewScreen)

    def action_presets(self) -> None:
        """Compare, import, export."""
        from wizard.tui.screens.presets import PresetsScreen

        self.go(PresetsScreen)

    def action_settings(self) -> None:
        """Look and machine."""
        from wizard.tui.screens.settings import SettingsScreen

        self.go(SettingsScreen)

    def action_rehearse(self) -> None:
        """Run the program before anything is built."""
        from wizard.tui.screens.rehearse import RehearseScreen

        if self.state.interview is not None:
            self.go(RehearseScreen)

    def action_home(self) -> None:
        """Back to the first screen."""
        while len(self.screen_stack) > 1:
            self.pop_screen()

    def go(self, screen: type[Screen[None]]) -> None:
        """Show a screen; one that is below comes up again."""
        if any(isinstance(entry, screen) for entry in self.screen_stack):
            while not isinstance(self.screen, screen):
                self.pop_screen()
        else:
            self.push_screen(screen())

    def action_help(self) -> None:
        """Help on the focused thing."""
        from wizard.tui.screens.help import Help, help_on

        if not isinstance(self.screen, Help):
            self.push_screen(help_on(self.screen))

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
        yield SystemCommand("Start", "the first screen", self.action_home)
        yield SystemCommand("Presets", "compare, import, export", self.action_presets)
        yield SystemCommand("Settings and doctor", "toolchains, look, what a build needs", self.action_settings)
        yield SystemCommand("Report", "what was built last", self.action_report)
        if self.state.job is not None:
            yield SystemCommand("The build", "its stages, memory and log", self.action_build_screen)
        if self.state.interview is not None:
            yield SystemCommand("Review", "everything at once, before building", self.action_review)
            yield SystemCommand("Rehearse", "run the program on a JVM with these answers", self.action_rehearse)
            yield SystemCommand("Build", "write the profile and build", self.action_build_now)
            yield SystemCommand("Save profile", "write graalpy-wizard.toml", self.action_save)
