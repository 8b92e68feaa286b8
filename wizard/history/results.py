"""Finished builds, one JSON file each in the state folder; what is damaged is set aside, never lost."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from wizard.ground import atomic, places
from wizard.ground.problems import Problem, Where, wrong_input
from wizard.history.model import SCHEMA, BuildResult

DAMAGED = ".damaged"


def folder() -> Path:
    """Where they lie."""
    return places.state() / "builds"


def now() -> str:
    """For `finished`."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def store(result: BuildResult) -> BuildResult:
    """Write it and return it with its id: its time and a short hash. Exit 3 where the disk refuses."""
    data = to_json(replace(result, id=""))
    stamp = "".join(c for c in result.finished if c.isalnum())
    stored = replace(result, id=f"{stamp}-{hashlib.sha256(data).hexdigest()[:8]}")
    atomic.write_bytes(places.ready(folder()) / f"{stored.id}.json", to_json(stored))
    return stored


def to_json(result: BuildResult) -> bytes:
    """One JSON object, indented for people."""
    import msgspec

    # Not msgspec's own JSON: it refuses the lone surrogates of file names that are no UTF-8.
    return json.dumps(msgspec.to_builtins(result, enc_hook=_plain), indent=1, sort_keys=True).encode()


def _plain(value: object) -> dict[object, object]:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} cannot be kept")


def from_json(data: bytes) -> BuildResult:
    """ValueError where it is no result of this format."""
    import msgspec

    try:
        return msgspec.convert(json.loads(data), BuildResult)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise ValueError(str(error)) from error


def every() -> tuple[list[BuildResult], tuple[Problem, ...]]:
    """All, oldest first, and a warning for each file that could not be read."""
    results: list[BuildResult] = []
    problems: list[Problem] = []
    for file in sorted(folder().glob("*.json")):
        read = _read(file)
        if isinstance(read, BuildResult):
            results.append(read)
        elif read is not None:
            problems.append(read)
    return sorted(results, key=lambda result: result.finished), tuple(problems)


def last(key: str = "") -> BuildResult | None:
    """The last build, or the last one of the thing with this key."""
    return next(_newest(key), None)


def before(result: BuildResult) -> BuildResult | None:
    """The build of the same thing that came before this one."""
    return next((old for old in _newest(result.key) if old.id < result.id), None)


def find(name: str) -> BuildResult:
    """The build with this id or the beginning of one; exit 2 where there is none or several."""
    fitting = [file for file in folder().glob("*.json") if file.stem.startswith(name)]
    exact = [file for file in fitting if file.stem == name] or fitting
    if len(exact) != 1:
        what = f"there is no build `{name}`" if not exact else f"`{name}` may be one of {len(exact)} builds"
        raise wrong_input(what, "give its whole id; without one the last build is reported", code="no-build")
    read = _read(exact[0])
    if not isinstance(read, BuildResult):
        raise wrong_input(read.what if read else "it is gone", where=Where(exact[0]), code="damaged-result")
    return read


def stage_history(kind: str) -> list[tuple[float, ...]]:
    """Seconds of each stage of this machine's last five engines of a kind ("jit", "no-jit", "java"), oldest first."""
    runs: list[tuple[float, ...]] = []
    for result in _newest():
        engine = result.engine
        if engine is not None and engine.new and engine.kind == kind and engine.stages:
            runs.append(engine.stages)
        if len(runs) == 5:
            break
    return runs[::-1]


def _newest(key: str = "") -> Iterator[BuildResult]:
    """An id begins with its time, so only as many are read as are asked for."""
    for file in sorted(folder().glob("*.json"), reverse=True):
        read = _read(file)
        if isinstance(read, BuildResult) and key in ("", read.key):
            yield read


def _read(file: Path) -> BuildResult | Problem | None:
    """The result, what is wrong with its file, or None where it has gone."""
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        return Problem(f"cannot be read: {error.strerror}", Where(file), code="unreadable-result", severity="warning")
    try:
        if _schema(data) > SCHEMA:
            what, todo = "was written by a newer version of the wizard", "update the wizard to read it"
            return Problem(what, Where(file), todo, "newer-result", "warning")
        return from_json(data)
    except ValueError as error:
        aside = file.with_name(file.name + DAMAGED)
        with suppress(OSError):
            file.rename(aside)
        todo = f"it was set aside as {aside.name}"
        return Problem(f"is damaged: {error}", Where(file), todo, "damaged-result", "warning")


def _schema(data: bytes) -> int:
    try:
        whole = json.loads(data)
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    schema = whole.get("schema") if isinstance(whole, dict) else None
    if not isinstance(schema, int):
        raise ValueError("it has no schema")
    return schema
