"""Text that wants to steer the terminal, in every widget. `python -m tests.tui.hostile` runs it on a terminal."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from textual.widgets import Static

from wizard.building.events import Line, Stage, Warned
from wizard.catalogue.model import WayOut
from wizard.ground.exits import ExitCode
from wizard.ground.problems import Problem, Where, WizardError
from wizard.ground.steps import Step
from wizard.history.model import Entry
from wizard.interview.choices import ChoiceView, OptionView
from wizard.interview.discovery import Candidate, Discovery, Recent
from wizard.interview.nearest import Differing, Nearest
from wizard.interview.searching import Hit
from wizard.interview.trouble import Trouble, Way
from wizard.interview.view import QuestionView, Status
from wizard.profiles.gallery import Exhibit
from wizard.profiles.model import Profile
from wizard.profiles.preset import Preset
from wizard.rehearsing.model import Broken
from wizard.reports.suggest import Suggestion
from wizard.tui import reading
from wizard.tui.app import WizardApp
from wizard.tui.live import Live
from wizard.tui.reading import Part
from wizard.tui.screens.ask import Ask
from wizard.tui.screens.ask import Way as Button
from wizard.tui.screens.failure import Failure, failure_of
from wizard.tui.screens.pick_build import build_line
from wizard.tui.screens.prompt import Prompt
from wizard.tui.screens.rehearse import broken_text
from wizard.tui.screens.search import hit_line
from wizard.tui.screens.start import here_rows, recent_rows
from wizard.tui.state import Found
from wizard.tui.widgets.estimate import nearest_line
from wizard.tui.widgets.history import about, past_line
from wizard.tui.widgets.log_view import LogView
from wizard.tui.widgets.presets import preset_rows
from wizard.tui.widgets.preview import difference_text, preview
from wizard.tui.widgets.questions import choice_row, effects, question_row
from wizard.tui.widgets.report import bars, suggestion
from wizard.tui.widgets.say import lines, say
from wizard.tui.widgets.stages import stage_panel
from wizard.tui.widgets.troubles import trouble_line, way_line

CORPUS = (
    "\x1b]52;c;RVZJTA==\x07", "\x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\", "\x1b]0;EVILTITLE\x07",
    "\x1b[31;1;5mEVIL\x1b[0m", "\x1b[2J\x1b[H", "\x1bP1$rEVIL\x1b\\", "\x9b31m\x9d52;c;RVZJTA==\x9c", "\x1bcEVIL",
    "[bold]markup [/opt/x][/bold] [@click=app.quit]x[/]", "[/]", "$x [$y]", "\u202eevil\u202c\u2066x\u2069\u200f",
    "nul \0 bell \a back \b del \x7f", "line one\nline two\r\nthree\rfour", "\ud800 lone \udcff", "tab\tstop",
    "e" + "\u0301" * 400, "日本語" * 30, "👩‍👩‍👧‍👦" * 20, "\u2028sep\u2029", "x" * 1_000_000,
)  # fmt: skip
FORBIDDEN = (
    b"\x1b]52", b"\x1b]8;", b"EVILTITLE\x07", b"\x1b[31;1;5m", b"\x1bc", b"\x1bP1$rEVIL", b"\0", b"bell \a",
    "\u202e".encode(), "\u2066".encode(), "\u200f".encode(), b"\xc2\x9b", b"\xc2\x9d", b"\x7f",
)  # fmt: skip


def everything(text: str) -> list[object]:
    """What each widget makes of it, as content."""
    short = text[:5000]
    path = Path("/tmp") / short.replace("\0", "").replace("/", "_")[:200]
    trouble = Trouble("error", "conflict", short, (short,), ("network",), (Way("set", short, (WayOut("a", "b"),)),))
    option = OptionView(short, short, (short,), (short,), short)
    choice = ChoiceView(
        short, short, short, True, False, (short,), (short,), (short,), (short,), (option,), (short,), short, short,
        short, -1, short,
    )  # fmt: skip
    question = QuestionView(
        "network", short, short, short, "choice", False, Status.BREAKS, short, short, short, short, short, short,
        (trouble,), (),
    )  # fmt: skip
    exhibit = Exhibit(short, "user", path, Preset(short, Profile(sentence=short, extra=(short,)), "user"))
    broken = Exhibit(short, "file", path, None, (Problem(short, Where(path, short), short),))
    recent = Recent(
        name=short, preset=short, executable=path, size=5, finished=short, profile=path, program=short, there=True,
        id=short, typed=(short,), folder=short,
    )  # fmt: skip
    candidate = Candidate(entry=short, field="entry", kind="file", name=short, why=short, sure=True, possible=True)
    found = Found(Discovery(path, path, (candidate,), True), (recent,), (), (exhibit, broken))
    live = Live().after(Step(short, short)).after(Stage(1, 8, short)).after(Warned(short)).after(Step(short))
    entry = Entry(
        id=short, finished=short, key=short, name=short, preset=short, code=0, graalpy=short, wizard=short, seconds=1,
        file=5, engine_size=1, payload_size=1, engine=short, engine_new=True, kind=short, memory=1, start=1,
        resident=1, here=True,
    )  # fmt: skip
    rows = [*here_rows(found), *recent_rows((recent,)), *preset_rows((exhibit, broken)),
            *preset_rows((exhibit, broken), beside=True)]  # fmt: skip
    return [
        *(row.draw(width) for row in rows for width in (30, 100)),
        question_row(question, 30), choice_row(1, "choice", choice, 50), effects(choice),
        trouble_line((trouble,), None), way_line((trouble,)), preview(exhibit), preview(broken),
        difference_text(exhibit, broken),
        bars([Part(short, 5, (Part(short, 3),))], 5, 60), stage_panel(live, 60, 5, 2, runs=True),
        suggestion(Suggestion(short, short, short, 5, 0.1, short, short, (short,), (short,)), 60),
        nearest_line(Nearest(short, short, (Differing(short, short, short, short),)), None, 60),
        hit_line(Hit("module", short, short, ("network",))), build_line(entry, 60), about(entry, 70),
        *(past_line(entry, 5, 20, width, marked=True) for width in (40, 76, 140)),
        broken_text(Broken(short, short, short, 1, (short,), (WayOut("a", "b"),), short, False)), say(short),
    ]  # fmt: skip


class Hostile(WizardApp):
    """Shows the corpus in a log, in statics, in notifications, in modals and in an input, then leaves."""

    async def on_mount(self) -> None:  # type: ignore[override]
        """One after the other."""
        super().on_mount()
        self.run_worker(self.parade(), exit_on_error=True)

    async def parade(self) -> None:
        """Everything once."""
        for text in CORPUS:
            static = Static(lines(*everything(text)))  # type: ignore[arg-type]
            log = LogView()
            await self.screen.mount(static, log)
            log.add([text, text * 2 if len(text) < 9 else text])
            log.search("e")
            self.tell(text[:3000])
            self.show_problems([Problem(text[:3000], Where(text[:200].replace("\0", "")), text[:300])])
            await self.push_screen(Prompt(text[:200], text[:200], text[:200].replace("\n", "")))
            await self.wait_a_moment()
            await self.pop_screen()
            await self.push_screen(Ask(text[:300], [say(text[:3000])], [Button("x", text[:100], "k")]))
            await self.wait_a_moment()
            await self.pop_screen()
            error = WizardError(Problem(text[:3000], Where(text[:300]), text[:300]), ExitCode.BUILD_FAILED)
            await self.push_screen(Failure(failure_of(error)))
            await self.wait_a_moment()
            await self.pop_screen()
            static.remove()
            log.remove()
            self.state = replace(self.state, found=None)
        self.exit(0)

    async def wait_a_moment(self) -> None:
        """Until it is drawn."""
        import asyncio

        await asyncio.sleep(0.08)


if __name__ == "__main__":
    Line("")
    reading.folders()
    app = Hostile(Path.cwd())
    code = app.run()
    if app.crash is not None:
        raise app.crash
    sys.exit(code or 0)
