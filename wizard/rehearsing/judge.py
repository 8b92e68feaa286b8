"""From what a rehearsed program left to what its answers broke. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from wizard.catalogue.model import Catalogue
from wizard.planning.broken import broken_by
from wizard.planning.model import BrokenImport, Plan
from wizard.planning.spare import Spare, spare
from wizard.profiles.model import Answers
from wizard.rehearsing.model import Broken
from wizard.rehearsing.record import Ended, Missing, Record

OWN = ("/graalpy/app/", "/graalpy/project/")
LAUNCHERS = frozenset({"_io", "_locale", "_sitebuiltins", "_weakref", "atexit"})  # what it imports before the program
NOT_BY_IMPORTS = frozenset({"jit"})  # what it is for shows in time, though a module goes with it
Places = Mapping[tuple[str, int], Collection[str]]  # file and line -> modules imported there outside a `try`


def imported(record: Record) -> tuple[str, ...]:
    """Modules that were imported and stayed, sorted; all that were found where the end is not known."""
    names = record.found if record.modules is None else record.modules
    return tuple(sorted({*names} - record.before - LAUNCHERS - {*record.unfinished}))


def judged(plan: Plan, record: Record, unguarded: Places, *, status: int) -> tuple[list[Broken], list[Broken]]:
    """What the program could not do without, and what it (or a library) went on without."""
    there = set(imported(record))
    ended = _ended(plan, record, there, status=status)
    broken = [] if ended is None else [ended]
    without: dict[str, Broken] = {}
    for entry in record.missing:
        found = _missing(plan, entry, there)
        if found is None or _same(found, ended):
            continue
        if found.module in unguarded.get((found.file, found.line), ()):
            broken.append(found)
        else:
            without.setdefault(found.module, found)
    told = {name for entry in (*broken, *without.values()) for name in (entry.module, entry.missing)}
    told |= {name for entry in record.missing for name in entry.through}  # failed because of what they import
    for name in record.found:
        cause = broken_by(name, plan.broken)
        if cause is not None and name not in there and name not in told:
            without[name] = _broken(name, name, "", 0, cause, cause.how, ended=False)
    return _once(broken), list(without.values())


def never_needed(catalogue: Catalogue, plan: Plan, modules: Iterable[str]) -> tuple[Spare, ...]:
    """Answers that could leave more out without failing anything that was imported; each is tried alone."""
    return tuple(entry for entry in spare(catalogue, asked(plan), plan, modules) if entry.key not in NOT_BY_IMPORTS)


def asked(plan: Plan) -> Answers:
    """The answers as they were given, before rules and fallbacks changed them."""
    return {**plan.answers, **{entry.key: entry.asked for entry in reversed(plan.derived)}}


def _ended(plan: Plan, record: Record, there: Collection[str], *, status: int) -> Broken | None:
    """What ended the program, if an answer is behind it."""
    if record.ended is not None:
        return _by_error(plan, record.ended, there)
    if status:
        # GraalPy's own errors pass Python by: nothing is known but what was being imported.
        for name in reversed(record.unfinished):
            cause = broken_by(name, plan.broken)
            if cause is not None:
                return _broken(name, name, "", 0, cause, cause.how, ended=True)
    return None


def _by_error(plan: Plan, error: Ended, there: Collection[str]) -> Broken | None:
    own = max((i for i, step in enumerate(error.steps) if step.file.startswith(OWN)), default=-1)
    beyond = [step.module for step in error.steps[own + 1 :] if step.module not in there]
    names = [*beyond, error.name] if "ImportError" in error.kinds else beyond
    cause = next((found for name in reversed(names) if name and (found := broken_by(name, plan.broken))), None)
    if cause is None:
        return None
    place = error.steps[own] if own >= 0 else None
    module = next((name for name in names if name), cause.module)
    how = f"{error.kinds[0]}: {error.message}" if error.kinds else error.message
    missing = error.name or cause.module
    return _broken(module, missing, place.file if place else "", place.line if place else 0, cause, how, ended=True)


def _missing(plan: Plan, entry: Missing, there: Collection[str]) -> Broken | None:
    """The module that the program itself imports there; where that came all the same, the one it does without."""
    cause = broken_by(entry.name, plan.broken)
    if cause is None:
        return None
    module = next((name for name in entry.through if name not in there), entry.name)
    how = f"ModuleNotFoundError: No module named '{entry.name}'"
    return _broken(module, entry.name, entry.file, entry.line, cause, how, ended=False)


def _broken(
    module: str, missing: str, file: str, line: int, cause: BrokenImport, how: str, *, ended: bool
) -> Broken:  # fmt: skip
    return Broken(module, missing, file, line, cause.answers, cause.ways_out, how, ended)


def _same(found: Broken, ended: Broken | None) -> bool:
    """What ended the program was also missing where a requirement of it looked."""
    if ended is None:
        return False
    return (found.file, found.line) == (ended.file, ended.line) or found.missing == ended.missing


def _once(found: Iterable[Broken]) -> list[Broken]:
    return list({(entry.module, entry.file, entry.line): entry for entry in reversed(list(found))}.values())[::-1]
