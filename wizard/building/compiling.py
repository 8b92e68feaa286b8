"""Runs an engine as the compiler of its own payload, on all processors."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from wizard.building.events import Listener
from wizard.ground.problems import WizardError, wrong_environment
from wizard.ground.steps import Step
from wizard.programs import trailer

MAIN = "compile/main.py"  # in the payload of a job
SECONDS = 600.0  # for one process
_WORTH = 100_000  # bytes of source for which a second process pays: it starts in 0.1 s


def source() -> bytes:
    """The program that compiles."""
    return Path(__file__).with_name("compile_program.py").read_bytes()


def run(engine: Path, zipped: Path, folder: Path, sizes: Mapping[str, int], listener: Listener) -> Mapping[str, bytes]:
    """Name to .pyc for the names in `sizes` (bytes of source); empty bytes where a file could not be compiled.

    Exit 3: the engine does not run here, or the disk is full.
    """
    executable = folder / "compiler"
    trailer.append(engine, zipped, executable)
    count = max(1, min(len(os.sched_getaffinity(0)), sum(sizes.values()) // _WORTH))
    running: set[subprocess.Popen[bytes]] = set()
    with ThreadPoolExecutor(count) as pool:
        try:
            made = list(pool.map(lambda names: _share(executable, names, running), shares(sizes, count)))
        except BaseException:
            for process in tuple(running):
                process.kill()
            raise
    listener(Step("bytecode", f"{len(sizes)} modules", len(sizes), len(sizes)))
    return {name: data for share in made for name, data in share.items()}


def shares(sizes: Mapping[str, int], count: int) -> list[list[str]]:
    """The names in `count` groups of about the same size, the largest first."""
    groups: list[list[str]] = [[] for _ in range(count)]
    loads = [0] * count
    for name in sorted(sizes, key=lambda name: (-sizes[name], name)):
        least = loads.index(min(loads))
        groups[least].append(name)
        loads[least] += sizes[name] + 200
    return groups


def _share(executable: Path, names: Sequence[str], running: set[subprocess.Popen[bytes]]) -> dict[str, bytes]:
    """One process; where it dies, the module that it was at is left out and the rest is tried again."""
    made: dict[str, bytes] = {}
    left = list(names)
    while left:
        found, error = _process(executable, left, running)
        made.update(zip(left, found, strict=False))
        left = left[len(found) :]
        if left:
            made[left.pop(0)] = b""
            if not found and len(made) > 1 and not any(made.values()):
                raise _does_not_run(error)
    return made


def _process(executable: Path, names: Sequence[str], running: set[subprocess.Popen[bytes]]) -> tuple[list[bytes], str]:
    """What it compiled, and the last that it said."""
    text = "".join(f"{name}\n" for name in names).encode()
    pipe = subprocess.PIPE
    try:
        with subprocess.Popen([executable], stdin=pipe, stdout=pipe, stderr=pipe, cwd=executable.parent) as process:
            running.add(process)
            try:
                out, err = process.communicate(text, timeout=SECONDS)
            except BaseException:
                process.kill()
                raise
            finally:
                running.discard(process)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _does_not_run(str(error)) from error
    said = err.decode(errors="replace").strip().splitlines()
    return frames(out), said[-1] if said else f"it ended with status {process.returncode}"


def frames(data: bytes) -> list[bytes]:
    """What stands behind each length; a frame that was cut off is not there."""
    found = []
    at = 0
    while at + 4 <= len(data):
        end = at + 4 + int.from_bytes(data[at : at + 4], "big")
        if end > len(data):
            break
        found.append(data[at + 4 : end])
        at = end
    return found


def _does_not_run(why: str) -> WizardError:
    return wrong_environment(
        f"the engine cannot compile on this machine: {why}", "take `--set startup=plain`", code="bytecode"
    )
