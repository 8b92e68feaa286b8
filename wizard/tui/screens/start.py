"""The first screen: what is here, what was built, what can be started from."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.worker import WorkerFailed

from wizard.ground.columns import columns, cut
from wizard.ground.foreign import plain
from wizard.tui.screens.base import WizardScreen
from wizard.tui.state import Found, State
from wizard.tui.widgets.bars import filled
from wizard.tui.widgets.estimate import megabytes
from wizard.tui.widgets.listing import Listing, Row
from wizard.tui.widgets.presets import preset_rows
from wizard.tui.widgets.preview import preview
from wizard.tui.widgets.say import home_short, lines, pair, say, wrapped

if TYPE_CHECKING:
    from wizard.interview.discovery import Candidate, Recent
    from wizard.interview.drafts import Draft


NAME = 18  # columns
WIDE = 60  # columns, from which what is told begins further right


class StartScreen(WizardScreen):
    """What a row means is in its key: "profile", "draft:N", "program:N", "recent:N"."""

    WHERE = "Start"
    HELP = """\
# Start
* `enter` opens what is marked: its questions come next
* `t` tries it on a JVM in seconds, before anything is built
* `b` builds at once what is marked: a profile, a program with the default answers, or a build of before again
* presets are the answers to all questions for one purpose; their bars show how large `print("hi")` gets
"""
    BINDINGS = [
        Binding("b", "build", "Build", id="start.build", tooltip="Build it at once"),
        Binding("t", "try_it", "Try", id="app.rehearse", tooltip="Run it on a JVM, with the answers that it has"),
        Binding("p", "app.presets", "Presets", id="start.presets", tooltip="Compare, import, export"),
        Binding("f6", "app.report", "Last report", id="app.report", tooltip="What was built last"),
        Binding("h", "app.history", "History", id="start.history", tooltip="All builds, their trend, any two compared"),
        Binding("s", "app.settings", "Settings", id="start.settings", tooltip="Toolchains, look, doctor"),
    ]

    def body(self) -> ComposeResult:
        """Three lists."""
        with Horizontal(id="above"):
            here = Listing(id="here", classes="panel")
            here.border_title = "In this folder"
            yield here
            recent = Listing(id="recent", classes="panel")
            recent.border_title = "Built before"
            yield recent
        presets = Listing(id="presets", classes="panel")
        presets.border_title = "Presets, with the size of print('hi')"
        yield presets
        with VerticalScroll(id="about", classes="panel"):
            yield Static(id="about-text")

    def on_mount(self) -> None:
        """Looking takes half a second at most, in the background; the screen is there at once."""
        super().on_mount()
        self.query_one("#here", Listing).focus()
        self.wizard.look_around()

    def show(self, state: State) -> None:
        """What was found."""
        self.title_bar.left = home_short(state.folder)
        found = state.found
        if found is None:
            self.query_one("#here", Listing).show([Row("", lambda _: say(("looking ...", "dim")))])
            return
        self.query_one("#here", Listing).show(here_rows(found))
        self.query_one("#recent", Listing).show(recent_rows(found.recent))
        self.query_one("#presets", Listing).show(preset_rows(found.presets, beside=True))
        self.draw_about()

    @on(OptionList.OptionHighlighted, "#presets")
    def draw_about(self) -> None:
        """What the marked preset sets, where a tall screen has room for it."""
        found, key = self.state.found, self.query_one("#presets", Listing).key
        entry = next((e for e in found.presets if f"{e.origin}:{e.name}" == key), None) if found is not None else None
        if entry is not None:
            self.query_one("#about").border_title = say(f"What {entry.name} sets").markup
            self.query_one("#about-text", Static).update(preview(entry))

    @on(OptionList.OptionSelected)
    def chosen(self, event: OptionList.OptionSelected) -> None:
        """Enter, or a click."""
        event.stop()
        self.open(build=False)

    def action_build(self) -> None:
        """At once."""
        self.open(build=True)

    @work(exclusive=True, group="try", exit_on_error=False)
    async def action_try_it(self) -> None:
        """Open it, and at once try it."""
        before = self.state.interview
        self.open(build=False)
        with suppress(WorkerFailed):  # shown where it happened
            await self.app.workers.wait_for_complete([w for w in self.app.workers if w.group == "open"])
        if self.state.interview is not before:
            self.wizard.action_rehearse()

    def open(self, *, build: bool) -> None:
        """What the marked row means."""
        focused = self.focused
        kind, _, number = (focused.key if isinstance(focused, Listing) else "").partition(":")
        found = self.state.found
        if found is None or not kind:
            return
        if isinstance(focused, Listing) and focused.id == "presets":
            self.wizard.open_here(preset=number, build=build)
        elif kind == "recent":
            self.wizard.open_recent(found.recent[int(number)], build=build)
        elif kind == "draft":
            self.wizard.open_draft(found.drafts[int(number)])
        else:
            self.wizard.open_here(int(number) if number else None, build=build)


def here_rows(found: Found) -> list[Row]:
    """This folder's draft first, its profile, what could be built, and the drafts of other folders."""
    drafts = [(n, draft) for n, draft in enumerate(found.drafts)]
    mine = [entry for entry in drafts if entry[1].file.parent == found.here.folder]
    rows = [Row(f"draft:{n}", _draw_draft(draft)) for n, draft in mine]
    if found.here.profile is not None:
        rows.append(Row("profile", lambda width: profile_line(found, width)))
    rows += [Row(f"program:{n}", _draw_candidate(entry)) for n, entry in enumerate(found.here.candidates)]
    rows += [Row(f"draft:{n}", _draw_draft(draft)) for n, draft in drafts if (n, draft) not in mine]
    if not rows:
        nothing = "nothing that could be built was found here; go to a folder with a Python program"
        rows.append(Row("", lambda width: wrapped(nothing, width, 0, "dim")))
    return rows


