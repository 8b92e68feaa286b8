"""`new`: the questions, in the app or as line prompts, and the profile that the answers make."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from wizard.cli.outcome import Outcome, Verb
from wizard.ground.problems import wrong_input

VERB = Verb(
    "new",
    "Asks what the program needs and writes graalpy-wizard.toml: in the app, or with --plain line by line. Of a "
    "profile that is there the answers are kept, and only what is open is asked.",
    "graalpy-wizard new hello.py --plain",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """A program or a profile, and answers to begin with."""
    parser.add_argument(
        "program", nargs="?", default="", metavar="FILE",
        help="a program as `build` takes it, or a profile (default: what this folder holds)",
    )  # fmt: skip
    parser.add_argument("--plain", action="store_true",
                        help="line prompts: for screen readers, simple terminals and pipes")  # fmt: skip
    parser.add_argument("--preset", metavar="NAME", default="", help="where the answers start")
    parser.add_argument("--set", metavar="KEY=VALUE", action="append", default=[], dest="set",
                        help="an answer to begin with (repeatable)")  # fmt: skip


def run(options: argparse.Namespace) -> Outcome:
    """Ask; exit 2 where nobody can answer."""
    if options.plain or dumb_terminal():
        from wizard.cli import new_end

        return new_end.interview(options)
    if options.json:
        raise wrong_input(
            "the app prints no JSON", "use `new --plain --json`, which reads standard input", code="usage"
        )
    if options.preset or options.set:
        raise wrong_input("the app asks for these answers itself", "give --plain with --preset and --set", code="usage")
    from wizard.cli import app

    return Outcome(code=app.opened(Path.cwd(), program=options.program))


def dumb_terminal() -> bool:
    """One that can show lines only, with somebody before it."""
    return os.environ.get("TERM") == "dumb" and sys.stdin.isatty()
