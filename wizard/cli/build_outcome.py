"""What `build` does with a request, and what it says afterwards."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from wizard.building.request import JarRequest, Request
from wizard.cli.document import Text
from wizard.cli.outcome import Outcome

if TYPE_CHECKING:
    from wizard.building.finish import Done


def dry_run(request: Request) -> Outcome:
    """The exact native-image command, with the paths as they would be; nothing is downloaded, run or written."""
    from wizard.building import build, preflight
    from wizard.planning.command import shell_quoted
    from wizard.programs import absent, requirements

    warnings = (*request.plan.notices, *build.imports_checked(request))
    requirements.check(request.program.requirements, request.requirements_file)
    warnings += preflight.require(preflight.target(request.target))
    if not (request.program.requirements or request.requirements_file):  # which are not resolved here
        warnings += absent.require(request.program, (), request.plan.version.python, allow=request.allow_broken)
    planned = build.planned(request)
    result = {
        "command": list(planned.command),
        "engine": planned.key,
        "engine_cached": planned.cached,
        "output": str(request.target),
        "toolchain": str(planned.toolchain.home),
        "requirements": list(request.program.requirements),
    }
    return Outcome(result, [Text(shell_quoted(planned.command), raw=True)], warnings, asked_for=True)


def jar(request: JarRequest, options: argparse.Namespace) -> Outcome:
    """Build a jar, or say what would be run."""
    from wizard.building import finish_jar, preflight
    from wizard.building import jar as jars
    from wizard.building.failed import recorded
    from wizard.building.one_target import one_at_a_time
    from wizard.building.progress import listener_for
    from wizard.catalogue.load import load
    from wizard.planning.command import shell_quoted

    if options.dry_run:
        warnings = preflight.require(preflight.target(request.target))
        command = jars.planned(request)
        planned: dict[str, object] = {"command": list(command), "output": str(request.target)}
        return Outcome(planned, [Text(shell_quoted(command), raw=True)], warnings, asked_for=True)
    with (
        recorded(request),
        listener_for(quiet=options.quiet or options.json) as listener,
        one_at_a_time(request.target, listener),
    ):
        built = jars.build(request, load(), listener)
        done = finish_jar.finish(request, built)
    result = {
        "executable": str(built.path),
        "bytes": built.size,
        "native_image_seconds": built.image.seconds,
        "command": list(built.image.command),
        "peak_memory": built.image.peak_memory,
    }
    told = f"{built.path}: {built.size / 1e6:.1f} MB in {built.image.seconds:.0f} s"
    return Outcome({**result, "id": done.result.id}, [told], done.problems, done.code)


def python(request: Request, options: argparse.Namespace) -> Outcome:
    """Build, prove a new engine, keep the result, judge the budget."""
    from wizard.building.make import make
    from wizard.building.progress import listener_for
    from wizard.cli import rehearse

    if options.rehearse:
        rehearse.gate(request, json=options.json, quiet=options.quiet)
    elif not (options.quiet or options.json):
        rehearse.offer(request)
    with listener_for(quiet=options.quiet or options.json) as listener:
        return outcome_of(make(request, listener))


def outcome_of(done: Done) -> Outcome:
    """The result as data, and as the report that people read."""
    from wizard.cli.report_text import document_of
    from wizard.reports.summary import summary

    made = summary(done.result, done.before)
    return Outcome(
        {"build": done.result, "summary": made}, document_of(done.result, made, command=False), done.problems, done.code
    )
