"""The app's part that has to do with answers: opening, changing, keeping them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from textual import work

from wizard.ground.problems import WizardError
from wizard.tui import outside, reading
from wizard.tui.base_app import BaseApp
from wizard.tui.screens.prompt import Prompt
from wizard.tui.screens.questions import QuestionsScreen

if TYPE_CHECKING:
    from wizard.history.model import BuildResult
    from wizard.interview.discovery import Candidate, Recent
    from wizard.interview.drafts import Draft
    from wizard.interview.state import Interview
    from wizard.profiles.gallery import Exhibit

Change = Callable[["Interview"], "Interview"]


class AnsweringApp(BaseApp):
    """Every change goes through `act`: the interview is replaced, looked at, and kept as a draft."""

    lossy = False  # it was said that drafts cannot be kept

    @work(exclusive=True, group="look-around", exit_on_error=False)
    async def look_around(self) -> None:
        """What is in the folder, what was built: half a second at most."""
        found = await asyncio.to_thread(reading.look_around, self.state.folder)
        self.state = replace(self.state, found=found)

    def act(self, change: Change) -> None:
        """One change; what cannot be is told."""
        interview = self.state.interview
        if interview is None:
            return
        try:
            changed = change(interview)
        except WizardError as error:
            self.show_problems(error.problems)
            return
        if changed is not interview:
            self.show_interview(changed)

    def show_interview(self, interview: Interview) -> None:
        """From now on this one counts."""
        from wizard.interview.view import look

        self.state = replace(self.state, interview=interview, view=look(interview))
        self.keep_draft()

    @work(exclusive=True, group="draft", exit_on_error=False)
    async def keep_draft(self) -> None:
        """Soon: a run of changes writes once."""
        await asyncio.sleep(0.3)
        why = self.write_draft()
        if why and not self.lossy:
            self.lossy = True  # said once
            self.tell(f"answers that are not saved will not survive the app: {why}", "warning")

    def write_draft(self) -> str:
        """Now; it never fails, but says why nothing was kept."""
        from wizard.interview import drafts

        return drafts.keep(self.state.interview) if self.state.interview is not None else ""

    # Opening

    @work(exclusive=True, group="open", exit_on_error=False)
    async def open_with(self, opening: Callable[[], Interview], *, build: bool = False, preset: str = "") -> None:
        """Read the program, then its questions, or build at once."""
        from wizard.interview.state import use_preset

        with self.busy("reading the program ..."):
            interview = await asyncio.to_thread(opening)
        if preset:
            interview = use_preset(interview, preset)
        self.show_interview(interview)
        if build:
            self.build_now()
        elif self.state.view is not None and not self.state.view.questions:
            self.action_review()  # of a jar nothing is asked: its own code decides
        elif not isinstance(self.screen, QuestionsScreen):
            self.push_screen(QuestionsScreen())

    def open_here(self, number: int | None = None, *, build: bool = False, preset: str = "") -> None:
        """The candidate with this number, or the profile of this folder, or the best candidate."""
        found = self.state.found
        if found is None:
            return
        here = found.here
        if number is None and here.profile is not None:
            self.open_file(here.profile, build=build, preset=preset)
            return
        candidate = here.candidates[number] if number is not None else next(iter(here.candidates), None)
        if candidate is None:
            self.tell("there is no program here", "warning")
        elif not candidate.possible:
            self.tell(candidate.why, "warning")
        else:
            self.open_candidate(candidate, build=build, preset=preset)

    def open_candidate(self, candidate: Candidate, *, build: bool, preset: str) -> None:
        """A program that was found."""
        from wizard.interview.opening import open_candidate

        folder = self.state.folder
        self.open_with(lambda: open_candidate(folder, candidate), build=build, preset=preset)

    def open_file(self, profile: Path, *, build: bool = False, preset: str = "") -> None:
        """A profile."""
        from wizard.interview.opening import open_profile

        self.open_with(lambda: open_profile(profile), build=build, preset=preset)

    def open_program(self, program: str, *, build: bool = False) -> None:
        """What was typed after `new`."""
        from wizard.interview.opening import open_program

        folder = self.state.folder
        self.open_with(lambda: open_program(program, folder), build=build)

    def open_recent(self, entry: Recent, *, build: bool) -> None:
        """What was built before, again."""
        if entry.profile is not None:
            self.open_file(entry.profile, build=build)
        elif entry.program:
            self.open_program(entry.program, build=build)
        else:
            self.tell("it is not known what it was built from", "warning")

    def open_draft(self, draft: Draft) -> None:
        """Answers that were not saved."""
        from wizard.interview.drafts import restored
        from wizard.interview.opening import open_profile, open_program

        def opening() -> Interview:
            there = draft.file.is_file()
            named = str(draft.file.parent / draft.program)
            return restored(open_profile(draft.file) if there else open_program(named, draft.file.parent), draft)

        self.open_with(opening)

    def start_from(self, preset: str) -> None:
        """A preset was chosen on its own screen: the present answers change, or new ones begin."""
        from wizard.interview.state import use_preset

        if self.state.interview is None:
            self.open_here(preset=preset)
            return
        interview = self.state.interview
        if preset not in interview.setting.presets:
            self.reopen(preset)
            return
        self.act(lambda interview: use_preset(interview, preset))
        self.pop_screen()
        if not isinstance(self.screen, QuestionsScreen):
            self.push_screen(QuestionsScreen())

    def reopen(self, preset: str) -> None:
        """The same program: a preset has come meanwhile."""
        interview = self.state.interview
        if interview is not None and interview.setting.text:
            self.open_file(interview.setting.file, preset=preset)
        else:
            self.open_here(preset=preset)

    def try_answer(self, result: BuildResult, key: str, value: str) -> None:
        """A suggestion of the report; what it was built from is opened first where nothing is open."""
        from wizard.interview.opening import open_profile, open_program
        from wizard.interview.state import answer

        origin = result.origin
        if self.state.interview is not None:
            self.act(lambda interview: answer(interview, key, value))
            self.go_to_questions(key)
        elif origin.profile:
            self.open_with(lambda: answer(open_profile(Path(origin.profile)), key, value))
        elif origin.program:
            self.open_with(lambda: answer(open_program(origin.program, Path(origin.folder)), key, value))
        else:
            self.tell(f"it is not known what {result.name} was built from", "warning")

    def go_to_questions(self, key: str) -> None:
        """Show the questions, with this one marked."""
        while len(self.screen_stack) > 2 and not isinstance(self.screen, QuestionsScreen):
            self.pop_screen()
        if not isinstance(self.screen, QuestionsScreen):
            self.push_screen(QuestionsScreen())
        screen = self.screen
        if isinstance(screen, QuestionsScreen):
            self.call_after_refresh(screen.go_to, key)

    def take_answers(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Several at once."""
        from wizard.interview.state import answer

        for key, value in pairs:
            self.act(lambda interview, key=key, value=value: answer(interview, key, value))  # type: ignore[misc]

    def preset_rows(self) -> tuple[Exhibit, ...]:
        """Those that can be started from."""
        found, interview = self.state.found, self.state.interview
        known = found.presets if found is not None else ()
        return tuple(entry for entry in known if interview is None or entry.name in interview.setting.presets)

    # Keeping

    @work(exclusive=True, group="save", exit_on_error=False)
    async def action_save(self) -> None:
        """Write the profile."""
        await self.save()

    async def save(self) -> None:
        """Write the profile where it says something new."""
        from wizard.interview.saving import save

        interview = self.state.interview
        if interview is None or not interview.changed:
            self.tell("the profile says this already")
            return
        saved = await asyncio.to_thread(save, interview)
        self.show_interview(saved)
        self.tell(f"written: {saved.setting.file.name}")

    @work(exclusive=True, group="save-preset", exit_on_error=False)
    async def save_preset(self) -> None:
        """Keep the answers under a name."""
        from wizard.interview.saving import save_preset

        interview = self.state.interview
        if interview is None:
            self.tell("open the program first: its answers are what is kept", "warning")
            return
        name = await self.push_screen_wait(Prompt("Save these answers as preset", "a name such as my-tools"))
        if name:
            path = await asyncio.to_thread(save_preset, interview, name)
            self.tell(f"written: {path}")
            self.look_around()

    @work(exclusive=True, group="script", exit_on_error=False)
    async def write_script(self, command: str) -> None:
        """The command as a file that can be run."""
        name = await self.push_screen_wait(Prompt("Write the command to", "a shell script in this folder", "build.sh"))
        if name:
            path = await asyncio.to_thread(outside.write_script, self.state.folder / name, command)
            self.tell(f"written: {path}")

    def build_now(self) -> None:
        """The other half of the app does it."""
        raise NotImplementedError

    def action_review(self) -> None:
        """So is this."""
        raise NotImplementedError
