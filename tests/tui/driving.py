"""How tests drive the app: keys, and waiting for what they cause instead of sleeping."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from textual.pilot import Pilot
from textual.screen import Screen

from wizard.tui.app import WizardApp

LONGEST = 60.0  # seconds: what is waited for takes one at most on an idle machine


@asynccontextmanager
async def driven(app: WizardApp, size: tuple[int, int] = (120, 36)) -> AsyncIterator[Pilot[int]]:
    """The app without a terminal."""
    async with app.run_test(size=size, notifications=True) as pilot:
        await until(pilot, lambda: app.state.found is not None)
        yield pilot


async def until(pilot: Pilot[int], holds: Callable[[], object], seconds: float = LONGEST) -> None:
    """Wait until it holds."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise AssertionError(f"it never came to that; on screen:\n{text_of(pilot.app)}")  # type: ignore[arg-type]
        await pilot.pause()
        await asyncio.sleep(0.01)
    await pilot.pause()


async def press(pilot: Pilot[int], *keys: str) -> None:
    """Press them one after the other, each when the one before has been answered."""
    for key in keys:
        await pilot.press(key)
        await pilot.pause()


async def at(pilot: Pilot[int], screen: type[Screen[Any]]) -> None:
    """Wait for a screen."""
    await until(pilot, lambda: isinstance(pilot.app.screen, screen))


def text_of(app: WizardApp) -> str:
    """What the terminal shows. The filters that all segments pass on their way out are applied here too."""
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text for strip in strips)
