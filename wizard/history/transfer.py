"""The history as JSON Lines, to be carried between machines: one build a line. What comes in is checked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from wizard.ground.exits import ExitCode
from wizard.ground.problems import Problem, Where, WizardError, wrong_input
from wizard.history import codec
from wizard.history.model import BuildResult, Record
from wizard.history.store import named

LONGEST = 4 << 20  # bytes of a line; real ones have about 50 kB
WHOLE = 512 * 10**6  # bytes of a file: all of it is checked before any of it is taken
MOST = 100_000  # builds of one file
SHOWN = 5  # problems of one file that are told one by one
_TIME = re.compile(r"[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z")
_ID = re.compile(r"[0-9]{8}T[0-9]{6}Z-[0-9a-f]{8}")
_LARGEST_NUMBER = 2**53  # what other readers of JSON keep exactly


def lines(records: Iterable[Record], home: str = "") -> Iterator[bytes]:
    """Oldest first is the caller's affair. `home`: the user's folder, which becomes `~` wherever it is named."""
    for record in records:
        data = codec.to_data(record)
        yield json.dumps(_without(data, home), sort_keys=True, separators=(",", ":")).encode() + b"\n"


def read(stream: BinaryIO, name: str) -> list[Record]:
    """All builds of a file. Exit 2 with each line that is none; then nothing of the file is taken."""
    records: list[Record] = []
    problems: list[Problem] = []
    for number, data in enumerate(_lines(stream, name), 1):
        if not data.strip():
            continue
        try:
            records.append(checked(data))
        except ValueError as error:
            problems.append(Problem(f"is no build: {error}", Where(name, line=number), code="not-a-build"))
        if len(problems) == SHOWN:
            break
    if problems:
        raise WizardError(problems, ExitCode.INPUT)
    return records


def checked(data: bytes) -> Record:
    """ValueError where it is no build that can be believed."""
    record = codec.from_json(data.decode("utf-8", "strict"))
    if not _TIME.fullmatch(record.finished):
        raise ValueError("`finished` is no time such as 2026-11-24T09:15:42Z")
    _check_numbers(codec.to_data(record), 0)
    if isinstance(record, BuildResult):
        _check_sizes(record)
    fresh = named(record)
    if not record.id:
        return fresh
    if not _ID.fullmatch(record.id) or record.id[:-8] != fresh.id[:-8]:
        raise ValueError("`id` is not the id of a build that finished then")
    return record


def _check_sizes(record: BuildResult) -> None:
    sizes = record.sizes
    if sizes.engine + sizes.payload != sizes.file or sum(part.size for part in sizes.parts) not in (0, sizes.file):
        raise ValueError("its sizes do not add up")


def _check_numbers(value: object, depth: int) -> None:
    if isinstance(value, float | int) and not isinstance(value, bool) and not -1 <= value <= _LARGEST_NUMBER:
        raise ValueError(f"{value} is no size, time or count")  # NaN is none either
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    for child in children:
        _check_numbers(child, depth + 1)


def _lines(stream: BinaryIO, name: str) -> Iterator[bytes]:
    count = size = 0
    while line := stream.readline(LONGEST + 1):
        count, size = count + 1, size + len(line)
        limits = {
            f"line {count} is longer than any build": len(line) > LONGEST,
            f"it has more than {MOST:,} lines": count > MOST,
            f"it has more than {WHOLE // 10**6:,} MB": size > WHOLE,
        }
        for what in (text for text, crossed in limits.items() if crossed):
            raise wrong_input(what, "give the file of `graalpy-wizard history export`", Where(name), "not-a-history")
        yield line


def _without(value: Any, home: str) -> Any:
    if not home or home == "/":
        return value
    if isinstance(value, str):
        return value.replace(home, "~")
    if isinstance(value, dict):
        return {key: _without(child, home) for key, child in value.items()}
    return [_without(child, home) for child in value] if isinstance(value, list | tuple) else value
