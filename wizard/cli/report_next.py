"""`report --next`: other answers, what each would save, and what it would cost this program."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.cli.document import Block, Document, Text
from wizard.cli.outcome import Outcome
from wizard.ground.problems import Where, wrong_environment, wrong_input
from wizard.ground.several import some

if TYPE_CHECKING:
    from wizard.history.model import BuildResult
    from wizard.history.store import History
    from wizard.reports.advice import Advice
    from wizard.reports.suggest import Suggestion

NAMED = 6  # modules of a suggestion; --json has them all


def run(options: argparse.Namespace) -> Outcome:
    """For a past build: by the imports that it had."""
    from wizard.catalogue.load import load
    from wizard.history.store import History
    from wizard.reports.advice import of_result

    history = History()
    result = _build_of(options.build, history)
    advice = of_result(load(), result, history)
    if advice is None:
        raise wrong_environment(
            f"build {result.id} was made with answers that this graalpy-wizard does not know", "build it again",
            code="unknown-answers",
        )  # fmt: skip
    return Outcome(advice, document_of(advice), tuple(history.problems))


def _build_of(name: str, history: History) -> BuildResult:
    """A build by its id, or the one that made this file."""
    path = Path(name)
    if not name or not path.is_file():
        return history.result(name)
    from wizard.reports.subject import build_of_file

    result = build_of_file(history, path)
    if result is None:
        raise wrong_input(
            "no build of the history made this file, so its program is not known",
            "build it here, or name a build of `graalpy-wizard history list`", Where(path), "no-build",
        )  # fmt: skip
    return result


def document_of(advice: Advice) -> Document:
    """Best first."""
    blocks: list[Block | str] = []
    for one in advice.suggestions:
        blocks += [one.line, *_price(one)]
    if not blocks:
        blocks.append("nothing is left that would save space and that no import of the program needs")
    differing = [effect for effect in advice.effects if effect.disagrees]
    if differing:
        blocks += ["", "Measured here, and not as the catalogue has it"]
        blocks += [
            Text(f"{e.what}: {-e.saved / 1e6:+.1f} MB; the catalogue: {e.against_catalogue}", indent=2)
            for e in differing
        ]
    return blocks


def _price(one: Suggestion) -> list[Block | str]:
    told: list[Block | str] = [Text(sentence, indent=2) for sentence in one.cost]
    shown = [name for name in one.loses if not name.startswith("_")]
    if shown:
        lost = some(shown, NAMED, of=len(one.loses))
        told.append(Text(f"could no longer be imported: {lost}; the program imports none", indent=2))
    return told
