"""Finished builds are kept, found again, counted back, removed; the JSON files of before are read once."""

from __future__ import annotations

import json
import string
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.history.samples import failed, result
from wizard.ground.exits import ExitCode
from wizard.ground.problems import WizardError
from wizard.history import codec, database, old_results
from wizard.history.model import SCHEMA, BuildResult, EngineRun, FailedBuild, Filter, Record
from wizard.history.store import History

NAMES = st.text(st.characters(exclude_categories=()), max_size=20)  # surrogates too: file names that are no UTF-8


def strategy(kind: Any) -> st.SearchStrategy[Any]:
    return st.from_type(kind)


st.register_type_strategy(float, st.floats(0, 1e9))


@given(made=st.one_of(strategy(BuildResult), strategy(FailedBuild)))
def test_a_build_is_read_back_equal(made: Record) -> None:
    made = replace(made, schema=SCHEMA)
    assert codec.from_json(codec.to_json(made)) == made


@given(name=NAMES)
def test_any_name_can_be_kept(name: str) -> None:
    made = result(name=name, executable=f"/{name}")
    assert codec.from_json(codec.to_json(made)) == made


@pytest.mark.parametrize("name", ["a\udcffb", "\x1b[31mred", "x" * 5000, "名前", "a'b\"c;--", ""])
def test_any_name_can_be_stored_and_listed(name: str) -> None:
    history = History()
    stored = history.add(result(name=name, preset=name))
    assert history.find(stored.id) == stored
    assert len(history.entries()) == 1


def test_stored_and_found_again() -> None:
    history = History()
    first = history.add(result("2026-11-24T09:15:42Z", "a"))
    second = history.add(result("2026-11-24T09:16:00Z", "b"))
    assert first.id.startswith("20261124T091542Z-")
    assert set(first.id) <= set(string.ascii_letters + string.digits + "-")
    assert history.last() == second
    assert history.last("a") == first
    assert history.last("c") is None
    assert history.records() == [second, first]
    assert history.find(first.id) == first
    assert history.find(first.id[:16]) == first
    assert history.find("last") == second
    assert history.find("last~1") == first
    third = history.add(result("2026-11-24T09:17:00Z", "a"))
    assert isinstance(third, BuildResult)
    assert history.before(third) == first
    assert isinstance(second, BuildResult)
    assert history.before(second) is None
    assert history.problems == []


def test_builds_of_one_second_keep_their_order() -> None:
    history = History()
    stored = [history.add(result(name=name)) for name in "cab"]
    assert [entry.name for entry in history.entries()] == ["b", "a", "c"]
    newest = stored[-1]
    assert isinstance(newest, BuildResult)
    assert history.before(newest) == stored[1]


def test_a_failed_build_is_listed_and_is_never_the_last_one() -> None:
    history = History()
    good = history.add(result("2026-11-24T09:15:42Z"))
    bad = history.add(failed("2026-11-24T09:16:42Z"))
    assert history.last() == good
    assert history.find("last") == good
    assert history.find(bad.id) == bad
    listed = history.entries()
    assert [(entry.id, entry.code, entry.done) for entry in listed] == [(bad.id, 7, False), (good.id, 0, True)]
    with pytest.raises(WizardError, match="made no executable: out of memory"):
        history.result(bad.id)


def test_nothing_yet(home: Path) -> None:
    history = History()
    assert history.last() is None
    assert history.entries() == []
    assert history.stage_history("jit") == []
    assert not (home / "state").exists()  # reading makes nothing


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("1999", "there is no build"), ("2026", "one of 2 builds"), ("last~2", "only 2 builds made an executable"),
        ("last~x", "names no build"), ("last~99999999", "names no build"), ("imported", "no build was imported"),
        ("", "may be one of 2"),
    ],
)  # fmt: skip
def test_a_build_that_cannot_be_meant(name: str, said: str) -> None:
    history = History()
    history.add(result("2026-11-24T09:15:42Z"))
    history.add(result("2026-11-24T09:16:00Z"))
    with pytest.raises(WizardError, match=said) as caught:
        history.find(name)
    assert caught.value.code == ExitCode.INPUT


def test_filters() -> None:
    history = History()
    history.add(result("2026-11-24T09:00:00Z", name="hello", preset="smallest"))
    history.add(result("2026-11-25T09:00:00Z", name="other", versions={"graalpy": "25.1.0", "wizard": "0.2.0"}))
    history.add(failed("2026-11-26T09:00:00Z", name="hello 2"))
    history.take([result("2026-11-27T09:00:00Z", name="there", id="20261127T090000Z-00000000")])

    def names(wanted: Filter) -> list[str]:
        return [entry.name for entry in history.entries(wanted)]

    assert names(Filter(name="hello")) == ["hello 2", "hello"]
    assert names(Filter(name="*")) == []
    assert names(Filter(graalpy="25.1")) == ["other"]
    assert names(Filter(graalpy="25")) == ["there", "hello 2", "other", "hello"]
    assert names(Filter(graalpy="2")) == []
    assert names(Filter(graalpy="2*")) == []
    assert names(Filter(wizard="0.2")) == ["other"]
    assert names(Filter(since="2026-11-25T09:00:00Z", until="2026-11-27T00:00:00Z")) == ["hello 2", "other"]
    assert names(Filter(done=False)) == ["hello 2"]
    assert names(Filter(here=False)) == ["there"]
    assert names(Filter(limit=1)) == ["there"]
    assert history.find("imported").name == "there"


