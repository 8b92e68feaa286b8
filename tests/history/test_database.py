"""The file of the history: several writers at once, kill -9, damage, other versions, folders that refuse."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.history.samples import failed, result
from wizard.ground.exits import ExitCode
from wizard.ground.problems import WizardError
from wizard.history import database
from wizard.history.model import Record
from wizard.history.store import History

ROOT = Path(__file__).parents[2]
WRITER = """
import sys
from tests.history.samples import result
from wizard.history.store import History
for number in range(int(sys.argv[2])):
    stored = History().add(result(name=f"{sys.argv[1]}-{number}"))
    print(stored.id, flush=True)
"""


def writer(name: str, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, name, str(count)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def names(records: list[Record]) -> list[str]:
    return [record.name for record in records]


def test_several_processes_write_at_once_and_nothing_is_lost() -> None:
    writers = [writer(f"w{i}", 15) for i in range(4)]  # the file itself is made by whoever comes first
    for process in writers:
        process.communicate(timeout=120)
        assert process.returncode == 0
    found = names(History().records())
    assert sorted(found) == sorted(f"w{i}-{number}" for i in range(4) for number in range(15))


def test_kill_9_at_any_moment_loses_at_most_the_build_being_written() -> None:
    chance = random.Random(8)
    told: list[str] = []
    for number in range(8):
        with writer(f"w{number}", 10_000) as process:
            assert process.stdout is not None
            told.append(process.stdout.readline().strip())  # it is under way
            time.sleep(chance.random() * 0.15)
            process.send_signal(signal.SIGKILL)
            rest = process.stdout.read()  # communicate() would lose what was read with the first line
        told += rest.split("\n")[:-1] if rest else []  # a last line without its end was not finished
    history = History()
    kept = {entry.id for entry in history.entries()}
    assert set(filter(None, told)) <= kept
    assert len(kept) <= len(set(told)) + 8  # written, and killed before it could say so
    assert len(history.records()) == len(kept)  # each is whole
    assert history.problems == []
    after = history.add(result(name="after"))
    assert history.find(after.id) == after


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda data: b"no database at all" * 100, id="overwritten"),
        pytest.param(lambda data: data[: len(data) // 2], id="cut off"),
        pytest.param(lambda data: data[:100] + os.urandom(len(data) - 100), id="garbled"),
        pytest.param(lambda data: data[:4096] + b"\xff" * (len(data) - 4096), id="pages"),
    ],
)
def test_a_damaged_file_is_set_aside_with_a_word_and_a_new_one_begun(damage: object) -> None:
    history = History()
    for number in range(20):
        history.add(result(name=str(number)))
    merge()
    file = database.path()
    broken = damage(file.read_bytes())  # type: ignore[operator]
    file.write_bytes(broken)
    history = History()
    stored = history.add(failed())
    assert [(problem.code, problem.severity) for problem in history.problems] == [("damaged-history", "warning")]
    assert "set aside as history.sqlite3.damaged-" in history.problems[0].todo
    assert History().records() == [stored]
    [aside] = [path for path in file.parent.glob("*.damaged-*") if not path.name.endswith(("-wal", "-shm"))]
    assert aside.read_bytes()[4096:8192] == broken[4096:8192]


def test_a_letter_that_the_disk_turned_over_hides_no_other_build(capsys: pytest.CaptureFixture[str]) -> None:
    from wizard.cli.main import run

    history = History()
    kept = [history.add(result(name=f"p{number}")) for number in range(3)]
    merge()
    file = database.path()
    file.write_bytes(file.read_bytes().replace(kept[1].id.encode(), b"\xff\xfe" + kept[1].id[2:].encode()))
    assert {entry.name for entry in History().entries()} == {"p0", "p1", "p2"}
    assert [record.name for record in History().records()] == ["p2", "p0"]
    assert run(["history", "list"]) == 0
    assert "p1" in capsys.readouterr().out
    odd = next(entry.id for entry in History().entries() if entry.name == "p1")
    assert run(["history", "rm", odd]) == 0
    assert {entry.name for entry in History().entries()} == {"p0", "p2"}


@pytest.mark.parametrize("seed", range(20))
def test_turned_over_bytes_anywhere_are_no_bug_and_the_next_build_is_kept(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    history = History()
    for number in range(8):
        history.add(result(name=f"p{number}"))
    merge()
    file, chance = database.path(), random.Random(seed)
    data = bytearray(file.read_bytes())
    for _ in range(chance.choice((1, 10, 300))):
        data[chance.randrange(100, len(data))] = chance.randrange(256)  # the head says which version it is
    file.write_bytes(data)
    from wizard.cli.main import run

    for line in ("list --all", "trend", "effects", "export -o out.jsonl", "show"):
        assert run(["history", *line.split()]) in (0, 2, 3), line
    stored = History().add(failed(name="next"))
    assert "next" in [entry.name for entry in History().entries()]
    assert History().find(stored.id) == stored


def merge() -> None:
    """The log becomes part of the file, as it does when the last user leaves."""
    with closing(sqlite3.connect(database.path())) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def test_damage_is_found_by_readers_too() -> None:
    History().add(result())
    database.path().write_bytes(b"x" * 5000)
    for suffix in ("-wal", "-shm"):
        database.path().with_name(database.FILE + suffix).unlink(missing_ok=True)
    history = History()
    assert history.entries() == []
    assert [problem.code for problem in history.problems] == ["damaged-history"]


def test_a_newer_file_is_refused_and_left_alone() -> None:
    History().add(result())
    merge()
    with closing(sqlite3.connect(database.path())) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = database.path().read_bytes()
    for work in (lambda: History().entries(), lambda: History().add(result(name="more"))):
        with pytest.raises(WizardError, match="newer graalpy-wizard") as caught:
            work()
        assert caught.value.code == ExitCode.ENVIRONMENT
    assert database.path().read_bytes() == before
    assert list(database.path().parent.glob("*.damaged*")) == []


def test_an_older_file_is_brought_up_and_keeps_its_builds(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = History().add(result())
    step = ("ALTER TABLE builds ADD COLUMN colour TEXT NOT NULL DEFAULT 'grey'",)
    monkeypatch.setattr(database, "STEPS", (*database.STEPS, step))
    history = History()
    assert history.records() == [stored]
    with closing(sqlite3.connect(database.path())) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (len(database.STEPS),)
        assert connection.execute("SELECT colour FROM builds").fetchall() == [("grey",)]


def test_a_step_that_fails_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = History().add(result())
    with monkeypatch.context() as patch:
        patch.setattr(database, "STEPS", (*database.STEPS, ("CREATE TABLE more (x)", "NO SQL AT ALL")))
        with pytest.raises(WizardError, match="cannot be used"):
            History().entries()
    assert History().records() == [stored]


def test_a_state_folder_that_cannot_be_made(home: Path) -> None:
    (home / "state").write_text("")
    assert History().entries() == []
    with pytest.raises(WizardError) as caught:
        History().add(result())
    assert caught.value.code == ExitCode.ENVIRONMENT


READER = """
import os, sys
from tests.history.samples import result
from wizard.ground.problems import WizardError
from wizard.history.store import History
import filelock, sqlite3, msgspec
if os.geteuid() == 0:
    os.setuid(65534)  # permissions do not bind root
