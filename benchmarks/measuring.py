"""Processes timed from outside: wall and processor seconds, peak resident bytes."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median


@dataclass(frozen=True)
class Run:
    """One run of a command, with all its children."""

    wall: float
    processor: float
    memory: int
    status: int


@dataclass(frozen=True)
class Row:
    """A line of the results. `reached` is None where the machine could not measure it."""

    what: str
    target: str
    measured: str
    reached: bool | None
    conditions: str


def run(command: Sequence[str | Path], cwd: Path | None = None, env: dict[str, str] | None = None) -> Run:
    """Run to the end, output thrown away; the operating system's own accounting (wait4)."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [str(part) for part in command], cwd=cwd, env=env, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, process.returncode)


def in_turn(a: Sequence[str | Path], b: Sequence[str | Path], times: int, warm: int = 1) -> tuple[list[Run], list[Run]]:
    """A B A B ... so that a machine whose speed drifts treats both alike; the first `warm` pairs do not count."""
    pairs = [(run(a), run(b)) for _ in range(times + warm)][warm:]
    return [x for x, _ in pairs], [y for _, y in pairs]


def ratio(a: Sequence[float], b: Sequence[float]) -> float:
    """Median of the ratios pair by pair."""
    return median(x / y for x, y in zip(a, b, strict=True))


def wizard(*arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """The command line; raises with its words where it fails."""
    command = [sys.executable, "-m", "wizard", *map(str, arguments)]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{arguments}: exit {done.returncode}\n{done.stderr}")
    return done


def folder() -> tempfile.TemporaryDirectory[str]:
    """A temporary folder."""
    return tempfile.TemporaryDirectory(prefix="benchmark-")
