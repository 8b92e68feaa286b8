"""Commands of a second or so: run with a limit, and their failure said in one line."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended. `failure` is one clause ("crashed with SIGSEGV"), empty if it ended with 0."""

    output: str
    failure: str = ""


def run(command: Sequence[str | Path], *, timeout: float, cwd: Path | None = None) -> Done:
    """Run in a session of its own, so that nothing of it outlives `timeout` seconds. Never raises for what it does."""
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    try:
        process = subprocess.Popen(
            [str(part) for part in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, cwd=cwd, env=environment, start_new_session=True,
        )  # fmt: skip
    except (OSError, ValueError) as error:
        return Done("", f"cannot be run: {getattr(error, 'strerror', None) or error}")
    with process:
        try:
            raw, _ = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            _end(process)
            return Done("", f"did not end within {timeout:g} s")
        except BaseException:
            _end(process)
            raise
    output = raw.decode("utf-8", "replace")
    return Done(output, _failure(process.returncode, output))


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    if process.stdout is not None:
        process.stdout.close()


def _failure(status: int, output: str) -> str:
    if status == 0:
        return ""
    if status < 0:
        return f"crashed with {_signal_name(-status)}"
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    said = next((line for line in lines if "error" in line.lower()), lines[-1] if lines else "")
    return f"ended with {status}" + (f": {said[:300]}" if said else "")


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
