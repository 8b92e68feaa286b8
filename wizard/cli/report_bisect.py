"""`report --bisect A B`: builds between two builds, to say what each changed input is worth."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.cli.document import Block, Document, Table, Text
from wizard.cli.outcome import Outcome, narrate
from wizard.ground.exits import ExitCode
from wizard.ground.problems import Problem, WizardError, wrong_input

if TYPE_CHECKING:
    from wizard.building.request import Request
    from wizard.history.model import BuildResult
    from wizard.history.store import History
    from wizard.profiles.model import Answers
    from wizard.reports.bisect import Bisection, Cost
    from wizard.reports.difference_inputs import Change


@dataclass(frozen=True, slots=True)
class Between:
    """The two builds, what of their inputs can be changed one by one, and how the second is built again."""

    before: BuildResult
    after: BuildResult
    changes: tuple[Change, ...]
    left: tuple[Change, ...]  # own code, builder, Java, compiler: nothing here can undo them
    base: Request


def run(options: argparse.Namespace) -> Outcome:
    """Exit 4 where engines would have to be built and nobody said `--yes`; the cost is named first."""
    from wizard.history.store import History

    history = History()
    before, after = (_own(history, name) for name in options.bisect)
    between = _between(before, after)
    price = cost_of(between, history)
    if not options.json:
        narrate(price.text)
    if price.engines and not options.yes:
        problem = Problem(f"this {price.text}", todo="add --yes to go on", code="costly")
        raise WizardError(problem, ExitCode.CONSENT)
    found = bisected(between, history, quiet=options.json)
    return Outcome({"cost": price, "bisection": found}, document_of(found), tuple(history.problems))


def _own(history: History, name: str) -> BuildResult:
    """Exit 2 for an imported one: its arguments and requirements are somebody else's, and nobody consented to them."""
    result = history.result(name)
    if history.is_here(result.id):
        return result
    raise wrong_input(
        f"build {result.id} was imported", "bisect builds that were made on this machine", code="imported-build"
    )


def document_of(found: Bisection) -> Document:
    """Largest first, then what no build can tell apart."""
    from wizard.reports.summary import change_text

    rows = [(f"{change_text(share.change):>9}", share.text) for share in found.shares]
    rest = found.after - found.before - sum(share.change for share in found.shares)
    if found.left:
        rows.append((f"{change_text(rest):>9}", "; ".join(c.text for c in found.left) + " (cannot be undone here)"))
    told: list[Block | str] = [f"{change_text(found.after - found.before)} in all; {found.builds} builds between"]
    return [*told, Table(("   change", "because of"), rows)] if rows else [*told, Text("no input changed")]


def cost_of(between: Between, history: History) -> Cost:
    """At most: every engine between the two that is not in the cache yet, and a payload for each point."""
    from wizard.building.build import planned
    from wizard.catalogue.load import load
    from wizard.reports.bisect import Cost

    points = [request_at(between, count) for count in _points(between)]
    new = {made.key for made in map(planned, points) if not made.cached}
    kind = "jit" if any(point.plan.jit for point in points) else "no-jit"
    runs = history.stage_history(kind)
    # The engines of the two ends are the nearest to those between, whoever built them into this cache.
    ends = [end.engine.seconds for end in (between.before, between.after) if end.engine and end.engine.seconds]
    usual = sum(runs[-1]) if runs else sum(load().stage_seconds.get(kind, ()))
    return Cost(len(new), len(points), max(ends, default=usual))


def bisected(between: Between, history: History, *, quiet: bool) -> Bisection:
    """Really builds, in a folder that goes away again. New engines stay in the cache, and in the history."""
    from wizard.reports.bisect import TINY, Bisection, bisect

    built = 0
    with tempfile.TemporaryDirectory(prefix="graalpy-wizard-") as name:

        def build(made: tuple[Change, ...]) -> int | None:
            nonlocal built
            built += 1
            return _built(request_at(between, len(made), Path(name) / "point"), history, quiet=quiet)

        ends = (between.before.sizes.file, between.after.sizes.file)
        if not between.changes:
            return Bisection(*ends, (), 0, between.left)
        high = build(between.changes) or 0
        if abs(high - ends[1]) > TINY:
            raise wrong_input(
                f"build {between.after.id} comes out with {high} bytes now, not {ends[1]}: its files changed since",
                "build it again, and bisect that build", code="changed-since",
            )  # fmt: skip
        # What cannot be undone is in every build made now, and then in the first end too.
        low = (build(()) or ends[0]) if between.left else ends[0]
        found = bisect(between.changes, low, high, build)
        return replace(found, before=ends[0], after=ends[1], builds=built, left=between.left)