def _draw_draft(draft: Draft):  # type: ignore[no-untyped-def]
    told = f"answers that were not saved, {draft.saved[:16].replace('T', ' ')} UTC"
    return lambda width: row_line("draft", draft.file.parent.name + "/" + draft.file.name, told, width)


def _draw_candidate(entry: Candidate):  # type: ignore[no-untyped-def]
    return lambda width: row_line(entry.kind if entry.possible else "not yet", entry.entry, entry.why, width)


def profile_line(found: Found, width: int) -> Content:
    """The profile of this folder, with its last build."""
    assert found.here.profile is not None
    last = next((entry for entry in found.recent if entry.profile == found.here.profile), None)
    told = f"{megabytes(last.size)}, {last.finished[:10]}" if last else "not built yet"
    return row_line("profile", found.here.profile.name, told, width)


def row_line(kind: str, name: str, told: str, width: int) -> Content:
    """`file      hello.py      has if __name__ == '__main__'`; what is told goes on below itself."""
    shown = cut(plain(name), max(min(width - 14, 40), 8))
    pad = " " * max((26 if width >= WIDE else 16) - columns(shown), 2)
    first = say((f"{kind:<9} ", "$accent"), (shown, "bold"), pad)
    rows = wrapped(told, width - first.cell_length, 0, "dim").split("\n") if told else [Content("")]
    return lines(
        Content.assemble(first, rows[0]), *(Content.assemble(" " * first.cell_length, row) for row in rows[1:])
    )


def recent_rows(found: tuple[Recent, ...]) -> list[Row]:
    """Newest first, with bars."""
    largest = max((entry.size for entry in found), default=1)
    if not found:
        return [Row("", lambda width: say((cut("nothing was built yet", width), "dim")))]
    named = max(min(columns(plain(entry.name)), NAME) for entry in found)
    return [Row(f"recent:{n}", _draw_recent(entry, largest, named)) for n, entry in enumerate(found)]


def _draw_recent(entry: Recent, largest: int, named: int):  # type: ignore[no-untyped-def]
    return lambda width: recent_line(entry, largest, width, named)


def recent_line(entry: Recent, largest: int, width: int, named: int = NAME) -> Content:
    """Name (in `named` columns), size, bar, day, preset."""
    name = cut(plain(entry.name), named)
    told = ("" if entry.there else "gone · ") + " · ".join(filter(None, (entry.preset, entry.finished[:10])))
    full, empty = filled(entry.size / largest, max(min(width - named - 14 - columns(told), 24), 4))
    left = say(
        (name, "bold"), " " * (named + 1 - columns(name)), f"{megabytes(entry.size):>8} ", (full, "$primary"),
        (empty, "dim"),
    )  # fmt: skip
    return pair(left, say((told, "dim")), width)
