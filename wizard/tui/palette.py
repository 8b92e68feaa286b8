"""What the palette offers of a screen: all that a key does there, with the key."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from textual.app import SystemCommand

if TYPE_CHECKING:
    from textual.screen import Screen

COVERED = ("app.presets", "app.report", "app.history", "app.settings", "app.review", "app.rehearse", "app.build_now",
           "help", "leave")  # fmt: skip


def of_screen(screen: Screen[object]) -> Iterator[SystemCommand]:
    """Those that do something now; what the app itself offers everywhere is not repeated."""
    told: set[str] = set()
    for node, binding, enabled, tooltip in screen.active_bindings.values():
        ours = binding.id and binding.description  # a list's arrows are not
        if not enabled or not ours or binding.action in told or binding.action in COVERED:
            continue
        told.add(binding.action)
        key = screen.app.get_key_display(binding)
        text = f"{tooltip or binding.description} ({key})"
        yield SystemCommand(binding.description, text, partial(screen.app.run_action, binding.action, node))
