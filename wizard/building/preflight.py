"""What would make a build fail after minutes, found in a second or two: all of it at once.

A check is a function without arguments that returns problems, or raises a WizardError.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from wizard.building.machine import Machine
from wizard.building.needs import gigabytes
from wizard.ground.exits import ExitCode
from wizard.ground.problems import Problem, WizardError

Check = Callable[[], Iterable[Problem]]
HOPELESS = 0.6  # of the peak that such a build took: with less in all the heap's living part does not fit


@dataclass(frozen=True, slots=True)
class Place:
    """A folder that will be written, whether or not it is there yet, and the bytes that it has to take."""

    what: str  # "the cache"
    folder: Path
    needed: int


def preflight(*checks: Check) -> tuple[Problem, ...]:
    """Every problem of every check, errors and warnings."""
    return tuple(problem for problem, _ in _collect(checks))


def require(*checks: Check) -> tuple[Problem, ...]:
    """The warnings; WizardError with all problems if one is an error (exit 7 if memory is all that is missing)."""
    found = _collect(checks)
    codes = {code for problem, code in found if problem.severity == "error"}
    if not codes:
        return tuple(problem for problem, _ in found)
    code = next(c for c in (ExitCode.INPUT, ExitCode.CONSENT, ExitCode.ENVIRONMENT, *codes) if c in codes)
    raise WizardError([problem for problem, _ in found], code)


def _collect(checks: Iterable[Check]) -> list[tuple[Problem, ExitCode]]:
    found: list[tuple[Problem, ExitCode]] = []
    for check in checks:
        try:
            found += [(p, ExitCode.MEMORY if p.code == "memory" else ExitCode.ENVIRONMENT) for p in check()]
        except WizardError as error:
            found += [(problem, error.code) for problem in error.problems]
    return found


def compiler(command: str) -> Check:
    """Links a real program with zlib."""

    def check() -> Iterable[Problem]:
        from wizard.toolchains.compiler import probe

        probe(command)
        return ()

    return check


def memory(needed: int, machine: Machine, *, before: bool = False) -> Check:
    """`needed`: bytes that such a build took (`before`: here, else on the reference machine)."""
    whose = "this build took" if before else "such a build takes"

    def check() -> Iterable[Problem]:
        limit = "the container may use" if machine.contained else "this machine has"
        if machine.total < needed * HOPELESS:
            yield Problem(
                f"{whose} {gigabytes(needed)} of memory, {limit} {gigabytes(machine.total)}",
                todo="build on a machine with more, or with `jit = off`, which takes 4.8 GB",
                code="memory",
            )
        elif machine.available < needed:
            yield Problem(
                f"{whose} {gigabytes(needed)} of memory, {gigabytes(machine.available)} are free",
                todo="it will be slower, or end with exit 7; close what needs memory",
                code="memory",
                severity="warning",
            )

    return check


def disk(places: Sequence[Place]) -> Check:
    """Free space, needs on the same file system added up."""

    def check() -> Iterable[Problem]:
        shared: dict[int, list[Place]] = {}
        for place in places:
            shared.setdefault(existing(place.folder).stat().st_dev, []).append(place)
        for group in shared.values():
            needed = sum(place.needed for place in group)
            folder = existing(group[0].folder)
            free = shutil.disk_usage(folder).free
            if free < needed:
                who = f"{group[0].what} needs" if len(group) == 1 else f"{' and '.join(p.what for p in group)} need"
                yield Problem(
                    f"{who} {_megabytes(needed)} of disk, {_megabytes(free)} are free at {folder}",
                    todo="free some space, or choose another folder (-o, GRAALPY_WIZARD_CACHE_DIR)",
                    code="disk",
                )

    return check


def target(path: Path) -> Check:
    """Whether an executable can be moved to `path`. It is renamed into place, so a running one does no harm."""

    def check() -> Iterable[Problem]:
        other = "choose another place with -o"
        if path.is_dir():
            yield Problem(f"{path} is a folder, not a file to replace", todo=other, code="target")
            return
        if path.exists() and not path.is_file():
            yield Problem(f"{path} is a device or a pipe, not a file to replace", todo=other, code="target")
            return
        if _is_something_else(path):
            yield Problem(f"{path} is there and is no executable: it would be lost", todo=other, code="target")
            return
        if path.exists() and not path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
            yield Problem(f"{path} is read-only", todo=f"make it writable, or {other}", code="target")
        elif _runs(path):
            yield Problem(
                f"{path} is running: it goes on as it is, and the new one takes its place",
                code="target-running",
                severity="warning",
            )
        if refusal := _refuses(existing(path.parent)):
            yield Problem(f"{path} cannot be written: {refusal}", todo=other, code="target")

    return check


def writable(place: Place) -> Check:
    """Whether files can be made in a folder, or the folder itself can be."""

    def check() -> Iterable[Problem]:
        if refusal := _refuses(existing(place.folder)):
            yield Problem(
                f"{place.what} cannot be written: {refusal}", todo="make it writable", code="permissions"
            )  # fmt: skip

    return check


def existing(folder: Path) -> Path:
    """`folder`, or the nearest one above that is there."""
    folder = folder.absolute()
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder


def _refuses(folder: Path) -> str:
    """Why no file can be made in `folder`; empty if one can."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            return ""
    except OSError as error:
        if error.errno == errno.ENOSPC:
            return f"no space is left at {folder}"
        return f"{folder} {'is not a folder' if not folder.is_dir() else 'refuses: ' + (error.strerror or str(error))}"


def _is_something_else(path: Path) -> bool:
    """A file that no build has written, such as a Makefile that an output of the same name would replace."""
    try:
        with path.open("rb") as file:
            start = file.read(4)
    except OSError:
        return False
    return bool(start) and start != b"\x7fELF"


def _runs(path: Path) -> bool:
    try:
        os.close(os.open(path, os.O_WRONLY))
    except OSError as error:
        return error.errno == errno.ETXTBSY
    return False


def _megabytes(size: int) -> str:
    return f"{size / 10**6:,.0f} MB"
