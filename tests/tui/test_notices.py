"""A notice whose time runs out before it is shown does not hold the app."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from textual.widgets._toast import Toast

from tests.tui.driving import driven, until
from wizard.tui.app import WizardApp
from wizard.tui.notices import Notice


def test_its_timer_never_has_a_negative_interval() -> None:
    old = Notice("late", timeout=5, raised_at=time.time() - 100)
    assert old.has_expired
    assert Toast(old)._timeout > 0
    new = Notice("new", timeout=5)
    assert not new.has_expired
    assert 4 < new.time_left <= 5


@pytest.mark.asyncio
async def test_the_app_makes_no_others(project: Path) -> None:
    app = WizardApp(project)
    async with driven(app) as pilot:
        app.tell("one")
        app.screen.notify("two")
        await until(pilot, lambda: {n.message for n in app._notifications} >= {"one", "two"})
        assert [n for n in app._notifications if not isinstance(n, Notice)] == []
