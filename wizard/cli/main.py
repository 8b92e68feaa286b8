"""Finds the verb, runs it, and turns whatever happens into an exit code."""

from __future__ import annotations

import argparse
import importlib
import os
import signal
import sys
from types import FrameType
from typing import NoReturn

from wizard import __version__

# verb -> (module, one line of help): the module is imported only when its verb runs.
VERBS = {
    "build": "build an executable from a program or a profile",
    "explain": "each effective option: who asked for it, what it removes and breaks, its measured effect",
    "check": "prove on a built executable that what was promised holds",
    "scan": "the program's imports against the answers",
    "presets": "list, show, diff, save, import, export",
    "profile": "validate, show, trust",
    "log": "read a native-image log made anywhere",
    "report": "what a finished build consists of",
    "toolchain": "list, install, use",
    "doctor": "what was found on this machine, and what is missing",
    "cache": "list, prune: engines and downloads",
}


class Parser(argparse.ArgumentParser):
    """Usage errors are one line and exit 2, as every other bad input."""

    def error(self, message: str) -> NoReturn:
        """One line on standard error."""
        from wizard.ground.problems import wrong_input

        raise wrong_input(message, f"see `{self.prog} --help`", code="usage")


def parser_for(verb: str) -> Parser:
    """The parser of one verb, with its example."""
    module = importlib.import_module(f"wizard.cli.{verb}")
    parser = Parser(
        prog=f"graalpy-wizard {verb}", description=module.VERB.help, epilog=f"example: {module.VERB.example}",
        formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False,
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    module.add_arguments(parser)
    return parser


def overall_help() -> str:
    """What `graalpy-wizard --help` prints."""
    rows = "\n".join(f"  {verb:<10} {text}" for verb, text in VERBS.items())
    return (
        "usage: graalpy-wizard VERB ...\n\n"
        "Turns a Python program into a small, proven native executable with GraalPy.\n\n"
        f"verbs:\n{rows}\n\n"
        "options:\n  --version  the version\n  --help     this text; after a verb: its own\n\n"
        "example: graalpy-wizard build hello.py --preset smallest\n"
    )


def run(arguments: list[str]) -> int:
    """Run one verb; returns the exit code and prints everything there is to print."""
    signal.signal(signal.SIGTERM, _terminated)
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, _terminated)
    as_json = "--json" in arguments[: arguments.index("--")] if "--" in arguments else "--json" in arguments
    verb = arguments[0] if arguments else ""
    try:
        return _run(verb, arguments)
    except KeyboardInterrupt:
        return _failed("interrupted", "interrupted", 130, verb, as_json)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 141
    except Exception as error:
        return _ended_by(error, verb, as_json)


def _run(verb: str, arguments: list[str]) -> int:
    from wizard.ground.problems import wrong_input

    if verb in ("--version", "-V"):
        sys.stdout.write(f"graalpy-wizard {__version__}\n")
        return 0
    if verb in ("--help", "-h", "help"):
        sys.stdout.write(overall_help())
        return 0
    if not verb:
        sys.stderr.write(overall_help())
        return 2
    if verb not in VERBS:
        import difflib

        near = difflib.get_close_matches(verb, VERBS, 1)
        todo = f"did you mean `{near[0]}`?" if near else "see `graalpy-wizard --help`"
        raise wrong_input(f"there is no verb `{verb}`", todo, code="usage")
    options = parser_for(verb).parse_args(arguments[1:])
    from wizard.cli.outcome import show

    outcome = importlib.import_module(f"wizard.cli.{verb}").run(options)
    show(outcome, verb, as_json=options.json, quiet=getattr(options, "quiet", False))
    return int(outcome.code)


def _ended_by(error: Exception, verb: str, as_json: bool) -> int:
    from wizard.cli.outcome import Outcome, show
    from wizard.ground.problems import WizardError

    if isinstance(error, WizardError):
        show(Outcome(problems=error.problems, code=error.code), verb, as_json=as_json)
        return int(error.code)
    from wizard.cli.bug import report_bug

    return _failed(report_bug(error), "bug", 70, verb, as_json)


def _failed(what: str, code_name: str, code: int, verb: str, as_json: bool) -> int:
    from wizard.cli.outcome import Outcome, show
    from wizard.ground.problems import Problem

    show(Outcome(problems=(Problem(what, code=code_name),), code=code), verb, as_json=as_json)
    return code


def _terminated(number: int, frame: FrameType | None) -> None:
    del number, frame
    raise KeyboardInterrupt
