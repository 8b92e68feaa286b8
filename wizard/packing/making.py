"""Chunks made and taken apart on all processors."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from wizard.packing import codecs, filters
from wizard.packing.cutting import Cut
from wizard.packing.layout import Chunk, Filter, Kind, Layout, Method, damaged

Made = tuple[Chunk, bytes]
EVERYTHING: Final = frozenset(Kind)


def make(file: Path, cuts: Sequence[Cut], method: Method, level: int, done: Callable[[], None]) -> Iterator[Made]:
    """Compress these parts of a file, in their order; `done` is called after each."""

    def one(cut: Cut) -> Made:
        data = _read(file, cut.start, cut.size)
        if cut.filter is Filter.X86:
            plain, data = data, filters.absolute(data)
            if filters.relative(data) != plain:
                raise AssertionError("filtered code does not come back")
        packed = codecs.compress(data, method, level)
        return Chunk(len(packed), cut.size, cut.filter, cut.kind), packed

    with _pool() as pool:
        for made in pool.map(one, cuts):
            done()
            yield made


def take_apart(executable: Path, layout: Layout, target: Path, kinds: frozenset[Kind] = EVERYTHING) -> None:
    """Write the program that was packed into `target`; what is not of these kinds stays as it is there.

    Exit 2 names a damaged chunk. OSError where the disk refuses.
    """
    packed_at, plain_at = layout.starts(), layout.plain_starts()

    def one(number: int) -> None:
        chunk = layout.chunks[number]
        try:
            data = codecs.decompress(_read(executable, packed_at[number], chunk.packed), layout.method, chunk.size)
        except ValueError as error:
            raise damaged(executable, f"chunk {number + 1} of {len(packed_at)} does not match its checksum") from error
        _write(out.fileno(), filters.relative(data) if chunk.filter is Filter.X86 else data, plain_at[number])

    target.touch()
    with target.open("r+b") as out, _pool() as pool:
        out.truncate(layout.plain)
        wanted = [i for i, chunk in enumerate(layout.chunks) if chunk.kind in kinds]
        for _ in pool.map(one, wanted):
            pass


def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(len(os.sched_getaffinity(0)))


def _read(file: Path, start: int, size: int) -> bytes:
    with file.open("rb") as opened:
        opened.seek(start)
        data = opened.read(size)
    if len(data) != size:
        raise OSError(5, f"{file} became shorter while it was read")
    return data


def _write(file: int, data: bytes, at: int) -> None:
    view = memoryview(data)
    while view:
        done = os.pwrite(file, view, at)
        view, at = view[done:], at + done
