"""What people see while they wait."""

from __future__ import annotations

import io
import os
import pty
import re
import struct
from pathlib import Path

import pytest

from wizard.building.events import Estimate, Event, Finished, Line, Sample, Stage, Warned
from wizard.building.progress import (
    HEARTBEAT,
    PlainProgress,
    Progress,
    TerminalProgress,
    amount,
    duration,
    left_text,
    listener_for,
    wants_colour,
)
from wizard.ground.steps import Step

LOG = Path("build.log")
BUILD: list[Event] = [
    Step("download", "jars", 5_000_000, 10_000_000),
    Step("download", "jars", 9_000_000, 10_000_000),
    Stage(1, 8, "Initializing"),
    Line("text of native-image"),
    Sample(1.0, 2_500_000_000, 3.0),
    Estimate(61.0, 200.0),
    Stage(1, 8, "Initializing", 15.4, 270_000_000),
    Warned("Warning: old\x1b[31m"),
    Finished(0, 633.0, 11_800_000_000, LOG),
]


class Clock:
    """A clock that goes when it is told to."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


class Stream(io.TextIOWrapper):
    """A stream of an encoding, which says that it is a terminal or not."""

    def __init__(self, encoding: str = "utf-8", *, terminal: bool = False) -> None:
        self.bytes = io.BytesIO()
        self.terminal = terminal
        super().__init__(self.bytes, encoding=encoding)

    def isatty(self) -> bool:
        return self.terminal

    def text(self) -> str:
        """All that was written."""
        self.flush()
        return self.bytes.getvalue().decode(self.encoding)


def test_lines_in_a_pipe() -> None:
    stream = Stream("ascii")
    listener = listener_for(stream, environment={"TERM": "xterm"})
    for event in BUILD:
        listener(event)
    assert stream.text().splitlines() == [
        "download jars",
        "stage 1 of 8: Initializing",
        "stage 1 of 8: Initializing took 15 s, 270 MB of heap",
        "Warning: old",
        "native-image is done after 10 min 33 s, 11.8 GB of memory at its peak",
    ]


def test_a_heartbeat_in_a_pipe() -> None:
    stream, clock = Stream(), Clock()
    listener = PlainProgress(stream, clock)
    listener(Stage(2, 8, "Performing analysis"))
    for second in range(200):
        clock.now = float(second)
        listener(Sample(clock.now, 3_000_000_000, 1.0))
        listener(Estimate(clock.now, 100.0))
    lines = stream.text().splitlines()
    assert len(lines) == 1 + int(200 / HEARTBEAT)
    assert (
        lines[1]
        == "stage 2 of 8: Performing analysis, 1 min 00 s, about 1 min 40 s left, 3.0 GB, silent for 1 min 00 s"
    )


def test_one_line_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    stream, clock = Stream(terminal=True), Clock()
    with TerminalProgress(stream, colour=False, clock=clock) as listener:
        for event in BUILD[:-1]:
            clock.now += 1
            listener(event)
    text = stream.text()
    assert "\n" not in text
    assert text.endswith("\r\x1b[K")
    drawn = [part.removesuffix("\x1b[K") for part in text.split("\r")]
    assert "download jars 5 MB of 10 MB" in drawn[1]
    assert drawn[-2].endswith("stage 1 of 8: Initializing, 1 min 01 s, about 3 min 20 s left, 2.5 GB")
    assert all(len(part) < 80 for part in drawn)


def test_the_end_stays_on_the_terminal() -> None:
    stream = Stream(terminal=True)
    listener = TerminalProgress(stream, colour=False)
    for event in BUILD:
        listener(event)
    listener.close()
    assert stream.text().endswith("\r\x1b[Knative-image is done after 10 min 33 s, 11.8 GB of memory at its peak\n")


def test_silence_is_told() -> None:
    stream, clock = Stream(terminal=True), Clock()
    listener = TerminalProgress(stream, clock=clock)
    listener(Stage(2, 8, "Performing analysis"))
    clock.now = 40
    listener(Sample(40, 1000, 1))
    assert "silent for 40 s" in stream.text()


def test_a_flood_is_not_drawn() -> None:
    stream, clock = Stream(terminal=True), Clock()
    listener = TerminalProgress(stream, clock=clock)
    for _ in range(10_000):
        clock.now += 0.0001
        listener(Line("x"))
    assert stream.text().count("\r") <= 12


def test_the_line_is_cut_to_the_terminals_width() -> None:
    import fcntl
    import termios

    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 30, 0, 0))
    with os.fdopen(slave, "w", encoding="utf-8") as stream:
        listener = listener_for(stream, environment={"TERM": "xterm", "NO_COLOR": "1"})
        assert isinstance(listener, TerminalProgress)
        listener(Step("download", "ü中" * 50))
        shown = re.sub(r"\x1b\[K|\r", "", os.read(master, 1000).decode())
    os.close(master)
    assert shown.endswith("…")
    assert 20 < sum(2 if c == "中" else 1 for c in shown) < 30


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_glyphs_that_the_encoding_lacks(encoding: str) -> None:
    stream = Stream(encoding, terminal=True)
    TerminalProgress(stream, colour=False)(Step("download", "中…" * 90))
    assert stream.text().isascii()
    assert "~" in stream.text()


def test_foreign_text_is_harmless() -> None:
    for listener_of in (PlainProgress, TerminalProgress):
        stream = Stream(terminal=True)
        listener_of(stream)(Stage(1, 8, "a\x1b]52;c;eA==\x07\x1b[2J\u202eb\n"))
        assert "ab" in stream.text()
        assert "52" not in stream.text()
        assert "\x1b[2J" not in stream.text()


@pytest.mark.parametrize(
    ("terminal", "environment", "quiet", "wanted"),
    [
        (True, {"TERM": "xterm"}, False, TerminalProgress),
        (True, {"TERM": "dumb"}, False, PlainProgress),
        (True, {"TERM": "xterm", "CI": "true"}, False, PlainProgress),
        (False, {"TERM": "xterm"}, False, PlainProgress),
        (True, {"TERM": "xterm"}, True, Progress),
    ],
)
def test_what_fits(terminal: bool, environment: dict[str, str], quiet: bool, wanted: type[Progress]) -> None:
    stream = Stream(terminal=terminal)
    listener = listener_for(stream, quiet=quiet, environment=environment)
    assert type(listener) is wanted
    if quiet:
        for event in BUILD:
            listener(event)
        assert not stream.text()


def test_colour() -> None:
    terminal, pipe = Stream(terminal=True), Stream()
    assert wants_colour(terminal, {"TERM": "xterm"})
    assert not wants_colour(terminal, {"TERM": "dumb"})
    assert not wants_colour(pipe, {"TERM": "xterm"})
    assert wants_colour(pipe, {"FORCE_COLOR": "1"})
    assert not wants_colour(pipe, {"FORCE_COLOR": "0"})
    assert not wants_colour(terminal, {"TERM": "xterm", "FORCE_COLOR": "1", "NO_COLOR": "1"})


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0 s"), (59.4, "59 s"), (59.6, "1 min 00 s"), (633, "10 min 33 s"), (7500, "2 h 05 min")]
)
def test_durations(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_amounts_and_what_is_left() -> None:
    assert [amount(n) for n in (512_000, 84_000_000, 11_800_000_000)] == ["512 kB", "84 MB", "11.8 GB"]
    assert [left_text(s) for s in (1, 12, 203)] == ["nearly done", "about 12 s left", "about 3 min 20 s left"]
