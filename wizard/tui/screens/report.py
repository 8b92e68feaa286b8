"""What a build made: size, where it goes, what changed, what to try next."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.reactive import reactive
from textual.widgets import OptionList, Static

from wizard.tui import budgets, reading
from wizard.tui.reading import Reading
from wizard.tui.screens.base import WizardScreen
from wizard.tui.state import State
from wizard.tui.widgets.listing import Listing, Row
from wizard.tui.widgets.report import bars, budget_line, changes, head, other_name, suggestion
from wizard.tui.widgets.say import lines, say


class ReportScreen(WizardScreen):
    """Of `state.done`, else of the last build that is kept."""

    WHERE = "Report"
    HELP = """\
# Report
Bars show the share of the executable: the engine with what it consists of, and the payload with yours.

* `x` runs the executable, with arguments if you want
* what to try next has its measured saving; `enter` takes the answer and leads back to the questions
* `g` shows what the profile allows and what this build says to it, and sets it: a larger build ends with an error
* `h` shows all builds: open any of them, compare any two
"""
    BINDINGS = [
        Binding("escape", "app.home", "Start", id="report.home", tooltip="Back to the first screen"),
        Binding("x", "run", "Run", id="report.run", tooltip="Run the executable"),
        Binding("c", "compare", "Compare", id="report.compare", tooltip="With another build"),
        Binding("g", "budget", "Budget", id="report.budget", tooltip="See and set what it may weigh"),
        Binding("h", "app.history", "History", id="report.history", tooltip="All builds, trend, any two compared"),
        Binding("s", "save", "Save", id="report.save", tooltip="The report as a file to keep or to send"),
        Binding("p", "preset", "As preset", id="report.preset", tooltip="Keep these answers under a name"),
    ]
    reading: reactive[Reading | None] = reactive(None)

    def body(self) -> ComposeResult:
        """Head, bars, two lists."""
        yield Static(id="head")
        with VerticalScroll(id="bars", classes="panel") as box:
            box.border_title = "Where it goes"
            yield Static(id="bars-text")
        with Horizontal(id="lower"):
            with VerticalScroll(id="changes", classes="panel") as since:
                since.border_title = "Against the last build"
                yield Static(id="changes-text")
            following = Listing(id="next", classes="panel")
            following.border_title = "Try next"
            yield following

    def on_mount(self) -> None:
        """Reading takes a moment."""
        super().on_mount()
        self.query_one("#next").focus()

    def show(self, state: State) -> None:
        """Another build."""
        if self.reading is None or (state.done is not None and self.reading.result is not state.done.result):
            self.read()

    @work(exclusive=True, group="report", exit_on_error=False)
    async def read(self) -> None:
        """History and advice, not on the loop."""
        done = self.state.done
        if done is None:
            self.reading = await asyncio.to_thread(reading.last_report)
        else:
            self.reading = await asyncio.to_thread(reading.report, done.result, done.before)
        if self.reading is None:
            self.query_one("#head", Static).update(say("nothing was built yet"))

    def watch_reading(self) -> None:
        """Draw it."""
        if self.is_mounted and self.reading is not None:
            self.draw(self.reading)

    def on_resize(self) -> None:
        """Bars are as wide as there is room."""
        if self.reading is not None:
            self.call_after_refresh(self.draw, self.reading)

    def draw(self, seen: Reading) -> None:
        """All of it."""
        result = seen.result
        self.title_bar.left = result.name
        self.title_bar.right = f"{result.preset} · {result.finished[:10]} · {result.id[-8:]}"
        shown = [head(seen)] if not seen.budget.verdicts else [head(seen), budget_line(seen.budget)]
        self.query_one("#head", Static).update(lines(*shown))
        room = self.query_one("#bars").scrollable_content_region.width - 2
        self.query_one("#bars-text", Static).update(
            bars(seen.parts, result.sizes.file, max(room, 40), deep=self.has_class("-tall"))
        )
        room = self.query_one("#changes").scrollable_content_region.width - 2
        self.query_one("#changes").border_title = say(f"Against {other_name(seen)}").markup
        self.query_one("#changes-text", Static).update(changes(seen.difference, max(room, 30)))
        self.query_one("#next", Listing).show(self._next_rows(seen))

    def _next_rows(self, seen: Reading) -> list[Row]:
        found = seen.advice.suggestions if seen.advice is not None else ()
        if not found:
            return [Row("", lambda _: say(("nothing that was measured would save more", "dim")))]
        return [Row(f"{s.key}={s.instead}", lambda width, s=s: suggestion(s, width)) for s in found]  # type: ignore[misc]

    @on(OptionList.OptionSelected, "#next")
    def try_next(self) -> None:
        """Take the answer; the questions show what it does."""
        key, _, value = self.query_one("#next", Listing).key.partition("=")
        if key and self.reading is not None:
            self.wizard.try_answer(self.reading.result, key, value)

    def action_run(self) -> None:
        """The executable."""
        if self.reading is not None:
            self.wizard.run_executable(self.reading.result.executable)

    def action_save(self) -> None:
        """As a file."""
        if self.reading is not None:
            self.wizard.save_report(self.reading)

    def action_preset(self) -> None:
        """These answers under a name."""
        self.wizard.save_preset()

    @work(exclusive=True, group="budget", exit_on_error=False)
    async def action_budget(self) -> None:
        """What it may weigh: shown, and set; where it cannot be, why."""
        from wizard.tui.screens.budget import BudgetPrompt

        seen = self.reading
        if seen is None:
            self.wizard.tell("nothing was built yet, so there is nothing to limit", "warning")
        elif seen.budget.why:
            self.wizard.tell(seen.budget.why, "warning")
        elif self.wizard.holds_changes_of(seen.budget.profile):
            self.wizard.tell("save or undo the changed answers first: they stand in the same profile", "warning")
        elif text := await self.app.push_screen_wait(BudgetPrompt(seen.result, seen.budget)):
            await asyncio.to_thread(budgets.set_size, seen.budget.profile, text)
            self.wizard.tell(f"written: {seen.budget.profile}")
            self.wizard.read_again(seen.budget.profile)
            now = await asyncio.to_thread(budgets.budget_of, seen.result, seen.before)
            self.reading = replace(seen, budget=now)

    @work(exclusive=True, group="compare", exit_on_error=False)
    async def action_compare(self) -> None:
        """With another build, in the same pane."""
        from wizard.tui.screens.pick_build import PickBuild

        seen = self.reading
        if seen is None:
            return
        name = await self.app.push_screen_wait(PickBuild(await asyncio.to_thread(reading.builds), seen.result.id))
        if name:
            self.reading = await asyncio.to_thread(reading.against, seen, name)
