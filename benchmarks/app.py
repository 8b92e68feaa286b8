"""The app: first paint, keys while a build floods its log, and the log pane beside Textual's own."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import pty
import resource
import select
import struct
import sys
import tempfile
import termios
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.measuring import Row

if TYPE_CHECKING:
    from textual.widget import Widget

PAINTS = 7
KEYS = 40
RATE = 50_000  # lines a second of the flooding builder
LINES = 1_000_000
CHUNK = 200  # as the recipe that is measured beside it
LINE = (
    "com.oracle.svm.core.heap.Something: a line of a log that is as long as those of native-image may be, {:>9,} of it"
)
FLOOD = """
began = time.monotonic()
for number in range(60 * 100):
    os.write(1, ("".join("%9d of the flood, and some more text so that it is as long as a line of a log is\\\\n" % n
                         for n in range(number * {block}, (number + 1) * {block}))).encode())
    time.sleep(max(0.0, began + (number + 1) / 100 - time.monotonic()))
"""


@dataclass
class Terminal:
    """A pseudo-terminal with a process in it. What it writes is read all the time, as a terminal would."""

    main: int
    process: int
    seen: bytearray = field(default_factory=bytearray)

    def read(self, until: bytes, seconds: float) -> float | None:
        """Seconds until these bytes came; None: they did not. What came before is forgotten."""
        began = time.perf_counter()
        del self.seen[:]
        while (passed := time.perf_counter() - began) < seconds:
            if select.select([self.main], [], [], 0.01)[0]:
                self.seen += os.read(self.main, 1 << 16)
                if until in self.seen:
                    return time.perf_counter() - began
                del self.seen[: -(1 << 17)]
        del passed
        return None

    def press(self, key: bytes) -> None:
        """As a keyboard."""
        os.write(self.main, key)


@contextlib.contextmanager
def app_in(folder: Path, environ: dict[str, str]) -> Iterator[Terminal]:
    """`graalpy-wizard` on a terminal of 120x36."""
    process, main = pty.fork()
    if process == 0:
        os.chdir(folder)
        os.execvpe(sys.executable, [sys.executable, "-m", "wizard"], environ)
    fcntl.ioctl(main, termios.TIOCSWINSZ, struct.pack("HHHH", 36, 120, 0, 0))
    try:
        yield Terminal(main, process)
    finally:
        with contextlib.suppress(OSError):
            os.kill(process, 15)
            time.sleep(0.2)
        _reap(main, process)


def _reap(main: int, process: int) -> None:
    """Read what it still writes, or it could not end."""
    end = time.monotonic() + 15
    while os.waitpid(process, os.WNOHANG)[0] == 0 and time.monotonic() < end:
        with contextlib.suppress(OSError):
            if select.select([main], [], [], 0.05)[0]:
                os.read(main, 1 << 16)
    os.close(main)


def rows() -> list[Row]:
    """All of it."""
    with tempfile.TemporaryDirectory(prefix="graalpy-wizard-bench-") as name:
        folder = Path(name)
        return [_first_paint(folder), *_keys(folder), *_log()]


def _environment(folder: Path) -> dict[str, str]:
    root = str(Path(__file__).parents[1])
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("GRAALPY_WIZARD", "NO_COLOR"))}
    own = {"HOME": str(folder), "TERM": "xterm-256color", "LANG": "C.UTF-8", "PYTHONPATH": root}
    for place in ("CACHE", "CONFIG", "STATE", "DATA"):
        own[f"XDG_{place}_HOME"] = str(folder / place.lower())
    return {**kept, **own}


def _first_paint(folder: Path) -> Row:
    """From the start of the process to the list of what is here, home and caches empty."""
    project = folder / "project"
    project.mkdir()
    (project / "hello.py").write_text("print('hi')\n")
    times = []
    for _ in range(PAINTS):
        with app_in(project, _environment(folder)) as terminal:
            times.append(terminal.read(b"In this folder", 20.0) or 20.0)
    value = median(times)
    detail = f"process start to the first screen on a pseudo-terminal, median of {PAINTS}, worst {max(times):.2f} s"
    return Row("app: first paint", "≤ 1.0 s", f"{value:.2f} s", value <= 1.0, detail)


def _keys(folder: Path) -> list[Row]:
    """Space holds and follows the log; its title says so. Beside it the same with a log that is silent."""
    flood = FLOOD.format(block=RATE // 100).replace("\\\\", "\\")
    quiet = _pressed(folder / "quiet", _environment(folder), "print('of the flood', flush=True); time.sleep(60)")
    times = _pressed(folder / "loud", _environment(folder), flood)
    if not times or not quiet:
        return [Row("app: a key under a flooding log", "≤ 100 ms", "–", None, "the app did not start")]
    worst, middle = max(times), median(times)
    detail = (
        f"{RATE:,} lines/s from native-image's place; key to changed title, worst of {KEYS}, median "
        f"{middle * 1000:.0f} ms; with a silent log {max(quiet) * 1000:.0f} and {median(quiet) * 1000:.0f} ms"
    )
    return [Row("app: a key under a flooding log", "≤ 100 ms", f"{worst * 1000:.0f} ms", worst <= 0.1, detail)]


def _pressed(folder: Path, environ: dict[str, str], more: str) -> list[float]:
    """Seconds for each key; [] where the app did not start."""
    import zipfile

    from tests.tui.replay import replaying

    folder.mkdir()
    with zipfile.ZipFile(folder / "tool.jar", "w") as jar:
        jar.writestr("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\nMain-Class: Tool\n")
    home = replaying(folder / "graalvm", more=more)
    times = []
    with app_in(folder, {**environ, "GRAALVM_HOME": str(home)}) as terminal:
        if terminal.read(b"tool.jar", 20.0) is None:
            return []
        time.sleep(0.5)
        terminal.press(b"b")
        terminal.read(b"of the flood", 30.0)
        terminal.read(b"nothing ends this", 2.0)
        for number in range(KEYS):
            terminal.press(b" ")
            times.append(terminal.read(b"held" if number % 2 == 0 else b"following", 5.0) or 5.0)
            terminal.read(b"nothing ends this", 0.1)
    return times


def _log() -> list[Row]:
    """Both panes in the same process, one after the other; the recipe beside it is Textual's Log, 200 lines at once."""
    from textual.widgets import Log

    from wizard.tui.widgets.log_view import LogView

    def ours(widget: Widget, lines: list[str]) -> None:
        assert isinstance(widget, LogView)
        widget.add(lines)

    def theirs(widget: Widget, lines: list[str]) -> None:
        assert isinstance(widget, Log)
        widget.write_lines(lines)

    idle = asyncio.run(_idle())
    mine = asyncio.run(_fed(LogView(), ours, LINES))
    beside = asyncio.run(_fed(Log(max_lines=200_000), theirs, LINES // 10))
    detail = f"{LINES:,} lines of 125 characters, {CHUNK} at once; Textual's Log beside it {beside.rate:,.0f} lines/s"
    return [
        Row("app: log pane", "≥ 90,000 lines/s", f"{mine.rate:,.0f}", mine.rate >= 90_000, detail),
        Row("app: log pane's longest stall", "≤ 100 ms", f"{mine.stall * 1000:.0f} ms", mine.stall <= 0.1,
            f"in the same run; Textual's Log {beside.stall * 1000:.0f} ms; an empty loop {idle * 1000:.0f} ms"),
        Row("app: log pane's memory beyond its cap", "flat", f"{mine.growth / 1e6:+.1f} MB", mine.growth < 5e6,
            f"from line 300,000 to line {LINES:,}"),
    ]  # fmt: skip


@dataclass(frozen=True)
class Fed:
    """Lines a second, longest time between two turns of the event loop, bytes more after the cap was reached."""

    rate: float
    stall: float
    growth: int


async def _fed(widget: Widget, add: object, count: int) -> Fed:
    from textual.app import App, ComposeResult

    class Bench(App[None]):
        def compose(self) -> ComposeResult:
            yield widget

    async with Bench().run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        stall, full, began = 0.0, 0, time.perf_counter()
        last = began
        for start in range(0, count, CHUNK):
            add(widget, [LINE.format(number) for number in range(start, start + CHUNK)])  # type: ignore[operator]
            await asyncio.sleep(0)
            now = time.perf_counter()
            stall, last = max(stall, now - last), now
            if start == 300_000:
                full = _resident()
        rate = count / (time.perf_counter() - began)
        return Fed(rate, stall, _resident() - full if full else 0)


async def _idle(seconds: float = 5.0) -> float:
    """The longest time between two turns of a loop that does nothing: what the machine itself adds."""
    stall, last = 0.0, time.perf_counter()
    end = last + seconds
    while last < end:
        await asyncio.sleep(0)
        now = time.perf_counter()
        stall, last = max(stall, now - last), now
    return stall


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()
