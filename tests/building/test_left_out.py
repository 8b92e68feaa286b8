"""What an engine's log says of modules that are not in the snapshot of a program, as a warning of each build."""

from __future__ import annotations

from pathlib import Path

from wizard.building.snapshot_program import left_out

LINE = "graalpy-wizard: not in the snapshot: "


def test_modules_that_are_imported_at_each_start_are_named(tmp_path: Path) -> None:
    log = tmp_path / "build.log"
    log.write_text(f"[1/8] Initializing...\n{LINE}a: Unfit: b is left to the run\ngraalpy-wizard: other\n{LINE}c: d\n")
    [told] = left_out(log)
    assert told.line() == (
        "not in the snapshot: a: Unfit: b is left to the run, c: d; these modules are imported at each start"
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
