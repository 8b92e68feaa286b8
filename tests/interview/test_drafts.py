from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.interview.samples import opened
from wizard.ground import places
from wizard.interview import drafts, state
from wizard.interview.saving import save


def stored() -> list[Path]:
    return sorted((places.state() / "drafts").glob("*.json"))


def test_answers_survive_until_they_are_saved(tmp_path: Path) -> None:
    i = state.allow(state.answer(state.use_preset(opened(tmp_path), "smallest"), "native_modules", "bz2"), "socket")
    i = state.require(i, "tabulate==0.9.0")
    drafts.keep(i)
    again = opened(tmp_path)
    draft = drafts.find(again.setting.file)
    assert draft is not None
    assert (draft.program, draft.field) == ("hello.py", "entry")
    restored = drafts.restored(again, draft)
    assert restored.now == i.now
    assert state.undo(restored).now == again.now
    assert [entry.file for entry in drafts.every()] == [i.setting.file]
    save(restored)
    assert drafts.find(again.setting.file) is None
    assert not stored()


def test_nothing_is_kept_where_nothing_was_said(tmp_path: Path) -> None:
    i = opened(tmp_path)
    drafts.keep(i)
    assert not stored()
    drafts.keep(state.answer(i, "network", "none"))
    assert stored()
    saved = save(state.answer(i, "network", "none"))
    drafts.keep(saved)
    assert not stored()


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"schema": 2}', '{"schema": 1, "file": 3}', "null", "\x00" * 100, "[" * 100_000]
)  # fmt: skip
def test_a_damaged_draft_is_none(tmp_path: Path, text: str) -> None:
    i = state.answer(opened(tmp_path), "network", "none")
    drafts.keep(i)
    stored()[0].write_text(text)
    assert drafts.find(i.setting.file) is None
    assert drafts.every() == ()


def test_what_no_longer_exists_is_left_out(tmp_path: Path) -> None:
    i = state.answer(opened(tmp_path), "network", "none")
    drafts.keep(i)
    whole = json.loads(stored()[0].read_text())
    whole |= {"preset": "gone", "name": "../up", "requirements": ["-r x", "rich"]}
    whole["answers"] |= {"nothing": "yes", "crypto": "lots"}
    stored()[0].write_text(json.dumps(whole))
    draft = drafts.find(i.setting.file)
    assert draft is not None
    now = drafts.restored(opened(tmp_path), draft).now
    assert now.answers == {"network": "none"}
    assert (now.preset, now.name, now.requirements) == ("command-line-tool", "", ("rich",))


def test_a_state_folder_in_the_project_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAALPY_WIZARD_STATE_DIR", str(tmp_path / "state"))
    i = state.answer(opened(tmp_path), "network", "none")
    drafts.keep(i)
    assert drafts.find(i.setting.file) is None


def test_a_full_disk_ends_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAALPY_WIZARD_STATE_DIR", "/dev/null/x")
    drafts.keep(state.answer(opened(tmp_path), "network", "none"))
