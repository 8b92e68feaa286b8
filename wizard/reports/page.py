"""What a report's page says beside the map: how it was made, what to try, how it went."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence

from wizard.history.model import BuildResult, Filter
from wizard.history.store import History
from wizard.history.trend import points
from wizard.reports.difference import Difference
from wizard.reports.difference_rows import COLUMNS, cells, headline, inputs, note, says_why
from wizard.reports.html import Page, Section
from wizard.reports.markdown import downloads_text
from wizard.reports.model import Attribution
from wizard.reports.subject import Subject, largest

BUILDS = 200  # of the curve, the newest
SUGGESTED = 5


def page(
    subject: Subject, history: History, suggestions: Sequence[str], difference: Difference | None = None
) -> Page:  # fmt: skip
    """`subject` has an attribution. No path of this machine is on it, as pages are handed round."""
    found, build = subject.attribution, subject.build
    assert found is not None
    lists = [("What to try next", tuple(suggestions[:SUGGESTED]))] if suggestions else []
    return Page(
        size=subject.summary.size, sentences=tuple(_sentences(subject, found, difference)), attribution=found,
        facts=tuple(_facts(build)) if build else (), lists=tuple(lists),
        command=shlex.join(build.arguments) if build else "",
        trend=_trend(history, build) if build else (),
        sections=(_beside(difference),) if difference else (),
    )  # fmt: skip


def _beside(difference: Difference) -> Section:
    """What grew and shrank, and why."""
    rows = cells(difference)
    columns = COLUMNS if says_why(rows) else COLUMNS[:-1]
    told = (difference.cause, *((text,) if (text := note(difference)) else ()))
    shown = tuple((*row[:3], row[3].replace("/", " / "), *row[4 : len(columns)]) for row in rows)
    return Section(f"Against {difference.before}", told, columns, shown, 3, tuple(inputs(difference)))


def _sentences(subject: Subject, found: Attribution, difference: Difference | None) -> Iterator[str]:
    yield subject.summary.why
    if difference:
        yield headline(difference)
    yield f"largest: {largest(found)}"
    yield from (text for text in (subject.summary.packed, subject.summary.change) if text)
    if subject.downloads:
        yield f"as a download: {downloads_text(subject)}"


def _facts(build: BuildResult) -> Iterator[tuple[str, str]]:
    from wizard.building.progress import amount, duration
    from wizard.reports.told import platform_text, tally

    yield "built", f"{build.finished}, in {duration(build.seconds)}, id {build.id}"
    if build.runs_on:
        yield "runs on", platform_text(build.runs_on)
    if engine := build.engine:
        made = "now" if engine.new else "before, and taken from the cache"
        yield "engine", f"built {made}: {duration(engine.seconds)}, {amount(engine.peak_memory)} of memory"
        yield "proof", tally(engine.proof) if engine.proof else "not proven"
        if engine.proof and (start := engine.proof.start):
            yield "start-up", f'print("hi") in {start.seconds:.3f} s, {start.memory / 1e6:.0f} MB resident'
    yield "answers", ", ".join(f"{key} = {_words(value)}" for key, value in sorted(build.answers.items()))
    yield "versions", ", ".join(f"{name} {version}" for name, version in sorted(build.versions.items()) if version)
    if build.requirements:
        yield "requirements", ", ".join(f"{name} {version}" for name, version in sorted(build.requirements.items()))


def _words(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else ", ".join(value) or "none"


def _trend(history: History, build: BuildResult) -> tuple[tuple[str, int], ...]:
    found = points(history, Filter(key=build.key, done=True))[-BUILDS:]
    return tuple((point.finished, point.file) for point in found)
