from __future__ import annotations

import json
from pathlib import Path

import pytest

from wizard.cli.main import run


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program that needs sockets, and would like ssl."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "hello.py"
    path.write_text("import socket\ntry:\n    import ssl\nexcept ImportError:\n    ssl = None\n")
    return path


def test_what_breaks_and_what_may_go(program: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["scan", "hello.py", "--preset", "smallest", "--json"]) == 2
    result = json.loads(capsys.readouterr().out)["result"]
    assert [p["what"].split(" fails")[0] for p in result["breaks"]] == ["import socket"]
    assert [p["what"].split(" fails")[0] for p in result["guarded"]] == ["import ssl"]
    assert "--set network=client" in result["breaks"][0]["todo"]

    assert run(["scan", "hello.py", "--preset", "command-line-tool", "--json"]) == 0
    may_go = {s["key"]: s for s in json.loads(capsys.readouterr().out)["result"]["may_go"]}
    assert "network" not in may_go
    assert may_go["compression"]["instead"] == "no"
    assert "bz2" in may_go["compression"]["modules"]


def test_allowed(program: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["scan", "hello.py", "--preset", "smallest", "--allow-broken", "socket"]) == 0
    captured = capsys.readouterr()
    assert "hello: 2 modules imported by 1 files" in captured.out
    assert "warning: " in captured.err
    assert "hello.py:1: import socket fails" in captured.err


def test_syntax_error(program: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program.write_text("x = (\n")
    assert run(["scan", "hello.py"]) == 2
    assert "hello.py:2: syntax error" in capsys.readouterr().err
