"""What is wrong with a C compiler is said before minutes are spent."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.toolchains.conftest import script
from wizard.ground.exits import ExitCode
from wizard.ground.problems import WizardError
from wizard.toolchains import compiler

needs_gcc = pytest.mark.skipif(shutil.which("gcc") is None, reason="no gcc")


def refused(cc: Path | str, timeout: float = 30.0) -> tuple[str, str]:
    with pytest.raises(WizardError) as caught:
        compiler.probe(str(cc), timeout=timeout)
    assert caught.value.code == ExitCode.ENVIRONMENT
    problem = caught.value.problems[0]
    assert problem.todo
    return problem.code, problem.what


@needs_gcc
def test_a_compiler_that_works() -> None:
    assert "gcc" in compiler.probe().version.lower()


def test_none() -> None:
    assert refused("no-such-compiler")[0] == "no-compiler"


def test_one_that_crashes(tmp_path: Path) -> None:
    assert "SIGSEGV" in refused(script(tmp_path / "cc", "kill -SEGV $$\n"))[1]


def test_one_that_hangs(tmp_path: Path) -> None:
    assert "did not end" in refused(script(tmp_path / "cc", "sleep 60\n"), 0.3)[1]


def test_one_that_makes_nothing(tmp_path: Path) -> None:
    assert refused(script(tmp_path / "cc", "echo cc 1.0\n")) == (
        "broken-compiler", f"the C compiler {tmp_path}/cc does not work: it made no file"
    )  # fmt: skip


@needs_gcc
def test_no_zlib(tmp_path: Path) -> None:
    refuses = 'case "$*" in *-lz*) echo "ld: error: cannot find -lz" >&2; exit 1;; esac\n'
    without = script(tmp_path / "cc", refuses + 'exec gcc "$@"\n')
    code, what = refused(without)
    assert code == "no-zlib", what
    assert "cannot find -lz" in what
