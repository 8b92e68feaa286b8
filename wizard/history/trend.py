"""How the figures of one thing went from build to build."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wizard.history.model import Entry, Filter
from wizard.history.store import History

MEASURES = {
    "size": ("file", 1e6, "MB"), "engine": ("engine_size", 1e6, "MB"), "payload": ("payload_size", 1e6, "MB"),
    "start": ("start", 1e-3, "ms"), "resident": ("resident", 1e6, "MB"), "seconds": ("seconds", 1, "s"),
    "memory": ("memory", 1e9, "GB"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Point:
    """One build in a trend; bytes and seconds. `change`: of the file against the build before."""

    id: str
    finished: str
    name: str
    preset: str
    file: int
    engine: int
    payload: int
    change: int | None
    start: float | None
    resident: int | None
    seconds: float
    code: int
    here: bool


def points(history: History, wanted: Filter | None = None) -> tuple[Point, ...]:
    """Oldest first, those that made an executable."""
    entries = [entry for entry in history.entries(wanted or Filter()) if entry.file is not None][::-1]
    before: dict[str, int] = {}
    made = []
    for entry in entries:
        made.append(_point(entry, before.get(entry.key)))
        before[entry.key] = entry.file or 0
    return tuple(made)


def series(entries: Sequence[Entry], measure: str) -> list[tuple[Entry, float]]:
    """The builds that have this measure, oldest first, in its unit (see MEASURES)."""
    field, unit, _ = MEASURES[measure]
    return [(e, value / unit) for e in reversed(entries) if (value := getattr(e, field)) is not None]


def _point(entry: Entry, before: int | None) -> Point:
    file = entry.file or 0
    return Point(
        entry.id, entry.finished, entry.name, entry.preset, file, entry.engine_size or 0, entry.payload_size or 0,
        None if before is None else file - before, entry.start, entry.resident, entry.seconds, entry.code, entry.here,
    )  # fmt: skip
