"""What the modules in a wheel import of the standard library, read quickly and once.

Lines are looked at, not syntax: sympy's 1,500 files take 0.3 s instead of 8. What stands in a text or never runs is
named too, so the list is good for leaving things in, not for saying what breaks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from contextlib import suppress
from zipfile import BadZipFile, ZipFile

from wizard.ground import atomic, places
from wizard.ground.problems import WizardError
from wizard.programs.model import Wheel

FORMAT = 1
_LINE = re.compile(rb"^[ \t]*(?:from[ \t]+([\w.]+)[ \t]+import[ \t(]+([^#\n]*)|import[ \t]+([^#\n]*))", re.MULTILINE)
_NAME = re.compile(r"[A-Za-z_][\w.]*")


def wheel_imports(wheels: Iterable[Wheel], python: str) -> tuple[str, ...]:
    """Modules of that Python's standard library ("3.12"), sorted. A wheel that cannot be read adds nothing."""
    return tuple(sorted({module for wheel in wheels for module in _kept(wheel, python)}))


def modules_in(source: bytes) -> set[str]:
    """Every module that its lines may import, and each name after `from X import` as one too."""
    found: set[str] = set()
    for start, names, whole in _LINE.findall(source):
        if start and not start.startswith(b"."):
            module = start.decode("ascii", "ignore")
            words = _NAME.findall(names.decode("ascii", "ignore"))
            found |= {module, *(f"{module}.{word}" for word in words)}
        elif whole:
            found |= {part.split()[0] for part in whole.decode("ascii", "ignore").split(",") if part.split()}
    return found


def _kept(wheel: Wheel, python: str) -> list[str]:
    file = places.cache() / "parts" / f"imports-{wheel.sha256[:40]}-{python}-{FORMAT}.json"
    try:
        known = json.loads(file.read_bytes())
        if isinstance(known, list):
            return [str(name) for name in known]
    except (OSError, ValueError):
        pass
    found = sorted(_read(wheel, python))
    with suppress(WizardError):  # then it is read again next time
        atomic.write_bytes(file, json.dumps(found).encode())
    return found


def _read(wheel: Wheel, python: str) -> set[str]:
    from wizard.catalogue.load import standard_library

    try:
        known = standard_library(python)
        with ZipFile(wheel.file) as archive:
            sources = (archive.read(name) for name in archive.namelist() if name.endswith(".py"))
            return {module for source in sources for module in modules_in(source) if module in known}
    except (OSError, BadZipFile, KeyError, ValueError, RuntimeError):
        return set()
