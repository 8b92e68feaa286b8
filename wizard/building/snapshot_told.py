"""What an engine's log says of the snapshot of a program: what is left to the run, what waits, what was asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from wizard.ground.problems import Problem
from wizard.ground.several import some

SHOWN = 3  # of what is left to the run; the engine's log has all
LEFT = "graalpy-wizard: not in the snapshot: "
WAITS = "graalpy-wizard: statements that wait for the run, by line: "
ASKED = "graalpy-wizard: imported at the start where one of these is set: "
UNFIT = re.compile(r"Unfit: (\S+) is left to the run \((.*)\)")


@dataclass(frozen=True, slots=True)
class LeftToTheRun:
    """A module of the program that is imported at each start."""

    module: str
    why: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """Statements of a module in the snapshot that run at the start, by line."""

    module: str
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """`variables`: where the run has one of these, the program's modules are imported anew."""

    left: tuple[LeftToTheRun, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    variables: tuple[str, ...] = ()


def told_by(log: Path) -> Told:
    """Of an engine that was built; empty where there is no log. Source: wizard/building/snapshot."""
    lines = _lines_of(log)
    return Told(
        tuple(_left(lines)),
        tuple(_waiting("".join(_after(WAITS, lines)))),
        tuple(name for line in _after(ASKED, lines) for name in line.split(", ")),
    )


def left_out(log: Path) -> tuple[Problem, ...]:
    """A warning where modules of the program are imported at each start."""
    found = [f"{entry.module}: {entry.why}" for entry in _left(_lines_of(log))]
    if not found:
        return ()
    what = f"not in the snapshot: {some(found, SHOWN, where=f' ({log} names them)')}"
    return (Problem(what, todo="these modules are imported at each start", code="not-kept", severity="warning"),)


def _lines_of(log: Path) -> list[str]:
    try:
        return log.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []


def _left(lines: Sequence[str]) -> Iterator[LeftToTheRun]:
    for line in dict.fromkeys(_after(LEFT, lines)):
        name, _, why = line.partition(": ")
        yield LeftToTheRun(name, _plainly(name, why))


def _after(start: str, lines: Sequence[str]) -> Iterable[str]:
    return (line.removeprefix(start) for line in lines if line.startswith(start))


def _plainly(module: str, why: str) -> str:
    """Without the name of an error that means nothing to a reader."""
    found = UNFIT.fullmatch(why)
    if not found:
        return why.removeprefix("Unfit: ")
    other, cause = found.groups()
    return cause if other == module else f"it needs {other} ({cause})"


def _waiting(text: str) -> Iterator[Waiting]:
    for name, lines in re.findall(r"(\S+) \((\d+(?:, \d+)*)\)", text):
        yield Waiting(name, tuple(int(line) for line in lines.split(",")))
