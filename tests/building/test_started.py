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
from wizard.building import build, product, started
from wizard.building.engine import Ingredients
from wizard.building.snapshot_program import FILE, Carried
from wizard.planning.model import Plan
from wizard.programs.archive import Writer
from wizard.programs.model import Kind, Program, Wheel


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
    assert {path.name for path in (classes / started.PACKAGE).iterdir()} == {
        "apart.py", "at_run_time.py", "before.py", "beneath.py", "harmless.py", "imports.py", "late.py", "readers.py",
        "renew.py", "statements.py", "types_first.py", "waits.py",
    }  # fmt: skip
    home = started.arguments(plan)[0].partition("=")[2]
    assert (tmp_path / home / "lib" / "python3.12" / "json.py").is_file()


def test_a_program_lies_beside_the_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = tmp_path / "library.zip"
    with library.open("wb") as out:
        writer = Writer(out)
        writer.add("home/lib/python3.12/json.py", b"x = 1\n")
        writer.close()
    monkeypatch.setattr(product, "library_of", lambda plan, jars: library)
    classes = tmp_path / "classes"
    (classes / started.PACKAGE).mkdir(parents=True)
    started.put_beside(with_startup("snapshot"), classes, {}, tmp_path, Carried(program("import helper, json\n")))
    unpacked = tmp_path / "tmp"
    assert (unpacked / "app" / "helper.py").read_text() == "HELPS = 1\n"
    lines = (unpacked / FILE).read_text().splitlines()
    assert lines[:2] == ["path app", "path home/lib/python3.12/site-packages"]
    assert [line for line in lines if line.startswith("try ")] == ["try json", "try helper"]
    assert "fit json" in lines
    assert "fit uuid" not in lines


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import tempfile\ntempfile\n", "tempfile = __late__('tempfile')\ntempfile\n"),
        ("import socket\nsocket\n", ""),  # which network = none breaks
        ("import helper, uuid\nuuid, helper\n", ""),  # one that lies beside the program, one that the library lacks
    ],
)
def test_the_copy_that_is_imported_waits_for_what_may_not_be_in_a_snapshot(
    text: str, expected: str, tmp_path: Path
) -> None:
    library = tmp_path / "library.zip"
    with library.open("wb") as out:
        writer = Writer(out)
        for name in ("helper", "socket", "tempfile"):
            writer.add(f"home/lib/python3.12/{name}.py", b"x = 1\n")
        writer.close()
    Carried(program("import helper\n", text)).unpack(planned("smallest", startup="snapshot"), library, tmp_path)
    assert (tmp_path / "app" / "helper.py").read_text() == (expected or text)


def test_modules_of_the_library_that_are_fit_but_for_what_they_import_wait_for_that(tmp_path: Path) -> None:
    library = tmp_path / "library.zip"
    texts = {
        "email/utils": b"import random\nimport os\nrandom, os\n",
        "random": b"import os\n",
        "os": b"import random\nrandom\n",
        "bz2": b"from _bz2 import A\n",
    }
    with library.open("wb") as out:
        writer = Writer(out)
        for name, data in texts.items():
            writer.add(f"home/lib/python3.12/{name}.py", data)
        writer.close()
    plan = planned("command-line-tool", startup="snapshot", native_modules="none")
    Carried(program("import email.utils\n")).unpack(plan, library, tmp_path)
    home = tmp_path / "home/lib/python3.12"
    assert (home / "email/utils.py").read_text() == "random = __late__('random')\nimport os\nrandom, os\n"
    assert (home / "os.py").read_bytes() == texts["os"], "one that is fit as it is"
    lines = (tmp_path / FILE).read_text().splitlines()
    assert {"try email.utils", "fit email.utils", "fit bz2"} <= {*lines}
    assert "fit random" not in lines


def test_a_changed_line_of_the_program_is_another_engine(tmp_path: Path) -> None:
    plan = with_startup("snapshot")
    one, same, other = (
        Carried(program(text)).digest(plan) for text in ("import json\n", "import json\n", "import re\n")
    )
    assert one == same != other
    toolchain: Any = SimpleNamespace(fingerprint="f")
    keys = [Ingredients(with_startup("snapshot"), toolchain, "gcc", digest).key() for digest in ("", one, other)]
    assert len(set(keys)) == 3


def test_what_the_run_alone_has_makes_another_engine_and_is_told_to_the_build(tmp_path: Path) -> None:
    """`try: import termios` of an own module would keep None for ever."""
    carried = Carried(program("import helper, shutil\n"))
    plans = [planned("command-line-tool", startup="snapshot", native_modules=n) for n in ("none", "termios", "bz2")]
    assert len({carried.digest(plan) for plan in plans}) == 3
    lines = [{*carried._told(plan)} for plan in plans]
    assert [{"brought termios", "brought bz2", "fit bz2", "fit getpass", "fit shutil"} & one for one in lines] == [
        {"fit bz2", "fit getpass", "fit shutil"},
        {"brought termios", "fit bz2", "fit shutil"},
        {"brought bz2", "fit getpass"},
    ]


def test_an_own_module_with_the_name_of_one_of_the_library_is_tried_as_an_own_one() -> None:
    made = {
        "app/main.py": b"import calendar, csv, helper\n",
        "app/calendar.py": b"",
        "app/helper.py": b"import queue\n",
    }
    whole = dataclasses.replace(program(""), made=made)
    names = Carried(whole).names(with_startup("snapshot"))
    assert names.index("csv") < names.index("calendar") < names.index("helper")
    assert "queue" in names


def test_an_engine_that_is_only_planned_knows_the_requirements_that_are_locked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else `cache key` and `build --dry-run` name an engine that is never built."""
    request: Any = SimpleNamespace(
        program=dataclasses.replace(program("import helper\n"), requirements=("a",)), lock=None, requirements_file=None,
        indexes=(), plan=planned("smallest"),
    )  # fmt: skip
    wheel = Wheel("a", "1.0", Path(), "0" * 64)
    seen = []
    monkeypatch.setattr("wizard.building.build.with_wheels", lambda program, wheels: program)
    monkeypatch.setattr(Carried, "_told", lambda *_: iter(()))  # the wheel is no file
    for found in (None, (wheel,)):
        monkeypatch.setattr("wizard.programs.requirements.known", lambda *_, _found=found, **__: _found)
        seen.append(build._carried(request).digest(request.plan))
    assert seen == [Carried(request.program, found).digest(request.plan) for found in ((), (wheel,))]
    assert seen[0] != seen[1]


def test_what_a_program_imports_only_at_times_is_left_to_the_run() -> None:
    text = "import sys, helper\nfrom helper import HELPS\nif sys.argv:\n    import csv\n"
    text += "try:\n    import re\nexcept ImportError:\n    re = None\n"
    names = Carried(program(text)).names(with_startup("snapshot"))
    assert names[-1] == "helper"
    assert not {"csv", "re"}.intersection(names)


def program(text: str, helper: str = "HELPS = 1\n") -> Program:
    """A main file and a module beside it."""
    made = {"app/main.py": text.encode(), "app/helper.py": helper.encode()}
    return Program(Kind.FILE, "main", "app/main.py", "", (), made, (), Path())
