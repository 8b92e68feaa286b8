"""The types of a program and its payload. Paths inside the payload use "/"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Kind(StrEnum):
    """How a program is named."""

    FILE = "file"  # hello.py
    FOLDER = "folder"  # a folder with __main__.py
    MODULE = "module"  # "pkg.cli"
    FUNCTION = "function"  # "pkg.cli:main"
    DISTRIBUTION = "distribution"  # --from black==25.1
    PROJECT = "project"  # build . with a pyproject.toml
    JAR = "jar"  # build X.jar: no engine, no payload


@dataclass(frozen=True, slots=True)
class Target:
    """A program that was found, before its files are read. `root` becomes app/ in the payload."""

    kind: Kind
    name: str  # of the executable
    root: Path
    folder: Path  # the project: nothing outside it goes in
    main: Path | None = None  # the file that is started; None: a function, whose shim is made
    module: str = ""  # "pkg.cli"
    function: str = ""  # "main", or "Class.method"
    requirements: tuple[str, ...] = ()
    requires_python: str = ""
    script: str = ""  # distribution: the console script that was asked for
    distribution: str = ""  # project: its name in the metadata
    version: str = ""
    scripts: tuple[tuple[str, str], ...] = ()  # project: all its console scripts


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of the program: where it lies, and where it goes in the payload ("app/hello.py")."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class Program:
    """A program that was found and read, before its requirements are resolved."""

    kind: Kind
    name: str  # of the executable, if nobody says otherwise
    main: str  # path in the payload that is evaluated: "app/hello.py"
    package: str  # value of __package__ for a module start; "" for a file
    files: tuple[SourceFile, ...]
    made: Mapping[str, bytes]  # files that exist nowhere else, such as the shim that calls pkg.cli:main
    requirements: tuple[str, ...]
    folder: Path  # relative data and the lock file belong here
    requires_python: str = ""
    script: str = ""  # distribution: the console script that was asked for

    @property
    def first(self) -> str:
        """The folder of the payload that is first on sys.path: the main file's, or that of its package."""
        return "app" if self.package else self.main.rpartition("/")[0]


@dataclass(frozen=True, slots=True)
class Import:
    """An import statement. `guarded`: inside a `try` that catches ImportError, or a function body."""

    module: str
    file: Path
    line: int
    guarded: bool
    conditional: bool = False  # below an `if`, in a loop, or a call: it may never run


@dataclass(frozen=True, slots=True)
class Wheel:
    """A pure wheel that was resolved."""

    name: str
    version: str
    file: Path
    sha256: str


@dataclass(frozen=True, slots=True)
class PayloadPart:
    """Compressed bytes of one origin: "library", "own code", or a requirement's name."""

    origin: str
    files: int
    stored: int  # bytes in the zip, headers included
    size: int  # bytes before compression


@dataclass(frozen=True, slots=True)
class Payload:
    """A finished payload zip (its trailer is written when it is joined to an engine)."""

    path: Path
    size: int
    sha256: str
    parts: tuple[PayloadPart, ...]
    manifest: Mapping[str, object]
