"""What shows the history: list, show, compare, trend, effects."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.cli.document import Block, Document, Table, Text
from wizard.cli.history import filter_of
from wizard.cli.outcome import Outcome

if TYPE_CHECKING:
    from wizard.history.model import BuildResult, Entry, FailedBuild
    from wizard.history.trend import Point

NOTHING = "no builds"


def listed(options: argparse.Namespace) -> Outcome:
    """The newest first."""
    from wizard.history.store import History

    history = History()
    entries = history.entries(filter_of(options))
    document: list[Block | str] = [table_of(entries)] if entries else [NOTHING]
    if options.trend and not options.json:
        document += ["", *_drawn(entries, "size")]
    return Outcome(entries, document, tuple(history.problems))


def table_of(entries: Sequence[Entry]) -> Table:
    """One row a build."""
    from wizard.history.moments import shown as local

    rows = [
        (entry.id, local(entry.finished), _size(entry), f"{entry.seconds:>6.1f} s", entry.preset or "-", _name(entry))
        for entry in entries
    ]
    return Table(("id", "finished", "    size", "    took", "preset", "name"), rows)


def shown(options: argparse.Namespace) -> Outcome:
    """All that is kept of one build; a failed one says why."""
    from wizard.history.model import BuildResult
    from wizard.history.store import History

    history = History()
    record = history.find(options.build)
    document = _result(record) if isinstance(record, BuildResult) else _failed(record)
    return Outcome(record, document, tuple(history.problems))


def compared(options: argparse.Namespace) -> Outcome:
    """Exit 2 where one of the two is nothing that can be compared."""
    from wizard.cli.report_against import difference_document
    from wizard.history.store import History
    from wizard.reports.difference import compare
    from wizard.reports.difference_rows import markdown
    from wizard.reports.difference_sides import resolve

    history = History()
    before, after = (resolve(name, history, Path.cwd()) for name in (options.before, options.after))
    made = compare(before, after)
    document: Document = [Text(markdown(made), raw=True)] if options.markdown else difference_document(made)
    return Outcome(made, document, tuple(history.problems))


def trend(options: argparse.Namespace) -> Outcome:
    """Oldest first; drawn for people, points for programs."""
    from wizard.history.store import History
    from wizard.history.trend import points

    history = History()
    wanted = replace(filter_of(options), limit=None)
    made: tuple[Point, ...] = points(history, wanted)
    document: Document = [] if options.json else _drawn(history.entries(wanted), options.of)
    return Outcome(made, document, tuple(history.problems))


def effects(options: argparse.Namespace) -> Outcome:
    """What this machine's builds say of single options, beside the catalogue."""
    del options
    from wizard.catalogue.load import load
    from wizard.history.store import History
    from wizard.reports.advice import SAMPLES
    from wizard.reports.effects import own_effects

    history = History()
    found = own_effects(history.samples(SAMPLES), load())
    rows = [(e.what, f"{-e.saved / 1e6:+.2f} MB", e.against_catalogue, e.base) for e in found]
    document: Document = [Table(("changed", "      size", "catalogue", "in")  , rows)] if found else [
        "no two builds of this machine differ by one option; build with another answer to learn what it does here"
    ]  # fmt: skip
    return Outcome(found, document, tuple(history.problems))


def _drawn(entries: Sequence[Entry], measure: str) -> list[Block | str]:
    from wizard.cli.trend_plot import plot

    return [Text(plot(entries, measure), raw=True)]


def _size(entry: Entry) -> str:
    if entry.file is None:
        return f"exit {entry.code:>2}".rjust(8)
    return f"{entry.file / 1e6:.1f} MB".rjust(8) + ("" if entry.code == 0 else f" (exit {entry.code})")


def _name(entry: Entry) -> str:
    return entry.name if entry.here else f"{entry.name} (imported)"


def _result(record: BuildResult) -> Document:
    from wizard.cli.report_text import document_of
    from wizard.history.store import History
    from wizard.reports.summary import summary

    document = list(document_of(record, summary(record, History().before(record))))
    return [*document, "", *_origin(record)]


def _failed(record: FailedBuild) -> Document:
    told: list[Block | str] = [f"{record.name}: made nothing, exit {record.code}"]
    told += [Text(problem, indent=2) for problem in record.problems]
    return [*told, f"after {record.seconds:.1f} s, {record.finished}, id {record.id}", *_origin(record)]


def _origin(record: BuildResult | FailedBuild) -> list[Block | str]:
    import shlex

    answers = ", ".join(f"{key} = {_said(value)}" for key, value in record.answers.items())
    told: list[Block | str] = [Text(f"answers: {answers}")] if answers else []
    if record.origin.typed:
        told.append(Text(f"typed in {record.origin.folder}: graalpy-wizard {shlex.join(record.origin.typed)}"))
    if record.origin.profile:
        told.append(Text(f"profile: {record.origin.profile}"))
    return told


def _said(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else ",".join(value) or "none"
