"""TOML tables into the catalogue's types, strictly: an unknown or mistyped key is an error with file and entry.

The types' own annotations say what a key holds, so a new field of a type needs no change here.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from wizard.ground.exits import ExitCode
from wizard.ground.problems import Problem, Where, WizardError

T = TypeVar("T")


class MistypedError(Exception):
    """What is wrong at a key, somewhere inside an entry."""

    def __init__(self, key: str, what: str) -> None:
        super().__init__(f"{key}: {what}" if key else what)


def table_of(file: Path) -> dict[str, Any]:
    """The file's top table; a file of the wizard's own that cannot be read is a bug, and named."""
    import tomllib

    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise broken(file, "", f"cannot be read: {error}") from error


def entries(cls: type[T], whole: Mapping[str, Any], name: str, file: Path) -> tuple[T, ...]:
    """Every `[[name]]` table as a `cls`, over `[defaults]`; the first wrong key ends with its file and entry."""
    defaults = whole.get("defaults", {})
    tables = whole.get(name, [])
    if not isinstance(tables, list):
        raise broken(file, name, "has to be a list of tables")
    result = []
    for number, table in enumerate(tables, 1):
        try:
            result.append(entry(cls, {**defaults, **table} if isinstance(table, dict) else table))
        except MistypedError as error:
            label = table.get("key", table.get("version", number)) if isinstance(table, dict) else number
            raise broken(file, f"{name} {label}", str(error)) from error
    return tuple(result)


@dataclass(frozen=True, slots=True)
class Constants:
    """What stands at the top of versions.toml."""

    default: str
    reference_bytes: int
    stage_seconds: Mapping[str, tuple[float, ...]]


def constants(cls: type[T], whole: Mapping[str, Any], but: str, file: Path) -> T:
    """All that stands beside the `[[but]]` tables as a `cls`."""
    try:
        return entry(cls, {key: value for key, value in whole.items() if key != but})
    except MistypedError as error:
        raise broken(file, "", str(error)) from error


def entry(cls: type[T], table: object) -> T:
    """One table as a `cls`; MistypedError if a key is unknown, missing, or of another type."""
    if not isinstance(table, dict):
        raise MistypedError("", f"a table is needed, not {table!r}")
    known, needed = _shape(cls)  # type: ignore[arg-type]  # a class can be hashed, whatever its instances can
    for key in table:
        if key not in known:
            raise MistypedError(key, f"unknown key; {cls.__name__} has {', '.join(known)}")
    for key in needed:
        if key not in table:
            raise MistypedError(key, "is missing")
    return cls(**{key: _value(known[key], value, key) for key, value in table.items()})


def broken(file: Path, entry: str, what: str) -> WizardError:
    """The catalogue's own data is wrong: a bug (70), named where it stands."""
    return WizardError(Problem(what, Where(file.name, entry), code="catalogue"), ExitCode.BUG)


@cache
def _shape(cls: type) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Key -> its type, and the keys that have to be there."""
    needed = [f.name for f in fields(cls) if f.default is MISSING and f.default_factory is MISSING]
    return get_type_hints(cls), tuple(needed)


def _value(kind: Any, value: object, key: str) -> Any:
    origin = get_origin(kind)
    if origin in (types.UnionType, Union):
        return _one_of(get_args(kind), value, key)
    if origin is tuple:
        if not isinstance(value, list):
            raise MistypedError(key, f"a list is needed, not {value!r}")
        return tuple(_value(get_args(kind)[0], item, f"{key}[{number}]") for number, item in enumerate(value))
    if origin is Mapping:
        if not isinstance(value, dict):
            raise MistypedError(key, f"a table is needed, not {value!r}")
        return {name: _value(get_args(kind)[1], item, f"{key}.{name}") for name, item in value.items()}
    if is_dataclass(kind) and isinstance(kind, type):
        try:
            return entry(kind, value)
        except MistypedError as error:
            raise MistypedError(key, str(error)) from error
    return _plain(kind, value, key)


def _plain(kind: Any, value: object, key: str) -> object:
    if kind is float and type(value) is int:
        return float(value)
    if type(value) is not kind:
        raise MistypedError(key, f"{getattr(kind, '__name__', kind)} is needed, not {value!r}")
    return value


def _one_of(kinds: tuple[Any, ...], value: object, key: str) -> object:
    for kind in kinds:
        if kind is type(None):
            continue
        try:
            return _value(kind, value, key)
        except MistypedError:
            continue
    raise MistypedError(key, f"{value!r} is of no type that fits")
