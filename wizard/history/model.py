"""What is kept of a finished build. Sizes in bytes, times in seconds; everything can be written as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wizard.programs.model import PayloadPart
from wizard.reports.model import Attribution, Proof, RunsOn, Sizes

SCHEMA = 1

Answers = Mapping[str, str | tuple[str, ...]]


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
class Origin:
    """Where a build came from: what was typed after `graalpy-wizard`, in which folder. "" and (): not known."""

    typed: tuple[str, ...] = ()
    folder: str = ""
    program: str = ""
    profile: str = ""


@dataclass(frozen=True, slots=True)
class BuildResult:
    """One build that made an executable. `key` is the same for all builds of one thing.

    `code` is its exit code: 0, or 5 and 6 where the executable is there but breaks its budget or a promise.
    """

    id: str  # "" until it is stored
    finished: str  # UTC, "2026-11-24T09:15:42Z"
    key: str
    name: str  # of the program
    preset: str
    executable: str
    answers: Answers
    hashes: Mapping[str, str]  # SHA-256 of "executable", "payload", "own code"
    versions: Mapping[str, str]  # "wizard", "graalpy", "native-image", "java", "compiler", "python"
    requirements: Mapping[str, str]  # name -> version
    machine: Machine
    seconds: float  # of the whole build
    sizes: Sizes
    payload: tuple[PayloadPart, ...]
    runs_on: RunsOn | None
    engine: EngineRun | None
    code: int = 0
    options: tuple[str, ...] = ()  # keys of the catalogue's options that were set
    arguments: tuple[str, ...] = ()  # for native-image, without paths, memory and processors
    extra: tuple[str, ...] = ()  # raw ones among them
    asked: Answers = field(default_factory=dict)  # answers that something else was built for
    imports: tuple[str, ...] = ()  # modules that the program imports, and of the library those of its requirements
    origin: Origin = field(default_factory=Origin)
    attribution: Attribution | None = None  # the smallest leaves of each branch in one
    snapshot: str = ""  # what [snapshot] changed: "json, re", or "program" and the modules of the library
    schema: int = SCHEMA


@dataclass(frozen=True, slots=True)
class FailedBuild:
    """One build that made nothing. `code` is its exit code, `problems` are its lines."""

    id: str
    finished: str
    key: str
    name: str
    preset: str
    answers: Answers
    versions: Mapping[str, str]
    machine: Machine
    seconds: float
    code: int
    problems: tuple[str, ...]
    options: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()
    origin: Origin = field(default_factory=Origin)
    schema: int = SCHEMA


Record = BuildResult | FailedBuild


@dataclass(frozen=True, slots=True)
class Entry:
    """A build in a list: what can be shown without reading all of it. None: not known, or there is nothing."""

    id: str
    finished: str
    key: str
    name: str
    preset: str
    code: int
    graalpy: str
    wizard: str
    seconds: float
    here: bool  # built on this machine, not imported
    file: int | None = None  # bytes of the executable
    engine_size: int | None = None
    payload_size: int | None = None
    engine: str = ""  # its key; "" where there is none
    engine_new: bool = False
    kind: str = ""
    memory: int | None = None  # the builder's peak
    start: float | None = None  # wall seconds of print("hi")
    resident: int | None = None  # bytes of print("hi")

    @property
    def done(self) -> bool:
        """Whether there is an executable."""
        return self.file is not None


@dataclass(frozen=True, slots=True)
class Filter:
    """Which builds; "" and None let everything pass. Times are UTC as in `Entry.finished`; `until` is exclusive."""

    key: str = ""
    name: str = ""  # of the profile or program, a part of it
    preset: str = ""
    graalpy: str = ""  # "25.0.3" or its beginning, "25.0"
    wizard: str = ""
    since: str = ""
    until: str = ""
    done: bool | None = None
    here: bool | None = None
    limit: int | None = None  # only the newest
