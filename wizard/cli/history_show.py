"""What shows the history: list, show, compare, trend, effects."""

from __future__ import annotations

import argparse
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.cli.document import WIDTH, Block, Document, Table, Text
from wizard.cli.history_filter import filter_of
from wizard.cli.outcome import Outcome

if TYPE_CHECKING:
    from wizard.history.model import BuildResult, Entry, FailedBuild
    from wizard.history.trend import Point

NOTHING = "no builds"
PRESET, GAP = 17, 2  # columns in the list


def listed(options: argparse.Namespace) -> Outcome:
    """The newest first."""
    from wizard.history.store import History

    history = History()
    entries = history.entries(filter_of(options))
    document: list[Block | str] = [table_of(entries, history.ids())] if entries else [NOTHING]
    if options.trend and not options.json:
        document += ["", *_drawn(entries, "size")]
    return Outcome(entries, document, tuple(history.problems))


def table_of(entries: Sequence[Entry], every: Sequence[str]) -> Table:
    """One row a build, in 80 columns; `every`: all ids, sorted, as a short one must not fit another build."""
    from wizard.ground.columns import columns, cut
    from wizard.ground.foreign import plain
    from wizard.history.moments import shown as local

    ids = _short(entries, every)
    # The id begins with the year.
    times = [local(entry.finished).removeprefix(f"{entry.finished[:4]}-") for entry in entries]
    presets = [cut(plain(entry.preset or "-"), PRESET) for entry in entries]
    before = [
        (name, time, _size(e), preset) for e, name, time, preset in zip(entries, ids, times, presets, strict=True)
    ]
    used = sum(max(map(columns, column)) + GAP for column in zip(*before, strict=True))
    names = [cut(plain(e.name), max(WIDTH - used, 16) - len(_more(e))) + _more(e) for e in entries]
    rows = [(*cells, name) for cells, name in zip(before, names, strict=True)]
    return Table(("id", "finished", "    size", "preset", "name"), rows)


def _short(entries: Sequence[Entry], ids: Sequence[str]) -> list[str]:
    """As much of each id as tells it from all others: its time, or some digits more. The beginning names a build."""
    found = []
    for name in (entry.id for entry in entries):
        place = bisect_left(ids, name)
        beside = (*ids[max(place - 1, 0) : place], *ids[place + 1 : place + 2])
        alike = max((_alike(name, other) for other in beside), default=0)
        stamp = len(name.partition("-")[0])
        # Never just the time and a hyphen.
        found.append(name[: stamp if alike < stamp else max(alike + 1, stamp + 2)])
    return found


def _alike(a: str, b: str) -> int:
    """How long the beginning is that both have."""
    return next((place for place, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


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
    """Oldest first; drawn for people, points for programs. Of what was built last, unless others are asked for."""
    from wizard.history.model import Filter
    from wizard.history.store import History
    from wizard.history.trend import points

    history = History()
    wanted, last = replace(filter_of(options), limit=None), None
    if wanted == Filter() and not options.all:
        last = next(iter(history.entries(Filter(done=True, limit=1))), None)
        wanted = Filter(key=last.key) if last else wanted
    made: tuple[Point, ...] = points(history, wanted)
    document = [] if options.json else _drawn(history.entries(wanted), options.of)
    if last and not options.json:
        document.append(Text(f"builds of {last.name} ({last.preset or 'no preset'}); --all draws those of others too"))
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
    return f"{entry.file / 1e6:.1f} MB".rjust(8)


def _more(entry: Entry) -> str:
    """What is said behind the name."""
    told = [] if entry.code == 0 or entry.file is None else [f"exit {entry.code}"]
    told += [] if entry.here else ["imported"]
    return f" ({', '.join(told)})" if told else ""


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
