"""The table of `presets list`; plain values in, so that the quick way (wizard.cli.quick) shows the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wizard.cli.document import Block, Document, Text
from wizard.ground.columns import columns

NOT_MEASURED = "not measured"


def listed(presets: Sequence[Mapping[str, Any]]) -> Document:
    """Each preset's name and figures, its sentence below. Of `name`, `origin`, `sentence`, `measured` (or None)."""
    names = [_name(p) for p in presets]
    wide = max(map(columns, names), default=0)
    told: list[Block | str] = []
    for name, preset in zip(names, presets, strict=True):
        size, start = measured(preset["measured"])
        figures = size if size == start else f"{size:>8}, starts in {start}"
        told += [Text(f"{name}{' ' * (wide - columns(name))}  {figures}", raw=True), Text(preset["sentence"], indent=2)]
    return told


def measured(figures: Mapping[str, Any] | None) -> tuple[str, str]:
    """Size of the whole executable and start of print("hi"), each with its unit, or "not measured"."""
    size, start = (figures or {}).get("total_bytes"), (figures or {}).get("start_seconds")
    return (
        NOT_MEASURED if size is None else f"{size / 1e6:.1f} MB",
        NOT_MEASURED if start is None else f"{start:.3f} s",
    )


def _name(preset: Mapping[str, Any]) -> str:
    return str(preset["name"]) if preset["origin"] == "shipped" else f"{preset['name']} ({preset['origin']})"
