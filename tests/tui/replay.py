"""A native-image that is not: it prints the log of a real build again, in its pace or faster, and copies `true`."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.toolchains.conftest import graalvm

LOGS = Path(__file__).parents[1] / "data" / "logs"

SCRIPT = """\
#!{python} -S
import os, re, shutil, sys, time
words = sys.argv[1:]
if "--version" in words:
    print({version!r})
    sys.exit(0)
for line in open({log!r}, encoding="utf-8"):
    beginning = re.match(r"(\\[\\d/8\\] [A-Z][a-z ]+\\.\\.\\.)(.*\\((\\d+\\.\\d)s @.*)", line)
    if beginning:
        sys.stdout.write(beginning[1])
        sys.stdout.flush()
        time.sleep(float(beginning[3]) / {speed})
        line = beginning[2] + "\\n"
    sys.stdout.write(line)
    sys.stdout.flush()
for number in range({flood}):
    print("flood", number, "x" * 100)
{more}
if {status} == 0:
    shutil.copy("/bin/true", words[words.index("-o") + 1])
    for word in words:
        if word.startswith("-H:BuildOutputJSONFile="):
            shutil.copy({figures!r}, word.partition("=")[2])
sys.exit({status})
"""


def replaying(
    home: Path, *, log: str = "small3", speed: float = 1000.0, status: int = 0, flood: int = 0, more: str = ""
) -> Path:
    """A home whose native-image replays `log`; `speed` 10: ten times as fast as it was; `more`: Python to run."""
    if not home.exists():
        graalvm(home, "25.0.4")
    command = home / "bin/native-image"
    version = "native-image 25.0.3 2026-04-21\nGraalVM Runtime Environment GraalVM CE 25.0.4+9.1 (build x)"
    log_file = LOGS / f"{log}.log"
    figures = LOGS / "small3.json"
    command.write_text(
        SCRIPT.format(
            python=sys.executable, version=version, log=str(log_file), figures=str(figures), speed=speed, status=status,
            flood=flood, more=more,
        )
    )  # fmt: skip
    return home


def held_by(gate: Path) -> str:
    """For `more`: it goes on when the file `gate` is there."""
    return f"while not os.path.exists({str(gate)!r}): time.sleep(0.05)"


def endless(pid: Path) -> str:
    """For `more`: it says its process number in the file `pid`, and ends when it is ended."""
    return f"open({str(pid)!r}, 'w').write(str(os.getpid())); time.sleep(600)"
