"""All keys, and another one for any of them."""

from __future__ import annotations

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static

from wizard.tui import preferences
from wizard.tui.keymap import Bound, every, same_key
from wizard.tui.screens.base import WizardScreen
from wizard.tui.state import State
from wizard.tui.widgets.listing import Listing, Row
from wizard.tui.widgets.say import say


class KeysScreen(WizardScreen):
    """What is changed here stands in [app.keys] of the configuration file."""

    WHERE = "Keys"
    HELP = """\
# Keys
`enter` gives the marked action another key: the next key that you press. `d` gives it back the one that it had at
first. Yours have a `●` before them.
"""
    BINDINGS = [
        Binding("escape", "app.pop_screen", "Back", id="keys.back", tooltip="Back to the settings"),
        Binding("d", "usual", "As delivered", id="keys.usual", tooltip="The key that it had at first"),
    ]

    def body(self) -> ComposeResult:
        """One list."""
        listing = Listing(id="keys", classes="panel")
        listing.border_title = "Every key that can be another one"
        yield listing

    def on_mount(self) -> None:
        """The first one is marked."""
        super().on_mount()
        self.query_one(Listing).focus()

    def show(self, state: State) -> None:
        """A row for each."""
        del state
        self.title_bar.left = str(preferences.file())
        self.known = every()
        self.query_one(Listing).show([_row(bound, bound.now(self.own), bound.id in self.own) for bound in self.known])

    @property
    def own(self) -> dict[str, str]:
        """Those that the user changed."""
        return dict(self.wizard.preferences.keys)

    @property
    def current(self) -> Bound:
        """The marked one."""
        key = self.query_one(Listing).key
        return next(bound for bound in self.known if bound.id == key)

    @on(OptionList.OptionSelected)
    @work(exclusive=True, group="key", exit_on_error=False)
    async def change(self) -> None:
        """The next key that is pressed."""
        bound = self.current
        key = await self.app.push_screen_wait(PressKey(bound))
        if not key:
            return
        other = same_key(bound, key, self.known, self.own)
        if other is not None:
            self.wizard.tell(f"{key} already means: {other.told} ({other.id})", "warning")
            return
        self.wizard.remap(bound.id, key)
        self.show(self.state)

    def action_usual(self) -> None:
        """As delivered."""
        self.wizard.remap(self.current.id, "")
        self.show(self.state)


class PressKey(ModalScreen[str]):
    """Answers with a key, "" for esc."""

    def __init__(self, bound: Bound) -> None:
        super().__init__()
        self.bound = bound

    def compose(self) -> ComposeResult:
        """What it is for."""
        box = Vertical(id="prompt-box")
        box.border_title = "Press the key"
        with box:
            yield Static(say(("for: ", "dim"), (self.bound.told, "bold")))
            yield Static(say(("esc changes nothing", "dim")))

    def on_key(self, event: events.Key) -> None:
        """Whatever it is."""
        event.stop()
        event.prevent_default()
        self.dismiss("" if event.key == "escape" else event.key)


def _row(bound: Bound, key: str, own: bool) -> Row:
    mark, name = ("● " if own else "  ", "$accent"), (f"  {bound.id}", "dim")
    told = say(mark, (f"{key:<18}", "bold"), f" {bound.told}", name)
    return Row(bound.id, lambda width: told.truncate(width, ellipsis=True))
