"""Whole journeys on a real terminal."""

from __future__ import annotations

import os
import re
import signal
import time
import zipfile
from pathlib import Path

from tests.terminal.conftest import Terminal
from tests.tui.replay import endless, replaying


def java(terminal: Terminal, tmp_path: Path, more: str = "") -> dict[str, str]:
    """A jar in place of the program, and a toolchain that replays a log."""
    (terminal.folder / "hello.py").unlink()
    with zipfile.ZipFile(terminal.folder / "tool.jar", "w") as jar:
        jar.writestr("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\nMain-Class: Tool\n")
    return {"GRAALVM_HOME": str(replaying(tmp_path / "graalvm", more=more))}


def build_endlessly(terminal: Terminal, tmp_path: Path, pid: Path) -> None:
    """The app, in a build that ends only when it is ended; `pid`: where it says its number."""
    terminal.start(environ=java(terminal, tmp_path, endless(pid)))
    terminal.wait("tool.jar")
    terminal.press("b")
    terminal.wait("log · following", "Finished generating")


def gone(process: int, seconds: float = 8.0) -> bool:
    """Whether it ends in time."""
    end = time.monotonic() + seconds
    while Path(f"/proc/{process}").exists():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def test_the_first_screen(terminal: Terminal) -> None:
    terminal.start()
    seen = terminal.wait("hello.py", "smallest", "Quit")
    assert "Traceback" not in seen
    terminal.press("q")
    terminal.wait("EXIT 0")


def test_the_whole_interview_in_few_keys(terminal: Terminal) -> None:
    terminal.start()
    terminal.wait("hello.py")
    keys = ["Enter"]
    terminal.press("Enter")
    terminal.wait("May the program use the network?")
    for key, expected in (("1", "No network"), ("r", "The same without the app"), ("s", "written")):
        keys.append(key)
        terminal.press(key)
        terminal.wait(expected)
    assert 'network = "none"' in (terminal.folder / "graalpy-wizard.toml").read_text()
    assert len(keys) <= 10


def test_a_program_to_an_executable_in_three_keys(terminal: Terminal, tmp_path: Path) -> None:
    terminal.start(environ=java(terminal, tmp_path))
    terminal.wait("tool.jar")
    terminal.press("Enter")
    terminal.wait("Review")
    terminal.press("b")
    terminal.wait("Where it goes", "built in")
    assert (terminal.folder / "tool").is_file()


def test_the_mouse_alone(terminal: Terminal, tmp_path: Path) -> None:
    terminal.start(environ=java(terminal, tmp_path))
    terminal.click(*terminal.place("tool.jar"))
    terminal.wait("The same without the app")
    terminal.click(*terminal.place("Build"))
    terminal.wait("Where it goes", "built in")


def test_resizing_keeps_the_place(terminal: Terminal) -> None:
    terminal.start((120, 36))
    terminal.wait("hello.py")
    terminal.press("Enter")
    terminal.wait("What this does")
    terminal.press("Down", "Down", "Down")
    terminal.wait("Which files may the program open?")
    terminal.resize(80, 24)
    seen = terminal.wait("Which files may the program open?", "size")
    assert "What this does" not in seen
    terminal.resize(200, 50)
    terminal.wait("What this does", "Which files may the program open?")


def test_cancel_ends_the_builder_and_leaves_nothing_but_the_profile(terminal: Terminal, tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    build_endlessly(terminal, tmp_path, pid)
    while not pid.exists():
        time.sleep(0.05)
    terminal.press("c")
    terminal.wait("Cancel this build?")
    terminal.press("c")
    terminal.wait("was cancelled")
    assert gone(int(pid.read_text()))
    assert {path.name for path in terminal.folder.iterdir()} == {"tool.jar", "graalpy-wizard.toml"}
    terminal.press("q")
    terminal.wait("EXIT 0")


def test_leaving_during_a_build_asks_and_leaves_nothing(terminal: Terminal, tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    build_endlessly(terminal, tmp_path, pid)
    terminal.press("Escape")
    terminal.wait("building tool")
    while not pid.exists():
        time.sleep(0.05)
    terminal.press("q")
    terminal.wait("Leaving ends it")
    terminal.press("l")
    terminal.wait("EXIT 0")
    assert gone(int(pid.read_text()))


def test_signals_and_a_closed_window(terminal: Terminal, tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    environ = java(terminal, tmp_path, endless(pid))
    for number, end in ((signal.SIGTERM, "EXIT 143"), (signal.SIGHUP, "EXIT 129"), (None, "")):
        pid.unlink(missing_ok=True)
        terminal.start(environ=environ)
        terminal.wait("tool.jar")
        terminal.press("b")
        while not pid.exists():
            time.sleep(0.05)
        app = terminal.process
        if number is not None:
            os.kill(app, number)
            seen = terminal.wait(end)
            assert "log ·" not in seen  # the terminal is as it was
        terminal.close()
        assert gone(app)
        assert gone(int(pid.read_text()))


def test_light_theme_and_no_colour(terminal: Terminal, home: Path) -> None:
    folder = home / "config/graalpy-wizard"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text('[app]\ntheme = "light"\n')
    terminal.start(environ={"COLORTERM": "truecolor"})
    terminal.wait("hello.py")
    assert re.search(r"48;(2;247;248;250|5;25[45])", terminal.text(colours=True))
    terminal.close()
    terminal.start(environ={"NO_COLOR": "1"})
    terminal.wait("hello.py")
    seen = terminal.text(colours=True)
    for red, green, blue in re.findall(r"[34]8;2;(\d+);(\d+);(\d+)", seen):
        assert red == green == blue


def test_only_ascii_where_the_locale_has_no_more(terminal: Terminal) -> None:
    terminal.start(environ={"LANG": "C", "LC_ALL": "C"})
    seen = terminal.wait("hello.py", "In this folder")
    assert seen.isascii()
    terminal.press("Enter")
    assert terminal.wait("May the program use the network?").isascii()


def test_without_a_terminal_there_is_help(terminal: Terminal) -> None:
    terminal.start(command="python3 -m wizard < /dev/null 2>&1 | head -3")
    terminal.wait("usage: graalpy-wizard")
