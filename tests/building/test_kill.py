"""Whoever ends the wizard, and however: no builder is left, within five seconds."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.building.conftest import Fake, alive

# Its driver, its builder and a process that left the session ignore all that can be ignored.
STUBBORN = """
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
        signal.signal(number, signal.SIG_IGN)
    ready, told = os.pipe()
    def stay():
        os.write(told, b"%d\\n" % os.getpid())
        while True: time.sleep(100)
    if os.fork() == 0:
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                stay()
            os._exit(0)
        stay()
    found = b"%d\\n%d\\n" % (os.getpid(), os.getppid())
    while found.count(b"\\n") < 4:
        found += os.read(ready, 100)
    open("half", "w").write("half an image")
    sys.stdout.buffer.write(found)
    print("[1/8] Initializing...", end="", flush=True)
    while True: time.sleep(100)
"""
WIZARD = """
import signal, sys
from pathlib import Path
from wizard.building.events import Line, Stage
from wizard.building.native_image import run
from wizard.cli.main import _terminated
signal.signal(signal.SIGTERM, _terminated)
signal.signal(signal.SIGHUP, _terminated)
def listen(event):
    if isinstance(event, Line):
        print(event.text, flush=True)
    if isinstance(event, Stage):
        print("running", flush=True)
work = Path(sys.argv[2])
try:
    run([sys.argv[1]], log=work / "log", cwd=work, listener=listen)
except KeyboardInterrupt:
    sys.exit(130)
"""


class Wizard:
    """A wizard in a process of its own, and the processes of its build."""

    def __init__(self, builder: str, work: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", WIZARD, builder, str(work)],
            cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self.process.stdout
        self.build: list[int] = []
        for line in self.process.stdout:
            if line == "running\n":
                break
            self.build.append(int(line))
        assert len(self.build) == 4, self.process.communicate()

    def end(self) -> int:
        """Its status; fails unless all of its build is gone 5 s after now."""
        until = time.monotonic() + 5
        self.process.communicate(timeout=5)
        while (left := [p for p in self.build if alive(p)]) and time.monotonic() < until:
            os.sched_yield()
        assert not left
        return self.process.returncode


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_everything(fake: Fake, work: Path, number: signal.Signals) -> None:
    wizard = Wizard(fake(STUBBORN)[0], work)
    wizard.process.send_signal(number)
    assert wizard.end() == 130


def test_the_wizards_death_ends_everything(fake: Fake, work: Path) -> None:
    wizard = Wizard(fake(STUBBORN)[0], work)
    wizard.process.kill()
    assert wizard.end() == -signal.SIGKILL


def test_impatience_changes_nothing(fake: Fake, work: Path) -> None:
    wizard = Wizard(fake(STUBBORN)[0], work)
    for _ in range(20):
        wizard.process.send_signal(signal.SIGINT)
        os.sched_yield()
    assert wizard.end() != 0


def test_the_supervisors_death_ends_the_build(fake: Fake, work: Path) -> None:
    wizard = Wizard(fake(STUBBORN)[0], work)
    supervisor = wizard.build[1]
    os.kill(supervisor, signal.SIGKILL)
    assert wizard.end() == 0  # the status of the build, 137, was returned
