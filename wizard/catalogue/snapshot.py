"""Which modules of the library may be in a snapshot: decided by evidence, which is data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from wizard.catalogue.load import DATA, library_of_all

FILE = DATA / "snapshot.toml"
# Modules that import one of `native_modules` if it is there, and ask only once.
DO_WITHOUT = {"bz2": frozenset({"shutil", "zipfile"}), "termios": frozenset({"getpass"})}
NEEDED = DATA / "snapshot_imports.txt"


def shipped() -> tuple[str, ...]:
    """What is imported where nobody names modules: the same for all programs, so that they share an engine."""
    return tuple(_data()["shipped"])


@cache
def fit() -> frozenset[str]:
    """Modules of the library that may be named, with all that they import."""
    return frozenset((*_data()["shipped"], *_data()["fit"]))


@cache
def fit_in_program() -> frozenset[str]:
    """With those that are fit only in the snapshot of a program, from copies whose imports of others wait."""
    return fit() | late()


@cache
def late() -> frozenset[str]:
    """Modules of the library that are themselves fit, and import some that are not."""
    return frozenset(_data()["late"])


@cache
def do_without(module: str) -> frozenset[str]:
    """Those that would live on without this one, which no engine has before it runs."""
    return frozenset(name for name in fit_in_program() if with_needed([name]) & DO_WITHOUT.get(module, frozenset()))


def why_not(module: str) -> str:
    """Why a module may not be named, in half a sentence; "" where it may."""
    if module in fit():
        return ""
    if module not in library_of_all():
        return "it is not in the library"
    reasons: Mapping[str, str] = _data()["reasons"]
    known = next((reasons[name] for name in _with_packages(module) if name in reasons), "")
    return known or "nobody has compared its state between runs"


def may_wait(module: str) -> bool:
    """Whether one that is not fit may be imported at its first use: its import neither fails nor does something."""
    reasons: Mapping[str, str] = _data()["reasons"]
    if module in fit_in_program():
        return False
    return can_wait(next((reasons[name] for name in _with_packages(module) if name in reasons), ""))


def can_wait(why: str) -> bool:
    """Whether a module that may not be in a snapshot for this reason may be imported at its first use."""
    return bool(why) and not any(word in why for word in ("ModuleNotFoundError", "it writes", "registers"))


def with_needed(modules: Iterable[str]) -> frozenset[str]:
    """These modules and all that they import, as far as they are fit."""
    found: set[str] = set()
    near = set(modules)
    while near:
        found |= near
        near = {name for module in near for name in needed().get(module, ())} - found
    return frozenset(found)


@cache
def needed() -> Mapping[str, tuple[str, ...]]:
    """What each fit module imports when it is imported: seen, not read from its source."""
    lines = NEEDED.read_text(encoding="utf-8").splitlines()
    pairs = (line.partition(": ") for line in lines if not line.startswith("#"))
    return {name: tuple(names.split()) for name, _, names in pairs}


def _with_packages(module: str) -> Iterable[str]:
    """The module itself, and the packages that it is in, the nearest first."""
    while module:
        yield module
        module = module.rpartition(".")[0]


@cache
def _data() -> dict[str, Any]:
    from wizard.catalogue.entries import table_of

    return table_of(FILE)
