"""The functions of an executable, from its symbol table: which exist only until it is stripped."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.ground.problems import Where, wrong_input

if TYPE_CHECKING:
    from elftools.elf.elffile import ELFFile

_FUNCTION = 2  # STT_FUNC
_LAYOUTS = {64: ("IBBHQQ", (0, 1, 3, 4, 5)), 32: ("IIIBBH", (0, 3, 5, 1, 2))}  # name, info, section, value, size


@dataclass(frozen=True, slots=True)
class Symbol:
    """A function: its bytes in the file, and the section they are in. `name` may be anything."""

    name: str
    size: int
    section: str


def read_symbols(executable: Path) -> list[Symbol]:
    """Every function with a size, one per address. Exit 2 where it is no whole ELF file; none where it was stripped.

    The table is unpacked at once: pyelftools' own way takes 10 s for the 160,000 functions of a GraalPy engine.
    """
    from elftools.common.exceptions import ELFError
    from elftools.construct.core import ConstructError
    from elftools.elf.elffile import ELFFile

    try:
        with executable.open("rb") as file:
            return list(_functions(ELFFile(file)))
    except (ELFError, ConstructError, struct.error, ValueError, KeyError, IndexError, AttributeError) as error:
        raise wrong_input("it is not a whole ELF executable", where=Where(executable), code="elf") from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise wrong_input(f"it cannot be read: {reason}", where=Where(executable), code="unreadable") from error


def _functions(elf: ELFFile) -> Iterator[Symbol]:
    table = elf.get_section_by_name(".symtab")
    if table is None:
        return
    sections = [section.name for section in elf.iter_sections()]
    names = elf.get_section(table["sh_link"]).data()
    fields, (name, info, section, value, size) = _LAYOUTS[elf.elfclass]
    seen: set[int] = set()
    for entry in struct.iter_unpack(("<" if elf.little_endian else ">") + fields, table.data()):
        inside = 0 < entry[section] < len(sections)
        if entry[info] & 15 != _FUNCTION or not entry[size] or not inside or entry[value] in seen:
            continue
        seen.add(entry[value])
        begin = entry[name]
        text = names[begin : names.index(b"\0", begin)].decode("utf-8", "replace")
        yield Symbol(text, entry[size], sections[entry[section]])
