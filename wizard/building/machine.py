"""What this machine can give a build: memory and processors, with a container's limits counted."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from wizard.planning.model import BuildResources

CGROUPS = Path("/sys/fs/cgroup")
GB = 10**9


@dataclass(frozen=True, slots=True)
class Machine:
    """Memory in bytes: all that this process may ever use, and what is free or can be freed now."""

    total: int
    available: int
    processors: int
    contained: bool = False  # a limit below the machine's own memory applies


def this_machine(root: Path = CGROUPS, own: Path = Path("/proc/self/cgroup")) -> Machine:
    """Asks the system, about 1 ms."""
    import psutil

    memory = psutil.virtual_memory()
    total, available = memory.total, memory.available
    for limit, used in _limits(root, own):
        total = min(total, limit)
        available = min(available, max(limit - used, 0))
    return Machine(total, available, _processors(root), total < memory.total)


def _limits(root: Path, own: Path) -> Iterator[tuple[int, int]]:
    """Limit and unreclaimable use of this process's control groups, the nearest first."""
    group = ""
    with contextlib.suppress(OSError):
        for line in own.read_text().splitlines():
            number, controllers, path = line.split(":", 2)
            if number == "0" or "memory" in controllers.split(","):
                group = path.strip("/")
    for base in (root, root / "memory"):
        folder = base / group
        while True:
            with contextlib.suppress(OSError, ValueError):
                yield _limit(folder)
            if folder == base or base not in folder.parents:
                break
            folder = folder.parent


def _limit(folder: Path) -> tuple[int, int]:
    for limit, used in (("memory.max", "memory.current"), ("memory.limit_in_bytes", "memory.usage_in_bytes")):
        with contextlib.suppress(FileNotFoundError):
            text = (folder / limit).read_text().strip()
            cache = _file_cache(folder)
            return int(text), max(int((folder / used).read_text()) - cache, 0)
    raise ValueError(folder)


def _file_cache(folder: Path) -> int:
    with contextlib.suppress(OSError, ValueError):
        for line in (folder / "memory.stat").read_text().splitlines():
            if line.startswith("inactive_file "):
                return int(line.split()[1])
    return 0


def _processors(root: Path) -> int:
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    with contextlib.suppress(OSError, ValueError):
        quota, period = (root / "cpu.max").read_text().split()
        count = min(count, max(int(quota) // int(period), 1))
    return count


def choose(needed: int, machine: Machine, given: BuildResources | None = None) -> BuildResources:
    """Memory and processors for a build whose builder takes `needed` bytes at its peak; what is given stays.

    The heap may grow to half as much again, but not over nine tenths of what is free: beyond it the machine
    swaps, and the builder's watchdog ends it. The least heap is always set: GraalPy's jar asks for 14 GB.
    """
    given = given or BuildResources()
    xmx = given.xmx or max(min(needed * 3 // 2, machine.available * 9 // 10), GB)
    xms = given.xms or min(needed // 4, xmx)
    return BuildResources(min(xms, xmx), xmx, given.parallelism or machine.processors)
