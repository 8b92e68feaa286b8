"""A wheel as part of a payload: checked, laid out as installed, compressed once."""

from __future__ import annotations

import posixpath
import zlib
from collections.abc import Iterator
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from wizard.ground import places
from wizard.ground.atomic import replacing
from wizard.ground.problems import WizardError, wrong_input
from wizard.programs.archive import LEVEL, Writer
from wizard.programs.model import Wheel

_FORMAT = 1
_NATIVE = (".so", ".pyd", ".dylib", ".dll")


def wheel_part(wheel: Wheel, python: str = "3.12") -> Path:
    """A zip with home/lib/python3.12/site-packages/..., from the cache. Exit 2: damaged, or leads out of its folder."""
    part = places.cache() / "parts" / f"wheel-{wheel.sha256[:40]}-{python}-{_FORMAT}.{LEVEL}.zip"
    if not part.is_file():
        places.ready(part.parent)
        with replacing(part) as temporary:
            _make(wheel, temporary, python)
    return part


def ignored_pth(wheel: Wheel) -> tuple[str, ...]:
    """Its .pth files: no `site` runs in an executable, so that they would do nothing."""
    with ZipFile(wheel.file) as archive:
        return tuple(n for n in archive.namelist() if n.endswith(".pth") and n.count("/") in (0, 2))


def console_scripts(wheel: Wheel) -> dict[str, str]:
    """Name to "module:function"."""
    import configparser

    parser = configparser.ConfigParser(delimiters=("=",), interpolation=None, strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    with ZipFile(wheel.file) as archive:
        for name in archive.namelist():
            if name.endswith(".dist-info/entry_points.txt") and name.count("/") == 1:
                parser.read_string(archive.read(name).decode(errors="replace"))
    return dict(parser["console_scripts"]) if parser.has_section("console_scripts") else {}


def installed_names(wheel: Wheel) -> tuple[str, ...]:
    """Its files as they are laid out in site-packages. Exit 2: damaged, or leads out of its folder."""
    try:
        with ZipFile(wheel.file) as source:
            return tuple(name for name, _ in _entries(source, wheel))
    except BadZipFile as error:
        raise _refused(wheel, f"is damaged ({error})") from error


def _make(wheel: Wheel, target: Path, python: str) -> None:
    try:
        with ZipFile(wheel.file) as source, target.open("wb") as out:
            writer = Writer(out)
            for name, entry in sorted(dict(_entries(source, wheel)).items()):
                writer.add(f"home/lib/python{python}/site-packages/{name}", source.read(entry))
            writer.close()
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise _refused(wheel, f"is damaged ({error})") from error


def _entries(source: ZipFile, wheel: Wheel) -> Iterator[tuple[str, str]]:
    for info in source.infolist():
        entry = info.filename
        if info.is_dir() or entry.endswith((".pth", ".pyc")):
            continue
        if entry.startswith("/") or "\\" in entry or ".." in entry.split("/") or posixpath.normpath(entry) != entry:
            raise _refused(wheel, f"has a file that leads out of its folder: {entry}")
        if info.file_size > (1 << 31) - 1:
            raise _refused(wheel, f"has a file of 2 GiB or more: {entry}")
        if entry.endswith(_NATIVE):
            raise _refused(wheel, f"has compiled code ({entry}), although its name says that it has none")
        first, _, rest = entry.partition("/")
        if first.endswith(".data"):
            scheme, _, name = rest.partition("/")
            if scheme in ("purelib", "platlib") and name:
                yield name, entry
        else:
            yield entry, entry


def _refused(wheel: Wheel, why: str) -> WizardError:
    return wrong_input(f"the wheel of {wheel.name} {wheel.version} {why}", "choose another version", code="bad-wheel")
