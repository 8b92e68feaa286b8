"""The modules that a program loads when it starts, own ones and those of its requirements, followed import by import.

An import is certain where every import on the way to it stands outside functions, conditions and `try`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

from wizard.ground import atomic, places
from wizard.ground.problems import WizardError
from wizard.programs import imports, sources
from wizard.programs.model import Import, Program, Wheel
from wizard.programs.wheel_part import installed

FORMAT = 1
CHANGES_PATH = (b"sys.path", b"site.addsitedir", b"meta_path")


@dataclass(frozen=True, slots=True)
class Own:
    """`certain` imports run at each start; `possible` ones may not. `changes_path`: a module may be found elsewhere."""

    certain: tuple[Import, ...]
    possible: tuple[Import, ...]
    changes_path: bool


def own(program: Program) -> Own:
    """The imports of the main file and of the program's own modules that it leads to."""
    files: Mapping[str, str] = {_module(name): name for name in _names(program)}
    certain, possible, done = list[Import](), list[Import](), set[str]()
    called = called_by(program)
    changes_path = False
    for sure in (True, False):
        left = [program.main] if sure else [n for n in _led_to(possible, files) if n not in done]
        for name in left:  # grows while it is read
            if name in done:
                continue
            done.add(name)
            data, place = _read(program, name)
            changes_path = changes_path or any(word in data for word in CHANGES_PATH)
            function = called[1] if _module(name) == called[0] else ""
            here = imports.of_source(data, place, name.removeprefix("app/"), function)
            runs = [entry for entry in here if sure and not entry.guarded and not entry.conditional]
            certain += runs
            possible += [entry for entry in here if entry not in runs]
            left += _led_to(runs if sure else here, files)
    return Own(tuple(certain), tuple(possible), changes_path)


def called_by(program: Program) -> tuple[str, str]:
    """The module and the function that the program's made main file calls; "" for other programs."""
    made = program.made.get(program.main, b"").decode(errors="replace")
    found = re.search(r"^from ([\w.]+) import (\w+)\n\nsys\.exit\(\2\(\)\)$", made, re.MULTILINE)
    return (found[1], found[2]) if found else ("", "")


def with_wheels(program: Program, wheels: Sequence[Wheel]) -> tuple[Import, ...]:
    """The certain imports of all the wheels' modules that the program loads when it starts."""
    if not wheels:
        return ()
    return of_wheels((entry.module for entry in own(program).certain), wheels, called_by(program))


def of_wheels(starts: Iterable[str], wheels: Sequence[Wheel], called: tuple[str, str] = ("", "")) -> tuple[Import, ...]:
    """The certain imports of the wheels' modules that `starts`, certain imports of the program, lead to.

    `called`: module and function that start the program, if they are in a wheel.

    Read once for the same wheels and starts: requests and its kind take 0.3 s, sympy 4 s.
    """
    begin = sorted(set(starts))
    whole = json.dumps([FORMAT, begin, called, sorted(wheel.sha256 for wheel in wheels)])
    file = places.cache() / "parts" / f"reached-{hashlib.sha256(whole.encode()).hexdigest()[:40]}.json"
    with suppress(OSError, ValueError, KeyError, TypeError):
        return tuple(Import(e[0], Path(e[1]), e[2], False) for e in json.loads(file.read_bytes()))
    found = _followed(begin, wheels, called)
    with suppress(WizardError):  # then it is read again next time
        atomic.write_bytes(file, json.dumps([[e.module, str(e.file), e.line] for e in found]).encode())
    return found


def _followed(starts: Sequence[str], wheels: Sequence[Wheel], called: tuple[str, str]) -> tuple[Import, ...]:
    files: dict[str, tuple[ZipFile, Wheel, str, str]] = {}
    for wheel in wheels:
        archive = ZipFile(wheel.file)
        for name, entry in installed(wheel):
            if name.endswith(".py"):
                files.setdefault(_module(name), (archive, wheel, name, entry))
    found, done = list[Import](), set[str]()
    left = [module for start in starts for module in packages(start)]
    for module in left:  # grows while it is read
        if module in done or module not in files:
            continue
        done.add(module)
        archive, wheel, name, entry = files[module]
        function = called[1] if module == called[0] else ""
        here = imports.of_source(archive.read(entry), Path(wheel.file.name) / name, name, function)
        runs = [i for i in here if not i.guarded and not i.conditional]
        found += runs
        left += [part for i in runs for part in packages(i.module)]
    return tuple(found)


def packages(module: str) -> list[str]:
    """`a`, `a.b`, `a.b.c`: what `import a.b.c` loads, in this order."""
    parts = module.split(".")
    return [".".join(parts[:count]) for count in range(1, len(parts) + 1)]


def _led_to(found: Iterable[Import], files: Mapping[str, str]) -> list[str]:
    return [files[part] for entry in found for part in packages(entry.module) if part in files]


def _names(program: Program) -> Iterable[str]:
    return (n for n in (*(f.name for f in program.files), *program.made) if n.endswith(".py") or n == program.main)


def _module(name: str) -> str:
    return name.removeprefix("app/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _read(program: Program, name: str) -> tuple[bytes, Path]:
    path = next((f.path for f in program.files if f.name == name), None)
    data = program.made.get(name, b"") if path is None else sources.read_bytes(path)
    return data, path or program.folder / name.removeprefix("app/")
