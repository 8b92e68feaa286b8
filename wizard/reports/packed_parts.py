"""The bytes of a packed executable: each part of the plain one with its share of what its chunks take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from wizard.packing.layout import Kind, Layout
from wizard.reports.model import Attribution, Leaf

_KINDS = {"code": Kind.CODE, "image heap": Kind.HEAP}
LOADER, FRAME = "loader", "table and seal"


def packed(plain: Attribution, found: Layout) -> Attribution:
    """Code, heap, payload and the rest are measured; shares inside those are estimates: as large as they were before.

    The parts add up to the packed file.
    """
    leaves = [Leaf(("engine", LOADER), found.loader), Leaf(("engine", FRAME), found.frame)]
    for kind in Kind:
        inside = [leaf for leaf in plain.leaves if _kind(leaf.path) == kind]
        leaves += _scaled(inside, found.of(kind), kind)
    return replace(plain, size=found.packed, leaves=tuple(sorted(leaves, key=lambda leaf: (-leaf.size, leaf.path))))


def _kind(path: Sequence[str]) -> Kind:
    return Kind.PAYLOAD if path[0] == "payload" else _KINDS.get(path[1], Kind.OTHER)


def _scaled(leaves: Sequence[Leaf], size: int, kind: Kind) -> list[Leaf]:
    """What rounding leaves goes to the largest."""
    whole = sum(leaf.size for leaf in leaves)
    if not whole:
        return [Leaf(("payload" if kind == Kind.PAYLOAD else "engine", kind.name.lower()), size)] if size else []
    shares = [leaf.size * size // whole for leaf in leaves]
    shares[max(range(len(leaves)), key=lambda i: leaves[i].size)] += size - sum(shares)
    return [
        replace(leaf, size=share, estimated=leaf.estimated or len(leaves) > 1)
        for leaf, share in zip(leaves, shares, strict=True)
        if share
    ]
