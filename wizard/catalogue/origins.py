"""What the classes of an engine are in Python's terms: data/origins.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from wizard.catalogue.entries import broken, entries, table_of
from wizard.catalogue.load import DATA

UNKNOWN = "not known"


@dataclass(frozen=True, slots=True)
class Group:
    """A part of every engine, with a sentence on what it is."""

    name: str
    what: str


@dataclass(frozen=True, slots=True)
class Origin:
    """A part of a group: the classes whose full names begin so."""

    group: str
    part: str
    starts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Origins:
    """`term_of` answers (group, part); (group, jar) where only the jar or module is known; (UNKNOWN, jar) else."""

    groups: tuple[Group, ...]
    starts: Mapping[str, tuple[str, str]]
    jars: Mapping[str, str]

    def term_of(self, name: str, jar: str = "") -> tuple[str, str]:
        """The longest beginning of `name` that is known, inner classes with their outer one."""
        outer = name.partition("$")[0] or name
        for end in range(len(outer), 0, -1):
            if found := self.starts.get(outer[:end]):
                return found
        return self.group_of(jar), jar

    def group_of(self, jar: str) -> str:
        """Of a jar's file name or a module."""
        fitting = [start for start in self.jars if jar.startswith(start)]
        return self.jars[max(fitting, key=len)] if fitting else UNKNOWN

    def what(self, group: str) -> str:
        """A sentence on it, or ""."""
        return next((g.what for g in self.groups if g.name == group), "")


@cache
def load_origins() -> Origins:
    """Of the wizard's own data."""
    return origins_from(DATA / "origins.toml")


def origins_from(file: Path) -> Origins:
    """WizardError (70) naming the entry where one is wrong: a group that does not exist, a beginning given twice."""
    whole = table_of(file)
    groups = entries(Group, whole, "group", file)
    names = {group.name for group in groups}
    starts: dict[str, tuple[str, str]] = {}
    for origin in entries(Origin, whole, "origin", file):
        if origin.group not in names:
            raise broken(file, f"origin {origin.part}", f"there is no group `{origin.group}`")
        for start in origin.starts:
            if start in starts:
                raise broken(file, f"origin {origin.part}", f"`{start}` is given twice")
            starts[start] = origin.group, origin.part
    jars = whole.get("jars", {})
    for jar, group in jars.items():
        if group not in names:
            raise broken(file, f"jars {jar}", f"there is no group `{group}`")
    return Origins(groups, starts, jars)
