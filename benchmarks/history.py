"""`history list` with 10,000 builds in the file."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from statistics import median

from benchmarks.measuring import Row, folder, run

BUILDS = 10_000
TIMES = 7
TARGET = 0.5


def rows() -> list[Row]:
    """Wall time of whole processes."""
    with folder() as name:
        size = fill(Path(name))
        found = []
        for what, arguments in (("history list", []), ("history list --all", ["--all"])):
            command = [sys.executable, "-m", "wizard", "history", "list", *arguments]
            runs = [run(command, env={**os.environ, "GRAALPY_WIZARD_STATE_DIR": name}) for _ in range(TIMES + 1)][1:]
            seconds = median(r.wall for r in runs)
            memory = max(r.memory for r in runs) / 1e6
            told = f"{BUILDS:,} builds, a file of {size / 1e6:.0f} MB, {memory:.0f} MB of memory, median of {TIMES}"
            found.append(Row(f"`{what}`", f"≤ {TARGET} s", f"{seconds:.2f} s", seconds <= TARGET, told))
        return found


def fill(state: Path) -> int:
    """Builds as large as real ones; returns the file's bytes."""
    from dataclasses import replace

    from tests.history.samples import result
    from wizard.history import store

    os.environ["GRAALPY_WIZARD_STATE_DIR"] = str(state)
    command = tuple(f"--argument-{number}=/some/where/{number * 7919}" for number in range(150))
    made = result()
    assert made.engine is not None
    made = replace(made, engine=replace(made.engine, command=command))
    store.History().take(
        replace(made, id=f"20261124T000000Z-{number:08x}", key=f"k{number % 50}",
                finished=f"2026-11-{number // 3600 + 1:02}T{number // 60 % 60:02}:{number % 60:02}:00Z")
        for number in range(BUILDS)
    )  # fmt: skip
    del os.environ["GRAALPY_WIZARD_STATE_DIR"]
    return (state / "history.sqlite3").stat().st_size
