"""Where an executable runs, read from its ELF headers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.ground.problems import Where, wrong_input
from wizard.reports.model import RunsOn, Section

if TYPE_CHECKING:
    from elftools.elf.elffile import ELFFile

_MACHINES = {"EM_X86_64": "x86-64", "EM_AARCH64": "aarch64", "EM_RISCV": "riscv64"}
_SYSTEMS = {"ELFOSABI_SYSV": "Linux", "ELFOSABI_LINUX": "Linux"}
DEFAULT_LEVEL = "x86-64-v3"  # native-image's own choice on x86-64
MARCH = "-march="
CODE, HEAP = ".text", ".svm_heap"


def runs_on(executable: Path, level: str = "") -> RunsOn:
    """`level`: the processor level that native-image's report names. Exit 2 where it is no ELF file or a broken one.

    What is appended to the executable, such as a payload, is not looked at.
    """
    from elftools.common.exceptions import ELFError
    from elftools.construct.core import ConstructError
    from elftools.elf.elffile import ELFFile

    try:
        with executable.open("rb") as file:
            elf = ELFFile(file)
            _require_bounds(elf, executable.stat().st_size)
            system = _SYSTEMS.get(elf["e_ident"]["EI_OSABI"], str(elf["e_ident"]["EI_OSABI"]))
            libraries, pie = _dynamic(elf)
            sections = tuple(_sections(elf))
            machine = _MACHINES.get(elf["e_machine"], str(elf["e_machine"]))
            return RunsOn(system, machine, level, _glibc(elf), libraries, pie, sections)
    except (ELFError, ConstructError, ValueError, KeyError, AttributeError, TypeError, UnicodeDecodeError) as error:
        raise wrong_input("it is not a whole ELF executable", where=Where(executable), code="elf") from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise wrong_input(f"it cannot be read: {reason}", where=Where(executable), code="unreadable") from error


def _require_bounds(elf: ELFFile, length: int) -> None:
    """ValueError where a header promises more than the file holds: its tables would be read for hours."""
    count, entry = elf.num_sections(), elf["e_shentsize"]
    if not entry or elf["e_shoff"] + count * entry > length:
        raise ValueError("the section headers do not fit the file")
    for section in elf.iter_sections():
        inside = section["sh_type"] == "SHT_NOBITS" or section["sh_offset"] + section["sh_size"] <= length
        counted = section["sh_type"] != "SHT_GNU_verneed" or section["sh_info"] * 16 <= section["sh_size"]
        if not inside or not counted:
            raise ValueError(f"section {section.name} does not fit the file")


def level_of(arguments: Sequence[str]) -> str:
    """The processor level that these arguments of native-image ask for, where its report is not at hand."""
    asked = [word.removeprefix(MARCH) for word in arguments if word.startswith(MARCH)]
    return asked[-1] if asked else DEFAULT_LEVEL


def _sections(elf: ELFFile) -> Iterator[Section]:
    for section in elf.iter_sections():
        if section.name:
            yield Section(section.name, 0 if section["sh_type"] == "SHT_NOBITS" else int(section["sh_size"]))


def _dynamic(elf: ELFFile) -> tuple[tuple[str, ...], bool]:
    """Needed libraries, and whether the file is position independent."""
    from elftools.elf.dynamic import DynamicSection

    found = next((s for s in elf.iter_sections() if isinstance(s, DynamicSection)), None)
    needed = () if found is None else tuple(
        tag.needed for tag in found.iter_tags("DT_NEEDED")  # type: ignore[attr-defined]
    )  # fmt: skip
    return needed, elf["e_type"] == "ET_DYN"


def _glibc(elf: ELFFile) -> str:
    from elftools.elf.gnuversions import GNUVerNeedSection

    found: list[tuple[int, ...]] = []
    for section in elf.iter_sections():
        if isinstance(section, GNUVerNeedSection):
            found += [
                version
                for _, needed in section.iter_versions()
                for entry in needed
                if (version := _version(entry.name)) is not None
            ]
    return ".".join(map(str, max(found))) if found else ""


def _version(name: str) -> tuple[int, ...] | None:
    """(2, 34) for GLIBC_2.34; GLIBC_PRIVATE and other libraries' versions are none."""
    prefix, _, number = name.partition("_")
    parts = number.split(".")
    return tuple(map(int, parts)) if prefix == "GLIBC" and all(part.isdecimal() for part in parts) else None
