"""The arguments that several verbs share, and what comes out when all that was said is put together."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from wizard.catalogue.model import GraalPyVersion
from wizard.ground.problems import wrong_input
from wizard.profiles.model import Answers, Profile
from wizard.profiles.names import DEFAULT
from wizard.profiles.precedence import answers, merged
from wizard.profiles.preset import Preset, find, questions_of


class Effective(NamedTuple):
    """What counts. `profile` is the given one (or an empty one) over its preset, with the preset's name in it."""

    profile: Profile
    preset: Preset
    answers: Answers
    version: GraalPyVersion


def add_answers(parser: argparse.ArgumentParser) -> None:
    """`--preset`, `--set`, `--graalpy`."""
    parser.add_argument(
        "--preset", metavar="NAME", default="", help=f"where the answers start (without one: {DEFAULT})"
    )
    parser.add_argument(
        "--set", metavar="KEY=VALUE", action="append", default=[], dest="set",
        help="answer a question, such as network=none; may be given several times",
    )  # fmt: skip
    parser.add_argument("--graalpy", metavar="VERSION", default="", help="the GraalPy version to build with")


def add_program(parser: argparse.ArgumentParser) -> None:
    """What is built or rehearsed."""
    parser.add_argument(
        "program", nargs="?", default="", metavar="PROGRAM",
        help="a file, folder, module, `pkg.cli:main`, project, jar or profile (default: the profile here)",
    )  # fmt: skip
    what = parser.add_argument_group("the program")
    what.add_argument("--from", dest="from_distribution", default="", metavar="NAME==VERSION",
                      help="a console script of a distribution from the package index")  # fmt: skip
    what.add_argument("--script", default="", metavar="NAME", help="which console script, where there are several")
    add_requirements(what)
    what.add_argument(
        "--data", action="append", default=[], metavar="GLOB", help="data files, relative to the program (repeatable)"
    )
    what.add_argument("--allow-broken", action="append", default=[], metavar="MODULE",
                      help="go on although an answer breaks this import; `all` for every one (repeatable)")  # fmt: skip


def add_requirements(parser: argparse._ActionsContainer) -> None:
    """What is put beside the program."""
    parser.add_argument(
        "--requirement", action="append", default=[], metavar="REQ", help="a pure-Python requirement (repeatable)"
    )
    parser.add_argument(
        "-r", "--requirements-file", default="", metavar="FILE", help="requirements in a file, as pip's"
    )


def requirements_file(options: argparse.Namespace, profile: Profile, cwd: Path) -> Path | None:
    """The file that was typed, else the profile's."""
    typed: str = options.requirements_file
    return cwd / typed if typed else profile.requirements_path


def add_trust(parser: argparse.ArgumentParser) -> None:
    """`--trust`."""
    parser.add_argument("--trust", action="store_true", help="consent to what this profile asks for, and keep that")


def flags_of(options: argparse.Namespace) -> Mapping[str, str]:
    """`--set` as key -> value, the last one counts; exit 2 where there is no `=`."""
    result = {}
    for text in options.set:
        key, equals, value = text.partition("=")
        if not equals:
            raise wrong_input(f"`--set {text}` has no value", "write --set KEY=VALUE", code="usage")
        result[key.strip()] = value.strip()
    return result


def effective(
    options: argparse.Namespace, profile: Profile | None, cwd: Path, environ: Mapping[str, str] | None = None
) -> Effective:
    """Everything that was said, by precedence; exit 2 with what cannot be. Needs no consent: see wizard.cli.consent."""
    from wizard.catalogue.load import load
    from wizard.planning.graalpy import chosen_version

    questions = questions_of(None)
    said = os.environ if environ is None else environ
    name = options.preset or (profile.preset if profile else "") or DEFAULT
    preset = find(name, profile.folder if profile else cwd, questions)
    chosen = answers(questions, flags=flags_of(options), environ=said, profile=profile, preset=preset)
    whole = replace(merged(profile or Profile(), preset.profile), preset=name)
    return Effective(whole, preset, chosen, chosen_version(load(), options.graalpy, said, profile, whole))
