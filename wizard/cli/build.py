"""`build`: an executable from a program or a profile."""

from __future__ import annotations

import argparse
from pathlib import Path

from wizard.cli.outcome import Outcome, Verb

VERB = Verb(
    "build",
    "build an executable from a program or a profile",
    "graalpy-wizard build hello.py --preset smallest -o hello",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What is built, with which answers, how, and where to."""
    from wizard.cli import options

    options.add_program(parser)
    options.add_answers(parser)
    options.add_trust(parser)
    result = parser.add_argument_group("the result")
    result.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="where the executable goes (default: its name, here)"
    )
    result.add_argument(
        "--packed", action="append_const", dest="set", const="packed=yes",
        help="compress it behind a loader that unpacks it into memory at each start: --set packed=yes",
    )  # fmt: skip
    result.add_argument("--budget", metavar="SIZE", help='exit 5 above it, such as "90 MB"')
    result.add_argument(
        "--dry-run", action="store_true", help="print the native-image command; download and build nothing"
    )
    result.add_argument("--quiet", action="store_true", help="nothing but errors")
    how = parser.add_argument_group("the build")
    how.add_argument("--rehearse", action="store_true",
                     help="rehearse it first; exit 6, and nothing is built, where an import is broken")  # fmt: skip
    how.add_argument("--rebuild", action="store_true", help="build the engine again although it is cached")
    how.add_argument("--timeout", type=float, metavar="SECONDS", help="end native-image after this (exit 8)")
    how.add_argument("--toolchain", metavar="HOME", help="a GraalVM home, or its native-image")
    how.add_argument("--memory", metavar="SIZE", help='most memory for the builder\'s heap, such as "8 GB"')
    how.add_argument("--parallelism", type=int, metavar="N", help="processors for the builder")
    how.add_argument(
        "--option",
        action="append",
        default=[],
        metavar="ARG",
        help="a raw native-image argument: --option=-g (repeatable)",
    )
    how.add_argument("--no-check", action="store_true", help="do not prove a new engine (the proof takes seconds)")


def run(options: argparse.Namespace) -> Outcome:
    """Build, or with --dry-run say what would be run."""
    from wizard.building.request import JarRequest
    from wizard.cli import build_outcome, build_request

    request = build_request.request_from(options, Path.cwd())
    if isinstance(request, JarRequest):
        return build_outcome.jar(request, options)
    return build_outcome.dry_run(request) if options.dry_run else build_outcome.python(request, options)
