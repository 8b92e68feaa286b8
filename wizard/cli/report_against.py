"""`report --against`: a build beside another one, and why they differ."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.cli.document import Block, Document, Table, Text
from wizard.cli.outcome import Outcome

if TYPE_CHECKING:
    from wizard.history.store import History
    from wizard.reports.difference import Difference


def run(options: argparse.Namespace) -> Outcome:
    """Exit 2 where one of the two is nothing that can be compared."""
    from wizard.history.store import History
    from wizard.reports.difference import compare
    from wizard.reports.difference_rows import markdown
    from wizard.reports.difference_sides import resolve

    history = History()
    after = resolve(options.build or "last", history, Path.cwd())
    made = compare(resolve(options.against, history, Path.cwd()), after)
    if getattr(options, "html", None):
        return _page(options, history, made)
    as_markdown = getattr(options, "markdown", False)
    document = [Text(markdown(made), raw=True)] if as_markdown else difference_document(made)
    return Outcome(made, document, tuple(history.problems))


def _page(options: argparse.Namespace, history: History, made: Difference) -> Outcome:
    """The report's page, with the difference on it."""
    from wizard.cli.report import subject_of, suggestions, write_page

    subject = subject_of(options, history)
    result, document = write_page(options.html, subject, history, suggestions(subject, history), made)
    return Outcome(result, document, (*subject.problems, *history.problems))


PART, ALONE = 28, 47  # columns of a part's name: beside its causes, and without that column


def difference_document(made: Difference) -> Document:
    """The figure first, then why, then the parts, then what changed in the inputs."""
    from wizard.reports.difference_rows import cells, headline, inputs, note

    blocks: list[Block | str] = [Text(headline(made)), Text(made.cause)]
    if made.rows:
        blocks += ["", _table(cells(made))]
        blocks += [told] if (told := note(made)) else []
    if made.inputs:
        blocks += ["", "Changed inputs", *[Text(text, indent=2) for text in inputs(made)]]
    return blocks


def _table(cells: list[tuple[str, str, str, str, str]]) -> Table:
    """Without the causes where no row has one of its own: the line above said it."""
    from wizard.reports.difference_rows import says_why

    alone = not says_why(cells)
    width = ALONE if alone else PART
    rows = [(f"{change:>9}", f"{a:>8}", f"{b:>8}", _end(name, width), why) for change, a, b, name, why in cells]
    header = ("   change", "  before", "   after", "part", "because of")
    return Table(header[:4], [row[:4] for row in rows]) if alone else Table(header, rows)


def _end(name: str, width: int) -> str:
    """The end of a long name says more than its beginning: whole words of it, if they fit."""
    rest = name
    while len(rest) > width - 2 and "/" in rest:
        rest = rest.partition("/")[2]
    if rest == name or not rest:
        return name if len(name) <= width else "…" + name[1 - width :]
    return f"…/{rest}" if len(rest) <= width - 2 else "…" + rest[1 - width :]
