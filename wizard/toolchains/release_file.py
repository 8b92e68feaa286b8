"""The `release` file of a Java home: KEY="value" lines. It says in no time what running the home would."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def read(home: Path) -> Mapping[str, str]:
    """Its values; empty if there is none that can be read."""
    try:
        with (home / "release").open("rb") as file:
            text = file.read(1 << 16).decode("utf-8", "replace")  # they have 2 KB; whatever is longer is none
    except OSError:
        return {}
    pairs = (line.partition("=") for line in text.splitlines() if "=" in line)
    return {key.strip(): value.strip().strip('"') for key, _, value in pairs}


def java_version(facts: Mapping[str, str]) -> str:
    """ "25.0.3"; empty if unknown."""
    return facts.get("JAVA_VERSION", "")


def java_feature(facts: Mapping[str, str]) -> int:
    """25; 0 if unknown."""
    first = java_version(facts).removeprefix("1.").partition(".")[0].partition("-")[0]
    return int(first) if first.isdigit() else 0
