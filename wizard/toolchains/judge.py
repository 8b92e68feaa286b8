"""Whether a home can be used as a toolchain, and if not, why not. Cheap checks first; it is run last, and briefly."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from wizard.toolchains import commands, kit_data, kit_home, release_file, versions
from wizard.toolchains.model import Candidate, Toolchain, Wanted
from wizard.toolchains.versions import Said

TIMEOUT = 20.0  # seconds for `native-image --version`: GraalVM's takes 0.05, the kit's 0.1, Mandrel's 1
MACRO = "lib/svm/macros/truffle-svm"


@dataclass(frozen=True, slots=True)
class RefusedError(Exception):
    """Why a home is not taken, one clause."""

    why: str


def judge(home: Path, origin: str, wanted: Wanted, *, start: bool = True, timeout: float = TIMEOUT) -> Candidate:
    """Judge a home. Without `start` nothing is executed, and what only running it tells stays unknown."""
    try:
        return Candidate(home, origin, toolchain=_judged(home, origin, wanted, start, timeout))
    except RefusedError as refused:
        return Candidate(home, origin, refused=refused.why)


def _judged(home: Path, origin: str, wanted: Wanted, start: bool, timeout: float) -> Toolchain:
    command = _complete(home)
    said = _from_files(home)
    has_truffle = (home / MACRO).is_dir()
    if wanted.truffle and not has_truffle:
        name = said.edition or "it"
        raise RefusedError(f"{name} has no `truffle-svm` macro, so it cannot build GraalPy")
    if said.version:  # what is not wanted need not be run
        _require_version(said.version, wanted)
    if start:
        said = _from_running(command, said, timeout)
        _require_version(said.version, wanted)
    return Toolchain(
        home, command, home / "bin/java", home / "bin/javac", said.version, said.java, said.edition or "GraalVM",
        origin, fingerprint(home, said), has_truffle,
    )  # fmt: skip


def _complete(home: Path) -> Path:
    if not home.is_dir():
        raise RefusedError("it is not a folder" if home.exists() else "it is not there")
    command = home / "bin/native-image"
    if not command.exists():
        facts = release_file.read(home)
        feature = release_file.java_feature(facts)
        raise RefusedError("it has no native-image" + (f": it is a plain JDK {feature}" if feature else ""))
    if not (command.is_file() and os.access(command, os.X_OK)):
        raise RefusedError("its bin/native-image is not executable")
    for name in ("java", "javac"):
        if not os.access(home / "bin" / name, os.X_OK):
            raise RefusedError(f"it has no bin/{name}")
    return command


def _from_files(home: Path) -> Said:
    kit = kit_home.properties(home)
    if not kit:
        return versions.from_release(release_file.read(home))
    if kit.get("kit") != kit_data.load().digest:
        raise RefusedError("it was put together by another version of the wizard")
    return Said(kit.get("version", ""), kit.get("java", ""), "kit")


def _from_running(command: Path, said: Said, timeout: float) -> Said:
    done = commands.run([command, "--version"], timeout=timeout)
    if done.failure:
        raise RefusedError(f"it is broken: `native-image --version` {done.failure}")
    heard = versions.from_output(done.output)
    if not (heard.version or heard.java):
        raise RefusedError("`native-image --version` says nothing that could be understood")
    return Said(said.version or heard.version or heard.java, said.java or heard.java, said.edition or heard.edition)


def _require_version(version: str, wanted: Wanted) -> None:
    if versions.numbers(version) < versions.OLDEST:
        raise RefusedError(f"it is too old: {version}, the oldest that works is 22.3")
    if not versions.fits(version, wanted.builder):
        raise RefusedError(f"it is {version}, and this GraalPy needs {wanted.builder}")
    if not versions.fits(version, wanted.native_image):
        raise RefusedError(f"it is {version}, and the profile wants {wanted.native_image}")


def fingerprint(home: Path, said: Said) -> str:
    """What identifies its builder on this machine: the kit's own mark, else release file, and sizes and times."""
    if mark := kit_home.properties(home).get("fingerprint"):
        return mark
    parts = [repr(said), repr(sorted(release_file.read(home).items()))]
    for name in ("bin/native-image", "lib/svm/bin/native-image", "lib/svm/builder/svm.jar", "lib/modules"):
        try:
            status = (home / name).stat()
        except OSError:
            continue
        parts.append(f"{name} {status.st_size} {status.st_mtime_ns}")
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
