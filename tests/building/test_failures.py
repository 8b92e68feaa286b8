"""A failure is explained from the table, with its line; what is not in the table is said to be unknown."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from wizard.building import image
from wizard.building.events import Finished
from wizard.building.failures import AT_EITHER_END, explain, memory_hint
from wizard.catalogue.load import load, load_failures
from wizard.catalogue.model import Failure
from wizard.ground.exits import ExitCode

TABLE = (
    Failure("memory", r"java\.lang\.OutOfMemoryError", "out of memory", "use a larger machine", 7, (3, 137)),
    Failure(
        "option",
        r"Unrecognized option\(?s?\)?:? '(?P<option>[^']+)'",
        "no option {option}",
        "leave {option} out",
        1,
        (20,),
    ),
    Failure("blocklist", r"Blocklisted methods are reachable", "{missing} methods {", "jit = off"),
    Failure("watchdog", r"watchdog detected no activity", "it stood still", "free some memory", 1, (30,)),
)


def test_a_line_of_the_log_with_its_number_and_what_it_names() -> None:
    found = explain(["fine", "Error: Unrecognized option '-H:+Foo' from command line."], 20, TABLE)
    assert found
    assert (found.key, found.cause, found.change) == ("option", "no option -H:+Foo", "leave -H:+Foo out")
    assert (found.line, found.evidence) == (2, "Error: Unrecognized option '-H:+Foo' from command line.")
    assert found.exit_code == ExitCode.BUILD_FAILED


@pytest.mark.parametrize("status", [3, 137])
def test_memory_is_known_by_its_status(status: int) -> None:
    for lines in (["[2/8] Performing analysis..."], ["x Blocklisted methods are reachable x"], []):
        found = explain(lines, status, TABLE)
        assert found
        assert (found.key, found.exit_code) == ("memory", ExitCode.MEMORY)


def test_memory_is_known_by_its_line() -> None:
    found = explain(["Terminating due to java.lang.OutOfMemoryError: Java heap space"], 1, TABLE)
    assert found
    assert (found.exit_code, found.line) == (ExitCode.MEMORY, 1)


def test_the_line_counts_more_than_another_status() -> None:
    found = explain(["Unrecognized option(s): '--foo'", "Blocklisted methods are reachable"], 1, TABLE)
    assert found
    assert found.key == "option"


def test_the_watchdog_by_its_status_alone() -> None:
    found = explain(["nothing"], 30, TABLE)
    assert found
    assert (found.key, found.line, found.evidence) == ("watchdog", 0, "")


def test_a_template_with_braces_is_shown_as_it_is() -> None:
    found = explain(["Blocklisted methods are reachable"], 1, TABLE)
    assert found
    assert found.cause == "{missing} methods {"


def test_success_needs_no_explanation() -> None:
    assert explain(["java.lang.OutOfMemoryError"], 0, TABLE) is None


@pytest.mark.parametrize(
    ("lines", "evidence", "line"),
    [
        (["a", "Caused by: x", "Error: y happened"], "Error: y happened", 3),
        (["a", "java.io.IOException: z", "at b"], "java.io.IOException: z", 2),
        (["a", "> com.oracle.Hosted: v", ""], "> com.oracle.Hosted: v", 2),
        (["a", "b", "", " "], "b", 2),
        ([], "", 0),
    ],
)
def test_an_unknown_failure_shows_what_says_most(lines: list[str], evidence: str, line: int) -> None:
    found = explain(lines, 1, TABLE)
    assert found
    assert (found.key, found.evidence, found.line) == ("unknown", evidence, line)
    assert "exit status 1" in found.cause


def test_recorded_failure() -> None:
    found = explain(Path(__file__).parents[1] / "data" / "logs" / "fail-blocklist.log", 1, TABLE)
    assert found
    assert found.key == "blocklist"
    assert "Blocklisted methods are reachable" in found.evidence


def test_a_huge_log_is_read_at_both_ends_only(tmp_path: Path) -> None:
    log = tmp_path / "log"
    lines = 3 * AT_EITHER_END
    with log.open("w") as file:
        file.writelines(f"at some.Class.method{n}(Class.java:{n})\n" for n in range(lines))
        file.write("Unrecognized option '--x'\n")
    began = time.perf_counter()
    found = explain(log, 1, TABLE)
    assert found
    assert (found.key, found.line) == ("option", lines + 1)
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize(
    "text", ["x", " ", "a.b.C", "Error: ", "option '", "at java.lang.", "'-H:+Foo' ", "()[]{}", "12:"]
)
def test_hostile_lines_cost_little_with_the_shipped_patterns(text: str) -> None:
    lines = [text * (1_000_000 // len(text))] * 20
    began = time.perf_counter()
    assert explain(lines, 1, load_failures())
    assert time.perf_counter() - began < 2


def test_bytes_that_are_not_text(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_bytes(b"\xff\x00\r\nUnrecognized option '\xfc'\r\n")
    found = explain(log, 20, TABLE)
    assert found
    assert (found.key, found.line) == ("option", 2)


def test_the_hint_says_what_needs_how_much() -> None:
    hint = memory_hint(11_800_000_000, 8_000_000_000)
    assert "11.8 GB" in hint
    assert "8.0 GB" in hint


def test_a_failure_of_memory_says_what_needs_how_much(tmp_path: Path) -> None:
    log = tmp_path / "build.log"
    log.write_text("Terminating due to java.lang.OutOfMemoryError: Java heap space\n")
    error = image.failure(Finished(3, 12.0, 0, log), log, load(), "jit")
    assert error.code == ExitCode.MEMORY
    assert "such a build takes 11.8 GB at its peak, this machine may use " in error.problems[0].todo