def request_at(between: Between, made: int, target: Path | None = None) -> Request:
    """The second build with only the first `made` of the changes."""
    from wizard.catalogue.load import load
    from wizard.planning.plan import plan
    from wizard.profiles.model import Budget

    undone = between.changes[made:]
    base = between.base
    graalpy = next((c.before for c in undone if c.kind == "version"), base.plan.version.version)
    catalogue = load()
    planned = plan(catalogue, _answers(between, undone), catalogue.version(graalpy), _extra(between, undone))
    wanted = _requirements(between, undone)
    folder = target.parent if target else base.target.parent
    return replace(
        base, plan=planned, program=replace(base.program, requirements=wanted), target=target or base.target,
        requirements_file=None, lock=folder / f"lock-{made}" if target else None, allow_broken=frozenset({"all"}),
        budget=Budget(), check_imports=(), check_run=(), prove=False, profile=None, rebuild=False,
    )  # fmt: skip


def _points(between: Between) -> range:
    """Between the ends; the second end, to see that it is as it was; the first where something cannot be undone."""
    count = len(between.changes)
    return range(0 if between.left else 1, count + 1) if count else range(0)


def _between(before: BuildResult, after: BuildResult) -> Between:
    from wizard.reports.bisect import ordered
    from wizard.reports.difference_inputs import changes, inputs_of

    same = bool(before.engine and after.engine and before.engine.key == after.engine.key)
    found = [c for c in changes(inputs_of(before), inputs_of(after), same_engine=same) if c.reach]
    able = [change for change in found if _undoable(change)]
    return Between(before, after, tuple(ordered(able)), tuple(c for c in found if c not in able), _again(after))


def _undoable(change: Change) -> bool:
    from wizard.catalogue.load import load

    if change.kind in ("answer", "requirement", "argument"):
        return True
    able = {version.version for version in load().versions if version.jars}
    return change.kind == "version" and change.name == "graalpy" and {change.before, change.after} <= able


def _again(result: BuildResult) -> Request:
    """What was typed then, read again now."""
    from wizard.building.request import JarRequest
    from wizard.cli.build_request import request_from
    from wizard.cli.main import parser_for

    typed, folder = result.origin.typed, Path(result.origin.folder)
    if not typed or typed[0] != "build" or not folder.is_dir():
        raise wrong_input(
            f"how build {result.id} was made is not known here", "bisect builds that were made on this machine",
            code="no-origin",
        )  # fmt: skip
    # Consent given then was for what was asked for then: it has to be there still.
    words = [word for word in typed[1:] if word != "--trust"]
    request = request_from(parser_for("build").parse_args(words), folder)
    if isinstance(request, JarRequest):
        raise wrong_input("a jar has no answers between which one could build", code="java")
    return request


def _answers(between: Between, undone: Sequence[Change]) -> Answers:
    from wizard.profiles.model import Answer, Origin

    old = {change.name for change in undone if change.kind == "answer"}
    before = {**between.before.answers, **between.before.asked}
    after = {**between.after.answers, **between.after.asked}
    chosen = {key: before.get(key, value) if key in old else value for key, value in after.items()}
    return {key: Answer(key, value, Origin.PRESET) for key, value in chosen.items()}


def _extra(between: Between, undone: Sequence[Change]) -> tuple[str, ...]:
    changed = {change.name: change for change in undone if change.kind == "argument"}
    kept = [argument for argument in between.after.extra if argument not in changed]
    return (*kept, *(name for name, change in changed.items() if change.before))


def _requirements(between: Between, undone: Sequence[Change]) -> tuple[str, ...]:
    """All of them pinned, so that nothing but what is asked for changes."""
    wanted = dict(between.after.requirements)
    for change in undone:
        if change.kind == "requirement":
            wanted.pop(change.name, None)
            if change.before:
                wanted[change.name] = change.before
    return tuple(f"{name}=={version}" for name, version in sorted(wanted.items()))


def _built(request: Request, history: History, *, quiet: bool) -> int | None:
    """Bytes; None where these inputs do not go together."""
    from wizard.building.build import build
    from wizard.building.finish import keep, result_of
    from wizard.building.progress import listener_for
    from wizard.catalogue.load import load

    catalogue = load()
    try:
        with listener_for(quiet=quiet) as listener:
            made = build(request, catalogue, listener)
    except WizardError as error:
        if error.code != ExitCode.INPUT:
            raise
        narrate(f"skipped: {error.problems[0].line()}")
        return None
    if made.engine_is_new:
        keep(history, result_of(request, made, catalogue, None))
    return made.product.size
