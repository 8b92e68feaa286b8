"""A finished build in a few sentences and rows. Plain data; the command line and the app draw it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from wizard.history.model import BuildResult
from wizard.reports.model import Packed, Part, Sizes

CHANGES = 3  # of the largest differences to the last build
NAMES = {"heap": "image heap", "code": "machine code", "other": "rest of the engine"}


@dataclass(frozen=True, slots=True)
class Row:
    """A part of the file and its share of it; `change` against the last build, None where there is no such part."""

    name: str
    group: str
    size: int
    share: float
    change: int | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """`size` is the first line of a report, `why` the second."""

    size: str
    why: str
    rows: tuple[Row, ...]
    change: str  # against the last build, "" without one
    packed: str = ""  # what packing saved and costs, "" where the file is plain


def summary(result: BuildResult, before: BuildResult | None = None) -> Summary:
    """`before`: the last build of the same thing."""
    sizes = result.sizes
    old = {part.name: part.size for part in before.sizes.parts} if before else {}
    rows = tuple(
        Row(NAMES.get(p.name, p.name), p.group, p.size, p.size / sizes.file if sizes.file else 0.0, _change(p, old))
        for p in sizes.parts
    )
    return Summary(_size(result), _why(result), rows, _grown(sizes, rows, before), packed_text(sizes.packed))


def size_text(size: int) -> str:
    """`81.4 MB`, `2.5 kB`, `234 B`."""
    if size >= 100_000:
        return f"{size / 1e6:.1f} MB"
    return f"{size / 1e3:.1f} kB" if size >= 1000 else f"{size} B"


def change_text(change: int) -> str:
    """`+0.3 MB`, `-12 B`, `same`."""
    return "same" if change == 0 else ("+" if change > 0 else "-") + size_text(abs(change))


def _size(result: BuildResult) -> str:
    sizes = result.sizes
    told = f"{Path(result.executable).name}: {size_text(sizes.file)}"
    if sizes.of_reference is not None and sizes.reference is not None:
        told += f", {sizes.of_reference:.1%} of the ordinary GraalPy executable ({size_text(sizes.reference)})"
    return told


def packed_text(packed: Packed | None) -> str:
    """Size, start and memory beside those of the plain one."""
    if packed is None:
        return ""
    why = f" ({packed.why})" if packed.why else ""
    told = f"packed with {packed.method}{why}: {size_text(packed.plain)} when it runs, which stay in memory"
    if packed.start is None or packed.plain_start is None:
        return told
    pairs = [(packed.start.seconds, packed.plain_start.seconds), (packed.start.processor, packed.plain_start.processor)]
    wall, processor = (f"{one:.3f} s (plain: {other:.3f} s)" for one, other in pairs)
    memory = f"{packed.start.memory / 1e6:.0f} MB resident (plain: {packed.plain_start.memory / 1e6:.0f} MB)"
    return f'{told}; print("hi") starts in {wall}, {processor} of processor time, {memory}'


def _why(result: BuildResult) -> str:
    """The largest part, and the answers that made the engine what it is."""
    if not result.sizes.parts:
        return "nothing is known of its parts"
    largest = max(result.sizes.parts, key=lambda part: part.size)
    name = NAMES.get(largest.name, largest.name)
    told = f"most of it is the {name}: {size_text(largest.size)}, {largest.size / max(result.sizes.file, 1):.0%}"
    return told + by_answers(result.answers)


def by_answers(answers: Mapping[str, object]) -> str:
    """`; with the JIT; left out: compression`: what made the engine as large, and as small, as it is."""
    told = (("with", put_in(answers)), ("left out:", left_out(answers)))
    return "".join(f"; {word} {', '.join(names)}" for word, names in told if names)


def put_in(answers: Mapping[str, object]) -> list[str]:
    """What these answers add to the engine, for people."""
    names = {
        ("jit", "on"): "the JIT", ("startup", "preinitialised"): "an interpreter started ahead",
        ("startup", "snapshot"): "an interpreter and modules started ahead",
    }  # fmt: skip
    return [name for (key, value), name in names.items() if answers.get(key) == value]


def left_out(answers: Mapping[str, object]) -> list[str]:
    """What these answers leave out, for people."""
    names = {
        "jit": ("off", "the JIT"), "network": ("none", "network"), "crypto": ("none", "cryptography"),
        "compression": ("no", "compression"), "processes": ("no", "processes"),
        "library": ("trimmed", "parts of the library"),
    }  # fmt: skip
    return [name for key, (value, name) in names.items() if answers.get(key) == value]


def _change(part: Part, old: dict[str, int]) -> int | None:
    return part.size - old[part.name] if part.name in old else None


def _grown(sizes: Sizes, rows: Sequence[Row], before: BuildResult | None) -> str:
    if before is None:
        return ""
    change = sizes.file - before.sizes.file
    moved = sorted((row for row in rows if row.change), key=lambda row: -abs(row.change or 0))[:CHANGES]
    told = f"{change_text(change)} against the last build ({size_text(before.sizes.file)})"
    if change == 0:
        told = f"as large as the last build ({size_text(before.sizes.file)})"
    return told + (": " + ", ".join(f"{row.name} {change_text(row.change or 0)}" for row in moved) if moved else "")
