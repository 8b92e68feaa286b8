"""`rehearse --save`, and what `explain` says of a snapshot."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.history.samples import result as built_result
from tests.planning.conftest import planned
from tests.rehearsing.test_verb import BROKEN, result
from wizard.catalogue import snapshot
from wizard.cli.main import run
from wizard.ground import places
from wizard.history.model import Origin
from wizard.history.store import History
from wizard.rehearsing import run as rehearsals
from wizard.rehearsing.model import Rehearsal
from wizard.rehearsing.snapshot import proposed

PROFILE = """\
schema = 1
preset = "smallest"  # small

[program]
entry = "fetch.py"

[answers]
startup = "snapshot"
"""
SEEN = ("_abc", "csv", "io", "json", "json.decoder", "json.encoder", "sysconfig", "mine", "requests")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "fetch.py").write_text("import json, csv, sysconfig, textwrap\n")
    (tmp_path / "graalpy-wizard.toml").write_text(PROFILE)
    return tmp_path / "graalpy-wizard.toml"


def answer(monkeypatch: pytest.MonkeyPatch, outcome: Rehearsal) -> None:
    monkeypatch.setattr(rehearsals, "rehearse", lambda *_, **__: outcome)


def test_modules_are_written_and_nothing_else_is_touched(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, result(modules=SEEN))
    assert run(["rehearse", "--save", "--set", "crypto=none"]) == 0
    assert project.read_text() == PROFILE + '\n[snapshot]\nmodules = ["csv", "json"]\n'


def test_what_is_there_is_replaced_and_its_comment_stays(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project.write_text(PROFILE + '\n[snapshot]\n# mine\nmodules = ["re"] # old\n')
    answer(monkeypatch, result(modules=SEEN))
    assert run(["rehearse", "--save"]) == 0
    assert '# mine\nmodules = ["csv", "json"] # old\n' in project.read_text()


@pytest.mark.parametrize(
    "outcome",
    [
        result(modules=SEEN, complete=False),
        result(6, status=1, broken=(BROKEN,), modules=SEEN),
        result(modules=("sysconfig",)),
    ],
    ids=["cut off", "broken", "nothing fit"],
)
def test_nothing_is_written_where_nothing_was_learned(
    outcome: Rehearsal, project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(monkeypatch, outcome)
    assert run(["rehearse", "--save"]) == outcome.code
    assert project.read_text() == PROFILE
    assert "nothing is saved" in capsys.readouterr().err


def test_without_a_profile_nothing_runs(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    project.unlink()
    monkeypatch.setattr(rehearsals, "rehearse", lambda *_, **__: pytest.fail("it ran"))
    assert run(["rehearse", "fetch.py", "--save"]) == 2
    assert "no profile to write to" in capsys.readouterr().err


def test_without_save_a_better_snapshot_is_offered(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(monkeypatch, result(modules=("json", "html.entities")))
    assert run(["rehearse"]) == 0
    assert "not in the snapshot, and fit for it: html.entities (--save" in capsys.readouterr().err


def test_a_proposal_has_no_module_that_another_brings() -> None:
    names = proposed(snapshot.fit(), planned("smallest"))
    assert names
    for name in names:
        others = [other for other in names if other != name]
        assert name not in snapshot.with_needed(others)
    public = {n for n in snapshot.fit() if not any(part.startswith("_") for part in n.split("."))}
    assert public <= snapshot.with_needed(names)


def test_explain_says_what_is_in_it_and_why_others_are_not(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain"]) == 0
    told = capsys.readouterr().out
    assert "Snapshot of imports" in told
    assert "json, typing, dataclasses" in told
    assert "and what these import: " in told
    assert "not measured with these modules" not in told
    assert "sysconfig" in told.partition("Not in it")[2]
    assert run(["explain", "--json"]) == 0
    kept = json.loads(capsys.readouterr().out)["result"]["snapshot"]
    assert kept["modules"] == list(snapshot.shipped())
    assert (
        {"enum", "functools", "json.decoder"}
        <= {*kept["needed"]}
        == snapshot.with_needed(kept["modules"]) - {*kept["modules"]}
    )
    assert (kept["known_from"], kept["program"]) == ("source", False)
    assert {entry["module"]: entry["may"] for entry in kept["left_out"]}["sysconfig"] is False


def test_explain_says_that_own_modules_can_do_without_what_is_not_fit(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["explain"]) == 0
    assert "wait for the run" not in capsys.readouterr().out
    project.write_text(PROFILE + '\n[snapshot]\nkind = "program"\n')
    assert run(["explain"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "not measured with these modules in its snapshot" in told
    assert "wait for the run" in told.partition("Not in it")[2]


def test_explain_names_the_programs_modules_and_what_the_last_build_found(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project.parent / "fetch.py").write_text("import json, own.deep, asks.more\n\ndef later():\n    import never\n")
    for name in ("own", "asks"):
        (project.parent / name).mkdir()
    for name in ("own/__init__", "own/deep", "asks/__init__", "asks/more", "never"):
        (project.parent / f"{name}.py").write_text("A = 1\n")
    project.write_text(f'{PROFILE}\n[snapshot]\nkind = "program"\n')
    names = ["asks", "asks.more", "own", "own.deep"]
    assert run(["explain"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert f"Of the program and its requirements {', '.join(names)} Which of them ask" in told
    assert explained(capsys) == {
        "modules": names, "resolved": True, "build": "", "left_out": [], "waiting": [], "variables": []
    }  # fmt: skip
    made = built_result(snapshot="program, json", origin=Origin(profile=str(project)))
    assert made.engine is not None
    folder = places.cache() / "engines" / made.engine.key
    folder.mkdir(parents=True)
    (folder / "engine").write_bytes(b"x")
    (folder / "engine.json").write_text('{"bytes": 1}')
    added = History().add(made)
    assert explained(capsys)["build"] == "", "an engine without its log says nothing"
    (folder / "build.log").write_text(
        "graalpy-wizard: not in the snapshot: asks: Unfit: asks is left to the run (line 3: it calls getcwd())\n"
        "graalpy-wizard: statements that wait for the run, by line: own.deep (1, 2)\n"
        "graalpy-wizard: imported at the start where one of these is set: \x1b[31mNO_COLOR\n"
    )
    own = explained(capsys)
    assert (own["build"], own["modules"]) == (added.id, ["own", "own.deep"])
    assert run(["explain"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "own, own.deep statements that wait for the run, by line: own.deep (1, 2)" in told
    assert "asks line 3: it calls getcwd()" in told.partition("Left to the run")[2]
    assert "\x1b" not in told


def test_explain_reads_nothing_that_nobody_has_consented_to(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Data outside the project may be anything: a pipe would hold it for ever."""
    os.mkfifo(project.parent / "pipe")
    program = '[program]\nentry = "fetch.py"\ndata = ["pipe"]\nrequirements = ["click==8.1.7"]\n'
    project.write_text(f'{PROFILE}\n[snapshot]\nkind = "program"\n'.replace('[program]\nentry = "fetch.py"\n', program))
    own = explained(capsys)
    assert (own["modules"], own["resolved"]) == ([], False)
    assert run(["explain"]) == 0
    assert "known once a build has resolved them" in " ".join(capsys.readouterr().out.split())


def explained(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """What is said of the program's own modules."""
    assert run(["explain", "--json"]) == 0
    own: dict[str, Any] = json.loads(capsys.readouterr().out)["result"]["snapshot"]["own"]
    return own


def test_explain_without_a_snapshot_says_nothing_of_one(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "--set", "startup=bytecode"]) == 0
    assert "Snapshot of imports" not in capsys.readouterr().out
    assert run(["explain", "--json", "--set", "startup=bytecode"]) == 0
    assert json.loads(capsys.readouterr().out)["result"]["snapshot"] is None
