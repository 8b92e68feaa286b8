"""A real terminal: tmux runs the app, tests press keys and read what is on the screen."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

LONGEST = 60.0  # seconds until something has to be on the screen; 1 or 2 on an idle machine


class Terminal:
    """One tmux server with one session; it ends with the test."""

    def __init__(self, folder: Path, environ: dict[str, str], socket: Path) -> None:
        self.folder, self.environ, self.socket = folder, environ, socket
        self.pressed: list[str] = []
        self.clicks = 0

    def start(self, size: tuple[int, int] = (80, 24), command: str = "", environ: dict[str, str] | None = None) -> None:
        """Run the app in `folder`; when it has ended, its exit code stands on the screen."""
        width, height = size
        words = command or f"{sys.executable} -m wizard"
        said = self.environ | (environ or {})
        (self.folder.parent / "environment").write_text(
            "\n".join(f"export {key}='{value}'" for key, value in said.items())
        )
        shell = f". '{self.folder.parent}/environment'; cd '{self.folder}'; {words}; echo EXIT $?; sleep 600"
        self._tmux("-f", os.devnull, "new-session", "-d", "-x", str(width), "-y", str(height), shell)

    def press(self, *keys: str) -> None:
        """Names as tmux knows them: Enter, Escape, F5, or letters."""
        for key in keys:
            self.pressed.append(key)
            self._tmux("send-keys", key)
            time.sleep(0.15)  # a person's pace: Escape and a letter at once would be Alt and the letter

    def click(self, column: int, row: int) -> None:
        """The left button, as a terminal reports it; both count from 1."""
        self.clicks += 1
        for end in "Mm":
            self._tmux("send-keys", "-l", f"\x1b[<0;{column};{row}{end}")

    def text(self, *, colours: bool = False) -> str:
        """The screen."""
        return self._tmux("capture-pane", "-p", *(["-e"] if colours else []))

    def wait(self, *texts: str, seconds: float = LONGEST) -> str:
        """Until all of them are on the screen; returns it."""
        end = time.monotonic() + seconds
        while not all(text in (seen := self.text()) for text in texts):
            assert time.monotonic() < end, f"{texts} did not appear:\n{seen}"
            time.sleep(0.05)
        return seen

    def place(self, text: str) -> tuple[int, int]:
        """Column and row of a text, from 1."""
        for row, line in enumerate(self.wait(text).splitlines(), 1):
            if text in line:
                return line.index(text) + 1, row
        raise AssertionError(text)

    def resize(self, width: int, height: int) -> None:
        """Another size of the window."""
        self._tmux("resize-window", "-x", str(width), "-y", str(height))

    @property
    def process(self) -> int:
        """The app's."""
        shell = self._tmux("list-panes", "-F", "#{pane_pid}").strip()
        children = Path(f"/proc/{shell}/task/{shell}/children").read_text().split()
        return int(children[-1])

    def close(self) -> None:
        """As if the window was closed."""
        self._tmux("kill-server", check=False)
        end = time.monotonic() + LONGEST
        while self._serves() and time.monotonic() < end:
            time.sleep(0.05)
        self.socket.unlink(missing_ok=True)

    def _serves(self) -> bool:
        command = ["tmux", "-S", str(self.socket), "list-sessions"]
        return subprocess.run(command, env=self.environ, capture_output=True, check=False).returncode == 0

    def _tmux(self, *words: str, check: bool = True) -> str:
        command = ["tmux", "-u", "-S", str(self.socket), *words]
        return subprocess.run(command, env=self.environ, capture_output=True, text=True, check=check).stdout


@pytest.fixture
def terminal(tmp_path: Path, home: Path) -> Iterator[Terminal]:
    """A terminal in a folder with hello.py; skipped where tmux is missing."""
    if shutil.which("tmux") is None:
        pytest.skip("tmux is not installed")
    from tests.tui.conftest import HELLO

    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "hello.py").write_text(HELLO)
    root = str(Path(__file__).parents[2])
    environ = {
        **os.environ, "HOME": str(home), "LANG": "C.UTF-8", "PYTHONPATH": root, "SHELL": "/bin/sh",
        "TERM": "xterm-256color",
    }  # fmt: skip
    made = Terminal(folder, environ, tmp_path / "tmux")
    yield made
    made.close()
