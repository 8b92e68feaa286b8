"""What native-image prints of the image heap (and of the code) in its log."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_ROW = re.compile(r"^ *(\d+) +(\d+) +[\d.,]+% +[\d.,]+% (\S.*)$")
# A title may stand behind half a row: the builder draws its progress in between.
_OWNER = re.compile(r"=== ([^=:]+?) ===$")
_TITLE = re.compile(r"=== .* ===$")
_HEADER = re.compile(r"^ *Count +Size +Size% +Cum% Class$")
_PAIR = re.compile(r"^(\w[\w ]*); (\d+); (\d+)$")  # `Graal Metadata; 226556; 13528224`
_TOP = "origins of code area:"
_ENTRY = re.compile(r"^([\d.,]+) ?([kMGT]?i?B) (\S.*)$")
_UNITS = {
    "B": 1, "kB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40
}  # fmt: skip
REST, TOTAL, SUMMARY = "Other", "Total", "Summary"


@dataclass(frozen=True, slots=True)
class Heap:
    """`owners`: who holds the objects (DynamicHub, ImageCodeInfo, Other ...); `classes`: what Other consists of.

    Both are exact, in bytes. The two others are native-image's own ten largest, rounded by it to three or four digits.
    """

    owners: Mapping[str, int]
    classes: Mapping[str, int]
    largest_code: Mapping[str, int]
    largest_heap: Mapping[str, int]


def read_heap(text: str) -> Heap:
    """Empty where the log has no such table."""
    lines = text.splitlines()
    return Heap(*_owners(lines), *_two_columns(lines))


def without_histogram(text: str) -> str:
    """The log without the tables of `-H:+PrintHeapHistogram`, which are ten times as long as the rest."""
    kept = [line for line in text.splitlines() if not is_histogram(line)]
    return "\n".join(kept) + "\n" if kept else ""


def is_histogram(line: str) -> bool:
    """Whether a line belongs to such a table."""
    return bool(_ROW.match(line) or _TITLE.search(line) or _HEADER.match(line) or _PAIR.match(line))


def _owners(lines: list[str]) -> tuple[dict[str, int], dict[str, int]]:
    """The summary, and the table of Other; those of the partitions after it hold the same objects again.

    Where the builder's progress was drawn over the title of that table, all objects count as one owner's.
    """
    owners: dict[str, int] = {}
    tables: dict[str, dict[str, int]] = {}
    table = ""
    for line in lines:
        if title := _OWNER.search(line):
            table = title[1]
        elif table != SUMMARY and (row := _ROW.match(line)):
            tables.setdefault(table, {}).setdefault(row[3], int(row[2]))
        elif table == SUMMARY:
            pair = _PAIR.match(line)
            if not pair or pair[1] == TOTAL:
                whole = int(pair[3]) if pair else 0
                break
            owners[pair[1]] = int(pair[3])
    else:
        whole = 0
    if REST not in tables and whole and TOTAL in tables:
        return {REST: whole}, tables[TOTAL]
    return owners, tables.get(REST, {})


def _two_columns(lines: list[str]) -> tuple[dict[str, int], dict[str, int]]:
    """The table under `Top 10 origins of code area:` and, beside it, of object types."""
    start = next((i for i, line in enumerate(lines) if _TOP in line or "packages in code area:" in line), None)
    if start is None:
        return {}, {}
    split = lines[start].rfind("Top ")
    left: dict[str, int] = {}
    right: dict[str, int] = {}
    for line in lines[start + 1 :]:
        if not line.strip() or line.startswith("---"):
            break
        left.update(_entry(line[:split]))
        right.update(_entry(line[split:]))
    return left, right


def _entry(cell: str) -> Iterator[tuple[str, int]]:
    if (found := _ENTRY.match(cell.strip())) and found[2] in _UNITS:
        yield found[3].strip(), round(float(found[1].replace(",", ".")) * _UNITS[found[2]])
