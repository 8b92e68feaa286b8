"""A build as a row of the history, and back."""

from __future__ import annotations

import sqlite3
import zlib
from dataclasses import fields, replace

from wizard.history import codec
from wizard.history.model import BuildResult, Entry, Filter, Record

LARGEST = 16 << 20  # bytes of one build's JSON; real ones have about 50 kB
COLUMNS = tuple(field.name for field in fields(Entry))
_SELECT = f"SELECT {', '.join(COLUMNS)} FROM builds"  # noqa: S608 - names of this class


_NONE = type(None)
_OF = {
    "str": (str,), "int": (int,), "bool": (int,), "float": (float, int), "int | None": (_NONE, int),
    "float | None": (_NONE, float, int),
}  # fmt: skip
_KINDS = tuple(_OF[str(field.type)] for field in fields(Entry))


def entry_of(record: Record, *, here: bool) -> Entry:
    """What a list shows of it."""
    made = Entry(
        id=record.id, finished=record.finished, key=record.key, name=record.name, preset=record.preset,
        code=record.code, graalpy=record.versions.get("graalpy", ""), wizard=record.versions.get("wizard", ""),
        seconds=record.seconds, here=here,
    )  # fmt: skip
    if not isinstance(record, BuildResult):
        return made
    engine, sizes = record.engine, record.sizes
    start = engine.proof.start if engine and engine.proof else None
    made = replace(made, file=sizes.file, engine_size=sizes.engine, payload_size=sizes.payload)
    if engine is None:
        return made
    return replace(
        made, engine=engine.key, engine_new=engine.new, kind=engine.kind, memory=engine.peak_memory,
        start=start.seconds if start else None, resident=start.memory if start else None,
    )  # fmt: skip


def insert(connection: sqlite3.Connection, record: Record, *, here: bool) -> bool:
    """False where a build with this id is there already."""
    entry = entry_of(record, here=here)
    marks = ", ".join("?" for _ in COLUMNS)
    done = connection.execute(
        f"INSERT OR IGNORE INTO builds ({', '.join(COLUMNS)}) VALUES ({marks})",  # noqa: S608 - names of this class
        [_clean(getattr(entry, name)) for name in COLUMNS],
    )
    if not done.rowcount:
        return False
    data = zlib.compress(codec.to_json(record))
    connection.execute("INSERT INTO details (number, data) VALUES (?, ?)", (done.lastrowid, data))
    return True


def select(connection: sqlite3.Connection, wanted: Filter) -> list[Entry]:
    """Newest first."""
    where, values = _conditions(wanted)
    limit = "" if wanted.limit is None else f" LIMIT {int(wanted.limit)}"
    rows = connection.execute(f"{_SELECT}{where} ORDER BY finished DESC, number DESC{limit}", values)
    return [_entry(row) for row in rows]


def ids(connection: sqlite3.Connection) -> list[str]:
    """Of all builds, sorted."""
    return sorted(name for (name,) in connection.execute("SELECT id FROM builds") if isinstance(name, str))


def details(connection: sqlite3.Connection, ids: list[str]) -> list[bytes]:
    """The JSON of these builds, in this order; b"" where it cannot be unpacked."""
    found = []
    for name in ids:
        query = "SELECT data FROM details JOIN builds USING (number) WHERE id = ?"
        row = connection.execute(query, (name,)).fetchone()
        found.append(_unpacked(row[0]) if row else b"")
    return found


def delete(connection: sqlite3.Connection, ids: list[str]) -> None:
    """Builds that are not there are no error."""
    gone = set(ids)
    # As they are read: what is damaged is not what a query would find.
    numbers = [(number,) for number, name in connection.execute("SELECT number, id FROM builds") if name in gone]
    for table in ("details", "builds"):
        connection.executemany(f"DELETE FROM {table} WHERE number = ?", numbers)  # noqa: S608 - one of these two


def _entry(row: tuple[object, ...]) -> Entry:
    if not all(map(isinstance, row, _KINDS)):  # SQLite keeps what it is given, and disks what they like
        row = tuple(v if isinstance(v, kind) else kind[0]() for v, kind in zip(row, _KINDS, strict=True))
    values = dict(zip(COLUMNS, row, strict=True))
    values["engine_new"], values["here"] = bool(values["engine_new"]), bool(values["here"])
    return Entry(**values)  # type: ignore[arg-type]


def _conditions(wanted: Filter) -> tuple[str, list[object]]:
    found: list[tuple[str, object]] = []
    found += [(f"{column} = ?", text) for column in ("key", "preset") if (text := getattr(wanted, column))]
    if wanted.name:
        found.append(("instr(name, ?) > 0", wanted.name))
    # "25.0" is 25.0.3 too, and not 25.01.
    versions = [(column, getattr(wanted, column).translate(_PLAIN)) for column in ("graalpy", "wizard")]
    found += [(f"{column} || '.' GLOB ?", f"{text}.*") for column, text in versions if text]
    if wanted.since:
        found.append(("finished >= ?", wanted.since))
    if wanted.until:
        found.append(("finished < ?", wanted.until))
    if wanted.done is not None:
        found.append(("(file IS NOT NULL) = ?", int(wanted.done)))
    if wanted.here is not None:
        found.append(("here = ?", int(wanted.here)))
    where = f" WHERE {' AND '.join(text for text, _ in found)}" if found else ""
    return where, [_clean(value) for _, value in found]


_PLAIN = {ord("*"): None, ord("?"): None, ord("["): None}  # signs of GLOB


def _clean(value: object) -> object:
    """SQLite keeps UTF-8 only; the details keep a name as it is."""
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value


def _unpacked(data: object) -> bytes:
    if not isinstance(data, bytes):
        return b""
    try:
        return zlib.decompressobj().decompress(data, LARGEST)
    except zlib.error:
        return b""
