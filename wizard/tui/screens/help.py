"""Help on what has the focus, and all keys that do something now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Markdown, Static

from wizard.tui.widgets.say import lines, say

if TYPE_CHECKING:
    from textual.screen import Screen


class Help(ModalScreen[None]):
    """Over the screen, so that it has room on a narrow one too."""

    BINDINGS = [Binding("escape,f1,q,enter", "dismiss(None)", "Close", show=False)]

    def __init__(self, told: str, keys: Content) -> None:
        super().__init__()
        self.told, self.keys = told, keys

    def compose(self) -> ComposeResult:
        """Text, then keys."""
        box = VerticalScroll(id="help")
        box.border_title = "Help: esc closes it"
        with box:
            yield Markdown(self.told)
            yield Static(self.keys)


def help_on(screen: Screen[Any]) -> Help:
    """What the focused widget says of itself, or the nearest one around it that says something."""
    focused = screen.focused if screen.focused is not None else screen
    told = next((node.HELP for node in focused.ancestors_with_self if getattr(node, "HELP", None)), "")
    more = getattr(screen, "help_more", "")
    return Help(f"{more}\n\n{told or ''}", keys_of(screen))


def keys_of(screen: Screen[Any]) -> Content:
    """Each key with what it does; the ids are what [app.keys] in the settings takes."""
    rows: dict[str, Content] = {}
    for _, binding, enabled, tooltip in screen.active_bindings.values():
        if enabled and binding.description and binding.action not in rows:
            shown = screen.app.get_key_display(binding)
            told = tooltip or binding.description
            rows[binding.action] = say((f"{shown:>10}  ", "bold $accent"), told, (f"  {binding.id or ''}", "dim"))
    return lines(*rows.values())
