"""The program, run with the present answers on a JVM, before anything is built."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import OptionList, Static

from wizard.building.events import Event
from wizard.building.progress import step_text
from wizard.ground.steps import Step
from wizard.tui.screens.base import WizardScreen
from wizard.tui.screens.prompt import Prompt
from wizard.tui.widgets.listing import Listing, Row
from wizard.tui.widgets.log_pane import LogPane
from wizard.tui.widgets.say import lines, say

if TYPE_CHECKING:
    from wizard.rehearsing.model import Broken, Rehearsal

WAITING = 100_000  # lines of the program that wait to be shown
TICK = 0.05


class RehearseScreen(WizardScreen):
    """Output on top, what the answers break below."""

    WHERE = "Rehearsal"
    HELP = """\
# Rehearsal
The program runs on a JVM with the same answers, payload and rights as the executable would have.

* an import that an answer breaks is listed with the answer that would keep it: `enter` takes it
* `a` gives the program arguments, `t` runs it again, `c` ends it
* what a rehearsal sees is evidence, not a proof: another run may import more
"""
    BINDINGS = [
        Binding("escape", "app.pop_screen", "Back", id="rehearse.back", tooltip="End it and go back"),
        Binding("t", "again", "Again", id="rehearse.again", tooltip="Run it again"),
        Binding("a", "arguments", "Arguments", id="rehearse.arguments", tooltip="What the program is given"),
        Binding("c", "stop", "End it", id="rehearse.stop", tooltip="End the program"),
        Binding("b", "app.build_now", "Build", id="rehearse.build", tooltip="Build with these answers"),
    ]
    result: reactive[Rehearsal | None] = reactive(None)

    def __init__(self) -> None:
        super().__init__()
        self.arguments: list[str] = []
        self.stop = threading.Event()
        self.waiting: deque[str] = deque(maxlen=WAITING)
        self.step: Step | None = None

    def body(self) -> ComposeResult:
        """State, output, findings."""
        yield Static(id="rehearsal-state")
        yield LogPane("output")
        found = Listing(id="found", classes="panel")
        found.border_title = "What the answers break, and what would mend it"
        yield found

    def on_mount(self) -> None:
        """Run at once."""
        super().on_mount()
        self.query_one("#found").display = False
        self.query_one(LogPane).log_view.focus()
        self.set_interval(TICK, self.tick)
        self.action_again()

    def on_unmount(self) -> None:
        """Nothing keeps running unseen."""
        self.stop.set()

    @work(exclusive=True, group="rehearse", exit_on_error=False)
    async def action_again(self) -> None:
        """The program, from its beginning."""
        self.stop.set()
        self.stop, self.result = threading.Event(), None
        self.query_one(LogPane).clear()
        if self.state.interview is not None:
            self.title_bar.left = self.state.interview.name
            self.result = await asyncio.to_thread(self.wizard.rehearsed, self, self.stop)

    def heard(self, stream: str, line: bytes) -> None:
        """A line of the program, in a thread of its own."""
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        self.waiting.append(text if stream == "stdout" else f"! {text}")

    def happened(self, event: Event) -> None:
        """What is done before it runs."""
        if isinstance(event, Step):
            self.step = event

    def tick(self) -> None:
        """Lines and state."""
        lines_now = [self.waiting.popleft() for _ in range(len(self.waiting))]
        self.query_one(LogPane).add(lines_now)
        if self.result is None:
            told = step_text(self.step) if self.step is not None else "preparing"
            self.query_one("#rehearsal-state", Static).update(say(("▶ ", "bold $primary"), told))

    def watch_result(self) -> None:
        """How it ended."""
        found = self.query_one("#found", Listing) if self.is_mounted else None
        if found is None or self.result is None:
            return
        self.tick()
        self.query_one("#rehearsal-state", Static).update(verdict(self.result))
        broken = [*self.result.broken, *self.result.without]
        found.display = bool(broken)
        found.show([_row(n, entry, bad=n < len(self.result.broken)) for n, entry in enumerate(broken)])
        if self.result.broken:
            found.focus()

    @on(OptionList.OptionSelected, "#found")
    def mend(self) -> None:
        """Take the answer that keeps it, and run again."""
        from wizard.interview.trouble import Way, take

        number = self.query_one("#found", Listing).key
        if self.result is None or not number.isdigit():
            return
        entry = [*self.result.broken, *self.result.without][int(number)]
        if entry.ways_out:
            self.wizard.act(lambda interview: take(interview, Way("set", "", entry.ways_out)))
            self.action_again()

    @work(exclusive=True, group="arguments", exit_on_error=False)
    async def action_arguments(self) -> None:
        """What the program is given."""
        import shlex

        text = await self.app.push_screen_wait(Prompt("Arguments of the program", "", shlex.join(self.arguments)))
        if text is not None:
            self.arguments = shlex.split(text)
            self.action_again()

    def action_stop(self) -> None:
        """End the program."""
        self.stop.set()


def verdict(result: Rehearsal) -> Content:
    """How it ended, and what was never needed."""
    good = not result.broken
    sign = ("✓ ", "bold $success") if good else ("✗ ", "bold $error")
    ended = "stopped" if result.stopped else f"status {result.status}"
    head = say(sign, f"ran {result.seconds:.1f} s, {ended}; {len(result.modules)} modules; ",
               (_broken_count(len(result.broken)), "bold"))  # fmt: skip
    spare = [f"{entry.key}={entry.instead}" for entry in result.never_needed]
    return lines(head, say(("never needed: ", "dim"), ", ".join(spare) + " would do")) if spare else head


def _broken_count(count: int) -> str:
    return f"{count} import{'' if count == 1 else 's'} broken"


def _row(number: int, entry: Broken, *, bad: bool) -> Row:
    return Row(str(number), lambda _: broken_text(entry, bad=bad))


def broken_text(entry: Broken, *, bad: bool = True) -> Content:
    """Module, place, answer, way out; `bad`: it broke the program, which otherwise went on without."""
    where = f"{entry.file.removeprefix('/graalpy/app/')}:{entry.line}" if entry.file else ""
    ways = " and ".join(f"{way.key}={way.value}" for way in entry.ways_out)
    sign = ("✗ ", "bold $error") if bad else ("· went on without: ", "$accent")
    head = say(sign, (f"import {entry.module}", "bold"), f"  {where}  ",
               (f"{', '.join(entry.answers)}: {entry.missing} is missing", "dim"))  # fmt: skip
    return lines(head, say(("  enter → ", "$success"), ways or "no answer keeps it"))
