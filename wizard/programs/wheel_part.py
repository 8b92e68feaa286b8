"""A wheel as part of a payload: checked, laid out as installed, compressed once."""

from __future__ import annotations

import posixpath
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from wizard.ground import places
from wizard.ground.atomic import replacing
from wizard.ground.problems import Problem, WizardError, wrong_input
from wizard.ground.several import some
from wizard.programs.archive import LEVEL, Writer
from wizard.programs.model import Wheel

SHOWN = 3  # files of a wheel that are left out and named
_FORMAT = 2
_NATIVE = (".so", ".pyd", ".dylib", ".dll")


def wheel_part(wheel: Wheel, python: str = "3.12") -> Path:
    """A zip with home/lib/python3.12/site-packages/..., from the cache. Exit 2: damaged, or leads out of its folder."""
    part = places.cache() / "parts" / f"wheel-{wheel.sha256[:40]}-{python}-{_FORMAT}.{LEVEL}.zip"
    if not part.is_file():
        places.ready(part.parent)
        with replacing(part) as temporary:
            _make(wheel, temporary, python)
    return part


def notices(wheels: Iterable[Wheel]) -> tuple[Problem, ...]:
    """A warning for each wheel that has files with no place in an executable."""
    return tuple(_notice(wheel, names) for wheel in wheels if (names := left_out(wheel)))


def left_out(wheel: Wheel) -> tuple[str, ...]:
    """Its .pth files, which a `site` would read that never runs, and what is not for site-packages."""
    with ZipFile(wheel.file) as archive:
        names = [name for name in archive.namelist() if not name.endswith("/")]
    return tuple(name for name in names if _is_hook(name) or _is_for_elsewhere(name))


def _is_hook(name: str) -> bool:
    return name.endswith(".pth") and (name.count("/") == 0 or (".data/" in name and name.count("/") == 2))


def _is_for_elsewhere(name: str) -> bool:
    first, _, rest = name.partition("/")
    return first.endswith(".data") and rest.partition("/")[0] not in ("purelib", "platlib")


def _notice(wheel: Wheel, names: tuple[str, ...]) -> Problem:
    shown = some([name.partition(".data/")[2] or name for name in names], SHOWN)
    what = f"{wheel.name} {wheel.version}: left out: {shown}"
    why = "no `site` reads it in an executable" if any(map(_is_hook, names)) else "it has no place in an executable"
    return Problem(f"{what} ({why})", code="left-out", severity="warning")


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


def installed(wheel: Wheel) -> tuple[tuple[str, str], ...]:
    """Its files as they are laid out in site-packages, and as they are in the wheel. Exit 2: damaged, or leads out."""
    try:
        with ZipFile(wheel.file) as source:
            return tuple(_entries(source, wheel))
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
        if info.is_dir() or entry.endswith(".pyc") or _is_hook(entry):
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
