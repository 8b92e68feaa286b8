"""A program's imports against a plan."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.planning.conftest import planned
from wizard.ground.problems import WizardError
from wizard.planning.imports import broken_imports, require_imports


@dataclass(frozen=True)
class Import:
    module: str
    guarded: bool = False
    file: Path = Path("app.py")
    line: int = 3


def test_a_broken_import_is_refused_with_the_answer_that_keeps_it() -> None:
    with pytest.raises(WizardError) as caught:
        require_imports(planned("full", crypto="none"), [Import("random")])
    assert caught.value.code == 2
    [problem] = caught.value.problems
    assert problem.line() == (
        "app.py:3: import random fails: crypto = none (ImportError: cannot import name 'sha512' from 'hashlib'); "
        "keep it with --set crypto=hashes, or build all the same with --allow-broken random"
    )


def test_all_of_them_are_named_at_once() -> None:
    errors, warnings = broken_imports(planned("smallest"), [Import("socket"), Import("json"), Import("zlib", line=9)])
    assert [problem.where.line if problem.where else 0 for problem in errors] == [3, 9]
    assert warnings == ()


@pytest.mark.parametrize("module", ["asyncio.events", "asyncio", "http.client", "email.message"])
def test_a_module_goes_with_its_package(module: str) -> None:
    assert broken_imports(planned("smallest"), [Import(module)])[0]


@pytest.mark.parametrize("module", ["json.decoder", "email", "http", "urllib.parse", "mine.socket", "socketlike"])
def test_others_stay(module: str) -> None:
    assert broken_imports(planned("smallest"), [Import(module)]) == ((), ())


def test_guarded_and_allowed_ones_are_warnings() -> None:
    made = planned("smallest")
    found = [Import("zlib", guarded=True), Import("asyncio.events", line=4)]
    warnings = require_imports(made, found, allow_broken={"asyncio"})
    assert [problem.severity for problem in warnings] == ["warning", "warning"]


def test_two_answers_that_break_it_are_both_named() -> None:
    [problem], _ = broken_imports(planned("smallest"), [Import("subprocess")])
    assert "network = none and processes = no" in problem.what
    assert "--set network=client and --set processes=yes" in problem.todo


def test_where_no_answer_keeps_it_none_is_named() -> None:
    [problem], _ = broken_imports(planned("full"), [Import("curses")])
    assert problem.todo == "build all the same with --allow-broken curses"
    assert "GraalPy does not have it" in problem.what


@pytest.mark.parametrize(
    ("graalpy", "broken"), [("24.2.2", True), ("25.0.3", True), ("25.2.4", True), ("25.3.4.1", False)]
)
def test_no_hashes_breaks_random_until_python_3_13(graalpy: str, broken: bool) -> None:
    errors, _ = broken_imports(planned("full", graalpy=graalpy, crypto="none"), [Import("random")])
    assert bool(errors) == broken


@pytest.mark.parametrize(
    ("module", "held", "advice"),
    [
        ("bz2", "sqlite3,expat", "sqlite3,expat,bz2"),
        ("sqlite3", "bz2", "sqlite3,bz2"),
        ("sqlite3", "none", "sqlite3"),
        ("ctypes", "none", "capi"),
        ("encodings.idna", "none", "capi"),
        ("encodings.idna", "bz2", "bz2,capi"),
    ],
)
def test_advice_about_native_modules_takes_none_away_and_names_the_one_that_brings_it(
    module: str, held: str, advice: str
) -> None:
    made = planned("command-line-tool", native_modules=held)
    [problem], _ = broken_imports(made, [Import(module)])
    assert f"keep it with --set native_modules={advice}, or" in problem.todo
    assert broken_imports(planned("command-line-tool", native_modules=advice), [Import(module)]) == ((), ())
