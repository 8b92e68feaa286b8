"""What happens during a build, as values. Seconds since the build began, bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from wizard.ground.steps import Step


@dataclass(frozen=True, slots=True)
class Begun:
    """native-image was started; its output goes to `log`."""

    log: Path


@dataclass(frozen=True, slots=True)
class Line:
    """A line of native-image, raw: foreign text."""

    text: str


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage began (`seconds` None) or ended."""

    number: int
    of: int
    name: str
    seconds: float | None = None
    memory: int | None = None  # the builder's heap in use


@dataclass(frozen=True, slots=True)
class Warned:
    """native-image printed a warning: foreign text."""

    text: str


@dataclass(frozen=True, slots=True)
class Sample:
    """Memory (resident bytes) and processor seconds of the whole process tree."""

    at: float
    memory: int
    processor: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """Seconds passed and seconds that are probably left (None: unknown)."""

    elapsed: float
    left: float | None


@dataclass(frozen=True, slots=True)
class Finished:
    """native-image ended."""

    status: int
    seconds: float
    peak_memory: int
    log: Path


Event = Begun | Line | Stage | Warned | Sample | Estimate | Step | Finished
Listener = Callable[[Event], None]


def ignore(event: Event) -> None:
    """A listener that does nothing."""
    del event
