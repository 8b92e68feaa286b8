"""From `hello.py` to a built executable, with three lines of answers."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.graalpy.conftest import BUILD_TIMEOUT, Wizard

pytestmark = pytest.mark.graalpy


def test_three_lines_to_an_executable(wizard: Wizard, tmp_path: Path) -> None:
    (tmp_path / "hello.py").write_text("import sys\nprint('hi', *sys.argv[1:])\n")
    done = subprocess.run(
        [sys.executable, "-m", "wizard", "new", "--plain", "--json"], input="smallest\n>\nbuild\n", cwd=tmp_path,
        env={**wizard.environment, "PYTHONPATH": str(Path(__file__).parents[2])}, capture_output=True, text=True,
        timeout=BUILD_TIMEOUT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout + done.stderr
    told = json.loads(done.stdout)["result"]
    assert told["preset"] == "smallest"
    assert told["build"]["build"]["executable"] == str(tmp_path / "hello")
    ran = subprocess.run([tmp_path / "hello", "there"], capture_output=True, text=True, timeout=60)
    assert ran.stdout == "hi there\n"
    again = wizard("build", "--dry-run", "--json", cwd=tmp_path)
    assert json.loads(again.stdout)["result"]["engine_cached"]
