"""A bug in the app itself: the terminal is as it was, the answers are kept, a file tells of it."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.terminal.conftest import Terminal

CRASH = """
import sys
from wizard.tui.screens.review import ReviewScreen
def show(self, state): raise RuntimeError("[bold]bad luck[/bold]")
ReviewScreen.show = show
sys.argv = ["graalpy-wizard"]
from wizard.__main__ import main
sys.exit(main())
"""


def test_a_crash_leaves_the_terminal_and_the_answers(terminal: Terminal, tmp_path: Path, home: Path) -> None:
    script = tmp_path / "crash.py"
    script.write_text(CRASH)
    terminal.start(command=f"{sys.executable} {script}")
    terminal.wait("hello.py")
    terminal.press("Enter")
    terminal.wait("May the program use the network?")
    terminal.press("1", "r")
    seen = terminal.wait("EXIT 70")
    assert "a bug of the wizard: RuntimeError: [bold]bad luck[/bold]" in seen.replace("\n", "")
    assert "Traceback" not in seen
    assert "Questions" not in seen
    assert list((home / "state/graalpy-wizard/bugs").glob("bug-*.txt"))
    terminal.close()
    terminal.start()
    terminal.wait("draft")
