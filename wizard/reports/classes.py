"""Which Java classes there are, and which of them a compiled method's symbol belongs to.

native-image names a method's symbol `Class_method_digest`, a constructor's `Class_digest`: without the package, and
with no more than the last 40 characters of the class. So a symbol's class is looked for among those of the class path
and of the JDK.
"""

from __future__ import annotations

import re
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile, ZipFile

JIMAGE_SECONDS = 120.0
LONGEST = 40  # characters of a class's name in a symbol
_SUFFIX = ".class"
_DIGEST = re.compile(r"_[0-9A-Za-z]{20,22}$")
_MADE = re.compile(r"\$\$.*$")  # `Pattern$$L7af243db`: a lambda's class, made while building


@dataclass(frozen=True, slots=True)
class JavaClass:
    """`name`: "java.util.HashMap$Node"; `origin`: its jar's file name, its folder's, or the JDK's module."""

    name: str
    origin: str


Classes = Mapping[str, tuple[JavaClass, ...]]  # by their names as symbols have them


def classes(class_path: Sequence[Path], java_home: Path) -> Classes:
    """All of the class path, of the JDK, and of the jars that its native-image brings."""
    found: dict[str, dict[str, JavaClass]] = defaultdict(dict)
    for java_class in _all(class_path, java_home):
        found[java_class.name.rpartition(".")[2][-LONGEST:]].setdefault(java_class.name, java_class)
    return {name: tuple(same.values()) for name, same in found.items()}


def class_of(symbol: str, known: Classes) -> tuple[JavaClass, ...]:
    """The classes that a method's symbol may belong to: usually one. () for a C function, or a class made by Java."""
    digest = _DIGEST.search(symbol)
    if not digest:
        return ()
    name = symbol[: digest.start()]
    while True:
        found = known.get(name) or known.get(_MADE.sub("", name))
        if found or "_" not in name:
            return found or ()
        name = name.rpartition("_")[0]


def is_method(symbol: str) -> bool:
    """Whether it is compiled Java at all."""
    return bool(_DIGEST.search(symbol))


def _all(class_path: Sequence[Path], java_home: Path) -> Iterator[JavaClass]:
    for place in class_path:
        yield from _of(place)
    for jar in sorted((java_home / "lib").rglob("*.jar")):
        yield from _of(jar)
    yield from _modules(java_home)


def _of(place: Path) -> Iterator[JavaClass]:
    if place.is_dir():
        yield from _named((str(f.relative_to(place)) for f in place.rglob("*.class")), place.name)
        return
    with suppress(OSError, BadZipFile, ValueError), ZipFile(place) as archive:
        yield from _named(archive.namelist(), place.name)


def _modules(java_home: Path) -> Iterator[JavaClass]:
    """`jimage list` prints `Module: java.base` and below it its files."""
    command: list[str | Path] = [java_home / "bin/jimage", "list", java_home / "lib/modules"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=JIMAGE_SECONDS)
    except (OSError, ValueError, subprocess.SubprocessError):
        return
    module = ""
    for line in done.stdout.splitlines():
        if line.startswith("Module: "):
            module = line.removeprefix("Module: ").strip()
        else:
            yield from _named([line.strip()], module)


def _named(files: Iterable[str], origin: str) -> Iterator[JavaClass]:
    for file in files:
        if file.endswith(_SUFFIX) and not file.startswith("META-INF/"):
            yield JavaClass(file.removesuffix(_SUFFIX).replace("/", "."), origin)
