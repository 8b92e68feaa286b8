"""Standard output that is full, closed or gone, and what is said where nothing else can be."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import IO

import pytest

from wizard import __version__
from wizard.cli.main import run

FULL = Path("/dev/full")
COMMANDS = [
    ["--version"],
    ["--version", "--json"],
    ["--help"],
    ["presets", "--help"],
    ["presets", "list"],
    ["presets", "show", "smallest"],
    ["presets", "show", "smallest", "--json"],
]


def started(arguments: list[str], out: int | IO[str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "wizard", *arguments]
    return subprocess.run(command, stdout=out, stderr=subprocess.PIPE, text=True, timeout=60)


@pytest.mark.skipif(not FULL.exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_full_output_is_one_line_and_exit_3(arguments: list[str]) -> None:
    with FULL.open("w") as full:
        done = started(arguments, full)
    assert done.returncode == 3
    assert done.stderr == "error: standard output cannot be written: No space left on device\n"


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_reader_that_is_gone_is_no_error(arguments: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = started(arguments, writing)
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, "")


def test_words_that_cannot_be_said_change_nothing(tmp_path: Path) -> None:
    with FULL.open("w") as full:
        done = subprocess.run([sys.executable, "-m", "wizard", "nonsense"], stderr=full, cwd=tmp_path, timeout=60)
    assert done.returncode == 2


def test_version_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["--version", "--json"], ["--json", "--version"]):
        assert run(arguments) == 0
        whole = json.loads(capsys.readouterr().out)
        assert whole["result"] == {"version": __version__}
        assert (whole["command"], whole["ok"]) == ("version", True)


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        (["presets", "show", "smallest"], "presets show"),
        (["presets", "list"], "presets list"),
        (["presets", "show", "absent"], "presets show"),
        (["scan", "absent.py"], "scan"),
    ],
)
def test_json_names_the_sub_verb(capsys: pytest.CaptureFixture[str], arguments: list[str], command: str) -> None:
    run([*arguments, "--json"])
    assert json.loads(capsys.readouterr().out)["command"] == command
