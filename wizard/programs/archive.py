"""Zip files whose bytes depend on nothing but their entries, written so that compressed entries can be copied.

zipfile cannot copy a compressed entry: inflating and deflating 2,000 files again costs more than a whole rebuild may.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from wizard.ground.problems import wrong_input

LEVEL: Final = 6
DATE: Final = (0 << 9) | (1 << 5) | 1  # 1980-01-01
_UTF8: Final = 0x800
_MODE: Final = 0o100644 << 16
_LOCAL: Final = struct.Struct("<4s5H3L2H")
_CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
_END: Final = struct.Struct("<4s4H2LH")
_CHUNK: Final = 1 << 20
_MOST_FILES: Final = 65534
_MOST_BYTES: Final = 0xFFFFFFFE
_MOST_OF_ONE: Final = 0x7FFFFFFF  # the launcher counts in Java's int


@dataclass(frozen=True, slots=True)
class Member:
    """An entry with its compressed bytes in a file: `length` bytes at `offset`. `size` and `crc`: uncompressed."""

    name: str
    file: Path
    offset: int
    method: int
    crc: int
    length: int
    size: int


def members(zipped: Path) -> list[Member]:
    """The entries of a zip that `Writer` wrote."""
    from zipfile import ZipFile

    with ZipFile(zipped) as archive:
        return [
            Member(
                i.filename, zipped, i.header_offset + _LOCAL.size + len(i.filename.encode()), i.compress_type, i.CRC,
                i.compress_size, i.file_size,
            )
            for i in archive.infolist()
        ]  # fmt: skip


class Writer:
    """Writes entries in the order in which they come: the caller sorts them. Memory: one chunk, and the directory."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._at = 0
        self._directory: list[bytes] = []
        self._bytes = 0

    def copy(self, member: Member, source: BinaryIO) -> int:
        """Copy a compressed entry; `source` is its open file. Returns the bytes that it takes in the zip."""
        source.seek(member.offset)
        return self._write(member.name, member.method, member.crc, member.length, member.size,
                           _chunks(source, member.length))  # fmt: skip

    def add(self, name: str, data: bytes) -> int:
        """Compress and write; returns the bytes that it takes in the zip."""
        packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -15)
        packed = packer.compress(data) + packer.flush()
        method, body = (8, packed) if len(packed) < len(data) else (0, data)
        return self._write(name, method, zlib.crc32(data), len(body), len(data), (body,))

    def add_file(self, name: str, path: Path) -> tuple[int, int]:
        """As `add`, from a file of any size; returns its own size too."""
        with path.open("rb") as file:
            data = file.read(_CHUNK)
            more = file.read(1)
            if not more:
                return self.add(name, data), len(data)
            return self._stream(name, path, data + more, file)

    def close(self) -> None:
        """Write the directory."""
        directory = b"".join(self._directory)
        count = len(self._directory)
        self._out.write(directory)
        self._out.write(_END.pack(b"PK\x05\x06", 0, 0, count, count, len(directory), self._at, 0))

    def _stream(self, name: str, path: Path, data: bytes, file: BinaryIO) -> tuple[int, int]:
        """The header is written twice: sizes are known only at the end."""
        start, raw = self._at, name.encode()
        self._out.seek(_LOCAL.size + len(raw), 1)
        packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -15)
        crc = size = length = 0
        while data:
            crc, size = zlib.crc32(data, crc), size + len(data)
            if size > _MOST_OF_ONE:
                raise wrong_input(f"{path} has 2 GiB or more", "leave it out of the payload", code="payload-large")
            length += self._out.write(packer.compress(data))
            data = file.read(_CHUNK)
        length += self._out.write(packer.flush())
        self._out.seek(start)
        self._header(raw, 8, crc, length, size)
        self._out.seek(start + _LOCAL.size + len(raw) + length)
        return self._entered(raw, 8, crc, length, size), size

    def _write(self, name: str, method: int, crc: int, length: int, size: int, chunks: Iterable[bytes]) -> int:
        raw = name.encode()
        self._header(raw, method, crc, length, size)
        for chunk in chunks:
            self._out.write(chunk)
        return self._entered(raw, method, crc, length, size)

    def _header(self, raw: bytes, method: int, crc: int, length: int, size: int) -> None:
        self._out.write(
            _LOCAL.pack(b"PK\x03\x04", 20, _flags(raw), method, 0, DATE, crc, length, size, len(raw), 0) + raw
        )

    def _entered(self, raw: bytes, method: int, crc: int, length: int, size: int) -> int:
        record = _CENTRAL.pack(
            b"PK\x01\x02", (3 << 8) | 20, 20, _flags(raw), method, 0, DATE, crc, length, size, len(raw), 0, 0, 0, 0,
            _MODE, self._at,
        ) + raw  # fmt: skip
        self._directory.append(record)
        body = _LOCAL.size + len(raw) + length
        self._at += body
        self._bytes += len(record)
        if len(self._directory) > _MOST_FILES or self._at + self._bytes > _MOST_BYTES:
            raise wrong_input("the payload has 65535 files or 4 GiB and more", "leave out data", code="payload-large")
        return body + len(record)


def _flags(raw: bytes) -> int:
    return 0 if raw.isascii() else _UTF8


def _chunks(source: BinaryIO, length: int) -> Iterator[bytes]:
    while length > 0:
        chunk = source.read(min(length, _CHUNK))
        if not chunk:
            raise OSError(5, "a cached part of the payload became shorter")
        length -= len(chunk)
        yield chunk
