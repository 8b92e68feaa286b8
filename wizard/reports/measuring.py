"""Runs a program to its end and measures it: the kernel's own figures, from wait4."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from wizard.ground.problems import Where, wrong_environment

OUTPUT_LIMIT = 4 << 20  # bytes of each stream that are read back


@dataclass(frozen=True, slots=True)
class Measured:
    """`status` as Popen's (-9: killed by signal 9). Wall and processor seconds; `memory`: resident bytes at the peak.

    The kernel counts what the caller held when it started the program, so `memory` is never below that.
    """

    status: int
    seconds: float
    processor: float
    memory: int
    out: str
    err: str
    timed_out: bool = False


def measure(
    command: Sequence[str | Path],
    *, timeout: float = 120, cwd: Path | None = None, env: Mapping[str, str] | None = None,
) -> Measured:  # fmt: skip
    """Run it without input, in a session of its own. Exit 3 where the system does not start it."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        began = time.perf_counter()
        try:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, cwd=cwd, env=env, start_new_session=True
            )
        except OSError as error:
            raise wrong_environment(
                f"this machine does not run it: {error.strerror or error}", where=Where(Path(command[0])), code="run"
            ) from error
        status, usage, late = _waited(process, timeout)
        seconds = time.perf_counter() - began
        unit = 1 if sys.platform == "darwin" else 1024
        return Measured(
            status, seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit, _text(out), _text(err), late
        )


def _waited(process: subprocess.Popen[bytes], timeout: float) -> tuple[int, resource.struct_rusage, bool]:
    late = threading.Event()

    def stop() -> None:
        late.set()
        _kill(process.pid)

    timer = threading.Timer(timeout, stop)
    timer.daemon = True
    timer.start()
    try:
        _, status, usage = os.wait4(process.pid, 0)
    except BaseException:
        _kill(process.pid)
        process.wait()
        raise
    finally:
        timer.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)  # else Popen would look for a process that is gone
    return process.returncode, usage, late.is_set()


def _kill(leader: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def _text(stream: BinaryIO) -> str:
    stream.seek(0)
    return stream.read(OUTPUT_LIMIT).decode("utf-8", "replace")