def test_a_new_build_is_compared_with_its_own_and_else_with_an_imported_one_of_its_name() -> None:
    history = History()
    history.take([result("2026-11-20T09:00:00Z", "elsewhere", name="app", id="20261120T090000Z-00000000")])
    found = history.before_this("here", "app")
    assert found is not None
    assert found.key == "elsewhere"
    assert history.before_this("here", "other") is None
    history.add(result("2026-11-19T09:00:00Z", "here", name="app"))
    found = history.before_this("here", "app")
    assert found is not None
    assert found.key == "here"


def test_removed_builds_are_gone() -> None:
    history = History()
    first, second = (history.add(result(name=name)) for name in "ab")
    history.remove([first.id, "nothing"])
    assert history.records() == [second]


def test_taking_a_build_twice_changes_nothing() -> None:
    history = History()
    stored = history.add(result())
    assert history.take([stored, result("2026-11-20T09:00:00Z", id="20261120T090000Z-00000000")]) == 1
    assert len(history.entries()) == 2
    assert history.entries(Filter(here=True))[0].id == stored.id


def test_stages_of_the_last_five_engines_of_a_kind() -> None:
    history = History()

    def run(minute: int, kind: str = "jit", *, new: bool = True) -> None:
        engine = EngineRun("k", new, kind, (), 1.0, (float(minute),) * 8, 1)
        history.add(result(f"2026-11-24T09:{minute:02}:00Z", engine=engine))

    for minute in range(7):
        run(minute)
    run(10, "no-jit")
    run(11, new=False)
    history.add(result("2026-11-24T09:12:00Z", engine=None))
    assert history.stage_history("jit") == [(float(minute),) * 8 for minute in range(2, 7)]
    assert history.stage_history("no-jit") == [(10.0,) * 8]


def old_file(name: str, data: bytes) -> Path:
    file = old_results.folder() / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return file


def test_results_of_before_there_was_a_history_are_read_once() -> None:
    made = result(id="20261124T091542Z-01234567")
    old_file(f"{made.id}.json", json.dumps(codec.to_data(made), indent=1).encode())
    bad = old_file("bad.json", b"{")
    history = History()
    assert history.records() == [made]
    assert History().records() == [made]
    history.remove([made.id])
    assert History().records() == []  # not once more
    assert bad.read_bytes() == b"{"


def test_a_result_of_the_first_release_is_still_read() -> None:
    whole = codec.to_data(result())
    for key in ("code", "options", "arguments", "extra", "imports", "origin"):
        del whole[key]
    assert codec.from_data(whole) == result()


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"schema": 1}', b"\xff", b'{"schema": "x"}', b"[" * 100_000])
def test_what_is_no_build(data: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        codec.from_json(data)


def test_a_build_of_a_newer_wizard_says_so() -> None:
    with pytest.raises(codec.NewerBuildError):
        codec.from_json(b'{"schema": 2, "sizes": 1}')


def test_what_a_later_version_adds_is_no_damage() -> None:
    assert codec.from_data({**codec.to_data(result()), "added": [1]}) == result()


def test_a_build_whose_details_are_damaged_is_left_out_with_a_word() -> None:
    history = History()
    good, bad = history.add(result(name="good")), history.add(result(name="bad"))
    query = "UPDATE details SET data = x'00' WHERE number = (SELECT number FROM builds WHERE id = ?)"
    database.run(lambda c: c.execute(query, (bad.id,)), [], lambda _: None, write=True)
    assert history.records() == [good]
    assert [problem.code for problem in history.problems] == ["damaged-build"]
    assert len(history.entries()) == 2


def test_ten_thousand_builds_are_listed_at_once() -> None:
    history = History()
    history.take(
        result(
            f"2026-11-24T{i // 3600:02}:{i // 60 % 60:02}:{i % 60:02}Z", f"k{i % 50}", id=f"20261124T000000Z-{i:08x}"
        )
        for i in range(10_000)
    )
    began = time.perf_counter()
    assert len(history.entries(Filter(limit=20))) == 20
    assert history.before_this("k7", "x") is not None
    assert time.perf_counter() - began < 1  # 0.01 s on an idle machine
