"""A report as Markdown that fits a comment on a pull request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from wizard.reports.downloads import METHODS
from wizard.reports.markdown_text import safe
from wizard.reports.rows import PartRow, part_rows
from wizard.reports.subject import Subject, largest
from wizard.reports.summary import size_text

BAR = 20  # characters that are the whole file
FIRST = 2  # levels that are shown at once; the others can be opened
SUGGESTED = 3


def markdown(subject: Subject, suggestions: Sequence[str] = ()) -> str:
    """Some thousand characters; GitHub takes 65,536."""
    made, found = subject.summary, subject.attribution
    lines = [f"### {safe(made.size)}", "", _sentence(made.why)]
    if found:
        lines.append(_sentence(f"Largest: {largest(found)}"))
    lines += [_sentence(text) for text in (made.packed, made.change) if text]
    if subject.downloads:
        lines.append(_sentence(f"As a download: {downloads_text(subject)}"))
    if found:
        rows = part_rows(found)
        lines += ["", *_table(row for row in rows if row.depth <= FIRST)]
        lines += [
            "",
            "<details><summary>All parts of one per cent and more</summary>",
            "",
            *_table(rows),
            "",
            "</details>",
        ]
    if suggestions:
        lines += ["", "What to try next:", "", *(f"* {safe(text)}" for text in suggestions[:SUGGESTED])]
    return "\n".join(lines) + "\n"


def downloads_text(subject: Subject) -> str:
    """`27.5 MB (zstd -3), 25.1 MB (xz)`."""
    return ", ".join(f"{size_text(subject.downloads[m])} ({m})" for m in METHODS if m in subject.downloads)


def _sentence(text: str) -> str:
    return safe(text[:1].upper() + text[1:], 4096) + "."


def _table(rows: Iterable[PartRow]) -> Iterator[str]:
    yield "| part | size | share | |"
    yield "|---|---:|---:|---|"
    for row in rows:
        about = "about " if row.estimated else ""
        bar = "█" * max(round(row.share * BAR), 1 if row.share else 0)
        indent = "&emsp;" * (row.depth - 1)
        yield f"| {indent}{safe(row.name)} | {about}{size_text(row.size)} | {row.share:.1%} | {bar} |"
