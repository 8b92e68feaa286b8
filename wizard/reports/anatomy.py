"""What an engine is made of, written down while it is built: later neither symbols nor jars are there any more."""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wizard.ground import atomic
from wizard.ground.problems import WizardError
from wizard.reports.classes import Classes, JavaClass, class_files, class_of, classes, digest_of, is_method
from wizard.reports.heap_tables import Heap, read_heap, without_histogram
from wizard.reports.signatures import digests
from wizard.reports.symbols import Symbol, read_symbols

FILE = "anatomy.json.gz"
FORMAT = 1
RESOURCES = "embedded-resources.json"
LOG = "build.log"
_LARGEST = 64 << 20  # bytes of a file that is unpacked: an engine's has about 2 MB


@dataclass(frozen=True, slots=True)
class Amount:
    """Methods or objects, and their bytes."""

    count: int
    size: int


@dataclass(frozen=True, slots=True)
class Unsure:
    """Methods whose class may be any of these (origin, class)."""

    candidates: tuple[tuple[str, str], ...]
    amount: Amount


@dataclass(frozen=True, slots=True)
class Resource:
    """A file in the image. `origin`: its module, its jar's file name, or ""."""

    name: str
    origin: str
    size: int


@dataclass(frozen=True, slots=True)
class Anatomy:
    """`code`: origin (jar or module) -> class -> its methods. Bytes are those in the executable."""

    code: Mapping[str, Mapping[str, Amount]]
    unsure: tuple[Unsure, ...]
    unknown: Mapping[str, Amount]  # compiled methods of classes that exist nowhere, by symbol
    native: Amount  # C functions
    heap: Heap
    resources: tuple[Resource, ...]
    format: int = FORMAT


def keep(folder: Path, executable: Path, class_path: Sequence[Path], java_home: Path) -> None:
    """Write `folder`/anatomy.json.gz, from an executable that still has its symbols and native-image's reports there.

    Takes the heap's tables out of build.log and removes embedded-resources.json, which are large. What cannot be read
    is left out: a build never fails for its report.
    """
    import msgspec

    log, resources = folder / LOG, folder / RESOURCES
    try:
        symbols = read_symbols(executable)
    except WizardError:
        symbols = []
    text = _text(log)
    heap = read_heap(text)
    known = classes(class_path, java_home) if symbols else {}
    exact = _exact(symbols, known, class_path, java_home)
    found = anatomy(symbols, known, heap, _resources(_text(resources)), exact)
    with suppress(WizardError, OSError):
        atomic.write_bytes(folder / FILE, gzip.compress(msgspec.json.encode(found), 6, mtime=0))
        if heap.owners:
            atomic.write_bytes(log, without_histogram(text).encode("utf-8", "surrogateescape"))
        resources.unlink(missing_ok=True)


def read(folder: Path) -> Anatomy | None:
    """What `keep` wrote, or None where there is none that this version can read."""
    import msgspec

    with suppress(OSError, EOFError, msgspec.MsgspecError, ValueError):
        with gzip.open(folder / FILE) as file:
            data = file.read(_LARGEST)
        found = msgspec.json.decode(data, type=Anatomy)
        return found if found.format == FORMAT else None
    return None


def from_log(text: str) -> Anatomy:
    """What native-image's own log says: the ten largest of code and heap. For engines that were built without more."""
    return Anatomy({}, (), {}, Amount(0, 0), read_heap(text), ())


def anatomy(
    symbols: Iterable[Symbol], known: Classes, heap: Heap, resources: tuple[Resource, ...] = (),
    exact: Mapping[str, JavaClass] | None = None,
) -> Anatomy:  # fmt: skip
    """Sorts functions by their classes. `exact`: the class by the digest in a symbol, where names alone do not do."""
    code: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    unsure: dict[tuple[tuple[str, str], ...], list[int]] = defaultdict(lambda: [0, 0])
    unknown: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    native = [0, 0]
    for symbol in symbols:
        found = _narrowed(class_of(symbol.name, known), symbol.name, exact or {})
        if len(found) == 1:
            place = code[found[0].origin][found[0].name]
        elif found:
            place = unsure[tuple(sorted((c.origin, c.name) for c in found))]
        else:
            place = unknown[symbol.name] if is_method(symbol.name) else native
        place[0] += 1
        place[1] += symbol.size
    return Anatomy(
        {origin: {name: Amount(*a) for name, a in sorted(inside.items())} for origin, inside in sorted(code.items())},
        tuple(Unsure(candidates, Amount(*amount)) for candidates, amount in sorted(unsure.items())),
        {name: Amount(*amount) for name, amount in sorted(unknown.items())},
        Amount(*native), heap, resources,
    )  # fmt: skip


def _narrowed(
    found: tuple[JavaClass, ...], symbol: str, exact: Mapping[str, JavaClass]
) -> tuple[JavaClass, ...]:  # fmt: skip
    """By the digest. Where no class file at hand has it, it is one of those that are not at hand."""
    if len(found) < 2 or not exact:
        return found
    if one := exact.get(digest_of(symbol)):
        return (one,)
    read = set(exact.values())
    return tuple(java_class for java_class in found if java_class not in read) or found


def _exact(
    symbols: Iterable[Symbol], known: Classes, class_path: Sequence[Path], java_home: Path
) -> dict[str, JavaClass]:
    """Digest -> class, of the methods of all classes that some symbol may belong to without it being clear."""
    several = (class_of(symbol.name, known) for symbol in symbols)
    doubtful = {java_class for found in several if len(found) > 1 for java_class in found}
    files = class_files(doubtful, class_path, java_home)
    return {digest: java_class for java_class, data in files for digest in digests(java_class.name, data)}


def _resources(text: str) -> tuple[Resource, ...]:
    """Of native-image's embedded-resources.json."""
    try:
        listed: Any = json.loads(text) if text else []
        return tuple(
            Resource(str(r["name"]), _origin(r, entry), int(entry["size"])) for r in listed for entry in r["entries"]
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return ()


def _origin(resource: Mapping[str, Any], entry: Mapping[str, Any]) -> str:
    if resource.get("module"):
        return str(resource["module"])
    name = str(entry.get("origin", "")).rstrip("/").rpartition("/")[2]
    return name if name.endswith(".jar") else ""


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return ""
