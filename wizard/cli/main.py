"""Finds the verb, runs it, and turns whatever happens into an exit code."""

from __future__ import annotations

import argparse
import errno
import importlib
import os
import signal
import textwrap
from dataclasses import dataclass, replace
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

from wizard import __version__
from wizard.cli import stream

if TYPE_CHECKING:
    from wizard.ground.problems import Problem

# verb -> (module, one line of help): the module is imported only when its verb runs.
VERBS = {
    "new": "asks what the program needs, writes the profile: in the app, or with --plain line by line",
    "build": "build an executable from a program or a profile",
    "rehearse": "run the program on a JVM, in seconds, before anything is built",
    "explain": "each effective option: who asked for it, what it removes and breaks, its measured effect",
    "check": "prove on a built executable that what was promised holds",
    "scan": "the program's imports against the answers",
    "presets": "list, show, diff, save, import, export",
    "profile": "validate, show, trust",
    "log": "read a native-image log made anywhere",
    "report": "what a finished build consists of",
    "history": "past builds: list, show, compare, trend, effects, rm, prune, export, import",
    "budget": "set, show: what an executable may have",
    "toolchain": "list, install, use",
    "doctor": "what was found on this machine, and what is missing",
    "cache": "list, key, prune: engines and downloads",
}


PASS_ON = {"rehearse"}  # what follows `--` is the program's


class Parser(argparse.ArgumentParser):
    """Usage errors are one line and exit 2, as every other bad input."""

    def error(self, message: str) -> NoReturn:
        """One line on standard error."""
        from wizard.ground.problems import wrong_input

        raise wrong_input(message, f"see `{self.prog} --help`", code="usage")

    def _print_message(self, message: str, file: object = None) -> None:
        """Help is data."""
        del file
        stream.put(message)


def parser_for(verb: str) -> Parser:
    """The parser of one verb, with its example."""
    module = importlib.import_module(f"wizard.cli.{verb}")
    parser = Parser(
        prog=f"graalpy-wizard {verb}", description=textwrap.fill(module.VERB.help, 78),
        epilog=f"example: {module.VERB.example}", formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    module.add_arguments(parser)
    return parser


def overall_help() -> str:
    """What `graalpy-wizard --help` prints."""
    rows = "\n".join(
        textwrap.fill(text, 79, initial_indent=f"  {verb:<10} ", subsequent_indent=" " * 13)
        for verb, text in VERBS.items()
    )
    return (
        "usage: graalpy-wizard VERB ...\n\n"
        "Turns a Python program into a small, proven native executable with GraalPy.\n\n"
        f"verbs:\n{rows}\n\n"
        "options:\n  --version  the version\n  --help     this text; after a verb: its own\n\n"
        "example: graalpy-wizard build hello.py --preset smallest\n"
    )


@dataclass
class Call:
    """What was typed. `command` is the verb, with its sub-verb as soon as that is known."""

    arguments: list[str]
    verb: str
    command: str
    as_json: bool
    warnings: tuple[Problem, ...] = ()


def run(arguments: list[str]) -> int:
    """Run one verb; returns the exit code and prints everything there is to print."""
    signal.signal(signal.SIGTERM, _terminated)
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, _terminated)
    own = arguments[: arguments.index("--")] if "--" in arguments else arguments
    verb = next((word for word in arguments[:2] if word != "--json"), "")
    call = Call(arguments, verb, verb.lstrip("-"), "--json" in own)
    try:
        return _judged(call)
    except BrokenPipeError:
        return 141
    except stream.OutputError as error:
        stream.tell(f"error: {error}\n")
        return 3


def _judged(call: Call) -> int:
    try:
        return _run(call)
    except KeyboardInterrupt:
        return _failed("interrupted", "interrupted", 130, call)
    except (BrokenPipeError, stream.OutputError):
        raise
    except Exception as error:
        return _ended_by(error, call)


