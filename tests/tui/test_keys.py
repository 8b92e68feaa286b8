"""Keys that are other ones: chosen in the app, kept in the configuration."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from tests.tui.driving import at, driven, press, text_of, until
from wizard.rehearsing.model import Rehearsal
from wizard.tui.app import WizardApp
from wizard.tui.keymap import Bound, every, same_key
from wizard.tui.screens.keys import KeysScreen, PressKey
from wizard.tui.screens.rehearse import RehearseScreen
from wizard.tui.screens.settings import SettingsScreen
from wizard.tui.screens.start import StartScreen
from wizard.tui.widgets.listing import Listing


def test_every_action_has_its_name_and_no_key_is_there_twice() -> None:
    known = every()
    assert {"app.help", "start.build", "questions.search", "build.cancel", "log.pause", "keys.usual"} <= {
        bound.id for bound in known
    }
    for screen in ("start", "review", "report", "presets", "history"):
        keys = [key for bound in known if bound.id.startswith((f"{screen}.", "app.")) for key in bound.usual.split(",")]
        assert [key for key, count in Counter(keys).items() if count > 1] == []


def test_a_key_that_means_something_else_there_is_found() -> None:
    known = (Bound("start.build", "b", "x"), Bound("build.cancel", "c", "x"), Bound("app.help", "f1", "x"))
    assert same_key(known[0], "c", known, {}) is None, "another screen"
    assert same_key(known[0], "f1", known, {}) == known[2]
    assert same_key(known[2], "c", known, {}) == known[1]
    assert same_key(known[0], "f1", known, {"app.help": "f9"}) is None


@pytest.mark.asyncio
async def test_a_key_is_changed_kept_and_given_back(app: WizardApp, home: Path) -> None:
    config = home / "config/graalpy-wizard/config.toml"
    async with driven(app) as pilot:
        await press(pilot, "s")
        await at(pilot, SettingsScreen)
        app.screen.query_one(Listing).select_key("keys")
        await press(pilot, "enter")
        await at(pilot, KeysScreen)
        app.screen.query_one(Listing).select_key("start.presets")
        await press(pilot, "enter")
        await at(pilot, PressKey)
        await press(pilot, "b")
        await until(pilot, lambda: "b already means" in text_of(app))
        await press(pilot, "enter")
        await at(pilot, PressKey)
        await press(pilot, "ctrl+t")
        await until(pilot, lambda: "ctrl+t" in text_of(app))
        assert tomllib.loads(config.read_text())["app"]["keys"] == {"start.presets": "ctrl+t"}
        await press(pilot, "escape", "escape")
        await at(pilot, StartScreen)
        await until(pilot, lambda: "^t Presets" in text_of(app))
        app.action_keys()
        await at(pilot, KeysScreen)
        app.screen.query_one(Listing).select_key("start.presets")
        await press(pilot, "d")
        assert tomllib.loads(config.read_text())["app"]["keys"] == {}
        await press(pilot, "escape")
        await until(pilot, lambda: "p Presets" in text_of(app))


@pytest.mark.asyncio
async def test_a_program_is_tried_from_the_first_screen(app: WizardApp, monkeypatch: pytest.MonkeyPatch) -> None:
    result = Rehearsal(0, 0, 2.4, ("json", "zlib"), (), (), (), complete=True, stopped=False)
    monkeypatch.setattr("wizard.rehearsing.run.rehearse", lambda *_, **__: result)
    async with driven(app) as pilot:
        await press(pilot, "t")
        await at(pilot, RehearseScreen)
        await until(pilot, lambda: "2 modules" in text_of(app))
