"""The file of all builds: SQLite with a write-ahead log, so that builds that end at once do not wait for readers.

A process that is killed loses at most what it was writing: each build is one transaction. A damaged file is set
aside and a new one begun. A file of a newer wizard is left as it is.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from wizard.ground import places
from wizard.ground.exits import ExitCode
from wizard.ground.problems import Problem, Where, WizardError, wrong_environment

FILE = "history.sqlite3"
WAIT = 10.0  # seconds for another writer
DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
READ_ONLY = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM)

# Each entry brings a file one version up; `PRAGMA user_version` counts them. Never change one: add another.
STEPS: Sequence[Sequence[str]] = (
    (
        """CREATE TABLE builds (
            number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, finished TEXT NOT NULL, key TEXT NOT NULL,
            name TEXT NOT NULL, preset TEXT NOT NULL, code INTEGER NOT NULL, graalpy TEXT NOT NULL,
            wizard TEXT NOT NULL, seconds REAL NOT NULL, file INTEGER, engine_size INTEGER, payload_size INTEGER,
            engine TEXT NOT NULL, engine_new INTEGER NOT NULL, kind TEXT NOT NULL, memory INTEGER, start REAL,
            resident INTEGER, here INTEGER NOT NULL)""",
        "CREATE TABLE details (number INTEGER PRIMARY KEY REFERENCES builds(number), data BLOB NOT NULL)",
        "CREATE INDEX builds_by_time ON builds(finished, number)",
        "CREATE INDEX builds_by_key ON builds(key, finished, number)",
    ),
)

T = TypeVar("T")
Fill = Callable[[sqlite3.Connection], None]  # puts into a new file what there was before


class NewerHistoryError(WizardError):
    """The file belongs to a later wizard."""


def path() -> Path:
    """Where it lies."""
    return places.state() / FILE


def run(work: Callable[[sqlite3.Connection], T], problems: list[Problem], fill: Fill, *, write: bool = False) -> T:
    """`work` in one transaction. What is damaged is set aside with a word in `problems`, and `work` runs once more.

    Reading makes no file. Exit 3 where the file cannot be used.
    """
    for sure in (False, True):
        try:
            return _run(work, fill, write=write)
        except (sqlite3.Error, UnicodeDecodeError) as error:  # the latter: SQLite's own message quotes what is damaged
            if isinstance(error, sqlite3.Error) and not _is_damage(error):
                raise _refused(error) from error
            problems += _set_aside(error, sure=sure)
    try:
        return _run(work, fill, write=write)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise _refused(error) from error


def _run(work: Callable[[sqlite3.Connection], T], fill: Fill, *, write: bool) -> T:
    with closing(_connected(fill, write=write)) as connection:
        connection.execute("BEGIN IMMEDIATE" if write else "BEGIN")
        try:
            result = work(connection)
        except BaseException:
            # Not `with connection`: it would keep what a Ctrl-C has left half done where the next line commits.
            with suppress(sqlite3.Error):
                connection.rollback()
            raise
        connection.execute("COMMIT")
        return result


def _connected(fill: Fill, *, write: bool) -> sqlite3.Connection:
    file = path()
    if not write and not file.exists():
        return _empty(fill)
    try:
        return _prepared(file, fill)
    except (sqlite3.OperationalError, WizardError) as error:
        refused = isinstance(error, sqlite3.OperationalError) and _kind(error) in READ_ONLY
        if write or isinstance(error, NewerHistoryError) or not (refused or isinstance(error, WizardError)):
            raise
        return _immutable(file, fill)


def _prepared(file: Path, fill: Fill) -> sqlite3.Connection:
    """Open, and bring to the present version where it is older."""
    places.ready(file.parent)
    connection = _opened(file)
    try:
        version = _version(connection)
        if version > len(STEPS):
            raise _newer(file, version)
        if version < len(STEPS):
            with _alone(file):
                _migrate(connection, fill)
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # opens the log, or says that it cannot
        return connection
    except BaseException:
        connection.close()
        raise


def _opened(file: Path | str, *, uri: bool = False) -> sqlite3.Connection:
    connection = sqlite3.connect(file, timeout=WAIT, isolation_level=None, uri=uri)
    # A byte of a name that the disk has turned over is no reason to refuse all builds.
    connection.text_factory = lambda data: data.decode("utf-8", "backslashreplace")
    return connection


def _immutable(file: Path, fill: Fill) -> sqlite3.Connection:
    """In a folder that cannot be written SQLite cannot make the files that it shares with writers."""
    connection = _opened(f"{file.absolute().as_uri()}?immutable=1", uri=True)
    return connection if _version(connection) == len(STEPS) else _empty(fill)


def _empty(fill: Fill) -> sqlite3.Connection:
    connection = _opened(":memory:")
    _steps(connection, fill)
    return connection


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _newer(file: Path, version: int) -> NewerHistoryError:
    what = f"was written by a newer graalpy-wizard (version {version} of it; this one knows {len(STEPS)})"
    problem = Problem(what, Where(file), "update graalpy-wizard; the file stays as it is", "newer-history")
    return NewerHistoryError(problem, ExitCode.ENVIRONMENT)


def _migrate(connection: sqlite3.Connection, fill: Fill) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("BEGIN IMMEDIATE")
    _steps(connection, fill)
    connection.execute("COMMIT")


def _steps(connection: sqlite3.Connection, fill: Fill) -> None:
    version = _version(connection)
    for number, statements in enumerate(STEPS[version:], version + 1):
        for statement in statements:
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {number}")
    if version == 0:
        fill(connection)


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """One process at a time sets the file up or aside."""
    from filelock import FileLock, Timeout

    lock = FileLock(file.with_suffix(".lock"), timeout=WAIT)
    try:
        lock.acquire()
    except (OSError, Timeout) as error:
        raise wrong_environment(f"the history {file} cannot be locked: {error}", code="history") from error
    try:
        yield
    finally:
        lock.release()


def _kind(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _is_damage(error: sqlite3.Error) -> bool:
    missing = isinstance(error, sqlite3.OperationalError) and "no such " in str(error)
    return missing or _kind(error) in DAMAGED


def _set_aside(error: Exception, *, sure: bool) -> list[Problem]:
    """Nothing to say where another process has done it already. `sure`: not all damage is found by a quick check."""
    file = path()
    aside = file.with_name(f"{file.name}.damaged-{time.strftime('%Y%m%d-%H%M%S')}-{time.time_ns() % 10**6:06}")
    with _alone(file):
        if not sure and not _damaged(file):
            return []
        for ending in ("-wal", "-shm", ""):
            with suppress(FileNotFoundError):
                file.with_name(file.name + ending).rename(aside.with_name(aside.name + ending))
    todo = f"it was set aside as {aside.name}, and a new one begun"
    return [Problem(f"the history is damaged: {error}", Where(file), todo, "damaged-history", "warning")]


def _damaged(file: Path) -> bool:
    try:
        with closing(_opened(file)) as connection:
            good = connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            return not good or (_version(connection) > 0 and not tables >= {"builds", "details"})
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return True


def _refused(error: Exception) -> WizardError:
    return wrong_environment(
        f"the history {path()} cannot be used: {error}",
        "free some space, make it writable, or set GRAALPY_WIZARD_STATE_DIR", code="history",
    )  # fmt: skip
