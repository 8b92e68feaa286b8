"""What the image heap holds: the objects that are there when the program starts."""

from __future__ import annotations

from wizard.catalogue.origins import UNKNOWN, Origins, load_origins
from wizard.reports.anatomy import Anatomy
from wizard.reports.heap_tables import REST, Heap
from wizard.reports.parts import Parts

CODE, CLASSES, TEXT, FILES = "tables of the code", "descriptions of classes", "texts", "files in the image"
GRAPHS, NUMBERS, OBJECTS, OTHER = "programs for the JIT", "tables of numbers", "objects", "other objects"
ALIGNMENT, NOT_LISTED = ("alignment",), (OTHER, "not listed")
_OWNERS = {"DynamicHub": CLASSES, "ImageCodeInfo": CODE}
_GRAPHS = ("graph", "Graal", "CompressedGraph")
_PRIMITIVES = {"char", "short", "int", "long", "float", "double", "boolean"}
_BYTES = {
    "byte[] for code metadata": CODE, "byte[] for java.lang.String": TEXT, "byte[] for string data": TEXT,
    "byte[] for embedded resources": FILES, "byte[] for graph encodings": GRAPHS, "heap alignment": "alignment",
    "byte[] for reflection metadata": CLASSES,
}  # fmt: skip
_STRING_BYTES = ("byte[] for java.lang.String", "byte[] for string data")
_HUBS = ("com.oracle.svm.core.hub.", "c.o.svm.core.hub.")


def heap_parts(size: int, anatomy: Anatomy) -> Parts:
    """`size`: bytes of the section. Exact where the histogram is there, but for the split of byte arrays."""
    heap, origins = anatomy.heap, load_origins()
    parts = _exact(anatomy, heap, origins) if heap.classes else _largest(heap, origins, size)
    if parts.total() > size:
        parts = Parts()
        parts.add((UNKNOWN,), size)
    # Of a table that broke off, more is left than gaps.
    whole = bool(heap.owners.get(REST, 0)) or not heap.owners
    parts.fill(ALIGNMENT if whole else NOT_LISTED, size)
    return parts


def _exact(anatomy: Anatomy, heap: Heap, origins: Origins) -> Parts:
    parts = Parts()
    for owner, size in heap.owners.items():
        if owner != REST:
            kind = GRAPHS if owner.startswith(_GRAPHS) else _OWNERS.get(owner, OTHER)
            parts.add((kind,) if kind != OTHER else (OTHER, owner), size)
    for name, size in heap.classes.items():
        if name == "byte[]":
            _bytes(parts, size, anatomy, origins)
        else:
            parts.add(_term(name, origins), size)
    rest = heap.owners.get(REST, 0) - sum(heap.classes.values())
    parts.add(NOT_LISTED, max(rest, 0))
    return parts


def _bytes(parts: Parts, size: int, anatomy: Anatomy, origins: Origins) -> None:
    """Files in the image are known to the byte; how much of the rest is text, native-image tells rounded."""
    left = size
    for resource in anatomy.resources:
        share = min(resource.size, left)
        left -= share
        group = origins.term_of(resource.name.replace("/", "."), resource.origin)[0]
        folder = resource.name.rpartition("/")[0] or resource.name
        parts.add((FILES, group if group != UNKNOWN else "other files", folder), share)
    if "ImageCodeInfo" not in anatomy.heap.owners:  # then its byte arrays are among these
        tables = min(anatomy.heap.largest_heap.get("byte[] for code metadata", 0), left)
        parts.add((CODE,), tables, estimated=True)
        left -= tables
    text = min(max((anatomy.heap.largest_heap.get(name, 0) for name in _STRING_BYTES), default=0), left)
    parts.add((TEXT,), text, estimated=True)
    parts.add((OTHER, "bytes"), left - text, estimated=text > 0)


def _largest(heap: Heap, origins: Origins, size: int) -> Parts:
    """From native-image's ten largest."""
    parts, left = Parts(), size
    for name, told in heap.largest_heap.items():
        share = min(told, left)
        left -= share
        if name in _BYTES:
            term: tuple[str, ...] = (_BYTES[name],)
        elif name.startswith("byte[]"):
            term = OTHER, "bytes"
        elif name.startswith("for "):
            term = OTHER, "smaller kinds"
        else:
            term = _term(_full(name), origins)
        parts.add(term, share, estimated=True)
    return parts


def _term(name: str, origins: Origins) -> tuple[str, ...]:
    base = name.rstrip("[]")
    if base == "java.lang.String" and not name.endswith("[]"):
        return (TEXT,)
    if base in _PRIMITIVES:
        return (NUMBERS,)
    if base == "java.lang.Class" or base.startswith(_HUBS):
        return (CLASSES,)
    group = origins.term_of(base)[0]
    return (OBJECTS, group) if group != UNKNOWN else (OTHER, "of other classes")


def _full(name: str) -> str:
    """native-image shortens long names: `c.o.truffle.api...` is com.oracle.truffle.api."""
    for short, long in (("c.o.", "com.oracle."), ("o.g.", "org.graalvm.")):
        if name.startswith(short):
            return long + name.removeprefix(short)
    return name
