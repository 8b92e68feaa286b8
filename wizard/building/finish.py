"""After the executable is there: sizes, commands of the profile, budget, and a result that is kept."""

from __future__ import annotations

import platform
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from wizard import __version__
from wizard.building import machine
from wizard.building.build import Built
from wizard.building.events import Listener
from wizard.building.packed import plain_of
from wizard.building.proving import imports_of
from wizard.building.request import Request
from wizard.catalogue.model import Catalogue
from wizard.ground.digest import sha256_of_file
from wizard.ground.exits import ExitCode
from wizard.ground.problems import Problem, WizardError
from wizard.ground.steps import Step
from wizard.history.model import BuildResult, EngineRun, Machine, Origin
from wizard.history.store import History, now
from wizard.planning.snapshot import own_of
from wizard.profiles.model import Budget
from wizard.programs import trailer
from wizard.reports.model import Attribution

RUN_SECONDS = 300.0  # for one command of the profile


@dataclass(frozen=True, slots=True)
class Done:
    """A build that has ended: what is kept of it, and what is wrong with it."""

    result: BuildResult
    before: BuildResult | None  # the last build of the same thing
    problems: tuple[Problem, ...]
    code: ExitCode


def finish(request: Request, built: Built, catalogue: Catalogue, listener: Listener) -> Done:
    """Exit 6 where a command of the profile fails, 5 over budget; the executable stays where it is."""
    history = History()
    before, unread = before_of(history, request.key, name_of(request))
    result = result_of(request, built, catalogue, before.sizes.file if before else None)
    failed = (
        [*imports_of(request.target, request.check_imports), *_commands(request, listener)] if request.prove else []
    )
    over = judged(result, before, request.budget)
    exceeded = any(problem.severity == "error" for problem in over)
    code = ExitCode.PROOF if failed else ExitCode.BUDGET if exceeded else ExitCode.DONE
    kept, unkept = keep(history, replace(result, code=int(code)))
    problems = (*built.warnings, *failed, *over, *(unkept or unread))
    return Done(kept, before, problems, code)


def before_of(history: History, key: str, name: str) -> tuple[BuildResult | None, list[Problem]]:
    """The last build of the same thing, here or as it was imported; a warning where the history cannot be read."""
    try:
        return history.before_this(key, name), []
    except WizardError as error:
        return None, [replace(problem, severity="warning") for problem in error.problems]


def keep(history: History, result: BuildResult) -> tuple[BuildResult, list[Problem]]:
    """Into the history. A disk that refuses is one warning: the executable is there all the same."""
    try:
        kept = history.add(result)
    except WizardError as error:
        return result, [replace(problem, severity="warning") for problem in error.problems]
    return (kept if isinstance(kept, BuildResult) else result), history.problems


def judged(result: BuildResult, before: BuildResult | None, limits: Budget) -> tuple[Problem, ...]:
    """What the budget says, with the largest causes: errors are over it, warnings are near it."""
    from wizard.reports import budget

    return budget.problems(budget.judge(result, before, limits), result, before)


def name_of(request: Request) -> str:
    """The program's: nearly every profile has the same."""
    return request.program.name


def result_of(request: Request, built: Built, catalogue: Catalogue, before: int | None) -> BuildResult:
    """All that is known of a finished build."""
    with plain_of(built.product, built.engine) as plain:
        return _result(request, built, catalogue, before, plain)


def _result(request: Request, built: Built, catalogue: Catalogue, before: int | None, plain: Path) -> BuildResult:
    from wizard.programs.wheel_imports import wheel_imports
    from wizard.reports import elf, size
    from wizard.reports.packed_size import packed_sizes

    product, payload = built.product, built.product.payload
    report = _mapping(built.engine.facts.get("report"))
    sizes = size.sizes(
        plain, payload.parts, resources=report.get("resources"), resource_count=report.get("resource_count"),
        reference=catalogue.reference_bytes, before=before,
    )  # fmt: skip
    return BuildResult(
        id="",
        finished=now(),
        key=request.key,
        name=name_of(request),
        preset=request.preset.name if request.preset else "",
        executable=str(product.path),
        answers={key: answer.value for key, answer in request.plan.answers.items()},
        hashes={
            "executable": sha256_of_file(product.path), "payload": payload.sha256, "own code": trailer.own_code(plain)
        },
        versions=_versions(request, built),
        requirements={wheel.name: wheel.version for wheel in built.wheels},
        machine=this_machine(),
        seconds=built.seconds,
        sizes=packed_sizes(sizes, product.path, product.packed) if product.packed else sizes,
        payload=payload.parts,
        runs_on=elf.runs_on(plain, str(report.get("target") or elf.level_of(request.plan.arguments))),
        engine=_engine_run(built),
        options=tuple(chosen.option.key for chosen in request.plan.chosen),
        arguments=request.plan.arguments,
        extra=request.plan.extra,
        asked={entry.key: entry.asked.value for entry in reversed(request.plan.derived)},
        imports=tuple(sorted({*built.imports, *wheel_imports(built.wheels, request.plan.version.python)})),
        origin=origin_of(request),
        attribution=_attribution(product.path, plain),
        snapshot=own_of(request.plan),
    )  # fmt: skip


def _attribution(executable: Path, plain: Path) -> Attribution | None:
    """As it is kept; None where the file cannot be read as one of ours: no reason to call a build failed."""
    from wizard.reports.attribution import attribute_packed, folded

    try:
        return folded(attribute_packed(executable, plain))
    except (WizardError, OSError):
        return None


def origin_of(request: Request) -> Origin:
    """What was typed, where, and what it named."""
    profile = request.profile.path if request.profile and request.profile.path else ""
    return Origin(request.typed, str(Path.cwd()), str(request.program.folder / request.program.main), str(profile))


def _engine_run(built: Built) -> EngineRun:
    facts = built.engine.facts
    command, stages = facts.get("command"), facts.get("stages")
    return EngineRun(
        key=built.engine.key,
        new=built.engine_is_new,
        kind=str(facts.get("kind", "")),
        command=tuple(map(str, command)) if isinstance(command, list) else (),
        seconds=float(str(facts.get("seconds", 0))),
        stages=tuple(map(float, stages)) if isinstance(stages, list) else (),
        peak_memory=int(str(facts.get("peak_memory", 0))),
        proof=built.proof,
    )


def _versions(request: Request, built: Built) -> Mapping[str, str]:
    return {
        "wizard": __version__,
        "graalpy": request.plan.version.version,
        "native-image": f"{built.toolchain.edition} {built.toolchain.version}",
        "java": built.toolchain.java_version,
        "compiler": built.compiler,
        "python": request.plan.version.python,
    }


def this_machine() -> Machine:
    """Where it was built."""
    here = machine.this_machine()
    return Machine(f"{platform.system()} {platform.release()}", platform.machine(), here.processors, here.total)


def _commands(request: Request, listener: Listener) -> list[Problem]:
    """The profile's [check] run, each wanted to end with 0."""
    from wizard.reports.measuring import measure

    problems = []
    for text in request.check_run:
        listener(Step("check", f"{request.target.name} {text}"))
        done = measure([request.target, *shlex.split(text)], timeout=RUN_SECONDS)
        if done.status or done.timed_out:
            said = [line for line in done.err.splitlines() if line.strip()]
            ended = f"did not end in {RUN_SECONDS:.0f} s" if done.timed_out else f"ended with status {done.status}"
            what = f"broken promise: `{request.target.name} {text}` {ended}" + (f": {said[-1]}" if said else "")
            problems.append(Problem(what, code="broken-promise"))
    return problems


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
