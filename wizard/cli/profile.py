"""`profile validate, show, trust`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wizard.cli.actions import action
from wizard.cli.document import Document, Table
from wizard.cli.outcome import Outcome, Verb
from wizard.cli.profile_file import file_of
from wizard.ground.exits import ExitCode
from wizard.ground.problems import Problem, WizardError

if TYPE_CHECKING:
    from wizard.cli.options import Effective
    from wizard.profiles.model import Profile

VERB = Verb(
    "profile",
    "Validates a profile (everything wrong at once), shows what counts and why, consents to what it asks for.",
    "graalpy-wizard profile show",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One sub-verb."""
    from wizard.cli.options import add_answers

    verbs = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, text in (
        ("validate", "all that is wrong with a profile"),
        ("show", "every value and where it comes from"),
        ("trust", "consent to what a profile asks for, for as long as that does not change"),
    ):
        verb = action(verbs, name, text)
        verb.add_argument("file", metavar="FILE", nargs="?", default=".", help="default: the profile of this folder")
        if name == "show":
            add_answers(verb)


def run(options: argparse.Namespace) -> Outcome:
    """Run one sub-verb."""
    return {"validate": _validate, "show": _show, "trust": _trust}[options.action](options)


def _validate(options: argparse.Namespace) -> Outcome:
    from wizard.cli.validation import further
    from wizard.profiles.preset import questions_of
    from wizard.profiles.read import salvaged

    file = file_of(options.file)
    profile, found = salvaged(file, questions_of(None))
    wrong = any(problem.where and problem.where.key.startswith("program") for problem in found)
    later = further(profile) if profile else ()
    found = (*found, *(problem for problem in later if not (wrong and problem.code == "no-program")))
    if any(problem.severity == "error" for problem in found):
        raise WizardError(sorted(found, key=_place), ExitCode.INPUT)
    return Outcome({"file": file}, [f"{file} is valid"], found)


def _place(problem: Problem) -> tuple[bool, int]:
    """Errors in the file's order, then warnings."""
    return problem.severity != "error", problem.where.line if problem.where else 0


def _read(options: argparse.Namespace) -> Profile:
    from wizard.profiles.preset import questions_of
    from wizard.profiles.read import read

    return read(file_of(options.file), questions_of(None))


def _show(options: argparse.Namespace) -> Outcome:
    from wizard.cli.options import effective
    from wizard.cli.presets import told
    from wizard.profiles.dangers import dangers
    from wizard.profiles.trust import trusted

    profile = _read(options)
    whole = effective(options, profile, Path.cwd())
    rows = [(a.key, told(a.value), a.origin.value, a.detail) for a in whole.answers.values()]
    rows += [(key, told(value), *_origin(key, profile, whole)) for key, value in _others(whole.profile).items()]
    rows.append(("graalpy", whole.version.version, *_version_origin(options, profile, whole)))
    found, consented = dangers(profile, whole.preset), trusted(profile, preset=whole.preset)
    document: list[Any] = [Table(("key", "value", "from", "where"), rows)]
    if found:
        document += ["", "You have consented to:" if consented else "Waits for your consent (`profile trust`):"]
        document.append(Table(("key", "value", "why"), [(d.key, d.value, d.why) for d in found]))
    result = {
        "file": profile.path, "preset": whole.preset.name, "answers": whole.answers,
        "others": {key: value for key, value, *_ in rows[len(whole.answers) :]},
        "origins": [dict(zip(("key", "value", "origin", "detail"), row, strict=True)) for row in rows],
        "dangers": found, "trusted": consented,
    }  # fmt: skip
    return Outcome(result, document)


def _others(profile: Profile) -> dict[str, Any]:
    from wizard.profiles.toml_form import flat

    left_out = ("schema", "sentence", "toolchain.graalpy")
    return {k: v for k, v in flat(profile).items() if k not in left_out and not k.startswith("answers.")}


def _origin(key: str, profile: Profile, whole: Effective) -> tuple[str, str]:
    """Of a value that is no answer."""
    from wizard.profiles.lines import line_of
    from wizard.profiles.read import lines_of
    from wizard.profiles.toml_form import flat

    value = flat(whole.profile)[key]
    if flat(profile).get(key) == value and profile.path:
        return "profile", f"{profile.path}:{line_of(lines_of(profile.path), tuple(key.split('.')))}"
    if key == "preset":
        return ("default", "") if not profile.preset else ("flag", "--preset")
    return "preset", f"preset {whole.preset.name}"


def _version_origin(options: argparse.Namespace, profile: Profile, whole: Effective) -> tuple[str, str]:
    import os

    from wizard.profiles.precedence import PREFIX

    if options.graalpy:
        return "flag", "--graalpy"
    if os.environ.get(f"{PREFIX}GRAALPY"):
        return "environment", f"{PREFIX}GRAALPY"
    if profile.graalpy:
        return _origin("toolchain.graalpy", profile, whole)
    return ("preset", f"preset {whole.preset.name}") if whole.profile.graalpy else ("default", "")


def _trust(options: argparse.Namespace) -> Outcome:
    """Typing this verb is the consent."""
    from wizard.profiles.dangers import dangers
    from wizard.profiles.trust import grant, preset_of

    profile = _read(options)
    preset = preset_of(profile)
    found = dangers(profile, preset)
    if not found:
        return Outcome({"file": profile.path, "trusted": []}, ["It asks for nothing that needs consent."])
    grant(profile, preset=preset)
    document: Document = [
        "You consent, until one of these changes, to:",
        Table(("key", "value", "why"), [(d.key, d.value, d.why) for d in found]),
    ]
    return Outcome({"file": profile.path, "trusted": found}, document, code=ExitCode.DONE)
