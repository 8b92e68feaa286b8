"""What rehearsals saw, beside the profile."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.planning.conftest import planned, preset_answers
from wizard.catalogue.load import load
from wizard.ground import places
from wizard.profiles.model import Profile
from wizard.programs.model import Kind, Program
from wizard.rehearsing import kept
from wizard.rehearsing.evidence import seen
from wizard.rehearsing.model import Rehearsal


def result(*modules: str) -> Rehearsal:
    return Rehearsal(0, 0, 1.0, modules, (), (), (), True, False)


def test_each_kind_takes_the_place_of_its_last_one(tmp_path: Path) -> None:
    file = tmp_path / "new" / "rehearsed.json"
    kept.keep(file, result("json", "re"), command=False)
    kept.keep(file, result("unittest"), command=True)
    kept.keep(file, result("csv"), command=False)
    assert kept.read(file) == kept.Kept(("csv",), ("unittest",))
    assert kept.read(file).modules == ("csv", "unittest")
    assert json.loads(file.read_text())["schema"] == 1


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[]", b"null", b'{"schema": 2, "program": ["a"]}', b'{"schema": 1, "program": {"a": 1}}',
     b"[" * 200_000, b'{"schema": 1, "program": [1, null, ["x"], ""]}', b"\xff"],
)  # fmt: skip
def test_damaged_or_newer_counts_as_nothing(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "file").write_bytes(data)
    assert kept.read(tmp_path / "file") == kept.Kept()


def test_beside_the_profile_or_in_the_users_state(tmp_path: Path) -> None:
    program = Program(Kind.FILE, "hi", "app/hi.py", "", (), {}, (), tmp_path)
    profile = Profile(path=tmp_path / "graalpy-wizard.toml")
    assert kept.place(profile, program) == tmp_path / ".graalpy-wizard" / "rehearsed.json"
    own = kept.place(None, program)
    assert own is not None
    assert own.parent == places.state() / "rehearsed"
    assert kept.place(None, None) is None


def test_a_link_out_of_the_project_is_not_followed(tmp_path: Path) -> None:
    project, elsewhere = tmp_path / "project", tmp_path / "elsewhere"
    project.mkdir()
    elsewhere.mkdir()
    (project / ".graalpy-wizard").symlink_to(elsewhere)
    assert kept.place(Profile(path=project / "graalpy-wizard.toml"), None) is None


def test_the_answers_that_modules_ask_for() -> None:
    name, modules = "command-line-tool", ["json", "signal", "subprocess"]
    found = {entry.key: entry for entry in seen(load(), preset_answers(name), planned(name), modules)}
    assert set(found["processes"].modules) == {"signal", "subprocess"}
    assert found["network"].modules == ("subprocess",)
    assert found["compression"].modules == ()
    assert "files" not in found
    assert seen(load(), preset_answers("full"), planned("full"), ()) == ()
