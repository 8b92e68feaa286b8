"""The table of `presets list`; plain values in, so that the quick way (wizard.cli.quick) shows the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wizard.cli.document import Document, Table

NOT_MEASURED = "not measured"


def listed(presets: Sequence[Mapping[str, Any]]) -> Document:
    """Rows of `name`, `origin`, `sentence` and `measured` (figures or None)."""
    rows = [(_name(p), *measured(p["measured"]), p["sentence"]) for p in presets]
    return [Table(("preset", "size", "start", "what it is for and what it costs"), rows)]


def measured(figures: Mapping[str, Any] | None) -> tuple[str, str]:
    """Size of the whole executable and start of print("hi"), each with its unit, or "not measured"."""
    size, start = (figures or {}).get("total_bytes"), (figures or {}).get("start_seconds")
    return (
        NOT_MEASURED if size is None else f"{size / 1e6:.1f} MB",
        NOT_MEASURED if start is None else f"{start:.3f} s",
    )


def _name(preset: Mapping[str, Any]) -> str:
    return str(preset["name"]) if preset["origin"] == "shipped" else f"{preset['name']} ({preset['origin']})"
