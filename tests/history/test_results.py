"""Finished builds are kept, found again, and never lost to one damaged file."""

from __future__ import annotations

import json
import string
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.history.samples import result
from wizard.ground.exits import ExitCode
from wizard.ground.problems import WizardError
from wizard.history import results
from wizard.history.model import BuildResult, EngineRun

NAMES = st.text(st.characters(exclude_categories=()), max_size=20)  # surrogates too: file names that are no UTF-8
COUNTS = st.integers(0, 10**15)


def strategy(kind: Any) -> st.SearchStrategy[Any]:
    return st.from_type(kind)


st.register_type_strategy(float, st.floats(0, 1e9))


@given(made=strategy(BuildResult))
def test_a_result_is_read_back_equal(made: BuildResult) -> None:
    assert results.from_json(results.to_json(made)) == made


@given(name=NAMES)
def test_any_name_can_be_kept(name: str) -> None:
    made = result(name=name, executable=f"/{name}")
    assert results.from_json(results.to_json(made)) == made


def test_stored_and_found_again() -> None:
    first = results.store(result("2026-11-24T09:15:42Z", "a"))
    second = results.store(result("2026-11-24T09:16:00Z", "b"))
    assert first.id.startswith("20261124T091542Z-")
    assert set(first.id) <= set(string.ascii_letters + string.digits + "-")
    assert results.last() == second
    assert results.last("a") == first
    assert results.last("c") is None
    assert results.every() == ([first, second], ())
    assert results.find(first.id) == first
    assert results.find(first.id[:16]) == first
    third = results.store(result("2026-11-24T09:17:00Z", "a"))
    assert results.before(third) == first
    assert results.before(second) is None


def test_nothing_yet() -> None:
    assert results.last() is None
    assert results.every() == ([], ())
    assert results.stage_history("jit") == []


@pytest.mark.parametrize(("name", "said"), [("1999", "there is no build"), ("2026", "one of 2 builds")])
def test_a_build_that_cannot_be_meant(name: str, said: str) -> None:
    results.store(result("2026-11-24T09:15:42Z"))
    results.store(result("2026-11-24T09:16:00Z"))
    with pytest.raises(WizardError, match=said) as caught:
        results.find(name)
    assert caught.value.code == ExitCode.INPUT


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"schema": 1}', b"\xff", b'{"schema": "x"}', b"[" * 100_000])
def test_a_damaged_file_is_set_aside_with_a_word(data: bytes) -> None:
    good = results.store(result())
    bad = results.folder() / "20270101T000000Z-00000000.json"
    bad.write_bytes(data)
    found, problems = results.every()
    assert found == [good]
    assert len(problems) == 1
    assert problems[0].severity == "warning"
    assert "set aside" in problems[0].todo
    assert not bad.exists()
    assert Path(f"{bad}.damaged").read_bytes() == data
    assert results.every() == ([good], ())
    assert results.last() == good


def test_a_half_of_a_result_is_damage() -> None:
    stored = results.store(result())
    file = results.folder() / f"{stored.id}.json"
    whole = json.loads(file.read_text())
    whole["sizes"]["file"] = "large"
    file.write_text(json.dumps(whole))
    found, (problem,) = results.every()
    assert not found
    assert "$.sizes.file" in problem.what


def test_a_newer_wizards_result_is_left_alone() -> None:
    stored = results.store(result())
    file = results.folder() / f"{stored.id}.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "schema": 2, "more": 1}))
    found, problems = results.every()
    assert (found, problems[0].code) == ([], "newer-result")
    assert file.exists()


def test_what_a_later_version_adds_is_no_damage() -> None:
    stored = results.store(result())
    file = results.folder() / f"{stored.id}.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "added": [1]}))
    assert results.every() == ([stored], ())


def test_stages_of_the_last_five_engines_of_a_kind() -> None:
    def run(minute: int, kind: str = "jit", *, new: bool = True) -> None:
        engine = EngineRun("k", new, kind, (), 1.0, (float(minute),) * 8, 1)
        results.store(result(f"2026-11-24T09:{minute:02}:00Z", engine=engine))

    for minute in range(7):
        run(minute)
    run(10, "no-jit")
    run(11, new=False)
    results.store(result("2026-11-24T09:12:00Z", engine=None))
    assert results.stage_history("jit") == [(float(minute),) * 8 for minute in range(2, 7)]
    assert results.stage_history("no-jit") == [(10.0,) * 8]


def test_a_state_folder_that_cannot_be_written(home: Path) -> None:
    (home / "state").write_text("")
    with pytest.raises(WizardError) as caught:
        results.store(result())
    assert caught.value.code == ExitCode.ENVIRONMENT


def test_no_half_file_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(WizardError, match="No space left"):
        results.store(result())
    assert list(results.folder().iterdir()) == []
