"""What follows the questions of `new --plain`: the review, and saving, building or rehearsing."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.cli import new_words as words
from wizard.cli.document import Block, Text
from wizard.cli.new_change import change
from wizard.cli.new_plain import Plain
from wizard.cli.outcome import Outcome
from wizard.cli.prompts import BackError, LeaveError, Prompts, RestError
from wizard.ground.exits import ExitCode
from wizard.ground.problems import WizardError
from wizard.interview import drafts
from wizard.interview.hints import hints
from wizard.interview.ordering import request_of
from wizard.interview.review import consent, review
from wizard.interview.saving import save
from wizard.interview.state import Interview
from wizard.interview.view import look

if TYPE_CHECKING:
    from wizard.building.finish import Done
    from wizard.building.request import JarRequest, Request


def interview(options: argparse.Namespace) -> Outcome:
    """From the first question to the profile, and further if that is wanted."""
    if sys.stdin is not None and hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(errors="replace")
    plain = Plain(Prompts())
    i = _started(plain.opened(options.program, Path.cwd()), options)
    try:
        i = plain.interview(i)
        return _end(plain, i)
    except LeaveError:
        return _left(plain, i)


def _started(i: Interview, options: argparse.Namespace) -> Interview:
    """With what was typed after the verb."""
    from wizard.cli.options import flags_of
    from wizard.interview import state

    if options.preset:
        i = state.use_preset(i, options.preset, keep=True)
    for key, value in flags_of(options).items():
        i = state.answer(i, key, value)
    return i


def _end(plain: Plain, i: Interview) -> Outcome:
    while True:
        view = look(i)
        for text, indent in words.review(review(i, view), view):
            plain.prompts.say(text, indent)
        for text in words.smaller(hints(i, view)):
            plain.prompts.say(text, 2)
        wanted = plain.end()
        if wanted == "leave":
            return _left(plain, i)
        if wanted == "change":
            try:
                i = change(plain, i)
                plain.keep(i)
            except (BackError, RestError):
                continue
        elif wanted == "rehearse":
            _rehearse(plain, i)
        else:
            return _saved(plain, i, build=wanted == "build")


def _left(plain: Plain, i: Interview) -> Outcome:
    """Leaving on purpose needs no draft."""
    if plain.prompts.by_hand:
        drafts.remove(i.setting.file)
    nothing: dict[str, object] = {"file": None, "preset": "", "answers": {}, "build": None}
    return Outcome(nothing, ["Nothing was saved."])


def _saved(plain: Plain, i: Interview, *, build: bool) -> Outcome:
    if build:
        _settled(plain, i)
    changed = i.changed
    after = save(i) if changed else i
    told: list[Block | str] = [f"{i.setting.file.name} is {'saved' if changed else 'as it was'}"]
    result: dict[str, object] = {
        "file": i.setting.file, "preset": i.preset.name, "answers": after.setting.profile.answers, "build": None,
    }  # fmt: skip
    if not build:
        return Outcome(result, [*told, Text(f"build it: {review(after).command_line}")])
    plain.prompts.say(str(told[0]))
    return _built(after, result)


def _settled(plain: Plain, i: Interview) -> None:
    """Exit 2 for what cannot be built, exit 4 without consent; before anything is written."""
    found = review(i)
    errors = [trouble for trouble in found.problems if trouble.severity == "error"]
    if errors:
        raise WizardError([words.stuck(trouble) for trouble in errors], ExitCode.INPUT)
    if not found.consent_needed:
        return
    if not plain.consent(words.dangers(found)):
        from wizard.profiles.trust import refusals

        raise WizardError(refusals(i.setting.profile, found.dangers), ExitCode.CONSENT)
    consent(i)


def _built(i: Interview, result: dict[str, object]) -> Outcome:
    from wizard.building.make import make
    from wizard.building.progress import PlainProgress
    from wizard.cli.build_outcome import outcome_of

    request = request_of(i)
    done: Done = make(request, PlainProgress(sys.stderr))
    told = outcome_of(done)
    return Outcome({**result, "build": told.result}, [*told.document, *_next(request)], told.problems, told.code)


def _next(request: Request | JarRequest) -> Sequence[Block | str]:
    return ["", Text(f"run it: {request.target}")]


def _rehearse(plain: Plain, i: Interview) -> None:
    """What it writes is foreign, and its input is not ours to give."""
    from wizard.building.progress import PlainProgress
    from wizard.building.request import Request
    from wizard.cli.outcome import problem_line
    from wizard.rehearsing.run import rehearse
    from wizard.rehearsing.words import document_of, problems_of

    def heard(name: str, line: bytes) -> None:
        del name
        plain.prompts.say(line.decode(errors="replace").rstrip("\n"), indent=2)

    try:
        _settled(plain, i)
        request = request_of(i)
        seen = rehearse(request, i.setting.catalogue, listener=PlainProgress(sys.stderr), output=heard)
    except WizardError as error:
        for problem in error.problems:
            plain.prompts.say(problem_line(problem))
        return
    for line in document_of(seen):
        plain.prompts.say(line)
    if isinstance(request, Request):
        for problem in problems_of(seen, request.program):
            plain.prompts.say(problem_line(problem))
