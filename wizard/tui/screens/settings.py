"""Settings of this user, and `doctor` as a page."""

from __future__ import annotations

import asyncio

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import OptionList, Static

from wizard.tui import preferences, reading, themes
from wizard.tui.reading import Checkup
from wizard.tui.screens.base import WizardScreen
from wizard.tui.state import State
from wizard.tui.widgets.listing import Listing, Row
from wizard.tui.widgets.say import lines, pair, say

STATES = {"ok": ("✓", "$success"), "missing": ("✗", "bold $error"), "note": ("!", "bold $warning")}


class SettingsScreen(WizardScreen):
    """Each setting is kept at once."""

    WHERE = "Settings"
    HELP = """\
# Settings
`enter` changes the marked setting, or takes the marked toolchain from now on. All of them are kept in the
configuration file that is named here. `keys` shows every key and gives any action another one.
"""
    BINDINGS = [
        Binding("escape", "app.pop_screen", "Back", id="settings.back", tooltip="Back"),
        Binding("r", "read", "Look again", id="settings.read", tooltip="Check this machine again"),
    ]
    checkup: reactive[Checkup | None] = reactive(None)

    def body(self) -> ComposeResult:
        """Settings and toolchains left, doctor right."""
        with Horizontal(id="settings-columns"):
            listing = Listing(id="settings", classes="panel")
            listing.border_title = "Look, toolchains, folders"
            yield listing
            with VerticalScroll(id="doctor", classes="panel") as doctor:
                doctor.border_title = "Doctor: what a build needs"
                yield Static(id="doctor-text")

    def on_mount(self) -> None:
        """Checks take a second or two."""
        super().on_mount()
        self.query_one(Listing).focus()
        self.action_read()

    def show(self, state: State) -> None:
        """The rows."""
        del state
        self.title_bar.left = str(preferences.file())
        self.query_one(Listing).show(self.rows())

    def rows(self) -> list[Row]:
        """What can be changed, and what is only told."""
        wishes = self.wizard.preferences
        rows = [
            _row("theme", "theme", self.app.theme, "enter: the next"),
            _row("motion", "reduced motion", "yes" if wishes.reduced_motion else "no", "enter: the other"),
            _row("glyphs", "glyphs", wishes.glyphs, "enter: the next, at the next start"),
        ]
        rows.append(_row("keys", "keys", f"{len(wishes.keys)} of your own", "enter: all of them, and to change one"))
        for number, found in enumerate(self.checkup.toolchains if self.checkup is not None else ()):
            told = f"{found.toolchain.edition} {found.toolchain.version}" if found.toolchain else f"no: {found.refused}"
            rows.append(_row(f"toolchain:{number}", "toolchain", str(found.home), told))
        rows += [_row(f"folder:{name}", name, str(path), "") for name, path in reading.folders()]
        return rows

    @work(exclusive=True, group="checkup", exit_on_error=False)
    async def action_read(self) -> None:
        """Look at the machine."""
        self.checkup = None
        self.checkup = await asyncio.to_thread(reading.checkup)

    def watch_checkup(self) -> None:
        """Draw it."""
        if self.is_mounted:
            self.query_one("#doctor-text", Static).update(doctor_text(self.checkup))
            self.query_one(Listing).show(self.rows())

    @on(OptionList.OptionSelected)
    def action_change(self) -> None:
        """The next value of the marked setting."""
        kind, _, number = self.query_one(Listing).key.partition(":")
        if kind == "keys":
            self.wizard.action_keys()
            return
        if kind == "theme":
            names = list(themes.NAMES)
            at = names.index(self.app.theme) if self.app.theme in names else -1
            self.wizard.prefer("theme", names[(at + 1) % len(names)])
        elif kind == "motion":
            self.wizard.prefer("reduced_motion", not self.wizard.preferences.reduced_motion)
        elif kind == "glyphs":
            at = preferences.GLYPHS.index(self.wizard.preferences.glyphs)
            self.wizard.prefer("glyphs", preferences.GLYPHS[(at + 1) % 3])
        elif kind == "toolchain" and self.checkup is not None:
            self.wizard.use_toolchain(self.checkup.toolchains[int(number)])
        self.query_one(Listing).show(self.rows())


def _row(key: str, name: str, value: str, told: str) -> Row:
    return Row(key, lambda width: pair(say((f"{name:<15}", "$accent"), (value, "bold")), say((told, "dim")), width))


def doctor_text(found: Checkup | None) -> Content:
    """Each check with its sign; what to type below what is missing."""
    if found is None:
        return say(("looking ...", "dim"))
    rows = []
    for check in found.checks:
        rows.append(say(STATES.get(check.state, ("?", "")), " ", (check.name, "bold"), "  ", check.found))
        rows += [say(("  → ", "$success"), check.todo)] if check.todo else []
    bad = any(check.state == "missing" for check in found.checks)
    end = ("A build cannot run here yet.", "bold $error") if bad else ("A build can run here.", "bold $success")
    return lines(*rows, say(""), say(end))
