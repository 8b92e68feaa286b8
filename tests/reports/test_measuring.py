"""What a run cost."""

from __future__ import annotations

import os
import select
import sys
from pathlib import Path

import pytest

from wizard.ground.exits import ExitCode
from wizard.ground.problems import WizardError
from wizard.reports.measuring import measure

BUSY = "import time\nx = bytearray(150_000_000)\nwhile time.process_time() < 0.3: pass\nprint('done')"


def test_memory_and_processor_are_the_programs() -> None:
    idle = measure([sys.executable, "-S", "-c", "pass"])
    busy = measure([sys.executable, "-S", "-c", BUSY])
    assert (busy.status, busy.out, busy.err) == (0, "done\n", "")
    assert busy.processor >= 0.3
    assert busy.seconds >= busy.processor * 0.5
    assert 150_000_000 <= busy.memory <= idle.memory + 200_000_000


def test_what_its_caller_holds_does_not_count() -> None:
    held = bytearray(b"x") * 200_000_000
    assert measure([sys.executable, "-S", "-c", "pass"]).memory < len(held) / 2


def test_the_environment_is_the_callers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python itself sets LC_CTYPE where the locale is C."""
    for name in ("LC_ALL", "LC_CTYPE", "LANG"):
        monkeypatch.delenv(name, raising=False)
    assert measure(["/usr/bin/env"], env={"A": "\udcff"}).out == "A=\ufffd\n"
    assert "LC_CTYPE" not in measure(["/usr/bin/env"]).out


def test_status_and_standard_error() -> None:
    done = measure(["/bin/sh", "-c", "echo no >&2; exit 3"])
    assert (done.status, done.out, done.err) == (3, "", "no\n")
    assert measure(["/bin/sh", "-c", "kill -9 $$"]).status == -9


def test_children_end_with_a_run_that_takes_too_long(tmp_path: Path) -> None:
    done = measure(["/bin/sh", "-c", "sleep 600 & echo $!; wait"], timeout=0.3)
    assert done.timed_out
    assert done.status == -9
    assert ends(int(done.out))


def ends(pid: int, within: float = 20.0) -> bool:
    """A process that somebody else has to wait for: the signal reaches it a moment after its parent."""
    try:
        process = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([process], [], [], within)[0])
    finally:
        os.close(process)


def test_what_cannot_be_started_is_one_line(tmp_path: Path) -> None:
    file = tmp_path / "no"
    file.write_bytes(b"\x7fELFnot at all")
    with pytest.raises(WizardError) as caught:
        measure([file])
    assert caught.value.code == ExitCode.ENVIRONMENT
    file.chmod(0o755)
    with pytest.raises(WizardError, match="this machine does not run it"):
        measure([file])
