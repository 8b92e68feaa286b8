"""Runs a program to its end and measures it: the kernel's own figures, from wait4, by an agent (which see)."""

from __future__ import annotations

import marshal
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from wizard.ground.problems import Where, wrong_environment

AGENT = Path(__file__).with_name("measuring_agent.py")
Ended = tuple[int, float, float, int, bool]  # as Measured, memory in the kernel's unit
OUTPUT_LIMIT = 4 << 20  # bytes of each stream that are read back


@dataclass(frozen=True, slots=True)
class Measured:
    """`status` as Popen's (-9: by signal 9). Wall and processor seconds; `memory`: resident bytes at its peak."""

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
        told = _told(_asked(command, env, timeout), out, err, cwd)
        if isinstance(told, int):
            what = f"this machine does not run it: {os.strerror(told)}"
            raise wrong_environment(what, where=Where(Path(command[0])), code="run")
        status, seconds, processor, memory, late = told
        unit = 1 if sys.platform == "darwin" else 1024
        return Measured(status, seconds, processor, memory * unit, _text(out), _text(err), late)


def _asked(command: Sequence[str | Path], env: Mapping[str, str] | None, timeout: float) -> bytes:
    """What the agent is to do; the environment as it is here, as the agent's own Python may change the locale's."""
    environment = os.environb if env is None else {os.fsencode(k): os.fsencode(v) for k, v in env.items()}
    return marshal.dumps(([os.fsencode(word) for word in command], dict(environment), timeout))


def _told(asked: bytes, out: BinaryIO, err: BinaryIO, cwd: Path | None) -> Ended | int:
    """How the program ended, or the errno of one that did not start."""
    with tempfile.TemporaryFile() as question, tempfile.TemporaryFile() as answer:
        question.write(asked)
        question.seek(0)
        descriptors = (question.fileno(), answer.fileno())
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", AGENT, *map(str, descriptors)], pass_fds=descriptors,
            stdin=subprocess.DEVNULL, stdout=out, stderr=err, cwd=cwd, start_new_session=True,
        )  # fmt: skip
        try:
            process.wait()
        except BaseException:
            process.terminate()
            process.wait()
            raise
        answer.seek(0)
        written = answer.read()
        if not written:  # somebody ended the agent
            return process.returncode or 1, 0.0, 0.0, 0, False
        told: Ended | int = marshal.loads(written)  # noqa: S302  the agent wrote it
        return told


def _text(stream: BinaryIO) -> str:
    stream.seek(0)
    return stream.read(OUTPUT_LIMIT).decode("utf-8", "replace")
