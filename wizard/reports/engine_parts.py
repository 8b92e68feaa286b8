"""The engine's bytes: sections of the ELF file, and what the code and the image heap consist of."""

from __future__ import annotations

from pathlib import Path

from wizard.ground.problems import WizardError
from wizard.reports import elf
from wizard.reports.anatomy import Anatomy
from wizard.reports.code_parts import code_parts
from wizard.reports.heap_parts import heap_parts
from wizard.reports.model import Section
from wizard.reports.parts import Parts

NAMES = {elf.CODE: "code", elf.HEAP: "image heap"}
RELOCATIONS, REST = "relocations", "rest"
_TOLD = {
    ".data": "data of the C libraries", ".data.rel.ro": "data of the C libraries",
    ".rodata": "constants of the C libraries", ".eh_frame": "unwind tables", ".eh_frame_hdr": "unwind tables",
    ".gcc_except_table": "unwind tables",
    ".dynsym": "names of system functions", ".dynstr": "names of system functions",
    ".gnu.hash": "names of system functions", ".gnu.version": "names of system functions",
    ".gnu.version_r": "names of system functions", ".symtab": "symbols", ".strtab": "symbols",
    ".plt": "calls of system functions", ".plt.got": "calls of system functions", ".got": "calls of system functions",
    ".got.plt": "calls of system functions", ".plt.sec": "calls of system functions",
}  # fmt: skip
MISCELLANY = "small sections"
GAPS = "headers and alignment"


def engine_parts(executable: Path, size: int, anatomy: Anatomy | None) -> Parts:
    """`size`: bytes of the engine, which come first in the file. They all are accounted for."""
    parts = Parts()
    for section in _sections(executable, size):
        name = section.name
        if name in NAMES and anatomy:
            inside = (code_parts if name == elf.CODE else heap_parts)(section.size, anatomy)
            parts.merge(inside, (NAMES[name],))
        elif name in NAMES:
            parts.add((NAMES[name],), section.size)
        elif name.startswith(".rel"):
            parts.add((RELOCATIONS,), section.size)
        elif name.startswith(".debug"):
            parts.add(("debug information",), section.size)
        else:
            parts.add((REST, _TOLD.get(name, MISCELLANY)), section.size)
    parts.fill((REST, GAPS), size)
    return parts


def _sections(executable: Path, size: int) -> tuple[Section, ...]:
    """None where it is no ELF file, or where they are larger than the engine."""
    try:
        found = elf.runs_on(executable).sections
    except WizardError:
        return ()
    return found if sum(section.size for section in found) <= size else ()
