"""Engines that were measured, with every lever that was pulled: what sizes are predicted from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from wizard.catalogue.entries import entries, table_of

FILE = Path(__file__).parent / "data" / "engines.toml"


@dataclass(frozen=True, slots=True)
class MeasuredEngine:
    """`bytes` on disk, without a payload; `options`: keys of the catalogue's options, and levers tried by hand."""

    name: str
    bytes: int
    options: tuple[str, ...]
    graalpy: str
    source: str


@cache
def load_engines() -> tuple[MeasuredEngine, ...]:
    """All of the catalogue's."""
    return entries(MeasuredEngine, table_of(FILE), "engine", FILE)


@cache
def load_additive() -> frozenset[str]:
    """Options that add the same bytes to each engine; all others multiply its size."""
    return frozenset(map(str, table_of(FILE).get("additive", [])))


@cache
def load_scale() -> Mapping[str, float]:
    """Option -> how much it may be worth before it was measured, as the logarithm of a factor."""
    scale: dict[str, float] = table_of(FILE).get("scale", {})
    return {key: float(value) for key, value in scale.items()}
