"""What a rehearsed program left in its record. Foreign text: the program itself could have written it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

LARGEST = 16 << 20  # bytes; a thousand modules are 100 kB
LONGEST = 300  # characters of a module's name
MOST = 20_000  # modules


@dataclass(frozen=True, slots=True)
class Missing:
    """A module that was looked for and not found: by which line of the program, through which modules."""

    name: str
    file: str
    line: int
    through: tuple[str, ...]  # modules that were being imported, the innermost last


@dataclass(frozen=True, slots=True)
class Step:
    """One frame of a traceback."""

    file: str
    line: int
    module: str


@dataclass(frozen=True, slots=True)
class Ended:
    """The exception that ended the program; `kinds` is its class and those above it."""

    kinds: tuple[str, ...]
    name: str  # an ImportError's
    message: str
    steps: tuple[Step, ...]


@dataclass(slots=True)
class Record:
    """Everything, in the order in which it happened. `modules` is None where the program did not end in order."""

    before: frozenset[str] = frozenset()  # what every program has
    found: dict[str, None] = field(default_factory=dict)
    missing: list[Missing] = field(default_factory=list)
    modules: tuple[str, ...] | None = None
    unfinished: tuple[str, ...] = ()
    ended: Ended | None = None


def read(path: Path) -> Record:
    """What can be read of it; lines that are none of ours are passed over."""
    record = Record()
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST)
    except OSError:
        return record
    for line in data.splitlines():
        words = _words(line)
        if words:
            _take(record, words[0], words[1:])
    return record


def _words(line: bytes) -> list[str]:
    try:
        words = json.loads(line)
    except (ValueError, RecursionError):
        return []
    return words if isinstance(words, list) and all(isinstance(word, str) for word in words) else []


def _take(record: Record, kind: str, words: list[str]) -> None:
    if kind == "found" and words and len(record.found) < MOST:
        record.found.update(dict.fromkeys(_names(words[:1])))
    elif kind == "missing" and len(words) >= 3 and len(record.missing) < MOST:
        name, file, line, *through = words
        record.missing.append(Missing(name[:LONGEST], file, _number(line), tuple(through)))
    elif kind == "before":
        record.before = frozenset(_names(words))
    elif kind == "modules":
        record.modules = _names(words)
    elif kind == "unfinished":
        record.unfinished = _names(words)
    elif kind == "error" and len(words) >= 3:
        kinds, name, message, *rest = words
        steps = tuple(Step(f, _number(n), m) for f, n, m in zip(rest[::3], rest[1::3], rest[2::3], strict=False))
        record.ended = Ended(tuple(kinds.split()), name, message, steps)


def _names(words: list[str]) -> tuple[str, ...]:
    return tuple(word[:LONGEST] for word in words[:MOST])


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0
