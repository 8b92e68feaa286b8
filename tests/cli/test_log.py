"""The verb `log`: a native-image log made anywhere."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from wizard.cli.main import run

LOGS = Path(__file__).parents[1] / "data" / "logs"
OUT_OF_MEMORY = """\
GraalVM Native Image: Generating 'app' (executable)...
[1/8] Initializing...  (15.4s @ 0.27GB)
Terminating due to java.lang.OutOfMemoryError: Java heap space
The Native Image build process ran out of memory.
Please make sure your build system has more memory available.
"""


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any]:
    """Exit status and the JSON object."""
    status = run(["log", "--json", *arguments])
    return status, json.loads(capsys.readouterr().out)


def test_sizes_and_stages(capsys: pytest.CaptureFixture[str]) -> None:
    status, whole = told(capsys, str(LOGS / "small3.log"))
    (build,) = whole["result"]["builds"]
    assert status == 0
    assert whole["ok"]
    assert [stage["number"] for stage in build["stages"]] == list(range(1, 9))
    assert build["sizes"] == {
        "code area": 25_720_000, "image heap": 55_180_000, "other data": 5_810_000,
        "total": 86_710_000, "file": 81_400_000,
    }  # fmt: skip
    assert (build["outcome"], build["seconds"], build["peak_memory"]) == ("finished", 311.0, 4_830_000_000)


def test_the_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["log", str(LOGS / "small3.log")]) == 0
    text = capsys.readouterr().out
    assert "executable small3: finished after 5 min 11 s, 4.8 GB of memory at its peak" in text
    assert "Performing analysis" in text
    assert "55 MB" in text


@pytest.mark.parametrize(
    "prefix",
    [
        "2026-11-24T02:44:35.4110000Z ",
        "build\tRun make\t2026-11-24T02:44:35.4110000Z ",
        "#12 34.567 ",
        "[INFO] ",
        "[app:123]    ",
    ],
)
def test_prefixes_of_other_tools(capsys: pytest.CaptureFixture[str], tmp_path: Path, prefix: str) -> None:
    log = tmp_path / "log"
    log.write_text("".join(prefix + line + "\n" for line in (LOGS / "small3.log").read_text().splitlines()))
    status, whole = told(capsys, str(log))
    assert status == 0
    assert len(whole["result"]["builds"][0]["stages"]) == 8
    assert whole["result"]["builds"][0]["sizes"]["file"] == 81_400_000


def test_colours_carriage_returns_and_utf16(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    log = tmp_path / "log"
    text = (LOGS / "small3.log").read_text().replace("[1/8]", "\x1b[1m[1/8]\x1b[0m").replace("\n", "\r\n")
    log.write_bytes(text.encode("utf-16"))
    status, whole = told(capsys, str(log))
    assert status == 0
    assert len(whole["result"]["builds"][0]["stages"]) == 8


def test_a_failure_is_explained_with_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    status, whole = told(capsys, str(LOGS / "fail-blocklist.log"))
    assert status == 1
    assert not whole["ok"]
    assert whole["result"]["builds"][0]["outcome"] == "failed"
    assert whole["result"]["failure"]["evidence"]
    (problem,) = whole["problems"]
    lines = (LOGS / "fail-blocklist.log").read_text().splitlines()
    assert lines[problem["where"]["line"] - 1].strip() == whole["result"]["failure"]["evidence"]


def test_out_of_memory_is_exit_7(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text(OUT_OF_MEMORY)
    status, whole = told(capsys, str(log))
    assert status == 7
    assert whole["result"]["failure"]["line"] in (3, 4)


def test_the_last_build_of_several_decides(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text(OUT_OF_MEMORY + (LOGS / "small3.log").read_text())
    status, whole = told(capsys, str(log))
    assert status == 0
    assert [build["name"] for build in whole["result"]["builds"]] == ["app", "small3"]


def test_standard_input(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO((LOGS / "default.log").read_bytes())))
    status, whole = told(capsys, "-")
    assert status == 0
    assert whole["result"]["builds"][0]["name"] == "base0"


def test_a_log_that_is_cut(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_bytes((LOGS / "small3.log").read_bytes()[:3000])
    status, whole = told(capsys, str(log))
    assert status == 0
    assert [(p["code"], p["severity"]) for p in whole["problems"]] == [("unfinished", "warning")]
    status, whole = told(capsys, "--status", "137", str(log))
    assert status == 7


@pytest.mark.parametrize("data", [b"", b"hello\n", b"\0\xff" * 500, b"\xff\xfe\0"])
def test_what_is_no_log(capsys: pytest.CaptureFixture[str], tmp_path: Path, data: bytes) -> None:
    log = tmp_path / "log"
    log.write_bytes(data)
    status, whole = told(capsys, str(log))
    assert status == 2
    assert whole["problems"][0]["code"] == "not-a-log"


def test_a_file_that_cannot_be_read(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for file in (tmp_path, tmp_path / "none"):
        status, whole = told(capsys, str(file))
        assert status == 2
        assert whole["problems"][0]["code"] == "unreadable"


def test_hostile_text_reaches_no_terminal(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    log = tmp_path / "log"
    header = "GraalVM Native Image: Generating '\x1b]0;x\x07a' (executable)...\n"
    log.write_text(f"{header}[1/8] \x1b[2JA... (1.0s @ 1GB)\nError: \x1b[8mx\n")
    assert run(["log", str(log)]) in (0, 1)
    out, err = capsys.readouterr()
    assert "\x1b" not in out + err
