"""The types of a plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wizard.catalogue.model import GraalPyVersion, Jar, Option, WayOut
from wizard.ground.problems import Problem
from wizard.profiles.model import Answer, Answers, Value


@dataclass(frozen=True, slots=True)
class Chosen:
    """An option that is set, and why: each reason is a sentence that names the answer or rule."""

    option: Option
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BrokenImport:
    """A module that cannot be imported with these answers, and the option that takes it away."""

    module: str
    option: str
    answers: tuple[str, ...]  # "network = none"; () where no answer could keep it
    how: str = ""
    ways_out: tuple[WayOut, ...] = ()  # answers that keep it, one for each that breaks it; () where none can


@dataclass(frozen=True, slots=True)
class Derived:
    """An answer that another one changed, or that this version cannot build yet."""

    key: str
    asked: Answer
    value: Value
    by: str  # "network = none", or "" where it falls back
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """All that answers decide: what the engine is made of and what the payload leaves out."""

    version: GraalPyVersion
    answers: Answers  # effective, implied ones and fallbacks included
    chosen: tuple[Chosen, ...]
    arguments: tuple[str, ...]  # for native-image, without class path, paths, memory and processors
    settings: Mapping[str, str]  # for the launcher, as -Dgraalpy.wizard.KEY=VALUE (already in `arguments`)
    jars: tuple[Jar, ...]  # class path of the engine, in order
    library_excludes: tuple[str, ...]  # globs below lib/python3.X
    broken: Mapping[str, BrokenImport]
    removed: tuple[str, ...]  # built-in modules that must be gone (the proof looks)
    kept: tuple[str, ...]  # modules that must import (the proof looks)
    notices: tuple[Problem, ...]  # warnings: falls back, does nothing, raw arguments
    derived: tuple[Derived, ...] = ()
    extra: tuple[str, ...] = ()  # the profile's raw arguments (already in `arguments`)
    native: tuple[str, ...] = ()  # globs of the shared libraries in the payload
    cuts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # artifact id of a jar -> globs left out of it
    snapshot_modules: tuple[str, ...] = ()  # of the library, imported while the engine is built
    snapshot_program: bool = False  # so are requirements and the program's own modules

    @property
    def jit(self) -> bool:
        """Whether hot code is compiled at run time."""
        return self.answers["jit"].value == "on"

    @property
    def bytecode(self) -> bool:
        """Whether the payload holds compiled modules beside their sources."""
        return self.answers["startup"].value != "plain"

    @property
    def preinitialised(self) -> bool:
        """Whether the engine holds an interpreter that has already started."""
        return self.answers["startup"].value in ("preinitialised", "snapshot")

    @property
    def snapshot(self) -> bool:
        """Whether that interpreter has already imported modules of the library."""
        return self.answers["startup"].value == "snapshot"


@dataclass(frozen=True, slots=True)
class BuildResources:
    """Memory in bytes, for the builder; None leaves the choice to native-image."""

    xms: int | None = None
    xmx: int | None = None
    parallelism: int | None = None
