"""`rehearse`: the program on a JVM, with the answers, payload and rights of its executable, before it is built."""

from __future__ import annotations

import argparse
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.cli import rehearse_save
from wizard.cli.outcome import Outcome, Verb, narrate, problem_line
from wizard.ground.problems import WizardError

if TYPE_CHECKING:
    from wizard.building.request import JarRequest, Request
    from wizard.rehearsing.model import Rehearsal

VERB = Verb(
    "rehearse",
    "Run the program on a JVM as its executable would run, in seconds: which imports an answer breaks, which answers "
    "it never needed. Ends with 6 for a broken import, else with the program's own status.",
    "graalpy-wizard rehearse hello.py --preset smallest -- --name you",
)
LIMIT = 60.0  # seconds: a program that runs on has started, which is what the gate asks
NOT_BUILT: dict[str, object] = {
    "output": None,
    "budget": None,
    "option": [],
    "rebuild": False,
    "timeout": None,
    "toolchain": None,
    "memory": None,
    "parallelism": None,
    "no_check": True,
}  # what only a build asks


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """A program as `build` takes it, the answers, and what runs."""
    from wizard.cli import options

    parser.usage = "graalpy-wizard rehearse [PROGRAM] [options] [-- ARGUMENTS OF THE PROGRAM]"
    options.add_program(parser)
    parser.set_defaults(**NOT_BUILT)
    options.add_answers(parser)
    options.add_trust(parser)
    parser.add_argument("--run", default="", metavar="COMMAND",
                        help='python arguments that run in its place, such as "-m unittest discover"')  # fmt: skip
    parser.add_argument("--save", action="store_true",
                        help="write the library modules that it imported to [snapshot] of the profile")  # fmt: skip
    parser.add_argument("--quiet", action="store_true", help="nothing but the program's output and errors")


def run(options: argparse.Namespace) -> Outcome:
    """Rehearse, keep what was seen, and say it on standard error: standard output is the program's."""
    from wizard.building.progress import listener_for
    from wizard.catalogue.load import load
    from wizard.cli import build_request
    from wizard.rehearsing.run import rehearse

    request = build_request.request_from(options, Path.cwd())
    if options.save:
        rehearse_save.check(request)
    with listener_for(quiet=options.quiet or options.json) as listener:
        # In JSON standard output holds the one object, so the program's goes where its errors go.
        result = rehearse(
            request, load(), arguments=options.passed_on, run=options.run,
            listener=listener, stdout=2 if options.json else None,
        )  # fmt: skip
    return outcome_of(request, result, options)


def outcome_of(request: Request | JarRequest, result: Rehearsal, options: argparse.Namespace) -> Outcome:
    """The narration is told at once; what is broken stays for the end."""
    from wizard.building.request import Request
    from wizard.rehearsing.kept import remember
    from wizard.rehearsing.words import document_of, problems_of

    assert isinstance(request, Request)
    warnings = remember(request.profile, request.program, result, command=bool(options.run))
    saved, unsaved = rehearse_save.save(request, result) if options.save else (rehearse_save.offer(request, result), ())
    if not (options.quiet or options.json):
        for line in (*document_of(result), *saved):
            narrate(line)
    warnings = (*warnings, *unsaved)
    return Outcome(result, (), (*problems_of(result, request.program), *warnings), result.code)


def gate(request: Request, *, json: bool, quiet: bool) -> None:
    """`build --rehearse`: raises exit 6 for a broken import, before anything is built; other statuses are told."""
    from wizard.building.progress import listener_for
    from wizard.catalogue.load import load
    from wizard.ground.exits import ExitCode
    from wizard.rehearsing.kept import remember
    from wizard.rehearsing.run import rehearse
    from wizard.rehearsing.words import document_of, problems_of

    with listener_for(quiet=quiet or json) as listener:
        result = rehearse(request, load(), listener=listener, stdout=2, limit=LIMIT, empty_input=True)
    warnings = remember(request.profile, request.program, result, command=False)
    if not (quiet or json):
        for line in (*document_of(result), *map(problem_line, warnings)):
            narrate(line)
    if result.broken:
        raise WizardError(problems_of(result, request.program), ExitCode.PROOF)


def offer(request: Request) -> None:
    """One line before minutes are spent on an engine, where nobody has rehearsed this program yet."""
    from wizard.building import build
    from wizard.rehearsing import kept

    file = kept.place(request.profile, request.program)
    with suppress(WizardError):  # the build says it better
        if (file is None or not file.is_file()) and not build.planned(request).cached:
            narrate(
                "a new engine takes minutes; rehearse it first, in seconds: graalpy-wizard rehearse, or --rehearse here"
            )
