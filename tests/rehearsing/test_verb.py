"""`rehearse` on the command line, `build --rehearse`, and what `scan` and `explain` then show."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from wizard.building import build
from wizard.catalogue.model import WayOut
from wizard.cli import rehearse as verb
from wizard.cli.main import run
from wizard.ground.problems import WizardError
from wizard.planning.spare import Spare
from wizard.rehearsing import run as rehearsals
from wizard.rehearsing.model import Broken, Rehearsal

BROKEN = Broken(
    "urllib.request", "_socket", "/graalpy/app/fetch.py", 2, ("network = none",), (WayOut("network", "client"),),
    "ModuleNotFoundError: No module named '_socket'", ended=True,
)  # fmt: skip
Seen = list[dict[str, Any]]


def result(code: int = 0, **parts: Any) -> Rehearsal:
    whole: dict[str, Any] = {
        "code": code, "status": code, "seconds": 1.25, "modules": ("json", "re", "re._parser"), "broken": (),
        "without": (), "never_needed": (), "complete": True, "stopped": False,
    }  # fmt: skip
    return Rehearsal(**{**whole, **parts})


@pytest.fixture
def answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Rehearsal], Seen]:
    """`answer(RESULT)`: every rehearsal of fetch.py ends so; what was asked for is in the list that comes back."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "fetch.py").write_text("import json\n")

    def answered(outcome: Rehearsal) -> Seen:
        seen: Seen = []

        def rehearse(request: object, catalogue: object, **arguments: Any) -> Rehearsal:
            seen.append({"request": request, **arguments})
            return outcome

        monkeypatch.setattr(rehearsals, "rehearse", rehearse)
        return seen

    return answered


def test_its_own_status_and_what_is_the_programs(
    answer: Callable[[Rehearsal], Seen], capsys: pytest.CaptureFixture[str]
) -> None:
    seen = answer(result(9, never_needed=(Spare("crypto", "tls", "none", ()),)))
    assert run(["rehearse", "fetch.py", "--run", "-m unittest", "--", "--json", "--", "x"]) == 9
    assert (seen[0]["arguments"], seen[0]["run"], seen[0]["stdout"]) == (["--json", "--", "x"], "-m unittest", None)
    told = capsys.readouterr()
    assert told.out == ""
    assert "rehearsed on a JVM in 1.2 s, status 9: 3 modules imported\nimported: json, re\n" in told.err
    assert "never needed: crypto = tls: none would do\n" in told.err
    assert "evidence, not a proof" in told.err


def test_broken_imports(answer: Callable[[Rehearsal], Seen], capsys: pytest.CaptureFixture[str]) -> None:
    answer(result(6, status=1, broken=(BROKEN,)))
    assert run(["rehearse", "fetch.py", "--preset", "smallest", "--quiet"]) == 6
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == (
        "error: fetch.py:2: import urllib.request fails: network = none (ModuleNotFoundError: No module named "
        "'_socket'); keep it with --set network=client\n"
    )


def test_one_object(answer: Callable[[Rehearsal], Seen], capsys: pytest.CaptureFixture[str]) -> None:
    seen = answer(result(6, status=1, broken=(BROKEN,), without=(BROKEN,)))
    assert run(["rehearse", "fetch.py", "--json"]) == 6
    told = capsys.readouterr()
    whole = json.loads(told.out)
    assert (whole["command"], whole["ok"], whole["result"]["status"]) == ("rehearse", False, 1)
    assert whole["result"]["broken"][0]["ways_out"] == [{"key": "network", "value": "client"}]
    assert whole["problems"][0]["code"] == "broken-import"
    assert told.err == ""
    assert seen[0]["stdout"] == 2


def test_hostile_names_are_shown_in_writing(
    answer: Callable[[Rehearsal], Seen], capsys: pytest.CaptureFixture[str]
) -> None:
    answer(result(modules=("a\x1b[31m", "\u202eb", "\udc80")))
    assert run(["rehearse", "fetch.py"]) == 0
    err = capsys.readouterr().err
    assert "\x1b" not in err
    assert "\u202e" not in err
    assert "\\udc80" in err


def test_scan_and_explain_show_what_was_seen(
    answer: Callable[[Rehearsal], Seen], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(result(modules=("hidden", "subprocess")))
    (tmp_path / "graalpy-wizard.toml").write_text(
        'schema = 1\npreset = "command-line-tool"\n[program]\nentry = "fetch.py"\n'
    )
    assert run(["rehearse"]) == 0
    capsys.readouterr()
    assert run(["scan", "--json"]) == 0
    scanned = json.loads(capsys.readouterr().out)["result"]
    assert scanned["rehearsed"] == ["hidden", "subprocess"]
    assert "processes" not in {entry["key"] for entry in scanned["may_go"]}
    assert run(["scan"]) == 0
    assert "Seen while rehearsed (evidence, not a proof)\n2 modules: hidden, subprocess\n" in capsys.readouterr().out
    assert run(["explain"]) == 0
    shown = capsys.readouterr().out.partition("Seen while rehearsed (evidence, not a proof)\n")[2].splitlines()
    assert [line.split() for line in shown[1:3]] == [
        ["network", "client", "subprocess"], ["crypto", "tls", "nothing", "asked", "for", "it"],
    ]  # fmt: skip


def test_what_cannot_be_kept_is_a_warning(
    answer: Callable[[Rehearsal], Seen],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    answer(result(4))
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("GRAALPY_WIZARD_STATE_DIR", str(tmp_path / "file" / "state"))
    assert run(["rehearse", "fetch.py"]) == 4
    assert "warning: " in capsys.readouterr().err


def test_the_gate_lets_nothing_broken_through(
    answer: Callable[[Rehearsal], Seen], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seen = answer(result(6, status=1, broken=(BROKEN,)))
    built: list[object] = []

    def stopped(*arguments: object) -> None:
        built.append(arguments)
        raise WizardError((), 1)  # type: ignore[arg-type]

    monkeypatch.setattr(build, "build", stopped)
    assert run(["build", "fetch.py", "--rehearse"]) == 6
    assert (built, seen[0]["empty_input"], seen[0]["limit"]) == ([], True, verb.LIMIT)
    assert "error: fetch.py:2: import urllib.request fails" in capsys.readouterr().err
    answer(result(2))
    assert run(["build", "fetch.py", "--rehearse"]) == 1
    assert len(built) == 1
    assert "status 2" in capsys.readouterr().err


def test_a_jar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.jar").write_bytes(b"")
    assert run(["rehearse", "x.jar"]) == 2
    assert "only Python programs can be rehearsed yet" in capsys.readouterr().err
