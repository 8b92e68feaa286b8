"""Imports that lead nowhere: no module of the standard library, of the program, or of its requirements."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable

from wizard.ground.exits import ExitCode
from wizard.ground.problems import Problem, Where, WizardError
from wizard.programs import reached
from wizard.programs.model import Import, Program, Wheel
from wizard.programs.wheel_part import installed

_ALWAYS = frozenset({"__main__"})


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
    known, own = _known(program, (), python), reached.own(program)
    will_run = () if own.changes_path else own.certain
    first = {e.module.partition(".")[0]: e for e in reversed(will_run)}
    return tuple(entry for name, entry in reversed(first.items()) if name not in known)


def found(
    program: Program, wheels: Iterable[Wheel], python: str, *, allow: Collection[str] = ()
) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """Errors and warnings, one for each module."""
    known, own = _known(program, wheels, python), reached.own(program)
    errors: dict[str, Problem] = {}
    warnings: dict[str, Problem] = {}
    for entry in (*own.certain, *own.possible):
        name = entry.module.partition(".")[0]
        if entry.guarded or name in known:
            continue
        mild = own.changes_path or entry not in own.certain or entry.module in allow or name in allow
        (warnings if mild else errors).setdefault(name, _problem(entry, name, mild=mild))
    return tuple(errors.values()), tuple(p for name, p in warnings.items() if name not in errors)


def _known(program: Program, wheels: Iterable[Wheel], python: str) -> frozenset[str]:
    from wizard.catalogue.load import standard_library

    try:
        library = standard_library(python)
    except KeyError:
        library = frozenset(sys.stdlib_module_names)
    own = {_top(name.removeprefix("app/")) for name in (*(f.name for f in program.files), *program.made)}
    theirs = {_top(name) for wheel in wheels for name, _ in installed(wheel)}
    return _ALWAYS | library | own | theirs


def _top(name: str) -> str:
    return name.partition("/")[0].partition(".")[0]


def _problem(entry: Import, name: str, *, mild: bool) -> Problem:
    where = "neither in the standard library, beside the program, nor among its requirements"
    what = f"import {entry.module} leads nowhere: `{name}` is {where}"
    beside = (entry.file.parent / "requirements.txt").is_file()
    ways = ["take the requirements.txt beside it with -r FILE" if beside
            else "name what brings it with --requirement (or requirements in the profile)"]  # fmt: skip
    if not mild:
        ways.append(f"build all the same with --allow-broken {name}")
    return Problem(
        what, Where(entry.file, line=entry.line), ", or ".join(ways), "absent-import", "warning" if mild else "error"
    )
