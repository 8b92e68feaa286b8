"""What an engine with a started interpreter is made of, and that others are not touched by it."""

from __future__ import annotations

import dataclasses
import io
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zipfile import ZipFile

import pytest

from tests.planning.conftest import planned
from wizard.building import product, started
from wizard.building.engine import Ingredients
from wizard.planning.model import Plan
from wizard.profiles.model import Profile


def with_startup(value: str) -> Plan:
    """The smallest preset with that start, whether this version builds it or not."""
    plan = planned("smallest")
    answer = dataclasses.replace(plan.answers["startup"], value=value)
    return dataclasses.replace(plan, answers={**plan.answers, "startup": answer})


def ingredients(value: str) -> dict[str, object]:
    toolchain: Any = SimpleNamespace(fingerprint="f")
    return Ingredients(with_startup(value), toolchain, "gcc").as_data()


@pytest.mark.parametrize("value", ["plain", "bytecode"])
def test_engines_that_start_nothing_know_nothing_of_it(value: str) -> None:
    plan = with_startup(value)
    assert started.files(plan) == []
    assert started.arguments(plan) == ()
    assert "startup" not in ingredients(value)


def test_a_snapshot_has_all_that_a_started_interpreter_has() -> None:
    one, other = with_startup("preinitialised"), with_startup("snapshot")
    assert set(started.files(one)) < set(started.files(other))
    assert {path.suffix for path in started.files(other)} == {".java", ".py"}
    assert all(path.suffix == ".java" for path in started.java(other))
    assert started.digest(one) != started.digest(other)
    assert ingredients("preinitialised")["startup"] == started.digest(one)


def test_the_folder_that_it_is_read_from_is_named_without_a_path_of_this_machine() -> None:
    [argument] = started.arguments(with_startup("snapshot"))
    assert not Path(argument.partition("=")[2]).is_absolute()


def test_a_list_of_ones_own_is_passed_over_with_a_word() -> None:
    plan = with_startup("snapshot")
    assert started.notices(plan, None) == started.notices(plan, Profile()) == ()
    for own in (Profile(snapshot_modules=("json",)), Profile(snapshot_kind="program")):
        assert [problem.code for problem in started.notices(plan, own)] == ["snapshot-list"]
        assert started.notices(with_startup("plain"), own) == ()


def test_what_lies_beside_the_classes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = io.BytesIO()
    with ZipFile(library, "w") as archive:
        archive.writestr("home/lib/python3.12/json.py", "x = 1\n")
    (tmp_path / "library.zip").write_bytes(library.getvalue())
    monkeypatch.setattr(product, "library_of", lambda plan, jars: tmp_path / "library.zip")
    classes = tmp_path / "classes"
    (classes / started.PACKAGE).mkdir(parents=True)
    plan = with_startup("snapshot")
    started.put_beside(plan, classes, {}, tmp_path)
    assert (classes / started.SERVICE).read_text() == started.PROVIDER
    assert {path.name for path in (classes / started.PACKAGE).iterdir()} == {"imports.py", "renew.py", "types_first.py"}
    home = started.arguments(plan)[0].partition("=")[2]
    assert (tmp_path / home / "lib" / "python3.12" / "json.py").is_file()
