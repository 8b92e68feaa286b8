"""Listeners for people, on standard error: one line that updates on a terminal, plain lines elsewhere."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping
from typing import Self, TextIO

from wizard.building.events import Estimate, Event, Finished, Line, Sample, Stage, Warned
from wizard.ground.columns import cut
from wizard.ground.foreign import plain
from wizard.ground.steps import Step

REDRAW = 0.1  # seconds between two redraws at most: a flood of lines costs nothing
HEARTBEAT = 60.0  # seconds between two lines in a pipe
SILENT = 15.0  # seconds without a line before the terminal's line says so
SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
ASCII_SPINNER = "|/-\\"


class Progress:
    """Shows nothing; what all listeners for people have in common."""

    def __call__(self, event: Event) -> None:
        """A listener."""
        del event

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Leave the stream in column one."""


def listener_for(
    stream: TextIO | None = None, *, quiet: bool = False, environment: Mapping[str, str] | None = None
) -> Progress:
    """What fits `stream` (standard error): nothing when quiet, one line on a terminal, lines in a pipe or in CI.

    `with listener_for() as listener:` leaves the terminal as it was, whatever happens.
    """
    stream = sys.stderr if stream is None else stream
    environment = os.environ if environment is None else environment
    if quiet:
        return Progress()
    dumb = environment.get("TERM", "dumb") in {"", "dumb", "unknown"}
    if not stream.isatty() or dumb or environment.get("CI", "").lower() not in {"", "0", "false"}:
        return PlainProgress(stream)
    return TerminalProgress(stream, colour=wants_colour(stream, environment))


def wants_colour(stream: TextIO, environment: Mapping[str, str] | None = None) -> bool:
    """NO_COLOR wins over FORCE_COLOR, which wins over what the stream is."""
    environment = os.environ if environment is None else environment
    if environment.get("NO_COLOR"):
        return False
    forced = environment.get("FORCE_COLOR", "")
    return forced not in {"", "0", "false"} or (stream.isatty() and environment.get("TERM", "dumb") != "dumb")


def duration(seconds: float) -> str:
    """`7 s`, `1 min 03 s`, `2 h 05 min`."""
    whole = int(seconds + 0.5)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02} min"


def amount(size: int) -> str:
    """`512 kB`, `84 MB`, `11.8 GB`, decimal."""
    if size >= 10**9:
        return f"{size / 10**9:.1f} GB"
    return f"{size / 10**6:.0f} MB" if size >= 10**6 else f"{size / 1000:.0f} kB"


def step_text(step: Step) -> str:
    """`download graalpy.jar 12 MB of 80 MB`."""
    text = f"{step.name} {step.detail}".rstrip()
    if step.done is None:
        return text
    in_bytes = max(step.done, step.total or 0) >= 10_000  # items are never that many
    show: Callable[[int], str] = amount if in_bytes else str
    return f"{text} {show(step.done)}" + (f" of {show(step.total)}" if step.total else "")


