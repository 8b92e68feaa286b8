"""The classes of a JDK, from its file lib/modules: names, and their class files where they are not compressed."""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_MAGIC = 0xCAFEDADA
_HEADER = struct.Struct("<IIIIIII")  # magic, version, flags, resources, table, locations, strings
_END, _MODULE, _PARENT, _BASE, _EXTENSION, _OFFSET, _PACKED, _SIZE = range(8)


@dataclass(frozen=True, slots=True)
class Entry:
    """`file`: "java/lang/String.class" in `module`; `packed`: bytes it takes if compressed, else 0."""

    module: str
    file: str
    offset: int
    packed: int
    size: int


class Image:
    """An open file; ValueError, struct.error or IndexError where it is damaged."""

    def __init__(self, data: mmap.mmap) -> None:
        magic, _, _, _, table, locations, strings = _HEADER.unpack_from(data)
        if magic != _MAGIC:
            raise ValueError("it is no file of Java modules of this machine's byte order")
        start = _HEADER.size + 4 * table
        self._data = data
        self._offsets = struct.unpack_from(f"<{table}I", data, start)
        self._locations = start + 4 * table
        self._strings = self._locations + locations
        self._resources = self._strings + strings

    def entries(self) -> Iterator[Entry]:
        """All of its files, in no order."""
        for offset in self._offsets:
            found = self._attributes(self._locations + offset)
            module, parent, base, extension = (self._text(found[kind]) for kind in (1, 2, 3, 4))
            if module and extension:
                yield Entry(
                    module, f"{parent}/{base}.{extension}" if parent else f"{base}.{extension}",
                    found[_OFFSET], found[_PACKED], found[_SIZE],
                )  # fmt: skip

    def read(self, entry: Entry) -> bytes:
        """Its bytes, b"" where they are compressed."""
        begin = self._resources + entry.offset
        return b"" if entry.packed else self._data[begin : begin + entry.size]

    def _attributes(self, at: int) -> list[int]:
        """Each begins with a byte: its kind and the length of its number."""
        found = [0] * 8
        while (kind := self._data[at] >> 3) != _END:
            length = (self._data[at] & 7) + 1
            found[kind] = int.from_bytes(self._data[at + 1 : at + 1 + length], "big")
            at += 1 + length
        return found

    def _text(self, offset: int) -> str:
        begin = self._strings + offset
        return self._data[begin : self._data.find(b"\0", begin)].decode("utf-8", "replace")


@contextmanager
def opened(file: Path) -> Iterator[Image]:
    """OSError or ValueError where there is none that can be read."""
    with file.open("rb") as source, mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ) as data:
        try:
            yield Image(data)
        except (struct.error, IndexError) as error:
            raise ValueError(str(error)) from error
