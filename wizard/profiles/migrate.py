"""The schema of profiles: an older one is brought up step by step, a newer one is refused.

A step changes a mapping in place, so that it serves plain values and a tomlkit document (which keeps comments) alike.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from typing import Any

Step = Callable[[MutableMapping[str, Any]], None]

CURRENT = 1
STEPS: dict[int, Step] = {}  # schema -> what makes the next schema of it


def refusal(values: MutableMapping[str, Any]) -> tuple[str, str, str] | None:
    """Why this schema cannot be read (code, what, what to do), or None."""
    schema = values.get("schema", CURRENT)
    if type(schema) is not int:
        return "wrong-type", "`schema` is a whole number", f"write schema = {CURRENT}"
    if schema > CURRENT:
        what = f"it has schema {schema}; this graalpy-wizard knows schemas up to {CURRENT}"
        return "newer-schema", what, "use a newer graalpy-wizard"
    if any(step not in STEPS for step in range(schema, CURRENT)):
        return "unknown-schema", f"there never was a schema {schema}", f"write schema = {CURRENT}"
    return None


def migrate(values: MutableMapping[str, Any]) -> bool:
    """Bring `values` up to the current schema, in place; True if anything had to be done."""
    schema = values.get("schema", CURRENT)
    for step in range(schema, CURRENT):
        STEPS[step](values)
        values["schema"] = step + 1
    return bool(schema != CURRENT)
