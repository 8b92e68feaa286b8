"""Which modules of the library may be in a snapshot: decided by evidence, which is data."""

from __future__ import annotations

from functools import cache
from typing import Any

from wizard.catalogue.load import DATA, library_of_all


def shipped() -> tuple[str, ...]:
    """What is imported where nobody names modules: the same for all programs, so that they share an engine."""
    return tuple(_data()["shipped"])


def fit() -> frozenset[str]:
    """Modules of the library that may be named, with all that they import."""
    return frozenset((*_data()["shipped"], *_data()["fit"]))


def why_not(module: str) -> str:
    """Why a module may not be named, in half a sentence; "" where it may."""
    if module in fit():
        return ""
    if module not in library_of_all():
        return "it is not in the library"
    return str(_data()["reasons"].get(module, "nobody has compared its state between runs"))


@cache
def _data() -> dict[str, Any]:
    from wizard.catalogue.entries import table_of

    return table_of(DATA / "snapshot.toml")
