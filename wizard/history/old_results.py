"""Builds of before there was a history: one JSON file each in the state folder. Read once, and left where they are."""

from __future__ import annotations

from pathlib import Path

from wizard.ground import places
from wizard.ground.problems import Problem, Where
from wizard.history import codec
from wizard.history.model import Record


def folder() -> Path:
    """Where they lie."""
    return places.state() / "builds"


def read(problems: list[Problem]) -> list[Record]:
    """Oldest first; what cannot be read is named in `problems` and left."""
    found: list[Record] = []
    for file in sorted(folder().glob("*.json")):
        try:
            found.append(codec.from_json(file.read_bytes()))
        except (OSError, ValueError) as error:
            what = getattr(error, "strerror", None) or str(error)
            problems.append(
                Problem(f"is no build that can be read: {what}", Where(file), "it stays out of the history",
                        "damaged-result", "warning")
            )  # fmt: skip
    return found
