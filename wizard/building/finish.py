"""After the executable is there: sizes, commands of the profile, budget, and a result that is kept."""

from __future__ import annotations

import hashlib
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
from wizard.building.proving import imports_of
from wizard.building.request import Request
from wizard.catalogue.model import Catalogue
from wizard.ground.exits import ExitCode
from wizard.ground.problems import Problem, WizardError
from wizard.ground.steps import Step
from wizard.history.model import BuildResult, EngineRun, Machine

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
    from wizard.history import results
    from wizard.reports import budget

    before = results.last(request.key)
    result = result_of(request, built, catalogue, before.sizes.file if before else None)
    failed = (
        [*imports_of(request.target, request.check_imports), *_commands(request, listener)] if request.prove else []
    )
    over = budget.exceeded(result.sizes.file, result.sizes.before, request.budget)
    problems = [*built.warnings, *failed, *over]
    try:
        result = results.store(result)
    except WizardError as error:
        problems += [replace(p, severity="warning") for p in error.problems]
    code = ExitCode.PROOF if failed else ExitCode.BUDGET if over else ExitCode.DONE
    return Done(result, before, tuple(problems), code)


def result_of(request: Request, built: Built, catalogue: Catalogue, before: int | None) -> BuildResult:
    """All that is known of a finished build."""
    from wizard.history import results
    from wizard.reports import elf, size

    product, payload = built.product, built.product.payload
    report = _mapping(built.engine.facts.get("report"))
    return BuildResult(
        id="",
        finished=results.now(),
        key=request.key,
        name=request.profile.path.name if request.profile and request.profile.path else request.program.name,
        preset=request.preset.name if request.preset else "",
        executable=str(product.path),
        answers={key: answer.value for key, answer in request.plan.answers.items()},
        hashes={"executable": _sha256(product.path), "payload": payload.sha256},
        versions=_versions(request, built),
        requirements={wheel.name: wheel.version for wheel in built.wheels},
        machine=_machine(),
        seconds=built.seconds,
        sizes=size.sizes(
            product.path, payload.parts, resources=report.get("resources"), resource_count=report.get("resource_count"),
            reference=catalogue.reference_bytes, before=before,
        ),
        payload=payload.parts,
        runs_on=elf.runs_on(product.path, str(report.get("target") or elf.level_of(request.plan.arguments))),
        engine=_engine_run(built),
    )  # fmt: skip


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


def _machine() -> Machine:
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


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