def _run(call: Call) -> int:
    from wizard.cli.outcome import show

    verb = call.verb
    if verb not in VERBS:
        return _without_verb(call)
    rest = list(call.arguments)
    rest.remove(verb)
    words, passed_on = _split(rest) if verb in PASS_ON else (rest, [])
    options = parser_for(verb).parse_args(words, argparse.Namespace(passed_on=passed_on))
    options.typed = tuple(call.arguments)
    call.command = " ".join([verb, *([options.action] if getattr(options, "action", "") else [])])
    if hasattr(options, "set"):
        call.warnings = _strays()
    outcome = importlib.import_module(f"wizard.cli.{verb}").run(options)
    outcome = replace(outcome, problems=(*outcome.problems, *call.warnings))
    show(outcome, call.command, as_json=options.json, quiet=getattr(options, "quiet", False))
    return int(outcome.code)


def _strays() -> tuple[Problem, ...]:
    from wizard.profiles.precedence import strays
    from wizard.profiles.preset import questions_of

    return strays(os.environ, questions_of(None))


def _without_verb(call: Call) -> int:
    from wizard.cli.outcome import Outcome, show
    from wizard.ground.problems import wrong_input

    if call.verb in ("--version", "-V"):
        show(Outcome({"version": __version__}, [f"graalpy-wizard {__version__}"]), "version", as_json=call.as_json)
        return 0
    if call.verb in ("--help", "-h", "help"):
        stream.put(overall_help())
        return 0
    if not call.verb:
        from wizard.cli.new import dumb_terminal
        from wizard.tui.run import possible

        if not call.arguments and dumb_terminal():
            return _run(replace(call, arguments=["new"], verb="new", command="new"))
        if call.arguments or not possible():
            stream.tell(overall_help())
            return 2
        from pathlib import Path

        from wizard.cli.app import opened

        return opened(Path.cwd())
    import difflib

    near = difflib.get_close_matches(call.verb, VERBS, 1)
    todo = f"did you mean `{near[0]}`?" if near else "see `graalpy-wizard --help`"
    raise wrong_input(f"there is no verb `{call.verb}`", todo, code="usage")


def _split(words: list[str]) -> tuple[list[str], list[str]]:
    """Before and after the first `--`: argparse would take a program's argument for the program."""
    place = words.index("--") if "--" in words else len(words)
    return words[:place], words[place + 1 :]


def _foreseen(error: Exception) -> Exception:
    """What a path that was typed, or a disk, can do to any verb at any time is no bug."""
    from wizard.ground.problems import wrong_environment, wrong_input

    if not isinstance(error, OSError) or error.errno is None:
        return error
    name = str(error.filename or "")
    if error.errno == errno.ENAMETOOLONG:
        return wrong_input(f"the name {name[:40]}... is too long", "choose a shorter one", code="name-too-long")
    if error.errno == errno.ELOOP:
        return wrong_input(f"the link {name} leads to itself", "remove it", code="link")
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS):
        what = f"{name or 'a file'} cannot be written: {error.strerror}"
        return wrong_environment(what, "free some space", code="disk")
    return error


def _ended_by(error: Exception, call: Call) -> int:
    from wizard.cli.outcome import Outcome, show
    from wizard.ground.problems import WizardError

    error = _foreseen(error)
    if isinstance(error, WizardError):
        show(Outcome(problems=(*error.problems, *call.warnings), code=error.code), call.command, as_json=call.as_json)
        return int(error.code)
    from wizard.ground.bug import report_bug

    return _failed(report_bug(error), "bug", 70, call)


def _failed(what: str, code_name: str, code: int, call: Call) -> int:
    from wizard.cli.outcome import Outcome, show
    from wizard.ground.problems import Problem

    show(Outcome(problems=(Problem(what, code=code_name),), code=code), call.command, as_json=call.as_json)
    return code


def _terminated(number: int, frame: FrameType | None) -> None:
    del number, frame
    raise KeyboardInterrupt
