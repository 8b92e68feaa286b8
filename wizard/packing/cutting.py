"""Where an engine is cut into chunks: by what lies there, and small enough for several processors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from wizard.packing.layout import Filter, Kind

CHUNK: Final = 4 << 20  # bytes; 8 MiB make 0.2 of 25 MB less, and leave work for fewer processors
_KINDS: Final = {".text": Kind.CODE, ".svm_heap": Kind.HEAP}


@dataclass(frozen=True, slots=True)
class Cut:
    """A chunk to be made: `size` bytes at `start` of the file."""

    start: int
    size: int
    kind: Kind

    @property
    def filter(self) -> Filter:
        """What helps to compress it."""
        return Filter.X86 if self.kind is Kind.CODE else Filter.NONE


def engine(executable: Path, length: int) -> list[Cut]:
    """Machine code and image heap apart from the rest, up to `length`, where the engine ends."""
    cuts: list[Cut] = []
    at = 0
    for start, size, kind in sorted(_sections(executable, length)):
        cuts += [*_pieces(at, start, Kind.OTHER), *_pieces(start, start + size, kind)]
        at = start + size
    return [*cuts, *_pieces(at, length, Kind.OTHER)]


def payload(start: int, end: int) -> list[Cut]:
    """What comes behind the engine."""
    return list(_pieces(start, end, Kind.PAYLOAD))


def _pieces(start: int, end: int, kind: Kind) -> Iterator[Cut]:
    """Of about the same size, so that no processor waits long for the others."""
    count = -(-(end - start) // CHUNK)
    for i in range(count):
        first, last = start + (end - start) * i // count, start + (end - start) * (i + 1) // count
        yield Cut(first, last - first, kind)


def _sections(executable: Path, length: int) -> Iterator[tuple[int, int, Kind]]:
    """Offset, length, kind. Nothing where it is no ELF file that is understood."""
    from elftools.common.exceptions import ELFError
    from elftools.elf.elffile import ELFFile

    with executable.open("rb") as file:
        try:
            elf = ELFFile(file)
            if elf["e_machine"] != "EM_X86_64":
                return
            found = [elf.get_section_by_name(name) for name in _KINDS]
        except ELFError:
            return
    for section in found:
        if section is not None and section["sh_offset"] + section["sh_size"] <= length:
            yield int(section["sh_offset"]), int(section["sh_size"]), _KINDS[section.name]
