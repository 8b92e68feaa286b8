"""Runs the JVM: its streams are the caller's, or lines for a listener; Ctrl-C is the program's affair."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from wizard.ground.problems import wrong_environment
from wizard.rehearsing.model import Output

LINE = 1 << 16  # bytes: longer lines come in pieces
TICK = 0.05  # seconds between two looks at limit and stop
GRACE = 2.0  # seconds between asking to end and ending


@dataclass(frozen=True, slots=True)
class Run:
    """`status` is 128 + n where signal n ended it."""

    status: int
    seconds: float
    stopped: bool


def run(
    command: Sequence[str], environment: Mapping[str, str], cwd: Path, *, output: Output | None = None,
    stdout: int | None = None, empty_input: bool = False, limit: float | None = None,
    stop: threading.Event | None = None,
) -> Run:  # fmt: skip
    """To its end. Exit 3 where it cannot be started."""
    began = time.monotonic()
    pipe = subprocess.PIPE if output else None
    with _interrupts_left_to_it():
        try:
            process = subprocess.Popen(
                command, env=dict(environment), cwd=cwd, stdin=subprocess.DEVNULL if output or empty_input else None,
                stdout=pipe or stdout, stderr=pipe,
            )  # fmt: skip
        except OSError as error:
            raise wrong_environment(f"{command[0]} cannot be started: {error.strerror}", "", code="no-jdk") from error
        with process:
            readers = _readers(process, output)
            try:
                stopped = _wait(process, None if limit is None else began + limit, stop)
            except BaseException:
                _end(process)
                raise
            for reader in readers:
                reader.join(GRACE)
            status = process.returncode
    return Run(128 - status if status < 0 else status, time.monotonic() - began, stopped)


def _wait(process: subprocess.Popen[bytes], end: float | None, stop: threading.Event | None) -> bool:
    if end is None and stop is None:
        process.wait()
        return False
    while True:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(TICK)
            return False
        if (stop is not None and stop.is_set()) or (end is not None and time.monotonic() > end):
            _end(process)
            return True


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _readers(process: subprocess.Popen[bytes], output: Output | None) -> list[threading.Thread]:
    if output is None:
        return []
    streams = {"stdout": process.stdout, "stderr": process.stderr}
    readers = [
        threading.Thread(target=_read, args=(name, stream, output), daemon=True)
        for name, stream in streams.items()
        if stream is not None
    ]
    for reader in readers:
        reader.start()
    return readers


def _read(name: str, stream: IO[bytes], output: Output) -> None:
    with contextlib.suppress(ValueError, OSError):  # closed while a child of the program still holds its end
        while line := stream.readline(LINE):
            output(name, line)


@contextlib.contextmanager
def _interrupts_left_to_it() -> Iterator[None]:
    """The terminal sends Ctrl-C to the program too, whose answer counts. No SIG_IGN: the program would inherit that."""
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or before is signal.SIG_IGN:
        yield
        return
    signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
