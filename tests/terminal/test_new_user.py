"""The README's way from a file to an executable, with a real engine, at 80x24: keys and clicks are counted."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.terminal.conftest import Terminal

pytestmark = pytest.mark.graalpy

ENGINE = 20 * 60.0  # seconds for the first build of an engine
TEAM = (Path(__file__).parents[2] / "presets/smallest.toml").read_text()


@pytest.fixture
def user(terminal: Terminal, shared_cache: Path) -> Terminal:
    """Somebody with one program and an empty home; engines are taken from the cache that tests share."""
    terminal.environ = terminal.environ | {"GRAALPY_WIZARD_CACHE_DIR": str(shared_cache)}
    (terminal.folder / "hello.py").write_text('print("hello, you")\n')
    return terminal


def built(user: Terminal) -> str:
    """What the executable says; the report is on the screen."""
    user.wait("Where it goes", "of the ordinary executable", "promises", seconds=ENGINE)
    return subprocess.run([user.folder / "hello"], capture_output=True, text=True, check=True, env=os.environ).stdout


def test_a_program_in_two_keys(user: Terminal) -> None:
    user.start()
    user.wait("hello.py")
    user.press("Enter")
    user.wait("May the program use the network?")
    user.press("b")
    assert built(user) == "hello, you\n"
    assert len(user.pressed) <= 12


def test_another_preset_and_an_answer_in_eight_keys(user: Terminal) -> None:
    user.start()
    user.wait("hello.py")
    user.press("Enter")
    user.wait("May the program use the network?")
    user.press("p")
    user.wait("Start the answers from")
    user.press("Home", "Enter")
    user.wait("as preset smallest")
    user.press("r")
    user.wait("The same without the app", "--preset smallest")
    user.press("b")
    assert built(user) == "hello, you\n"
    assert len(user.pressed) <= 12


def test_a_shared_preset_in_four_keys(user: Terminal) -> None:
    (user.folder / "team.toml").write_text(TEAM)
    user.start()
    user.wait("hello.py")
    user.press("p")
    user.wait("team")
    user.press("Enter")
    user.wait("Nothing in it is run")
    user.press("Enter")
    user.wait("as preset team")
    user.press("b")
    assert built(user) == "hello, you\n"
    assert len(user.pressed) <= 8
    assert 'preset = "team"' in (user.folder / "graalpy-wizard.toml").read_text()


def test_a_program_with_the_mouse_alone(user: Terminal) -> None:
    user.start()
    user.click(*user.place("hello.py"))
    user.wait("May the program use the network?")
    user.click(*user.place("Build"))
    assert built(user) == "hello, you\n"
    assert user.pressed == []
    assert user.clicks <= 12


def test_a_shared_preset_with_the_mouse_alone(user: Terminal) -> None:
    (user.folder / "team.toml").write_text(TEAM)
    user.start()
    user.wait("hello.py")
    user.click(*user.place("Presets  f6"))
    user.click(*user.place("unmeasured file"))
    user.wait("Nothing in it is run")
    user.click(*user.place("Import and use"))
    user.wait("May the program use the network?")
    user.click(*user.place("Build"))
    assert built(user) == "hello, you\n"
    assert user.pressed == []
    assert user.clicks <= 8


def test_a_program_line_by_line(user: Terminal) -> None:
    user.start(command=f"{sys.executable} -m wizard new hello.py --plain")
    user.wait("Preset [")
    for line in ("smallest", ">", "build"):
        user.press(line, "Enter")
    user.wait("EXIT 0", seconds=ENGINE)
    assert subprocess.run([user.folder / "hello"], capture_output=True, text=True, check=True).stdout == "hello, you\n"


def test_a_shared_preset_line_by_line(user: Terminal) -> None:
    (user.folder / "team.toml").write_text(TEAM)
    user.start(command=f"{sys.executable} -m wizard presets import team.toml")
    user.wait("EXIT 0")
    user.close()
    user.start(command=f"{sys.executable} -m wizard new hello.py --plain")
    user.wait("Preset [")
    for line in ("team", ">", "build"):
        user.press(line, "Enter")
    user.wait("EXIT 0", seconds=ENGINE)
    assert 'preset = "team"' in (user.folder / "graalpy-wizard.toml").read_text()
