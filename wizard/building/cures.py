"""What would cure a failure, for a reader with buttons: the answers that its own words name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from wizard.catalogue.model import WayOut
from wizard.ground.problems import Problem

_SET = re.compile(r"--set ([a-z_]+)=([a-z0-9_,-]+)")
_ALLOW = re.compile(r"--allow-broken ([\w.]+)")
MACHINE = frozenset({
    "no-compiler", "no-zlib", "no-libffi", "no-jdk", "no-toolchain", "no-native-image", "no-kit", "disk", "memory",
    "broken-jdk", "broken-compiler", "network", "download", "certificate", "library-missing", "c-headers", "disk-full",
    "lock", "folder",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cures:
    """`machine`: `doctor` has more to say; `consent`: a file wants what needs the user's consent."""

    answers: tuple[WayOut, ...]
    allow_broken: tuple[str, ...]
    machine: bool
    consent: bool


def cures(problems: Iterable[Problem], *, consent: bool = False) -> Cures:
    """From what the problems say is to be done."""
    found = list(problems)
    told = " ".join(problem.todo for problem in found if problem.severity == "error")
    answers = tuple(dict.fromkeys(WayOut(key, value) for key, value in _SET.findall(told)))
    allowed = tuple(dict.fromkeys(_ALLOW.findall(told)))
    return Cures(answers, allowed, any(problem.code in MACHINE for problem in found), consent)