class State:
    """What is known of the build so far; `line` says it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.stage: Stage | None = None
        self.step: Step | None = None
        self.estimate = Estimate(0.0, None)
        self.memory = 0
        self.last_line = clock()

    def take(self, event: Event) -> None:
        """Remember what the event says."""
        match event:
            case Line():
                self.last_line = self.clock()
            case Stage():
                self.stage, self.step = event, None
            case Step():
                self.step, self.stage = event, None
            case Estimate():
                self.estimate = event
            case Sample():
                self.memory = event.memory
            case _:
                pass

    def line(self) -> str:
        """What is being done, for how long, how much is left, in how much memory, and whether it is silent."""
        if self.step is not None:
            return plain(step_text(self.step))
        parts = [stage_text(self.stage) if self.stage else "native-image starts", duration(self.estimate.elapsed)]
        if self.estimate.left is not None:
            parts.append(left_text(self.estimate.left))
        if self.memory:
            parts.append(amount(self.memory))
        silent = self.clock() - self.last_line
        if silent >= SILENT:
            parts.append(f"silent for {duration(silent)}")
        return plain(", ".join(parts))


def stage_text(stage: Stage) -> str:
    """`stage 2 of 8: Performing analysis`."""
    return f"stage {stage.number} of {stage.of}" + (f": {stage.name}" if stage.name else "")


def left_text(left: float) -> str:
    """`about 3 min 20 s left`; to ten seconds, as more would be a lie."""
    if left < 5:
        return "nearly done"
    return f"about {duration(left if left < 20 else round(left, -1))} left"


class PlainProgress(Progress):
    """A line for each step and stage, and a heartbeat each minute."""

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self.stream, self.state, self.clock = stream, State(clock), clock
        self.spoke = clock()
        self.steps: tuple[str, str] = ("", "")

    def __call__(self, event: Event) -> None:
        """A listener."""
        self.state.take(event)
        match event:
            case Stage():
                self._say(plain(f"{stage_text(event)}{_ended(event)}"))
            case Warned():
                self._say(plain(event.text))
            case Step() if (event.name, event.detail) != self.steps:
                self.steps = (event.name, event.detail)
                self._say(plain(f"{event.name} {event.detail}".rstrip()))
            case Estimate() | Step() if self.clock() - self.spoke >= HEARTBEAT:
                self._say(self.state.line())
            case Finished():
                self._say(_finished(event))
            case _:
                pass

    def _say(self, text: str) -> None:
        self.spoke = self.clock()
        self.stream.write(text + "\n")
        self.stream.flush()


class TerminalProgress(Progress):
    """One line, drawn over itself; warnings and finished stages are not kept, the log has them.

    `close` (or the Finished event) clears it, so that what follows starts in column one.
    """

    def __init__(self, stream: TextIO, *, colour: bool = True, clock: Callable[[], float] = time.monotonic) -> None:
        self.stream, self.colour, self.clock = stream, colour, clock
        self.state = State(clock)
        self.drawn = -1.0
        self.turn = 0
        self.shown = False
        self.spinner = SPINNER if _encodes(stream, SPINNER) else ASCII_SPINNER

    def __call__(self, event: Event) -> None:
        """A listener."""
        self.state.take(event)
        if isinstance(event, Finished):
            self.close()
            self.stream.write(_finished(event) + "\n")
            self.stream.flush()
            return
        now = self.clock()
        if now - self.drawn >= REDRAW or isinstance(event, Stage):
            self.drawn = now
            self._draw()

    def close(self) -> None:
        """Clear the line."""
        if self.shown:
            self.stream.write("\r\x1b[K")
            self.stream.flush()
            self.shown = False

    def _draw(self) -> None:
        self.turn = (self.turn + 1) % len(self.spinner)
        width = _width(self.stream)
        text = cut(self.state.line(), max(width - 3, 1), "…" if self.spinner == SPINNER else "~")
        text = text.encode(self.stream.encoding or "ascii", "replace").decode(self.stream.encoding or "ascii")
        sign = self.spinner[self.turn]
        if self.colour:
            sign = f"\x1b[36m{sign}\x1b[0m"
        self.stream.write(f"\r{sign} {text}\x1b[K")
        self.stream.flush()
        self.shown = True


def _ended(stage: Stage) -> str:
    if stage.seconds is None:
        return ""
    memory = f", {amount(stage.memory)} of heap" if stage.memory else ""
    return f" took {duration(stage.seconds)}{memory}"


def _finished(event: Finished) -> str:
    how = "native-image is done" if event.status == 0 else f"native-image ended with status {event.status}"
    return f"{how} after {duration(event.seconds)}, {amount(event.peak_memory)} of memory at its peak"


def _width(stream: TextIO) -> int:
    """Of the stream's own terminal: standard output may be a pipe."""
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except (OSError, ValueError):
        return 80


def _encodes(stream: TextIO, text: str) -> bool:
    try:
        text.encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
