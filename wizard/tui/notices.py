"""Notices in the corner."""

from __future__ import annotations

from dataclasses import dataclass

from textual.notifications import Notification

SHORTEST = 0.05  # seconds


@dataclass
class Notice(Notification):
    """One whose time may run out between being counted and being shown.

    Textual would then start a timer with a negative interval, which never ends and holds the whole app.
    """

    @property
    def time_left(self) -> float:
        """Seconds, always more than none."""
        return max(SHORTEST, super().time_left)

    @property
    def has_expired(self) -> bool:
        """By the clock."""
        return super().time_left <= 0
