"""`scan`: what the program imports, against what the answers leave in."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.cli.document import Block, Document, Table, Text
from wizard.cli.outcome import Outcome, Verb
from wizard.ground.exits import ExitCode
from wizard.ground.problems import Problem, wrong_input
from wizard.ground.several import some

if TYPE_CHECKING:
    from wizard.cli.options import Effective
    from wizard.planning.spare import Spare
    from wizard.programs.model import Import, Program, Wheel

VERB = Verb(
    "scan",
    "The program's imports against the answers: what would break, and what may go.",
    "graalpy-wizard scan hello.py --preset smallest",
)
SHOWN = 4  # modules of an answer that may go; --json has them all


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """A program as `build` takes it, and the answers."""
    from wizard.cli import options

    parser.add_argument("program", nargs="?", default="", metavar="PROGRAM",
                        help="as `build` takes it (default: the profile here)")  # fmt: skip
    options.add_answers(parser)
    options.add_trust(parser)
    parser.add_argument("--from", dest="from_distribution", default="", metavar="NAME==VERSION",
                        help="a distribution's console script")  # fmt: skip
    parser.add_argument("--script", default="", metavar="NAME", help="which console script, where there are several")
    options.add_requirements(parser)
    parser.add_argument("--allow-broken", action="append", default=[], metavar="MODULE",
                        help="not an error although an answer breaks this import (repeatable)")  # fmt: skip
    parser.add_argument("--own-code", action="store_true", help="leave requirements alone: nothing is downloaded")


def run(options: argparse.Namespace) -> Outcome:
    """Exit 2 where an import outside a `try` breaks, as `build` would; exit 4 where requirements need consent."""
    from wizard.catalogue.load import load
    from wizard.cli.build_request import profile_for, target_for
    from wizard.cli.options import effective
    from wizard.planning.imports import broken_imports
    from wizard.planning.plan import plan
    from wizard.planning.spare import spare
    from wizard.programs import absent, imports, reached
    from wizard.programs.collect import collect
    from wizard.programs.distribution import with_wheels
    from wizard.rehearsing import kept

    cwd = Path.cwd()
    given = profile_for(options, cwd)
    if options.program.endswith(".jar") or (given is not None and given.program.jar):
        jar = options.program or (given.program.jar if given else "")
        raise wrong_input(f"{jar} is a Java program; `scan` reads the imports of Python ones",
                          "build it as it is: the answers are for Python programs", code="java")  # fmt: skip
    whole = effective(options, given, cwd)
    planned = plan(load(), whole.answers, whole.version, whole.profile.extra)
    target = target_for(options, whole.profile, given, cwd)
    wanted = (*whole.profile.program.requirements, *options.requirement)
    program = collect(target, requirements=wanted, python=whole.version.python)
    own = imports.scan(program, whole.version.python)
    errors, warnings = broken_imports(planned, own, allow_broken=options.allow_broken)
    wheels = () if options.own_code else _wheels(options, whole, program)
    program = with_wheels(program, wheels) if wheels else program
    theirs = imports.requirement_imports(wheels)
    if not (options.own_code and program.requirements):
        lost = absent.found(program, wheels, whole.version.python, allow=options.allow_broken)
        errors, warnings = (*errors, *lost[0]), (*warnings, *lost[1])
    certain = reached.with_wheels(program, wheels)
    errors += broken_imports(planned, certain, allow_broken=options.allow_broken, once=True)[0]
    foreign = _once((*broken_imports(planned, theirs)[0], *broken_imports(planned, theirs)[1]))
    unread = program.requirements if options.own_code else ()
    seen = kept.read(kept.place(given, program)).modules
    may_go = () if unread else spare(load(), whole.answers, planned, {*(i.module for i in (*own, *theirs)), *seen})
    result = {
        "imports": own, "breaks": errors, "guarded": warnings, "requirements": foreign, "may_go": may_go,
        "requirements_scanned": not options.own_code, "rehearsed": seen,
    }  # fmt: skip
    code = ExitCode.INPUT if errors else ExitCode.DONE
    told = document_of(own, program, may_go, len(foreign), unread, seen)
    return Outcome(result, told, (*errors, *warnings, *foreign), code)


def document_of(
    own: Sequence[Import], program: Program, may_go: Sequence[Spare], foreign: int, unread: Sequence[str] = (),
    seen: Sequence[str] = (),
) -> Document:  # fmt: skip
    """For people; what breaks follows as errors and warnings. `unread`: requirements that were left alone."""
    sources = sum(f.name.endswith(".py") or f.name == program.main for f in program.files)
    top = sorted({i.module.partition(".")[0] for i in own})
    blocks: list[Block | str] = [f"{program.name}: {_count(sources, 'file')} of its own read"]
    blocks.append(Text(f"imports {_count(len(top), 'module')}: {', '.join(top)}" if top else "imports nothing"))
    if seen:
        from wizard.rehearsing.evidence import TITLE

        public = sorted({name.partition(".")[0] for name in seen if not name.startswith("_")})
        blocks += ["", TITLE, Text(f"{_count(len(seen), 'module')}: {', '.join(public)}")]
    if unread:
        what = f"{_count(len(unread), 'requirement')} was" if len(unread) == 1 else f"{len(unread)} requirements were"
        return [*blocks, "", Text(f"Nothing is said of what may go: {what} not read.")]
    if foreign:
        blocks.append(f"Its requirements import {foreign} modules that are not there: much of that may never run.")
    if not may_go:
        return [*blocks, "", "Every answer is needed by what it imports, or leaves nothing more out."]
    rows = [(s.key, s.now, s.instead, some(s.modules, SHOWN)) for s in may_go]
    blocks += ["", "May go: nothing that it imports needs it", Table(("answer", "now", "instead", "then fails"), rows)]
    blocks += ["", Text("Evidence, no proof: modules whose names are made at run time are not seen.")]
    return blocks


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _wheels(options: argparse.Namespace, whole: Effective, program: Program) -> Sequence[Wheel]:
    """Resolving asks an index that a profile may name, so it needs the same consent as a build."""
    from wizard.cli.consent import require
    from wizard.cli.options import requirements_file
    from wizard.profiles.dangers import LOCK_FILE
    from wizard.programs import requirements

    profile = whole.profile
    require(options, profile, whole.preset)
    section = profile.program
    return requirements.resolve(
        program.requirements,
        lock=profile.folder / LOCK_FILE if profile.path else None,
        file=requirements_file(options, profile, Path.cwd()),
        indexes=section.indexes, python=whole.version.python,
    )  # fmt: skip


def _once(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """One warning a module: a requirement imports it in many places."""
    from dataclasses import replace

    first: dict[str, Problem] = {}
    for problem in problems:
        first.setdefault(problem.what, replace(problem, severity="warning", todo=""))
    return tuple(first.values())
