"""What the bytes of a packed executable are: the parts of the plain one, as large as they are in the file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from wizard.packing import layout
from wizard.packing.layout import Kind, Layout
from wizard.reports.model import Packed, Part, Sizes

KINDS = {"heap": Kind.HEAP, "code": Kind.CODE, "other": Kind.OTHER}
LOADER = "loader"


def packed_sizes(plain: Sizes, executable: Path, packed: Packed) -> Sizes:
    """`plain`: of the program before it was packed. The parts add up to the file. Exit 2: it is damaged."""
    found = layout.read(executable)
    if found is None:
        return plain
    payload = found.of(Kind.PAYLOAD)
    parts = (*_engine(plain, found), *_payload(plain, payload), Part(LOADER, found.loader + found.frame, "engine"))
    engine = found.packed - payload
    return replace(plain, file=found.packed, engine=engine, payload=payload, parts=parts, packed=packed)


def _engine(plain: Sizes, found: Layout) -> list[Part]:
    """Code and heap are in chunks of their own, unless the engine was not understood when it was cut."""
    whole = sum(found.of(kind) for kind in KINDS.values())
    names = [part.name for part in plain.parts if part.group == "engine"]
    if set(names) != set(KINDS):
        return [Part("engine", whole, "engine")]
    return [Part(name, found.of(KINDS[name]), "engine") for name in names]


def _payload(plain: Sizes, packed: int) -> list[Part]:
    """It is compressed already, and packed as a whole: each origin has its share of what that saved or cost."""
    parts = [part for part in plain.parts if part.group == "payload"]
    shares = [part.size * packed // max(plain.payload, 1) for part in parts]
    if shares:
        shares[-1] += packed - sum(shares)
    return [Part(part.name, share, part.group) for part, share in zip(parts, shares, strict=True)]
