"""Finds a JDK 25: what native-image is put together from, and what compiles the launcher."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from wizard.ground.problems import wrong_environment
from wizard.toolchains import homes, packages, release_file

FEATURE = 25


@dataclass(frozen=True, slots=True)
class Jdk:
    """A place that was looked at; `refused` is empty if it is a JDK that fits, else says why not, in a clause."""

    home: Path
    origin: str
    version: str
    refused: str = ""


def candidates(environ: Mapping[str, str] = os.environ) -> Iterator[Jdk]:
    """JDKs of this machine, in order of preference, each home once."""
    seen: set[Path] = set()
    for home, origin in _places(environ):
        real = Path(os.path.realpath(home))
        if real not in seen:
            seen.add(real)
            yield judge(real, origin)


def judge(home: Path, origin: str = "") -> Jdk:
    """Whether `home` has all that is needed. Reads its `release` file and starts nothing."""
    facts = release_file.read(home)
    version = release_file.java_version(facts)
    return Jdk(home, origin, version, _refusal(home, facts))


def find(explicit: str | Path | None = None, environ: Mapping[str, str] = os.environ) -> Jdk:
    """The first that fits, or `explicit`; exit 3 saying what was found instead and how to get one."""
    if explicit is not None:
        jdk = judge(Path(os.path.realpath(explicit)), "--jdk")
        if jdk.refused:
            raise wrong_environment(f"{explicit} {jdk.refused}", f"name a JDK {FEATURE}", code="no-jdk")
        return jdk
    looked = list(candidates(environ))
    fitting = next((jdk for jdk in looked if not jdk.refused), None)
    if fitting is not None:
        return fitting
    others = f" (found: {', '.join(_short(jdk) for jdk in looked[:3])})" if looked else ""
    raise wrong_environment(f"there is no JDK {FEATURE} on this machine{others}", how_to_get(), code="no-jdk")


def how_to_get() -> str:
    """What to type where there is none."""
    return f"{packages.how_to_install('jdk')}, or unpack one anywhere and set JAVA_HOME"


def _short(jdk: Jdk) -> str:
    return f"{jdk.home}, which {jdk.refused}"


def _refusal(home: Path, facts: Mapping[str, str]) -> str:
    if not home.is_dir():
        return "is not there" if not home.exists() else "is not a folder"
    if not (home / "bin/java").exists():
        return "is not a JDK: it has no bin/java"
    feature = release_file.java_feature(facts)
    if feature != FEATURE:
        return f"is Java {feature}" if feature else "does not say its version: it has no `release` file"
    if (home / "lib/svm").exists():
        return "is a GraalVM, not a plain JDK"
    needed = {"bin/javac": "javac", "include/jni.h": "include/jni.h", "lib/modules": "lib/modules"}
    missing = next((name for path, name in needed.items() if not (home / path).exists()), "")
    return f"is no full JDK: it has no {missing}" if missing else _foreign(facts)


def _foreign(facts: Mapping[str, str]) -> str:
    machine = facts.get("OS_ARCH", "x86_64")
    if machine not in {"x86_64", "amd64"}:
        return f"is for another processor, {machine}"
    return "was made for musl" if facts.get("LIBC", "") == "musl" else ""


def _places(environ: Mapping[str, str]) -> Iterator[tuple[Path, str]]:
    if given := environ.get("JAVA_HOME"):
        yield Path(given), "JAVA_HOME"
    if java := shutil.which("javac", path=environ.get("PATH", os.defpath)):
        yield Path(os.path.realpath(java)).parents[1], "PATH"
    yield from homes.everywhere(environ)
