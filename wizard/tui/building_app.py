"""The app's part that has to do with builds: ordering, running, ending them, and what is done with what they made."""

from __future__ import annotations

import asyncio
import shlex
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from textual import work

from wizard.tui import outside
from wizard.tui.answering import AnsweringApp
from wizard.tui.running import Job
from wizard.tui.screens.ask import Ask, Way
from wizard.tui.screens.build import BuildScreen
from wizard.tui.screens.prompt import Prompt
from wizard.tui.widgets.say import say

if TYPE_CHECKING:
    import threading

    from wizard.building.request import JarRequest, Request
    from wizard.interview.review import Review
    from wizard.rehearsing.model import Rehearsal
    from wizard.tui.reading import Reading
    from wizard.tui.screens.rehearse import RehearseScreen


class BuildingApp(AnsweringApp):
    """At most one build at a time."""

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

    def holds_changes_of(self, profile: Path) -> bool:
        """Whether answers of this profile were changed and not saved."""
        interview = self.state.interview
        return interview is not None and interview.changed and interview.setting.file == profile

    def read_again(self, profile: Path) -> None:
        """Something else of it was changed: what is saved next must not undo that."""
        if self.state.interview is not None and self.state.interview.setting.file == profile:
            self._reopen(profile)

    @work(exclusive=True, group="reopen", exit_on_error=False)
    async def _reopen(self, profile: Path) -> None:
        from wizard.interview.opening import open_profile

        self.show_interview(await asyncio.to_thread(open_profile, profile))

    def rehearsed(self, screen: RehearseScreen, stop: threading.Event) -> Rehearsal:
        """Run the program on a JVM; in a thread, until it has ended. What it imported is kept beside the profile."""
        from wizard.building.request import Request
        from wizard.catalogue.load import load
        from wizard.interview.ordering import request_of
        from wizard.rehearsing.kept import remember
        from wizard.rehearsing.run import rehearse

        assert self.state.interview is not None
        request = request_of(self.state.interview, self.state.folder)
        result = rehearse(
            request, load(), arguments=screen.arguments, listener=screen.happened, output=screen.heard, stop=stop
        )
        assert isinstance(request, Request)  # the other kind, a jar, is refused by `rehearse`
        warnings = remember(request.profile, request.program, result, command=False)
        if warnings:
            self.call_from_thread(self.show_problems, warnings)
        return result

    def action_build_screen(self) -> None:
        """Show it: the screens' part of the app does."""
        raise NotImplementedError

    def action_report(self) -> None:
        """So is this."""
        raise NotImplementedError

    def action_settings(self) -> None:
        """And this."""
        raise NotImplementedError
