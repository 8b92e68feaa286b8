"""What a profile wants in its snapshot: which modules of the library, and whether the program's own too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from wizard.catalogue import snapshot as catalogue
from wizard.catalogue.load import library_of_all
from wizard.ground.exits import ExitCode
from wizard.ground.problems import Problem, Where, WizardError
from wizard.planning.broken import broken_by
from wizard.planning.derive import ways_out
from wizard.planning.model import Plan
from wizard.profiles.lines import KeyPath, line_of
from wizard.profiles.model import Profile
from wizard.profiles.read import lines_of

# Module written in C -> what the name of its library in the payload has.
BROUGHT = {"bz2": "bz2", "termios": "termios", "pyexpat": "pyexpat", "_sqlite3": "_sqlite3", "_ctypes": "_ctypes"}
ARGUMENT = "-Dgraalpy.wizard.snapshot.modules="


def shipped(plan: Plan) -> Plan:
    """With the shipped modules, where the plan has a snapshot; one that the answers break is left out."""
    if "startup" not in plan.answers or not plan.snapshot:
        return plan
    return _with(plan, tuple(name for name in catalogue.shipped() if not broken_by(name, plan.broken)))


def applied(plan: Plan, profile: Profile) -> Plan:
    """With what `profile` says in [snapshot]; exit 2 with every module that may not be in one.

    The same modules in another order are the same engine.
    """
    if not plan.snapshot:
        unused = _unused(plan, profile)
        return replace(plan, notices=(*plan.notices, *unused)) if unused else plan
    errors = [_placed(problem, profile) for problem in refused(plan, profile)]
    if errors:
        raise WizardError(errors, ExitCode.INPUT)
    plan = replace(plan, snapshot_program=profile.snapshot_kind == "program")
    wanted = profile.snapshot_modules
    if wanted is None or set(wanted) == set(plan.snapshot_modules):
        return plan
    return _with(plan, tuple(sorted(set(wanted))))


def own_of(plan: Plan) -> str:
    """What makes an engine another one than the shared one of these answers; "" where nothing does."""
    if not plan.snapshot or (
        not plan.snapshot_program and {*plan.snapshot_modules} == {*shipped(plan).snapshot_modules}
    ):
        return ""
    return ", ".join((*(["program"] if plan.snapshot_program else []), *plan.snapshot_modules))


def _with(plan: Plan, modules: tuple[str, ...]) -> Plan:
    others = tuple(argument for argument in plan.arguments if not argument.startswith(ARGUMENT))
    return replace(plan, snapshot_modules=modules, arguments=(*others, ARGUMENT + ",".join(modules)))


def refused(plan: Plan, profile: Profile) -> Iterator[Problem]:
    """What `profile` names that may not be in a snapshot, by key."""
    if not plan.snapshot:
        return
    if profile.snapshot_modules == () and profile.snapshot_kind != "program":
        what, todo = "a snapshot without a module", "leave `modules` out, or take `startup = preinitialised`"
        yield Problem(what, Where("", "snapshot.modules"), todo, "snapshot-module")
    for index, module in enumerate(profile.snapshot_modules or ()):
        where = Where("", f"snapshot.modules[{index}]")
        broken = broken_by(module, plan.broken)
        if broken:
            told = " and ".join(broken.answers) or f"GraalPy {plan.version.version}"
            what = f"`{module}` cannot be imported with {told}"
            yield Problem(what, where, ways_out(broken.ways_out) or "leave it out", "snapshot-module")
        elif why := why_not(module, plan):
            what = f"`{module}` may not be in a snapshot: {why}"
            yield Problem(what, where, _instead(module), "snapshot-module")


def fit_in_program(plan: Plan) -> frozenset[str]:
    """Modules of the library that may be in the snapshot of a program with these answers."""
    return catalogue.fit_in_program() - lost(plan)


def why_not(module: str, plan: Plan) -> str:
    """Why a module may not be in a library's snapshot with these answers; "" where it may."""
    missed = next((name for name in brought(plan) if module in catalogue.do_without(name)), "")
    without = f"it would do without `{missed}`, which `native_modules` brings when the program starts"
    return catalogue.why_not(module) or (without if missed else "")


def brought(plan: Plan) -> tuple[str, ...]:
    """Modules of `native_modules` that can be imported at run time: never while building."""
    return tuple(name for name, glob in BROUGHT.items() if any(glob in one for one in plan.native))


def lost(plan: Plan) -> frozenset[str]:
    """Fit modules that would live on without one of those."""
    return frozenset().union(*map(catalogue.do_without, brought(plan)))


def _instead(module: str) -> str:
    if module in library_of_all():
        return "leave it out: the program imports it when it runs"
    return "leave it out; `kind = \"program\"` takes the requirements' and the program's own modules"


def _unused(plan: Plan, profile: Profile) -> tuple[Problem, ...]:
    if profile.snapshot_modules is None and not profile.snapshot_kind:
        return ()
    what = f"[snapshot] does nothing with `startup = {plan.answers['startup'].value}`"
    found = Problem(what, Where("", "snapshot"), "leave it out, or take --set startup=snapshot", "snapshot-unused",
                    "warning")  # fmt: skip
    return (_placed(found, profile),)


def _placed(problem: Problem, profile: Profile) -> Problem:
    """With file and line."""
    key = problem.where.key if problem.where else ""
    name, _, index = key.partition("[")
    path: KeyPath = (*name.split("."), *((int(index.rstrip("]")),) if index else ()))
    lines = lines_of(profile.path) if profile.path else {}
    return replace(problem, where=Where(profile.path or "", key, line_of(lines, path)))
