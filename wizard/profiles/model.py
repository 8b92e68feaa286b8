"""The types of a profile. Everything here is data read from a file, validated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from pathlib import Path

Value = str | tuple[str, ...]  # an answer: one value, or the chosen ones of a set


@dataclass(frozen=True, slots=True)
class ProgramSection:
    """`[program]`: exactly one of entry, jar, class_path, maven, gradle may be given; "" and () are absent."""

    entry: str = ""
    jar: str = ""
    class_path: tuple[str, ...] = ()
    main_class: str = ""
    maven: str = ""
    gradle: str = ""
    requirements: tuple[str, ...] = ()
    requirements_file: str = ""
    indexes: tuple[str, ...] = ()  # other package indexes: needs consent
    data: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Budget:
    """`[budget]`: what is allowed. Sizes in bytes, times in seconds, shares as fractions (0.02 is 2 %)."""

    size: int | None = None
    growth: float | None = None  # of the size, against the last build of the same thing
    start: float | None = None  # wall time of print("hi")
    memory: int | None = None  # resident, of print("hi")
    warn: float | None = None  # a warning from this far below a limit

    def over(self, base: Budget) -> Budget:
        """What this one says, and what `base` says where it is silent."""
        mine = {f.name: value for f in fields(self) if (value := getattr(self, f.name)) is not None}
        return replace(base, **mine)


@dataclass(frozen=True, slots=True)
class Profile:
    """A graalpy-wizard.toml, or a preset (same format). Only what the file says; nothing is filled in."""

    path: Path | None = None  # None: made in memory
    schema: int = 1
    preset: str = ""
    sentence: str = ""  # presets: what it is for and what it costs, one sentence
    program: ProgramSection = field(default_factory=ProgramSection)
    answers: Mapping[str, Value] = field(default_factory=dict)
    graalpy: str = ""  # [toolchain]: versions only
    native_image: str = ""
    snapshot_kind: str = ""
    snapshot_modules: tuple[str, ...] | None = None
    extra: tuple[str, ...] = ()  # [options] raw native-image arguments
    output: str = ""  # a bare file name
    budget: Budget = field(default_factory=Budget)
    check_run: tuple[str, ...] = ()  # each a command line of arguments, split as a shell does
    check_imports: tuple[str, ...] = ()

    @property
    def folder(self) -> Path:
        """Where its relative paths start."""
        return self.path.parent if self.path else Path.cwd()

    @property
    def requirements_path(self) -> Path | None:
        """Its requirements file."""
        return self.folder / self.program.requirements_file if self.program.requirements_file else None


class Origin(StrEnum):
    """Where a value comes from, strongest first."""

    FLAG = "flag"
    ENVIRONMENT = "environment"
    PROFILE = "profile"
    PRESET = "preset"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Answer:
    """An effective answer. `detail` names the flag, the variable, the file and line, or the preset."""

    key: str
    value: Value
    origin: Origin
    detail: str = ""


Answers = Mapping[str, Answer]  # one for each question of the catalogue, in its order
