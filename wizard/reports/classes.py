"""Which Java classes there are, and which of them a compiled method's symbol belongs to.

native-image names a method's symbol `Class_method_digest`, a constructor's `Class_digest`: without the package, and
with no more than the last 40 characters of the class. So a symbol's class is looked for among those of the class path
and of the JDK.
"""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from wizard.reports import jimage

MODULES = "lib/modules"
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


def digest_of(symbol: str) -> str:
    """What a method's symbol ends with, "" where it is none."""
    found = _DIGEST.search(symbol)
    return found[0][1:] if found else ""


def class_files(
    wanted: Iterable[JavaClass], class_path: Sequence[Path], java_home: Path
) -> Iterator[tuple[JavaClass, bytes]]:
    """Those that can be read."""
    by_origin: dict[str, list[JavaClass]] = defaultdict(list)
    for java_class in wanted:
        by_origin[java_class.origin].append(java_class)
    for place in (*class_path, *sorted((java_home / "lib").rglob("*.jar"))):
        yield from _read(place, by_origin.pop(place.name, []))
    left = {(c.origin, c.name.replace(".", "/") + _SUFFIX): c for same in by_origin.values() for c in same}
    if left:
        yield from _of_modules(java_home, left)


def _of_modules(java_home: Path, wanted: Mapping[tuple[str, str], JavaClass]) -> list[tuple[JavaClass, bytes]]:
    with suppress(OSError, ValueError), jimage.opened(java_home / MODULES) as image:
        found = ((wanted.get((entry.module, entry.file)), entry) for entry in image.entries())
        return [(java_class, image.read(entry)) for java_class, entry in found if java_class]
    return []


def _read(place: Path, wanted: Sequence[JavaClass]) -> Iterator[tuple[JavaClass, bytes]]:
    files = [(java_class, java_class.name.replace(".", "/") + _SUFFIX) for java_class in wanted]
    with suppress(OSError, BadZipFile, KeyError, ValueError, zlib.error):
        if place.is_dir():
            yield from ((java_class, (place / file).read_bytes()) for java_class, file in files)
        elif files:
            with ZipFile(place) as archive:
                yield from ((java_class, archive.read(file)) for java_class, file in files)


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


def _modules(java_home: Path) -> list[JavaClass]:
    with suppress(OSError, ValueError), jimage.opened(java_home / MODULES) as image:
        return [c for entry in image.entries() for c in _named([entry.file], entry.module)]
    return []


def _named(files: Iterable[str], origin: str) -> Iterator[JavaClass]:
    for file in files:
        if file.endswith(_SUFFIX) and not file.startswith("META-INF/"):
            yield JavaClass(file.removesuffix(_SUFFIX).replace("/", "."), origin)
