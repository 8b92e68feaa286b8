"""The values of a report: plain, so that they can be kept as JSON. Sizes in bytes, times in seconds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProofLine:
    """`promise` is "gone" (a built-in module), "fails" (an import), "works", "withheld", "started" (kept) or "runs"."""

    name: str
    promise: str
    kept: bool
    detail: str  # what was seen; foreign text


@dataclass(frozen=True, slots=True)
class Start:
    """`print("hi")`: medians of `runs` starts, wall time, processor time, and resident memory at its peak."""

    runs: int
    seconds: float
    processor: float
    memory: int


@dataclass(frozen=True, slots=True)
class Proof:
    """What an engine was seen to do. `start` is None where it did not start."""

    kept: bool
    lines: tuple[ProofLine, ...]
    start: Start | None

    @property
    def broken(self) -> tuple[ProofLine, ...]:
        """The promises that do not hold."""
        return tuple(line for line in self.lines if not line.kept)


@dataclass(frozen=True, slots=True)
class Section:
    """A section of an ELF file; `size` is what it takes of the file (nothing for .bss)."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class RunsOn:
    """Where an executable runs. "" and None: not known."""

    system: str  # "Linux"
    machine: str  # "x86-64"
    level: str  # "x86-64-v3", as native-image reported it
    glibc: str  # the least version that will do: "2.34"; "" where it needs none
    libraries: tuple[str, ...]  # "libc.so.6"
    pie: bool | None
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the executable file; all parts add up to the file."""

    name: str
    size: int
    group: str  # "engine" or "payload"


@dataclass(frozen=True, slots=True)
class Leaf:
    """`path`: from the file down, ("engine", "code", "GraalPy", "_ssl"). `estimated`: a guess, told as such."""

    path: tuple[str, ...]
    size: int
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Attribution:
    """Where a file's bytes go: the leaves of a tree, which add up to `size`.

    `detailed`: the engine's code and heap are known by class, as they are written down when it is built.
    """

    name: str
    size: int
    leaves: tuple[Leaf, ...]
    detailed: bool


@dataclass(frozen=True, slots=True)
class LargeFile:
    """A file of the payload: bytes it takes (compressed), bytes before."""

    name: str
    stored: int
    size: int


@dataclass(frozen=True, slots=True)
class Packed:
    """An executable that is packed. Both starts are of `print("hi")`, measured in turn."""

    method: str  # "zstd" or "deflate"
    plain: int  # bytes of the program that is unpacked at each start, and stays in memory
    loader: int  # bytes
    start: Start | None = None
    plain_start: Start | None = None
    why: str = ""  # why it is not zstd, as a clause


@dataclass(frozen=True, slots=True)
class Sizes:
    """`resources` are in the heap, as native-image counted them; None where it did not say."""

    file: int
    engine: int
    payload: int
    parts: tuple[Part, ...]
    largest: tuple[LargeFile, ...]  # ten at most
    resources: int | None = None
    resource_count: int | None = None
    reference: int | None = None  # the catalogue's ordinary GraalPy executable
    before: int | None = None  # the last build of the same thing
    packed: Packed | None = None  # the sizes above are those in the packed file

    @property
    def of_reference(self) -> float | None:
        """The file as a fraction of the reference."""
        return self.file / self.reference if self.reference else None

    @property
    def growth(self) -> float | None:
        """Against the last build: 0.02 is 2 % larger."""
        return self.file / self.before - 1 if self.before else None
