"""From a record to what an answer broke."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.planning.conftest import planned
from tests.rehearsing.conftest import Fake, lines
from wizard.rehearsing import judge, record

APP = "/graalpy/app/fetch.py"
URLLIB = "/graalpy/home/lib/python3.12/urllib/request.py"
NO_SOCKET = "No module named '_socket'"
ENDED = ["error", "ModuleNotFoundError ImportError Exception", "_socket", NO_SOCKET]
Maker = Callable[..., Fake]


def test_an_import_that_ended_the_program_is_broken(fake: Maker) -> None:
    result = fake()(
        lines(
            ["found", "urllib.request"],
            ["missing", "_socket", APP, "1", "urllib.request", "socket"],
            ["modules", "sys"],
            ["unfinished"],
            [*ENDED, APP, "1", "__main__", URLLIB, "88", "urllib.request"],
        )
        + "sys.exit(1)"
    )
    assert (result.code, result.status, result.complete) == (6, 1, True)
    [broken] = result.broken
    assert (broken.module, broken.missing, broken.line, broken.ended) == ("urllib.request", "_socket", 1, True)
    assert broken.answers == ("network = none",)
    assert [(way.key, way.value) for way in broken.ways_out] == [("network", "client")]
    assert result.without == ()
    assert result.never_needed == ()


def test_a_requirement_that_needs_what_is_not_there(fake: Maker) -> None:
    """The program's own line is named, and the module that it asks for there."""
    inside = "/graalpy/home/lib/python3.12/site-packages/urllib3/exceptions.py"
    result = fake("import requests\n")(
        lines(
            ["found", "requests"], ["missing", "socket", inside, "3"], ["modules", "sys"],
            [
                "error", "ModuleNotFoundError ImportError", "socket", "No module named 'socket'",
                APP, "1", "__main__", inside, "45", "requests", inside, "3", "urllib3.exceptions",
            ],
        )
        + "sys.exit(1)"
    )  # fmt: skip
    assert [(entry.module, entry.missing, entry.line) for entry in result.broken] == [("requests", "socket", 1)]
    assert result.without == ()


def test_an_import_in_a_try_is_none(fake: Maker) -> None:
    source = "try:\n    import ssl\nexcept ImportError:\n    pass\n"
    result = fake(source)(
        lines(["found", "ssl"], ["missing", "_socket", APP, "2", "ssl", "socket"], ["modules", "sys"]) + "sys.exit(3)"
    )
    assert (result.code, result.status, result.broken) == (3, 3, ())
    [without] = result.without
    assert (without.module, without.missing, without.ended) == ("ssl", "_socket", False)


def test_an_import_outside_a_try_is_broken_though_the_program_lives_on(fake: Maker) -> None:
    result = fake("import socket\n")(
        lines(["missing", "_socket", APP, "1", "socket"], ["modules", "sys"]) + "sys.exit(0)"
    )
    assert (result.code, result.status) == (6, 0)
    assert [entry.module for entry in result.broken] == ["socket"]


def test_allowed_ones_are_told_and_no_more(fake: Maker) -> None:
    script = lines(["missing", "_socket", APP, "1", "socket"], ["modules", "sys"]) + "sys.exit(4)"
    for allowed in ("socket", "_socket", "all"):
        result = fake("import socket\n")(script, allow_broken=frozenset({allowed}))
        assert (result.code, [entry.module for entry in result.without]) == (4, ["socket"])


def test_a_module_that_nobody_promised_is_the_programs_own_affair(fake: Maker) -> None:
    error = ["error", "ModuleNotFoundError ImportError", "nothing", "No module named 'nothing'", APP, "1", "__main__"]
    result = fake("import nothing\n")(
        lines(["missing", "nothing", APP, "1"], ["modules", "sys"], error) + "sys.exit(1)"
    )
    assert (result.code, result.broken, result.without) == (1, (), ())


def test_an_error_of_the_interpreter_is_known_by_what_was_being_imported(fake: Maker) -> None:
    result = fake("import crypt\n")(
        lines(["found", "crypt"], ["modules", "sys", "crypt"], ["unfinished", "crypt"]) + "sys.exit(1)"
    )
    assert result.code == 6
    assert (result.broken[0].module, result.broken[0].answers) == ("crypt", ("posix = java",))


def test_a_library_that_goes_on_without() -> None:
    seen = record.Record(missing=[record.Missing("zlib", APP, 1, ("zipfile",))], modules=("sys", "zipfile"))
    broken, without = judge.judged(planned("smallest"), seen, {(APP, 1): ("zipfile",)}, status=0)
    assert (broken, [entry.module for entry in without]) == ([], ["zlib"])


def test_found_but_not_there_at_the_end() -> None:
    seen = record.Record(found={"ctypes": None, "json": None}, modules=("json",))
    _, without = judge.judged(planned("smallest"), seen, {}, status=0)
    assert [(entry.module, entry.answers) for entry in without] == [("ctypes", ("native_modules = none",))]


def test_answers_that_nothing_asked_for(fake: Maker) -> None:
    result = fake("", "command-line-tool")(lines(["before", "sys"], ["modules", "sys", "json", "subprocess", "select"]))
    unneeded = {entry.key for entry in result.never_needed}
    assert "compression" in unneeded
    assert unneeded.isdisjoint({"network", "processes"})
    assert result.modules == ("json", "select", "subprocess")


def test_a_program_that_was_cut_off(fake: Maker) -> None:
    result = fake()(lines(["before", "sys"], ["found", "json"]) + "os.kill(os.getpid(), 9)")
    assert (result.code, result.status, result.complete, result.modules) == (137, 137, False, ("json",))


def test_a_record_is_foreign(tmp_path: Path) -> None:
    file = tmp_path / "record"
    file.write_bytes(
        b'not json\n[]\n{"a": 1}\n["found"]\n["found", 1]\n["missing", "x"]\n["missing", "y", "f", "12345678901"]\n'
        + b"[" * 100_000 + b"\n\xff\xfe\n"
        + b'["found", "' + b"a" * 5000 + b'"]\n["modules", "\\u001b[2J", "\\udcff"]\n'
    )  # fmt: skip
    seen = record.read(file)
    assert [len(name) for name in seen.found] == [record.LONGEST]
    assert [(entry.name, entry.line) for entry in seen.missing] == [("y", 0)]
    assert seen.modules == ("\x1b[2J", "\udcff")
    assert record.read(tmp_path / "none").modules is None
