"""A build that runs, as values to show: what its events have said so far, and the lines that are waiting."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, replace
from pathlib import Path

from wizard.building.events import Begun, Estimate, Event, Finished, Line, Sample, Stage, Warned
from wizard.ground.steps import Step

WAITING = 200_000  # lines that wait to be shown; a log pane keeps no more of them
SAMPLES = 600  # of memory: ten minutes


class CancelledError(Exception):
    """The user ended the build."""


@dataclass(frozen=True, slots=True)
class Done:
    """A stage that has begun; `seconds` None: it runs. `began` in seconds since native-image began."""

    number: int
    name: str
    began: float
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Live:
    """What is known of a build. Bytes, seconds; processors in use as a number."""

    step: Step | None = None
    stages: tuple[Done, ...] = ()
    of: int = 8
    elapsed: float = 0.0
    left: float | None = None
    memory: tuple[int, ...] = ()
    processor: float = 0.0
    at: float = 0.0
    used: float | None = None
    warnings: tuple[str, ...] = ()
    finished: Finished | None = None
    log: Path | None = None  # of native-image

    def after(self, event: Event) -> Live:
        """With what the event says."""
        match event:
            case Begun():
                return replace(self, log=event.log, step=None)
            case Stage():
                return replace(self, stages=_staged(self.stages, event, self.elapsed), of=event.of, step=None)
            case Sample():
                return self._sampled(event)
            case Estimate():
                return replace(self, elapsed=event.elapsed, left=event.left)
            case Warned():
                return replace(self, warnings=(*self.warnings, event.text)[-1000:])
            case Step():
                return replace(self, step=event)
            case Finished():
                return replace(self, finished=event, left=None, log=event.log)
            case _:
                return self

    def _sampled(self, event: Sample) -> Live:
        passed = event.at - self.at
        used = (event.processor - self.processor) / passed if passed > 0.2 else self.used
        memory = (*self.memory, event.memory)[-SAMPLES:]
        return replace(self, memory=memory, processor=event.processor, at=event.at, used=used, elapsed=event.at)


def _staged(stages: tuple[Done, ...], event: Stage, now: float) -> tuple[Done, ...]:
    before = tuple(stage for stage in stages if stage.number != event.number)
    began = next((stage.began for stage in stages if stage.number == event.number), now)
    return (*before, Done(event.number, event.name, began, event.seconds))


class Collector:
    """A listener for a build's own thread. The app takes what has come, twenty times a second."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lines: deque[str] = deque(maxlen=WAITING)
        self._came = 0
        self._live = Live()
        self.cancelled = threading.Event()

    def __call__(self, event: Event) -> None:
        """CancelledError once the build was cancelled: native-image's whole process tree is ended then."""
        if self.cancelled.is_set() and not isinstance(event, Finished):
            raise CancelledError
        with self._lock:
            if isinstance(event, Line):
                self._lines.append(event.text)
                self._came += 1
            else:
                self._live = self._live.after(event)

    def take(self) -> tuple[list[str], int, Live]:
        """Lines since the last time, how many of them were lost before they were taken, and what is known."""
        with self._lock:
            lines, self._lines = self._lines, deque(maxlen=WAITING)
            lost, self._came = self._came - len(lines), 0
            return list(lines), lost, self._live

    @property
    def live(self) -> Live:
        """What is known, without taking lines."""
        return self._live
