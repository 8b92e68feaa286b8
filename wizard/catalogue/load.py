"""The catalogue's data files, each read once, and only those that are asked for."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TypeVar

from wizard.catalogue.entries import Constants, constants, entries, table_of
from wizard.catalogue.model import (
    Catalogue,
    Effect,
    Failure,
    GraalPyVersion,
    Jar,
    Option,
    Question,
    Rule,
)

DATA = Path(__file__).parent / "data"
T = TypeVar("T")


@cache
def load() -> Catalogue:
    """All of it."""
    return load_from(DATA)


@cache
def load_questions() -> tuple[Question, ...]:
    """The questions alone, for verbs that have to be quick."""
    return questions_from(DATA)


@cache
def load_versions() -> tuple[GraalPyVersion, ...]:
    """The GraalPy versions with their jars, oldest first."""
    return versions_from(DATA)


@cache
def load_failures() -> tuple[Failure, ...]:
    """What is known about failures of native-image."""
    return _read(DATA, "failures", Failure)


@cache
def load_effects() -> tuple[Effect, ...]:
    """What was measured."""
    return _read(DATA, "effects", Effect)


@cache
def standard_library(python: str) -> frozenset[str]:
    """Every importable module of that Python's standard library ("3.12"), submodules and C modules included.

    KeyError where the list of that version is not shipped.
    """
    file = DATA / "modules" / f"{python}.txt"
    if not file.is_file():
        raise KeyError(python)
    return frozenset(line for line in file.read_text(encoding="utf-8").split("\n") if line and line[0] != "#")


@cache
def library_of_all() -> frozenset[str]:
    """Modules that are in the standard library of every Python version whose list is shipped."""
    versions = (file.stem for file in (DATA / "modules").glob("*.txt"))
    return frozenset.intersection(*map(standard_library, versions))


def load_from(folder: Path) -> Catalogue:
    """A catalogue from the data files of `folder`; WizardError (70) naming file and entry where one is wrong."""
    file = folder / "versions.toml"
    fixed = constants(Constants, table_of(file), "version", file)
    return Catalogue(
        questions=questions_from(folder),
        options=_read(folder, "options", Option),
        rules=_read(folder, "rules", Rule),
        effects=_read(folder, "effects", Effect),
        versions=versions_from(folder),
        failures=_read(folder, "failures", Failure),
        default_version=fixed.default,
        stage_seconds=fixed.stage_seconds,
        reference_bytes=fixed.reference_bytes,
    )


def questions_from(folder: Path) -> tuple[Question, ...]:
    """The questions of `folder`."""
    return _read(folder, "questions", Question)


def versions_from(folder: Path) -> tuple[GraalPyVersion, ...]:
    """The versions of `folder`, with the jars that are pinned in jars/VERSION.toml."""
    return tuple(
        replace(version, jars=_jars(folder / "jars" / f"{version.version}.toml"))
        for version in _read(folder, "versions", GraalPyVersion)
    )


def _read(folder: Path, name: str, cls: type[T]) -> tuple[T, ...]:
    file = folder / f"{name}.toml"
    return entries(cls, table_of(file), name.removesuffix("s"), file)


def _jars(file: Path) -> tuple[Jar, ...]:
    return entries(Jar, table_of(file), "jar", file) if file.is_file() else ()
