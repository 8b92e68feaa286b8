"""Comparing GraalPy versions. `since` and `until` may be shorter than a version: "24.2" is all of 24.2."""

from __future__ import annotations


def parts(version: str) -> tuple[int, ...]:
    """(25, 0, 3) for "25.0.3"; ValueError for what is no version."""
    return tuple(int(part) for part in version.split("."))


def applies(version: str, since: str = "", until: str = "") -> bool:
    """Whether `version` lies in a range, both ends included; "" leaves an end open."""
    own = parts(version)
    if since and own < parts(since):
        return False
    return not until or own[: len(parts(until))] <= parts(until)
