"""The payload's bytes: each file as it lies in the zip, with its header and its entry in the zip's directory."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from zipfile import ZipFile, ZipInfo

from wizard.programs import trailer
from wizard.programs.trailer import Trailer
from wizard.reports.parts import Parts

LIBRARY, REQUIREMENTS, OWN, DATA, NATIVE = "library", "requirements", "own code", "data", "native modules"
FRAME = "manifest and directory"
NOTE = "README.txt"  # in site-packages: CPython's own, and no requirement
_SITE = re.compile(r"home/lib/python[\d.]+/site-packages/(.+)")
_LIBRARY = re.compile(r"home/lib/(?:python[\d.]+|graalpy[\d.]+)/(.+)")
_NATIVE = (".so", ".dylib", ".dll", ".pyd")
_ENTRY, _UTF8 = 46, 0x800  # an entry's fixed bytes; the flag that its name is UTF-8
_LIMIT = 16 << 20  # bytes of a RECORD that is read


def payload_parts(executable: Path, seal: Trailer) -> Parts:
    """All bytes behind the engine. Exit 2 where the payload is damaged."""
    parts = Parts()
    entries = sorted(trailer.entries(executable), key=lambda entry: entry.header_offset)
    owners = _owners(executable, entries)
    ends = [entry.header_offset for entry in entries[1:]] + [seal.directory_start]
    if entries and not seal.engine_length <= entries[0].header_offset <= entries[-1].header_offset < ends[-1]:
        parts.fill(("not understood",), seal.payload_length)  # its directory points elsewhere: none of ours
        return parts
    listed = sum(map(_listed, entries)) <= seal.directory_length
    for entry, end in zip(entries, ends, strict=True):
        parts.add(_path(entry.filename, owners), end - entry.header_offset + (_listed(entry) if listed else 0))
    parts.fill((FRAME, "directory and trailer"), seal.payload_length)
    return parts


def _listed(entry: ZipInfo) -> int:
    """Bytes of a file's entry in the directory."""
    name = entry.orig_filename.encode("utf-8" if entry.flag_bits & _UTF8 else "cp437")
    return _ENTRY + len(name) + len(entry.extra) + len(entry.comment)


def _path(name: str, owners: dict[str, str]) -> tuple[str, ...]:
    if name.endswith(_NATIVE):
        return NATIVE, name.rpartition("/")[2]
    found = _SITE.fullmatch(name)
    if found and found[1] == NOTE:
        return LIBRARY, "site-packages"
    if found:
        first = found[1].partition("/")[0]
        return REQUIREMENTS, owners.get(found[1]) or first.removesuffix(".py"), _module(found[1])
    if found := _LIBRARY.fullmatch(name):
        return LIBRARY, _module(found[1])
    if name.startswith("app/"):
        return OWN if name.endswith((".py", ".pyc")) else DATA, name.removeprefix("app/")
    return FRAME, name


def _module(path: str) -> str:
    """`json` for json/decoder.py, `os` for os.py and for __pycache__/os.graalpy250-312.pyc."""
    first, _, rest = path.partition("/")
    if first == "__pycache__":
        first = rest.partition(".")[0]
    return first.removesuffix(".py") or path


def _owners(executable: Path, entries: list[ZipInfo]) -> dict[str, str]:
    """File in site-packages -> distribution, by the RECORDs there."""
    found: dict[str, str] = {}
    with ZipFile(executable) as archive:
        for entry in entries:
            name = _SITE.fullmatch(entry.filename)
            if name and name[1].endswith(".dist-info/RECORD") and entry.file_size <= _LIMIT:
                distribution = name[1].partition(".dist-info/")[0].rpartition("-")[0]
                text = archive.read(entry).decode("utf-8", "replace")
                found.update((file, distribution) for file in _recorded(text))
                found.setdefault(name[1], distribution)
    return found


def _recorded(text: str) -> Iterator[str]:
    try:
        yield from (row[0] for row in csv.reader(StringIO(text)) if row)
    except csv.Error:
        return
