"""`python -m tests.terminal.recording`: screenshots/journey.cast, the whole way as an asciicast (version 2).

The app runs on a pseudo-terminal of 100x30 and gets keys at a person's pace: the questions of a Python program, their
search and review, then the build of a jar, where native-image is replaced by one that prints the log of a real build,
twenty times as fast as it was. What the app writes is kept with its time.
"""

from __future__ import annotations

import fcntl
import json
import os
import pty
import select
import struct
import sys
import tempfile
import termios
import time
import zipfile
from pathlib import Path

from tests.tui.conftest import HELLO
from tests.tui.replay import replaying

FILE = Path(__file__).parents[2] / "screenshots/journey.cast"
WIDTH, HEIGHT = 100, 30
LONGEST_PAUSE = 1.5  # seconds between two frames in the recording
# What has to be on the screen, how long somebody looks at it, and the key that is pressed then.
STEPS = (
    ("hello.py", 1.5, "\r"), ("May the program use the network?", 2.5, "1"), ("network=none", 2.5, "/"),
    ("Search:", 1.0, "zlib"), ("decided by", 1.5, "\r"), ("compress", 2.0, "p"),
    ("Start the answers from", 2.0, "\x1b"), ("", 1.0, "r"), ("The same without the app", 3.0, "\x1b"),
    ("", 1.0, "\x1b"), ("In this folder", 1.0, "\x1b[B"), ("", 1.0, "\r"),
    ("The same without the app", 2.5, "b"), ("Performing analysis", 4.0, " "), ("held", 1.5, " "),
    ("Where it goes", 4.0, "q"),
)  # fmt: skip


class Recorder:
    """Reads all that is written, and keeps it with its time."""

    def __init__(self, main: int) -> None:
        self.main, self.began = main, time.monotonic()
        self.events: list[tuple[float, str]] = []
        self.half = b""

    def watch(self, seconds: float, until: str = "") -> bool:
        """Keep reading; True as soon as `until` was written since now."""
        end, seen = time.monotonic() + seconds, ""
        while (left := end - time.monotonic()) > 0:
            if not select.select([self.main], [], [], left)[0]:
                continue
            try:
                data = self.half + os.read(self.main, 1 << 16)
            except OSError:
                return False
            text = data.decode("utf-8", "ignore")
            self.half = data[len(text.encode()) :][:3]
            self.events.append((time.monotonic() - self.began, text))
            seen += text
            if until and until in seen:
                return True
        return False


def record(folder: Path) -> list[tuple[float, str]]:
    """The journey in `folder`, which is home and project at once."""
    project = folder / "hello"
    project.mkdir()
    (project / "hello.py").write_text(HELLO)
    with zipfile.ZipFile(project / "tool.jar", "w") as jar:
        jar.writestr("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\nMain-Class: Tool\n")
    toolchain = replaying(folder / "graalvm", speed=20)
    root = str(Path(__file__).parents[2])
    environ = {
        "HOME": str(folder), "PATH": os.environ["PATH"], "TERM": "xterm-256color", "COLORTERM": "truecolor",
        "LANG": "C.UTF-8", "PYTHONPATH": root, "GRAALVM_HOME": str(toolchain),
    }  # fmt: skip
    process, main = pty.fork()
    if process == 0:
        os.chdir(project)
        os.execvpe(sys.executable, [sys.executable, "-m", "wizard"], environ)
    fcntl.ioctl(main, termios.TIOCSWINSZ, struct.pack("HHHH", HEIGHT, WIDTH, 0, 0))
    recorder = Recorder(main)
    for expected, look, key in STEPS:
        if expected and not recorder.watch(60, expected):
            raise SystemExit(f"{expected!r} did not appear")
        recorder.watch(look)
        os.write(main, key.encode())
    recorder.watch(5)
    os.waitpid(process, 0)
    return recorder.events


def cast(events: list[tuple[float, str]]) -> str:
    """As asciinema reads it; long waits are cut."""
    header = {
        "version": 2,
        "width": WIDTH,
        "height": HEIGHT,
        "title": "graalpy-wizard",
        "env": {"TERM": "xterm-256color"},
    }
    rows, at, last = [json.dumps(header)], 0.0, 0.0
    for moment, text in events:
        at += min(moment - last, LONGEST_PAUSE)
        last = moment
        rows.append(json.dumps([round(at, 3), "o", text], ensure_ascii=False))
    return "\n".join(rows) + "\n"


def main() -> int:
    """Write it."""
    with tempfile.TemporaryDirectory(prefix="graalpy-wizard-") as name:
        events = record(Path(name))
    FILE.write_text(cast(events), encoding="utf-8")
    print(f"{FILE}: {len(events)} frames, {events[-1][0]:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