print(len(History().records()))
try:
    History().add(result(name="more"))
except WizardError as error:
    print(error.code.name)
"""


def test_a_folder_that_cannot_be_written_can_still_be_read() -> None:
    History().add(result())
    merge()
    with tempfile.TemporaryDirectory() as name:  # pytest's own folders are closed to others
        state = Path(name, "state")
        shutil.copytree(database.path().parent, state)
        for path in [Path(name), state, *state.iterdir()]:
            path.chmod(0o555 if path.is_dir() else 0o444)
        done = subprocess.run(
            [sys.executable, "-c", READER], cwd=ROOT, capture_output=True, text=True, timeout=120,
            env={**os.environ, "GRAALPY_WIZARD_STATE_DIR": str(state)},
        )  # fmt: skip
        for path in (Path(name), state):
            path.chmod(0o755)
    assert (done.stdout, done.stderr) == ("1\nENVIRONMENT\n", "")


FULL = """
import resource, sys
from tests.history.samples import result
from wizard.ground.problems import WizardError
from wizard.history.store import History
History().add(result())
resource.setrlimit(resource.RLIMIT_FSIZE, (64 << 10, 64 << 10))
for number in range(200):
    try:
        History().add(result(name=str(number), executable="x" * 4000 + str(number)))
    except WizardError as error:
        print(error.problems[0].line())
        break
"""


def test_a_full_disk_is_one_line_and_what_was_there_stays() -> None:
    done = subprocess.run(
        [sys.executable, "-c", FULL], cwd=ROOT, capture_output=True, text=True, timeout=120, check=True
    )
    assert done.stdout.count("\n") == 1
    assert "cannot be used" in done.stdout
    assert done.stderr == ""
    history = History()
    assert len(history.records()) == len(history.entries()) >= 1
    assert history.problems == []
