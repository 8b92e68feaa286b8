"""What an engine's log says of modules that are not in the snapshot of a program, as a warning of each build."""

from __future__ import annotations

from pathlib import Path

from wizard.building.snapshot_told import LeftToTheRun, Told, Waiting, left_out, told_by

LINE = "graalpy-wizard: not in the snapshot: "


def test_modules_that_are_imported_at_each_start_are_named(tmp_path: Path) -> None:
    log = tmp_path / "build.log"
    log.write_text(
        f"[1/8] Initializing...\n{LINE}a: Unfit: a is left to the run (line 2: it asks b())\ngraalpy-wizard: other\n"
        f"{LINE}c: d\n{LINE}e: Unfit: a is left to the run (line 2: it asks b())\n{LINE}f: Unfit: g may not be there\n"
    )
    [told] = left_out(log)
    assert told.line() == (
        f"not in the snapshot: a: line 2: it asks b(), c: d, e: it needs a (line 2: it asks b()) and 1 more "
        f"({log} names them); these modules are imported at each start"
    )
    assert told.severity == "warning"


def test_of_many_the_first_are_named_and_the_log(tmp_path: Path) -> None:
    log = tmp_path / "build.log"
    log.write_text("".join(f"{LINE}m{number}: why\n" for number in range(9)))
    [told] = left_out(log)
    assert f"m2: why and 6 more ({log} names them)" in told.what


def test_nothing_is_said_where_all_is_in_it_or_there_is_no_log(tmp_path: Path) -> None:
    log = tmp_path / "build.log"
    assert left_out(log) == ()
    log.write_text("graalpy-wizard: statements that wait for the run, by line: a (1)\n")
    assert left_out(log) == ()


def test_what_waits_and_which_variables_count_is_read_too(tmp_path: Path) -> None:
    log = tmp_path / "build.log"
    log.write_text(
        f"{LINE}f: Unfit: g may not be there\n"
        "graalpy-wizard: statements that wait for the run, by line: click.types (888, 1430), click (69)\n"
        "graalpy-wizard: imported at the start where one of these is set: NO_COLOR, TERM_PROGRAM\n"
    )
    assert told_by(log) == Told(
        (LeftToTheRun("f", "g may not be there"),),
        (Waiting("click.types", (888, 1430)), Waiting("click", (69,))),
        ("NO_COLOR", "TERM_PROGRAM"),
    )
    assert told_by(tmp_path / "none.log") == Told()


def test_lines_that_no_build_writes_are_no_error(tmp_path: Path) -> None:
    log = tmp_path / "build.log"
    log.write_text(
        "graalpy-wizard: statements that wait for the run, by line: x (,), y (1 2), z (3)\n"
        f"{LINE}a: b\n{LINE}a: b\n{LINE}\n"
    )
    assert told_by(log).waiting == (Waiting("z", (3,)),)
    assert told_by(log).left == (LeftToTheRun("a", "b"), LeftToTheRun("", ""))
