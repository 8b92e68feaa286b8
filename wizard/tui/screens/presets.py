"""Presets: list, preview, difference of any two, rename, export, import after a review."""

from __future__ import annotations

import asyncio

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.reactive import reactive
from textual.widgets import OptionList, Static

from wizard.profiles.gallery import FILE, Exhibit
from wizard.tui.screens.ask import Ask, Way
from wizard.tui.screens.base import WizardScreen
from wizard.tui.screens.prompt import Prompt
from wizard.tui.state import State
from wizard.tui.widgets.listing import Listing
from wizard.tui.widgets.presets import preset_rows
from wizard.tui.widgets.preview import difference_text, import_text, preview
from wizard.tui.widgets.say import home_short, say


class PresetsScreen(WizardScreen):
    """A file is read and shown; nothing in it is ever run."""

    WHERE = "Presets"
    HELP = """\
# Presets
Files of this folder that look like presets stand first; then yours and the project's; then the shipped ones by size.

* `enter` starts the questions from the marked one; a file is imported first, after a review
* `m` marks one to compare with: the right side then shows how the two differ
* `e` writes the marked one as a file to share, `n` gives one of yours another name
"""
    BINDINGS = [
        Binding("escape", "app.pop_screen", "Back", id="presets.back", tooltip="Back"),
        Binding("i", "import", "Import", id="presets.import", tooltip="Take a file of this folder into your presets"),
        Binding("m", "mark", "Compare", id="presets.mark", tooltip="Mark it; then go to another one"),
        Binding("e", "export", "Export", id="presets.export", tooltip="Write it as a file"),
        Binding("n", "rename", "Rename", id="presets.rename", tooltip="Another name for one of yours"),
    ]
    exhibits: reactive[tuple[Exhibit, ...]] = reactive(())
    marked: reactive[str] = reactive("")

    def body(self) -> ComposeResult:
        """List and preview."""
        with Horizontal(id="presets-columns"):
            listing = Listing(id="exhibits", classes="panel")
            listing.border_title = "Presets"
            yield listing
            with VerticalScroll(id="preview", classes="panel"):
                yield Static(id="preview-text")

    def on_mount(self) -> None:
        """Read them."""
        super().on_mount()
        self.query_one(Listing).focus()
        self.read()

    def show(self, state: State) -> None:
        """The folder."""
        self.title_bar.left = home_short(state.folder)

    @work(exclusive=True, group="presets", exit_on_error=False)
    async def read(self) -> None:
        """All files are read anew."""
        from wizard.profiles.gallery import gallery

        self.exhibits = await asyncio.to_thread(gallery, self.state.folder)

    @property
    def current(self) -> Exhibit | None:
        """The marked row."""
        key = self.query_one(Listing).key
        return next((entry for entry in self.exhibits if _key(entry) == key), None)

    def watch_exhibits(self) -> None:
        """Draw them."""
        if self.is_mounted:
            self.query_one(Listing).show(preset_rows(self.exhibits))
            self.draw()

    def watch_marked(self) -> None:
        """Another one to compare with."""
        if self.is_mounted:
            self.draw()

    @on(OptionList.OptionHighlighted)
    def highlighted(self) -> None:
        """Another one."""
        self.draw()

    @on(OptionList.OptionSelected)
    def selected(self) -> None:
        """Enter."""
        self.action_use()

    def draw(self) -> None:
        """What the marked one says, or how it differs."""
        entry = self.current
        other = next((entry for entry in self.exhibits if _key(entry) == self.marked), None)
        box = self.query_one("#preview")
        if entry is None:
            return
        if other is not None and other is not entry:
            box.border_title = say(f"{other.name} → {entry.name}").markup
            self.query_one("#preview-text", Static).update(difference_text(other, entry))
        else:
            box.border_title = say(entry.name).markup
            self.query_one("#preview-text", Static).update(preview(entry))

    def action_mark(self) -> None:
        """Compare with this one from now on; once more: with none."""
        entry = self.current
        key = _key(entry) if entry is not None else ""
        self.marked = "" if key == self.marked else key

    def action_use(self) -> None:
        """Start from it; a file comes in first."""
        entry = self.current
        if entry is None:
            return
        if entry.origin == FILE:
            self.action_import()
        elif entry.preset is None:
            self.wizard.show_problems(entry.problems[:3])
        else:
            self.wizard.start_from(entry.name)

    @work(exclusive=True, group="import", exit_on_error=False)
    async def action_import(self) -> None:
        """Show what it says and asks for, then copy it."""
        from wizard.profiles.presets import import_file

        entry = self.current
        if entry is None or entry.origin != FILE:
            self.wizard.tell("mark a file of this folder first", "warning")
            return
        if entry.preset is None:
            self.wizard.show_problems(entry.problems[:3])
            return
        ways = [Way("use", "Import and use", "u", "primary"), Way("import", "Import", "i"), Way("", "Leave it")]
        answer = await self.app.push_screen_wait(Ask(f"Import {entry.path.name}?", import_text(entry), ways))
        if not answer:
            return
        await asyncio.to_thread(import_file, entry.path)
        self.wizard.tell(f"{entry.name} is one of your presets now")
        await self.read().wait()
        if answer == "use":
            self.wizard.start_from(entry.name)

    @work(exclusive=True, group="export", exit_on_error=False)
    async def action_export(self) -> None:
        """As a file in this folder."""
        from wizard.profiles.gallery import export

        entry = self.current
        if entry is None or entry.preset is None:
            return
        name = await self.app.push_screen_wait(Prompt("Export to", "a file in this folder", f"{entry.name}.toml"))
        if name:
            path = await asyncio.to_thread(export, entry.preset, self.state.folder / name)
            self.wizard.tell(f"written: {path}")
            self.read()

    @work(exclusive=True, group="rename", exit_on_error=False)
    async def action_rename(self) -> None:
        """One of the user's own."""
        from wizard.profiles.gallery import rename

        entry = self.current
        if entry is None:
            return
        name = await self.app.push_screen_wait(Prompt(f"Another name for {entry.name}", "", entry.name))
        if name and name != entry.name:
            await asyncio.to_thread(rename, entry.name, name)
            self.read()


def _key(entry: Exhibit) -> str:
    return f"{entry.origin}:{entry.name}"
