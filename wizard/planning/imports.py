"""A program's imports against a plan: what would fail, and which answer would keep it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Protocol

from wizard.ground.exits import ExitCode
from wizard.ground.problems import Problem, Where, WizardError
from wizard.planning.broken import broken_by
from wizard.planning.derive import ways_out
from wizard.planning.model import BrokenImport, Plan


class ImportLike(Protocol):
    """An import statement of a program."""

    @property
    def module(self) -> str: ...
    @property
    def file(self) -> Path: ...
    @property
    def line(self) -> int: ...
    @property
    def guarded(self) -> bool: ...


def require_imports(
    plan: Plan, imports: Iterable[ImportLike], *, allow_broken: Collection[str] = (), once: bool = False
) -> tuple[Problem, ...]:
    """Warnings for guarded and allowed ones; exit 2 with all the others. `once`: each broken module is told once."""
    errors, warnings = broken_imports(plan, imports, allow_broken=allow_broken, once=once)
    if errors:
        raise WizardError(errors, ExitCode.INPUT)
    return warnings


def broken_imports(
    plan: Plan, imports: Iterable[ImportLike], *, allow_broken: Collection[str] = (), once: bool = False
) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """Errors and warnings, in the order of the imports. `allow_broken` names modules or packages above them.

    One for each line and broken module, or with `once` for each broken module.
    """
    errors: dict[object, Problem] = {}
    warnings: dict[object, Problem] = {}
    for entry in imports:
        broken = broken_by(entry.module, plan.broken)
        if broken is None:
            continue
        lenient = entry.guarded or _named(entry.module, broken, allow_broken)
        place = warnings if lenient else errors
        key = broken.module if once else (broken.module, entry.file, entry.line)
        place.setdefault(key, _problem(entry, broken, lenient=lenient))
    return tuple(errors.values()), tuple(warnings.values())


def unused_allowances(allow_broken: Collection[str], imports: Iterable[ImportLike]) -> tuple[Problem, ...]:
    """A warning for each allowed name that none of `imports` has: most are mistyped."""
    imported = sorted({entry.module for entry in imports})
    return tuple(
        Problem(
            f"--allow-broken {name} allows nothing: no import that counts has this name", todo=_near(name, imported),
            code="allows-nothing", severity="warning",
        )
        for name in sorted(allow_broken)
        if name != "all" and not any(f"{module}.".startswith(f"{name}.") for module in imported)
    )  # fmt: skip


def _near(name: str, imported: Collection[str]) -> str:
    import difflib

    near = difflib.get_close_matches(name, imported, 1)
    return f"did you mean {near[0]}?" if near else "leave it out"


def _named(module: str, broken: BrokenImport, allowed: Collection[str]) -> bool:
    return broken.module in allowed or any(module == name or module.startswith(f"{name}.") for name in allowed)


def _problem(entry: ImportLike, broken: BrokenImport, *, lenient: bool) -> Problem:
    because = " and ".join(broken.answers) or "GraalPy does not have it"
    how = f" ({broken.how})" if broken.how else ""
    keep = ways_out(broken.ways_out).replace(" or ", " and ")
    ways = [f"keep it with {keep}"] if keep else []
    if not lenient:
        ways.append(f"build all the same with --allow-broken {entry.module}")
    return Problem(
        f"import {entry.module} fails: {because}{how}", Where(entry.file, line=entry.line), ", or ".join(ways),
        "broken-import", "warning" if lenient else "error",
    )  # fmt: skip
