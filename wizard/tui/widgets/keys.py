"""The keys that do something now, in one line: as many as there is room for, the general ones always."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import events
from textual.content import Content
from textual.widget import Widget

from wizard.tui.widgets.say import say

if TYPE_CHECKING:
    from textual.screen import Screen

GENERAL = ("app.help", "app.quit")  # ids of bindings that always stay, at the end


@dataclass(frozen=True, slots=True)
class Key:
    """`key` is what is pressed, `shown` how it is written; greyed keys do nothing now."""

    key: str
    shown: str
    label: str
    general: bool
    grey: bool = False

    @property
    def width(self) -> int:
        """Columns, with the gap behind it."""
        return len(self.shown) + len(self.label) + 3


def fitting(keys: Sequence[Key], width: int) -> list[Key]:
    """In their order; the last ones that are not general go first where there is no room."""
    general = [key for key in keys if key.general]
    room = width - sum(key.width for key in general)
    kept = []
    for key in keys:
        if key.general or key.width > room:
            continue
        room -= key.width
        kept.append(key)
    return [*kept, *general]


class KeyBar(Widget):
    """In place of Textual's footer, which cuts what has no room and rebuilds itself at each change of focus."""

    DEFAULT_CSS = "KeyBar { dock: bottom; height: 1; padding: 0 1; background: $footer-background; }"
    ALLOW_SELECT = False

    def on_mount(self) -> None:
        """Draw again when other keys count."""
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, screen: Screen[object]) -> None:
        del screen
        self.refresh()

    @property
    def shown(self) -> list[Key]:
        """What there is room for."""
        found: dict[str, Key] = {}
        for _, binding, enabled, _ in self.screen.active_bindings.values():
            if binding.show and binding.action not in found:
                name = self.app.get_key_display(binding)
                general = binding.id in GENERAL
                found[binding.action] = Key(binding.key, name, binding.description, general, not enabled)
        return fitting(list(found.values()), self.content_size.width)

    def render(self) -> Content:
        """`r Review  b Build  / Search`."""
        return Content("  ").join(
            say((key.shown, "bold dim" if key.grey else "bold $footer-key-foreground"), " ",
                (key.label, "dim" if key.grey else "$footer-description-foreground"))
            for key in self.shown
        )  # fmt: skip

    def on_click(self, event: events.Click) -> None:
        """A key that is clicked is pressed."""
        at = self.content_region.x - self.region.x
        for key in self.shown:
            if at <= event.x < at + key.width - 1:
                self.app.simulate_key(key.key)
                return
            at += key.width
