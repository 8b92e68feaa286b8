"""A real native-image, inside the app."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.building.test_jar_native import _make_jar
from tests.tui.driving import at, driven, press, text_of, until
from wizard.tui.app import WizardApp
from wizard.tui.screens.build import BuildScreen
from wizard.tui.screens.report import ReportScreen
from wizard.tui.screens.review import ReviewScreen

pytestmark = [pytest.mark.asyncio, pytest.mark.native]


async def test_a_program_becomes_an_executable(
    shared_cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRAALPY_WIZARD_CACHE_DIR", str(shared_cache))
    monkeypatch.setenv("LANG", "C.UTF-8")
    folder = tmp_path / "java"
    folder.mkdir()
    _make_jar(tmp_path, folder / "hello.jar")
    monkeypatch.chdir(folder)
    app = WizardApp(folder)
    async with driven(app) as pilot:
        await press(pilot, "enter")
        await at(pilot, ReviewScreen)
        await press(pilot, "b")
        await at(pilot, BuildScreen)
        await until(pilot, lambda: "analysis" in text_of(app), 600.0)
        await until(pilot, lambda: isinstance(app.screen, ReportScreen), 600.0)
        await until(pilot, lambda: "Where it goes" in text_of(app))
        assert app.state.done is not None
        assert app.state.done.result.engine is not None
        assert app.state.done.result.engine.peak_memory > 100_000_000
        assert len(app.state.job.collector.live.stages if app.state.job else ()) == 8
    done = subprocess.run([folder / "hello", "to", "you"], capture_output=True, text=True, check=True)
    assert done.stdout == "hello to you\n"
