"""What is kept of a finished build. Sizes in bytes, times in seconds; everything can be written as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wizard.programs.model import PayloadPart
from wizard.reports.model import Proof, RunsOn, Sizes

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Machine:
    """Where it was built; no name of the machine or its user."""

    system: str  # "Linux 6.1"
    machine: str  # "x86_64"
    processors: int
    memory: int


@dataclass(frozen=True, slots=True)
class EngineRun:
    """How the engine was made. `kind`: "jit", "no-jit", "java"."""

    key: str
    new: bool  # built for this build, not found in the cache
    kind: str
    command: tuple[str, ...]  # the exact native-image command
    seconds: float
    stages: tuple[float, ...]  # seconds of the eight stages
    peak_memory: int
    proof: Proof | None = None


@dataclass(frozen=True, slots=True)
class BuildResult:
    """One finished build. `key` is the same for all builds of one thing."""

    id: str  # "" until it is stored
    finished: str  # UTC, "2026-11-24T09:15:42Z"
    key: str
    name: str  # of the profile's file, or of the program
    preset: str
    executable: str
    answers: Mapping[str, str | tuple[str, ...]]
    hashes: Mapping[str, str]  # SHA-256 of "executable", "payload"
    versions: Mapping[str, str]  # "wizard", "graalpy", "native-image", "java", "compiler", "python"
    requirements: Mapping[str, str]  # name -> version
    machine: Machine
    seconds: float  # of the whole build
    sizes: Sizes
    payload: tuple[PayloadPart, ...]
    runs_on: RunsOn | None
    engine: EngineRun | None
    schema: int = SCHEMA
