"""What a packed executable looks like: loader, chunks, table, seal. The other side is loader/loader.h."""

from __future__ import annotations

import os
import struct
import zlib
from dataclasses import dataclass
from enum import IntEnum
from itertools import accumulate
from pathlib import Path
from typing import BinaryIO, Final

from wizard.ground.problems import Where, WizardError, wrong_input

MARK: Final = b"GRAALPYP"
VERSION: Final = 1
_SEAL: Final = struct.Struct("<8sIIIIIIQQ")
_CHUNK: Final = struct.Struct("<IIII")
_CRC_AT: Final = 28  # of the seal's own checksum
SEAL_SIZE: Final = _SEAL.size
MOST_CHUNKS: Final = 1 << 16


class Method(IntEnum):
    """How chunks are compressed."""

    DEFLATE = 1
    ZSTD = 2


class Filter(IntEnum):
    """What was done to a chunk before it was compressed."""

    NONE = 0
    X86 = 1


class Kind(IntEnum):
    """What lies in a chunk."""

    OTHER = 0
    CODE = 1
    HEAP = 2
    PAYLOAD = 3


@dataclass(frozen=True, slots=True)
class Chunk:
    """A part of the program: bytes in the file, bytes in the program."""

    packed: int
    size: int
    filter: Filter
    kind: Kind

    def pack(self) -> bytes:
        """As it stands in the table."""
        return _CHUNK.pack(self.packed, self.size, self.filter, self.kind)


@dataclass(frozen=True, slots=True)
class Layout:
    """What a packed file says of itself. Lengths are bytes."""

    method: Method
    loader: int
    chunks: tuple[Chunk, ...]

    @property
    def plain(self) -> int:
        """The program's length."""
        return sum(chunk.size for chunk in self.chunks)

    @property
    def packed(self) -> int:
        """The file's length."""
        return self.loader + sum(chunk.packed for chunk in self.chunks) + self.frame

    @property
    def frame(self) -> int:
        """Table and seal."""
        return len(self.chunks) * _CHUNK.size + SEAL_SIZE

    def starts(self) -> list[int]:
        """Where each chunk begins in the file."""
        return list(accumulate((chunk.packed for chunk in self.chunks), initial=self.loader))[:-1]

    def plain_starts(self) -> list[int]:
        """Where each chunk begins in the program."""
        return list(accumulate((chunk.size for chunk in self.chunks), initial=0))[:-1]

    def of(self, kind: Kind) -> int:
        """Packed bytes of this kind."""
        return sum(chunk.packed for chunk in self.chunks if chunk.kind == kind)


def ending(layout: Layout, loader: bytes) -> bytes:
    """Table and seal."""
    table = b"".join(chunk.pack() for chunk in layout.chunks)
    fields = (
        MARK, VERSION, layout.method, len(layout.chunks), zlib.crc32(table), zlib.crc32(loader), 0,
        len(loader), layout.plain,
    )  # fmt: skip
    seal = bytearray(_SEAL.pack(*fields))
    struct.pack_into("<I", seal, _CRC_AT, zlib.crc32(seal))
    return table + bytes(seal)


def is_packed(executable: Path) -> bool:
    """Whether its end has the mark of a packed file; False where it cannot be read."""
    try:
        with executable.open("rb") as file:
            return _seal(file).startswith(MARK)
    except OSError:
        return False


def read(executable: Path) -> Layout | None:
    """None where the file is not packed. Exit 2 where it is and its end, table or loader was altered or cut."""
    with executable.open("rb") as file:
        seal = _seal(file)
        if not seal.startswith(MARK):
            return None
        length = file.seek(0, os.SEEK_END)
        _, version, method, count, table_crc, loader_crc, seal_crc, loader_length, plain = _SEAL.unpack(seal)
        zeroed = seal[:_CRC_AT] + bytes(4) + seal[_CRC_AT + 4 :]
        if zlib.crc32(zeroed) != seal_crc:
            raise damaged(executable, "its end was altered")
        if version != VERSION or method not in set(Method) or count > MOST_CHUNKS:
            raise damaged(executable, "it is packed in an unknown format")
        file.seek(max(0, length - SEAL_SIZE - count * _CHUNK.size))
        table = file.read(count * _CHUNK.size)
        if zlib.crc32(table) != table_crc:
            raise damaged(executable, "its table was altered")
        file.seek(0)
        if zlib.crc32(file.read(loader_length)) != loader_crc:
            raise damaged(executable, "its loader was altered")
    layout = Layout(Method(method), loader_length, _chunks(executable, table))
    if (layout.packed, layout.plain) != (length, plain):
        raise damaged(executable, "its lengths do not agree")
    return layout


def damaged(executable: Path, why: str) -> WizardError:
    """Exit 2."""
    return wrong_input(
        f"the packed executable is damaged: {why}", "build it again", Where(executable), "packed-damaged"
    )


def _chunks(executable: Path, table: bytes) -> tuple[Chunk, ...]:
    try:
        return tuple(Chunk(p, s, Filter(f), Kind(k)) for p, s, f, k in _CHUNK.iter_unpack(table))
    except ValueError as error:
        raise damaged(executable, "it is packed in an unknown format") from error


def _seal(file: BinaryIO) -> bytes:
    file.seek(max(0, file.seek(0, os.SEEK_END) - SEAL_SIZE))
    return file.read(SEAL_SIZE)
