"""Past builds: list, trend of the marked one's program, comparison of any two, their reports."""

from __future__ import annotations

import asyncio

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.reactive import reactive
from textual.widgets import OptionList, Static

from wizard.history.model import Entry
from wizard.tui import past
from wizard.tui.output import Ascii
from wizard.tui.past import NEWEST, Past
from wizard.tui.screens.ask import Ask, Way
from wizard.tui.screens.base import WizardScreen
from wizard.tui.state import State
from wizard.tui.widgets.history import about, build_rows, trend
from wizard.tui.widgets.listing import Listing
from wizard.tui.widgets.say import lines, say


class HistoryScreen(WizardScreen):
    """`marked` is the build that others are compared with, also one that the filter hides."""

    WHERE = "History"
    HELP = """\
# History
Every build of this machine and those that were imported, newest first. ✓ is as it should be, ! is over its budget or
breaks a promise, ✗ made nothing. Below is how the size of the chosen build's program went.

* `enter` opens the report of a build; of one that failed, what it said
* `m` marks a build; then go to any other one: `enter` or `c` shows what grew between the two, and why
* `f` shows only the builds of one program, and all again
* `d` takes a build out of the list, after a question; its executable stays
"""
    BINDINGS = [
        Binding("escape", "app.pop_screen", "Back", id="history.back", tooltip="Back"),
        Binding("m", "mark", "Mark", id="history.mark", tooltip="Mark it; then go to the one to compare with"),
        Binding("c", "compare", "Compare", id="history.compare", tooltip="The marked one with this one"),
        Binding("f", "filter", "Filter", id="history.filter", tooltip="Only this program's builds; all again"),
        Binding("d", "delete", "Delete", id="history.delete", tooltip="Take it out of the history"),
    ]
    past: reactive[Past | None] = reactive(None)
    marked: reactive[Entry | None] = reactive(None)

    def body(self) -> ComposeResult:
        """List above, trend below."""
        listing = Listing(id="past", classes="panel")
        listing.border_title = "Builds"
        yield listing
        with Vertical(id="trend", classes="panel"):
            yield Static(id="trend-text")

    def on_mount(self) -> None:
        """The newest one is chosen."""
        super().on_mount()
        self.query_one(Listing).focus()

    def show(self, state: State) -> None:
        """A build may have ended since."""
        del state
        self.read(self.past.only if self.past is not None else "")

    @work(exclusive=True, group="past", exit_on_error=False)
    async def read(self, only: str) -> None:
        """Not on the loop."""
        found = await asyncio.to_thread(past.past, only)
        self.wizard.show_problems(found.problems)
        self.past = found

    @property
    def current(self) -> Entry | None:
        """The chosen build."""
        return self.past.entry(self.query_one(Listing).key) if self.past is not None else None

    def watch_past(self) -> None:
        """Another list."""
        if self.is_mounted and self.past is not None:
            self.draw(self.past)

    def watch_marked(self) -> None:
        """Another mark."""
        self.watch_past()

    @on(OptionList.OptionHighlighted)
    def highlighted(self) -> None:
        """Another build."""
        self.draw_trend()

    def on_resize(self) -> None:
        """The plot is as wide as there is room."""
        self.call_after_refresh(self.draw_trend)

    def draw(self, found: Past) -> None:
        """Rows, what they are, and the trend."""
        from wizard.history.moments import shown

        count = len(found.entries)
        mark = self.marked
        self.title_bar.left = f"the newest {count} builds" if count == NEWEST else f"{count} build{'s' * (count != 1)}"
        listing = self.query_one(Listing)
        listing.border_title = say(f"Builds of {found.entries[0].name}" if found.only and count else "Builds").markup
        told = f"● {mark.name} {shown(mark.finished)[5:]} is marked: enter compares" if mark is not None else ""
        listing.border_subtitle = say(told).markup
        listing.show(build_rows(found, mark.id if mark is not None else ""))
        self.draw_trend()

    def draw_trend(self) -> None:
        """Of the chosen build's program."""
        entry, text, box = self.current, self.query_one("#trend-text", Static), self.query_one("#trend")
        box.border_title = say(f"Sizes of {entry.name}" if entry is not None else "Trend").markup
        width, height = box.scrollable_content_region.size
        if self.past is None or entry is None:
            text.update(say(("no trend: there are no builds", "dim") if self.past is not None else ""))
            return
        glyphs = not any(isinstance(entry, Ascii) for entry in self.app.get_line_filters())
        drawn = trend(self.past.of_program(entry.key), width, height - 1, glyphs=glyphs)
        text.update(lines(about(entry, width), drawn))

    @on(OptionList.OptionSelected)
    def chosen(self) -> None:
        """Enter: with a mark on another build compare, else open it."""
        entry = self.current
        if entry is not None and self.marked is not None and entry.id != self.marked.id:
            self.action_compare()
        elif entry is not None:
            self.open(entry)

    @work(exclusive=True, group="open", exit_on_error=False)
    async def open(self, entry: Entry) -> None:
        """Its report, or what it said."""
        from wizard.tui.screens.past_report import PastReport

        if entry.done:
            self.app.push_screen(PastReport(entry.id))
            return
        said = await asyncio.to_thread(past.failure_of, entry.id)
        text = [say(problem) for problem in said] or [say("it left no word")]
        await self.app.push_screen_wait(Ask(f"{entry.name} made nothing (exit {entry.code})", text, [Way("", "Back")]))

    def action_mark(self) -> None:
        """Compare with this one from now on; once more: with none."""
        entry = self.current
        if entry is not None and not entry.done:
            self.wizard.tell("it made nothing, so there is nothing to compare", "warning")
        elif entry is not None:
            self.marked = None if self.marked is not None and entry.id == self.marked.id else entry

    def action_compare(self) -> None:
        """The marked build with the chosen one."""
        from wizard.tui.screens.comparison import ComparisonScreen

        entry, mark = self.current, self.marked
        if entry is None or not entry.done:
            self.wizard.tell("it made nothing, so there is nothing to compare", "warning")
        elif mark is None or mark.id == entry.id:
            self.wizard.tell("m marks one build; then go to another one", "warning")
        else:
            self.app.push_screen(ComparisonScreen(mark, entry))

    def action_filter(self) -> None:
        """Only this program's builds, or all again."""
        entry = self.current
        if self.past is not None and (self.past.only or entry is not None):
            self.read("" if self.past.only or entry is None else entry.key)

    @work(exclusive=True, group="delete", exit_on_error=False)
    async def action_delete(self) -> None:
        """Ask first."""
        entry = self.current
        if entry is None:
            return
        text = [say("This build leaves the history for good. Its executable and its profile stay where they are.")]
        ways = [Way("keep", "Keep it", "k", "primary"), Way("delete", "Delete", "y", "error")]
        title = f"Delete {entry.name} of {entry.finished[:10]}?"
        if await self.app.push_screen_wait(Ask(title, text, ways)) == "delete":
            await asyncio.to_thread(past.forget, entry.id)
            self.marked = None if self.marked is not None and self.marked.id == entry.id else self.marked
            self.read(self.past.only if self.past is not None else "")
            self.wizard.look_around()
