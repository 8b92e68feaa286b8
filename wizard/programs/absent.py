"""Imports that lead nowhere: no module of the standard library, of the program, or of its requirements."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from wizard.ground.exits import ExitCode
from wizard.ground.problems import Problem, Where, WizardError
from wizard.programs import imports, sources
from wizard.programs.model import Import, Program, Wheel
from wizard.programs.wheel_part import installed_names

_ALWAYS = frozenset({"__main__"})
_CHANGES_PATH = (b"sys.path", b"site.addsitedir", b"meta_path")


def require(
    program: Program, wheels: Iterable[Wheel], python: str, *, allow: Collection[str] = ()
) -> tuple[Problem, ...]:
    """Warnings for imports that may never run; exit 2 with those that will. `allow` names modules, or "all".

    Only what the main file leads to counts: a folder may hold tests whose modules are not here.
    """
    if "all" in allow:
        return ()
    errors, warnings = found(program, wheels, python, allow=allow)
    if errors:
        raise WizardError(errors, ExitCode.INPUT)
    return warnings


def modules(program: Program, python: str) -> tuple[Import, ...]:
    """The imports that lead nowhere without any requirement and that will run, one for each module."""
    known = _known(program, (), python)
    reached, lenient = _reached(program)
    will_run = [] if lenient else [e for e in reached if not (e.guarded or e.conditional)]
    first = {e.module.partition(".")[0]: e for e in reversed(will_run)}
    return tuple(entry for name, entry in reversed(first.items()) if name not in known)


def found(
    program: Program, wheels: Iterable[Wheel], python: str, *, allow: Collection[str] = ()
) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """Errors and warnings, one for each module."""
    known = _known(program, wheels, python)
    reached, lenient = _reached(program)
    errors: dict[str, Problem] = {}
    warnings: dict[str, Problem] = {}
    for entry in reached:
        name = entry.module.partition(".")[0]
        if entry.guarded or name in known:
            continue
        mild = lenient or entry.conditional or entry.module in allow or name in allow
        (warnings if mild else errors).setdefault(name, _problem(entry, name, mild=mild))
    return tuple(errors.values()), tuple(p for name, p in warnings.items() if name not in errors)


def _known(program: Program, wheels: Iterable[Wheel], python: str) -> frozenset[str]:
    from wizard.catalogue.load import standard_library

    try:
        library = standard_library(python)
    except KeyError:
        library = frozenset(sys.stdlib_module_names)
    own = {_top(name.removeprefix("app/")) for name in (*(f.name for f in program.files), *program.made)}
    theirs = {_top(name) for wheel in wheels for name in installed_names(wheel)}
    return _ALWAYS | library | own | theirs


def _top(name: str) -> str:
    return name.partition("/")[0].partition(".")[0]


def _reached(program: Program) -> tuple[Sequence[Import], bool]:
    """The imports of the main file and of the own modules that they lead to; whether one of those changes sys.path."""
    files: Mapping[str, str] = {_module(name): name for name in _names(program)}
    left, done, result = [program.main], {program.main}, list[Import]()
    lenient = False
    for name in left:  # grows while it is read
        data, place = _read(program, name)
        lenient = lenient or any(word in data for word in _CHANGES_PATH)
        here = imports.of_source(data, place, name.removeprefix("app/"))
        result += here
        for module in {part for entry in here for part in _packages(entry.module)}:
            if module in files and files[module] not in done:
                done.add(files[module])
                left.append(files[module])
    return result, lenient


def _names(program: Program) -> Iterable[str]:
    return (n for n in (*(f.name for f in program.files), *program.made) if n.endswith(".py") or n == program.main)


def _module(name: str) -> str:
    return name.removeprefix("app/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _packages(module: str) -> Iterable[str]:
    parts = module.split(".")
    return (".".join(parts[:count]) for count in range(1, len(parts) + 1))


def _read(program: Program, name: str) -> tuple[bytes, Path]:
    path = next((f.path for f in program.files if f.name == name), None)
    data = program.made.get(name, b"") if path is None else sources.read_bytes(path)
    return data, path or program.folder / name.removeprefix("app/")


def _problem(entry: Import, name: str, *, mild: bool) -> Problem:
    where = "neither in the standard library, beside the program, nor among its requirements"
    what = f"import {entry.module} leads nowhere: `{name}` is {where}"
    ways = ["name what brings it with --requirement (or requirements in the profile)"]
    if not mild:
        ways.append(f"build all the same with --allow-broken {name}")
    return Problem(
        what, Where(entry.file, line=entry.line), ", or ".join(ways), "absent-import", "warning" if mild else "error"
    )
