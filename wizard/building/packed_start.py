"""`python -m wizard.building.packed_start PACKED PLAIN`: how both start, in turn, as JSON.

A process of its own: the kernel counts the memory of who starts a program as the program's, and the wizard holds
200 MB after it has compressed an engine.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from statistics import median

from wizard.reports.measuring import Measured, measure
from wizard.reports.model import Start

RUNS = 5
TIMEOUT = 300.0  # seconds


def measured(packed: Path, plain: Path) -> tuple[Start, Start] | None:
    """The starts of these two programs that print "hi"; None where one of them does not."""
    import msgspec

    top = str(Path(__file__).parents[2])
    path = os.pathsep.join(filter(None, (top, os.environ.get("PYTHONPATH", ""))))
    command = [sys.executable, "-m", "wizard.building.packed_start", str(packed), str(plain)]
    with suppress(OSError, subprocess.SubprocessError, msgspec.MsgspecError):
        done = subprocess.run(
            command, capture_output=True, check=True, timeout=TIMEOUT, env={**os.environ, "PYTHONPATH": path}
        )
        return msgspec.json.decode(done.stdout, type=tuple[Start, Start])
    return None


def in_turn(packed: Path, plain: Path) -> tuple[Start, Start] | None:
    """As `measured`, in this process."""
    # The first pair fills the disk's cache.
    pairs = [(measure([packed]), measure([plain])) for _ in range(RUNS + 1)][1:]
    if any(run.status or run.out != "hi\n" for pair in pairs for run in pair):
        return None
    return _start([one for one, _ in pairs]), _start([other for _, other in pairs])


def _start(runs: list[Measured]) -> Start:
    def middle(of: Callable[[Measured], float]) -> float:
        return median(map(of, runs))

    return Start(RUNS, middle(lambda r: r.seconds), middle(lambda r: r.processor), int(middle(lambda r: r.memory)))


def main(arguments: list[str]) -> int:
    """0 and JSON on standard output, or 1."""
    import msgspec

    found = in_turn(Path(arguments[0]), Path(arguments[1]))
    if found is not None:
        sys.stdout.write(msgspec.json.encode(found).decode())
    return 0 if found else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
