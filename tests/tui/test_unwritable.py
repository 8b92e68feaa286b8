"""Folders that cannot be written: the app works, and says what it could not keep."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from tests.tui.driving import at, driven, press, text_of, until
from wizard.ground.atomic import cannot_write
from wizard.tui.app import WizardApp
from wizard.tui.screens.failure import Failure
from wizard.tui.screens.questions import QuestionsScreen
from wizard.tui.screens.settings import SettingsScreen


@pytest.mark.asyncio
async def test_a_setting_that_cannot_be_kept_holds_until_the_end(app: WizardApp, home: Path) -> None:
    (home / "config").write_text("a file where the folder should be")
    async with driven(app) as pilot:
        await press(pilot, "s")
        await at(pilot, SettingsScreen)
        await press(pilot, "enter")
        await until(pilot, lambda: "GRAALPY_WIZARD_CONFIG_DIR" in text_of(app))
        assert app.theme == "light"


@pytest.mark.asyncio
async def test_a_file_of_settings_that_is_no_toml_is_left_alone(app: WizardApp, home: Path) -> None:
    folder = home / "config/graalpy-wizard"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text("[app\n")
    async with driven(app) as pilot:
        await press(pilot, "s")
        await at(pilot, SettingsScreen)
        await press(pilot, "enter")
        await until(pilot, lambda: "this cannot be kept" in text_of(app))
        assert app.theme == "light"
    assert (folder / "config.toml").read_text() == "[app\n"


@pytest.mark.asyncio
async def test_drafts_that_cannot_be_kept_are_told_of_once(app: WizardApp, home: Path) -> None:
    (home / "state").write_text("a file where the folder should be")
    async with driven(app) as pilot:
        await press(pilot, "enter")
        await at(pilot, QuestionsScreen)
        await press(pilot, "1")
        await until(pilot, lambda: "will not survive the app" in text_of(app))
        told = len(app._notifications)
        await press(pilot, "2")
        await app.workers.wait_for_complete([w for w in app.workers if w.group == "draft"])
        assert len(app._notifications) == told


@pytest.mark.asyncio
async def test_a_profile_that_cannot_be_written_is_told_and_nothing_is_lost(app: WizardApp, project: Path) -> None:
    (project / "graalpy-wizard.toml").mkdir()
    async with driven(app) as pilot:
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(app.screen, QuestionsScreen | Failure))
        assert "graalpy-wizard.toml" in text_of(app)


def test_what_to_do_fits_what_was_refused() -> None:
    refused = cannot_write(Path("out"), PermissionError(errno.EACCES, "Permission denied")).problems[0]
    full = cannot_write(Path("out"), OSError(errno.ENOSPC, "No space left on device")).problems[0]
    assert "make it writable" in refused.todo
    assert "free some space" in full.todo
