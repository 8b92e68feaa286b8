"""`report [BUILD|FILE]`: what a finished build or an executable consists of."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.cli.document import Document, Text
from wizard.cli.outcome import Outcome, Verb
from wizard.ground.problems import wrong_input

if TYPE_CHECKING:
    from wizard.ground.steps import Step, StepListener
    from wizard.history.store import History
    from wizard.reports.difference import Difference
    from wizard.reports.subject import Subject

VERB = Verb(
    "report", "What a finished build consists of: the last one, the one with this id, or any executable of ours.",
    "graalpy-wizard report dist/hello --html report.html",
)  # fmt: skip


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which build, and how it is shown."""
    parser.add_argument("build", metavar="BUILD|FILE", nargs="?", default="",
                        help="its id or the beginning of it, or an executable")  # fmt: skip
    parser.add_argument("--compressed", action="store_true",
                        help="its size as a download with xz and zstd -19 too, which takes minutes")  # fmt: skip
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument("--markdown", action="store_true", help="for a comment on a pull request")
    shape.add_argument("--html", metavar="FILE", type=Path, help="write one page that needs nothing else")
    shape.add_argument("--licences", action="store_true", help="the texts that have to go with the executable")
    shape.add_argument("--sbom", action="store_true", help="what it is made of, as CycloneDX JSON")
    against = parser.add_argument_group("beside another one")
    against.add_argument("--against", metavar="OTHER", default="",
                         help="why it differs from a build, an executable, a preset, or `reference`")  # fmt: skip
    against.add_argument("--bisect", nargs=2, metavar=("A", "B"), help="build between two builds: what is each worth?")
    against.add_argument("--next", action="store_true", help="other answers: what each saves, and costs this program")
    against.add_argument("--yes", action="store_true", help="with --bisect: build engines, which takes minutes")


def run(options: argparse.Namespace) -> Outcome:
    """Exit 2 where there is no such build or file, or two things are asked for that do not go together."""
    _refuse_pairs(options)
    if options.bisect or options.against or options.next:
        from wizard.cli import report_against, report_bisect, report_next

        if options.bisect:
            return report_bisect.run(options)
        return report_against.run(options) if options.against else report_next.run(options)
    if options.licences or options.sbom:
        from wizard.cli import report_inventory

        return report_inventory.run(options)
    from wizard.history.store import History

    history = History()
    subject = subject_of(options, history)
    told = suggestions(subject, history)
    problems = (*subject.problems, *history.problems)
    result = {
        "build": subject.build, "summary": subject.summary, "attribution": subject.attribution,
        "downloads": subject.downloads, "suggestions": told,
    }  # fmt: skip
    if options.html:
        made, document = write_page(options.html, subject, history, told)
        return Outcome(made, document, problems)
    if options.markdown:
        from wizard.reports.markdown import markdown

        return Outcome(result, [Text(markdown(subject, told), raw=True)], problems)
    from wizard.cli import report_text

    return Outcome(result, report_text.document(subject, told), problems)


def _refuse_pairs(options: argparse.Namespace) -> None:
    """What would be left out without a word: a page that nobody wrote is missed late."""
    beside = [name for name in ("against", "bisect", "next") if getattr(options, name)]
    shapes = [name for name in ("markdown", "html", "licences", "sbom") if getattr(options, name)]
    asked = [f"--{name}" for name in (*beside, *shapes)]
    if len(beside) > 1 or (beside and shapes and not (beside == ["against"] and shapes[0] in ("markdown", "html"))):
        raise wrong_input(f"{' and '.join(asked)} do not go together", "ask for one after the other", code="usage")


def subject_of(options: argparse.Namespace, history: History) -> Subject:
    """Named by the command line: a file where there is one, else a build."""
    from wizard.catalogue.load import load
    from wizard.reports import subject
    from wizard.reports.downloads import METHODS, QUICK

    methods = METHODS if options.compressed else (QUICK,)
    if options.build and (Path(options.build).is_file() or "/" in options.build):
        return subject.of_file(Path(options.build), history, load().reference_bytes, methods, _listener(options))
    return subject.of_build(history.result(options.build), history, methods, _listener(options))


def suggestions(subject: Subject, history: History) -> tuple[str, ...]:
    """What to try next, one line each; () where the build is not known."""
    from wizard.catalogue.load import load
    from wizard.reports import advice

    found = advice.of_result(load(), subject.build, history) if subject.build else None
    return tuple(suggestion.line for suggestion in found.suggestions) if found else ()


def _listener(options: argparse.Namespace) -> StepListener:
    from wizard.cli.outcome import narrate

    def listener(step: Step) -> None:
        if options.compressed:
            narrate(f"{step.name} {step.detail}")

    return listener


def write_page(
    target: Path, subject: Subject, history: History, told: tuple[str, ...], difference: Difference | None = None
) -> tuple[object, Document]:
    """Beside another build, if there is a `difference`. Exit 2 where nothing is known of the parts."""
    from wizard.ground import atomic
    from wizard.reports.html import html
    from wizard.reports.page import page

    if subject.attribution is None:
        raise wrong_input("nothing is known of its parts", "build it again", code="no-attribution")
    text = html(page(subject, history, told, difference))
    atomic.write_text(target, text)
    return {"html": str(target), "bytes": len(text.encode())}, [str(target)]
