"""Builds as JSON and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from wizard.history.model import SCHEMA, BuildResult, FailedBuild, Record

DEEPEST = 40  # levels of nesting; a build has eight


class NewerBuildError(ValueError):
    """Written by a later wizard."""


def to_data(record: Record) -> dict[str, Any]:
    """Plain values."""
    import msgspec

    made: dict[str, Any] = msgspec.to_builtins(record, enc_hook=_plain)
    return made


def to_json(record: Record) -> bytes:
    """One JSON object in one line of ASCII, so that names that are no UTF-8 survive."""
    # Not msgspec's own JSON: it refuses the lone surrogates of file names that are no UTF-8.
    return json.dumps(to_data(record), sort_keys=True, separators=(",", ":")).encode()


def from_json(data: bytes | str) -> Record:
    """ValueError where it is no build of this format; NewerBuildError where a later wizard wrote it."""
    try:
        return from_data(json.loads(data))
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def from_data(whole: object) -> Record:
    """As `from_json`, from plain values."""
    import msgspec

    schema = whole.get("schema") if isinstance(whole, dict) else None
    if not isinstance(whole, dict) or not isinstance(schema, int) or isinstance(schema, bool):
        raise ValueError("it has no schema")
    if schema > SCHEMA:
        raise NewerBuildError("it was written by a newer version of the wizard")
    wanted: type[Record] = BuildResult if "sizes" in whole else FailedBuild
    try:
        return msgspec.convert(whole, wanted)
    except msgspec.MsgspecError as error:
        raise ValueError(str(error)) from error


def _plain(value: object) -> dict[object, object]:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} cannot be kept")
