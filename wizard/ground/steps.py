"""A step of the wizard's own, told while it happens. The lower layers speak of it, the upper ones show it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the wizard's own: a download, the payload, the proof. `done` of `total` bytes or items."""

    name: str
    detail: str = ""
    done: int | None = None
    total: int | None = None


StepListener = Callable[[Step], None]


def ignore(step: Step) -> None:
    """A listener that does nothing."""
    del step
