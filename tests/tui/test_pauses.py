"""The garbage collector stays out of the way of keys."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tui.driving import at, driven, press, until
from tests.tui.replay import held_by, replaying
from wizard.tui.app import WizardApp
from wizard.tui.screens.build import BuildScreen
from wizard.tui.screens.report import ReportScreen


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    """Other tests' garbage is collected again."""
    gc.unfreeze()
    yield
    gc.unfreeze()


@pytest.mark.asyncio
async def test_what_stays_is_out_of_its_sight_while_a_build_runs(jar_project: Path, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    replaying(tmp_path / "graalvm", more=held_by(gate))
    app = WizardApp(jar_project)
    async with driven(app) as pilot:
        assert gc.get_freeze_count() == 0
        await press(pilot, "b")
        await at(pilot, BuildScreen)
        await until(pilot, gc.get_freeze_count)
        assert len(gc.get_objects()) < gc.get_freeze_count()
        gate.touch()
        await at(pilot, ReportScreen)
