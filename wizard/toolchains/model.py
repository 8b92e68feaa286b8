"""The types of a toolchain."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Toolchain:
    """A GraalVM home that was judged usable. `fingerprint` changes when its builder changes."""

    home: Path
    native_image: Path  # the command
    java: Path
    javac: Path
    version: str  # of GraalVM's native-image: "25.0.4"
    java_version: str  # "25.0.3"
    edition: str  # "GraalVM CE", "Oracle GraalVM", "Mandrel", "Liberica NIK", "kit"
    origin: str  # where it was found: "--toolchain", "GRAALVM_HOME", "PATH", "own store"
    fingerprint: str
    has_truffle: bool = True  # macro truffle-svm is there: GraalPy can be built


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that was looked at. Exactly one of `toolchain` and `refused` says something."""

    home: Path
    origin: str
    toolchain: Toolchain | None = None
    refused: str = ""  # why it is not taken, one clause


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a toolchain has to offer. Empty: anything."""

    builder: str = ""  # "25.0": what the GraalPy version needs
    native_image: str = ""  # the profile's [toolchain] native_image
    truffle: bool = True
