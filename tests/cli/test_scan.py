from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.programs.conftest import MakeWheel
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
    assert "gzip" in may_go["compression"]["modules"]


def test_allowed(program: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["scan", "hello.py", "--preset", "smallest", "--allow-broken", "socket"]) == 0
    captured = capsys.readouterr()
    assert captured.out.startswith("hello: 1 file of its own read\nimports 2 modules: socket, ssl\n")
    assert "warning: " in captured.err
    assert "hello.py:1: import socket fails" in captured.err


def test_syntax_error(program: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program.write_text("x = (\n")
    assert run(["scan", "hello.py"]) == 2
    assert "hello.py:2: syntax error" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("source", "key", "value"),
    [
        ("import hashlib", "crypto", "none"),
        ("import uuid", "crypto", "none"),
        ("import email", "crypto", "none"),
        ("import random", "crypto", "none"),
        ("from importlib import metadata", "crypto", "none"),
        ("import zoneinfo", "crypto", "none"),
        ("import secrets as s", "crypto", "none"),
        ("import urllib.request", "crypto", "hashes"),
        ("import http.client", "crypto", "hashes"),
        ("import zipfile", "compression", "no"),
        ("import email", "network", "none"),
        ("import unittest.mock", "network", "none"),
        ("import concurrent.futures", "processes", "no"),
    ],
)
def test_nothing_is_recommended_that_an_import_loses_by(
    program: Path, capsys: pytest.CaptureFixture[str], source: str, key: str, value: str
) -> None:
    """Not what it imports itself, and not what that loads later on."""

    def may_go() -> set[tuple[str, str]]:
        assert run(["scan", "hello.py", "--preset", "full", "--json"]) == 0
        return {(s["key"], s["instead"]) for s in json.loads(capsys.readouterr().out)["result"]["may_go"]}

    program.write_text("import json\n")
    harmless = {k for k, _ in may_go()}
    program.write_text(source + "\n")
    assert key in harmless
    assert (key, value) not in may_go()


def test_requirements_that_were_not_read_leave_nothing_to_recommend(
    program: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program.write_text("import json\n")
    assert run(["scan", "hello.py", "--requirement", "rich", "--own-code"]) == 0
    assert "Nothing is said of what may go: 1 requirement was not read." in capsys.readouterr().out


def test_a_jar_is_not_scanned(program: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (program.parent / "app.jar").write_bytes(b"PK")
    assert run(["scan", "app.jar"]) == 2
    captured = capsys.readouterr()
    assert captured.err.startswith("error: app.jar is a Java program; `scan` reads the imports of Python ones;")


def test_a_requirement_that_cannot_start_is_an_error_as_in_build(
    program: Path, capsys: pytest.CaptureFixture[str], make_wheel: MakeWheel
) -> None:
    make_wheel("net", files={"net.py": "import socket\ndef f():\n    import ssl\n"})
    program.write_text("import net\n")
    assert run(["scan", "hello.py", "--preset", "smallest", "--requirement", "net", "--json"]) == 2
    result = json.loads(capsys.readouterr().out)["result"]
    assert [(p["where"]["line"], p["what"].split(" fails")[0]) for p in result["breaks"]] == [(1, "import socket")]
    assert {p["what"].split(" fails")[0] for p in result["requirements"]} == {"import socket", "import ssl"}
