"""A report as one HTML file that needs nothing else: no network, no other file. Without scripts it is a table."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template

from wizard.catalogue.origins import load_origins
from wizard.ground.foreign import plain
from wizard.reports.attribution import Term, folded, tree
from wizard.reports.model import Attribution
from wizard.reports.rows import part_rows
from wizard.reports.summary import size_text

_FOLDER = Path(__file__).with_name("page")
MOST = 3000  # leaves: about 250 kB
LONGEST = 300  # characters of a name
LONGEST_COMMAND = 1 << 16
_TREND = (600, 120, 24)  # width, height and margin of the curve, pixels
LEAST_SPAN = 0.01  # of the largest size: what the height of the curve is at least


@dataclass(frozen=True, slots=True)
class Section:
    """A table with sentences above it and a list below, under a heading."""

    heading: str
    sentences: tuple[str, ...]
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: int  # the first so many columns are figures
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on it. All texts are plain and may be foreign; `trend`: moments and bytes, oldest first."""

    size: str  # the first line
    sentences: tuple[str, ...]  # the next ones
    attribution: Attribution
    facts: tuple[tuple[str, str], ...] = ()
    lists: tuple[tuple[str, tuple[str, ...]], ...] = ()  # heading, items
    command: str = ""
    trend: tuple[tuple[str, int], ...] = ()
    sections: tuple[Section, ...] = ()  # before all lists


def html(page: Page) -> str:
    """The whole file."""
    script = _read("page.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return Template(_read("page.html")).substitute(
        script_hash=f"sha256-{digest}", script=script, style=_read("page.css"), title=_text(page.size),
        size=_text(page.size), sentences="".join(f'<p class="why">{_text(s)}</p>' for s in page.sentences),
        plain=_table(page.attribution), sections="".join(_sections(page)), foot=_text(_foot(page.attribution)),
        data=_data(page.attribution),
    )  # fmt: skip


def _data(attribution: Attribution) -> str:
    """JSON that cannot end the element it stands in, whatever the names are."""
    whole = {"tree": _node(tree(folded(attribution, MOST)), 0)}
    text = json.dumps(whole, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _node(term: Term, depth: int) -> dict[str, object]:
    """Name, size, estimated, children, and what it is, under one letter each: there are thousands."""
    node: dict[str, object] = {"n": plain(term.name, limit=LONGEST), "s": term.size}
    if term.estimated:
        node["e"] = 1
    if term.children:
        node["c"] = [_node(child, depth + 1) for child in term.children]
    if depth == 3 and (what := load_origins().what(term.name)):
        node["w"] = what
    return node


def _sections(page: Page) -> Iterable[str]:
    yield from map(_section, page.sections)
    if len(page.trend) > 1:
        yield f"<h2>Builds of this</h2>{_curve(page.trend)}"
    for heading, items in page.lists:
        yield f"<h2>{_text(heading)}</h2>{_list(items)}"
    if page.facts:
        rows = "".join(f"<dt>{_text(name)}</dt><dd>{_text(value)}</dd>" for name, value in page.facts)
        yield f'<h2>How it was made</h2><dl class="facts">{rows}</dl>'
    if page.command:
        words = (f"<span>{_text(word)}</span>" for word in page.command[:LONGEST_COMMAND].split(" "))
        yield f"<h2>What native-image was asked for</h2><pre>{' '.join(words)}</pre>"


def _section(section: Section) -> str:
    told = "".join(f'<p class="why">{_text(sentence)}</p>' for sentence in section.sentences)
    table = ""
    if section.rows:
        head = "".join(f'<th scope="col"{_figure(section, i)}>{_text(h)}</th>' for i, h in enumerate(section.header))
        body = "".join(
            f"<tr>{''.join(f'<td{_figure(section, i)}>{_text(c)}</td>' for i, c in enumerate(row))}</tr>"
            for row in section.rows
        )
        table = f'<table class="beside"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    return f"<h2>{_text(section.heading)}</h2>{told}{table}{_list(section.items) if section.items else ''}"


def _figure(section: Section, column: int) -> str:
    return ' class="number"' if column < section.numbers else ""


def _list(items: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{_text(item)}</li>' for item in items)}</ul>"


def _curve(trend: Sequence[tuple[str, int]]) -> str:
    width, height, margin = _TREND
    sizes = [size for _, size in trend]
    low, high = min(sizes), max(sizes)
    span = max(high - low, high * LEAST_SPAN, 1)  # some bytes more are no slope
    floor = (low + high - span) / 2

    def x(index: int) -> float:
        return round(margin + index * (width - 2 * margin) / (len(trend) - 1), 1)

    def y(size: int) -> float:
        return round(height - margin - (size - floor) * (height - 2 * margin) / span, 1)

    points = " ".join(f"{x(i)},{y(size)}" for i, size in enumerate(sizes))
    dots = "".join(
        f'<circle cx="{x(i)}" cy="{y(size)}" r="3"><title>{_text(f"{moment}: {size_text(size)}")}</title></circle>'
        for i, (moment, size) in enumerate(trend)
    )
    ends = f'<text x="{margin}" y="14">{size_text(high)} at most</text>'
    ends += f'<text x="{margin}" y="{height - 4}">{size_text(low)} at least</text>'
    label = f"{len(trend)} builds, from {size_text(sizes[0])} to {size_text(sizes[-1])}"
    head = f'<svg viewBox="0 0 {width} {height}" width="{width}" role="img" aria-label="{_text(label)}">'
    return f'{head}<polyline points="{points}"/>{dots}{ends}</svg>'


def _table(attribution: Attribution) -> str:
    rows = "".join(
        f'<tr><th scope="row">{"&emsp;" * (row.depth - 1)}{_text(row.name)}</th>'
        f'<td class="number">{"~ " if row.estimated else ""}{size_text(row.size)}</td>'
        f'<td class="number">{row.share:.1%}</td></tr>'
        for row in part_rows(attribution)
    )
    head = "<thead><tr><th>part</th><th>size</th><th>share</th></tr></thead>"
    return f"<table>{head}<tbody>{rows}</tbody></table>"


def _foot(attribution: Attribution) -> str:
    told = f"The parts add up to the file: {attribution.size} bytes. 1 MB is 1,000,000 bytes. ~ marks estimates."
    if not attribution.detailed:
        told += " This engine was built without a record of its classes: its code and heap are native-image's own ten"
        told += " largest, rounded."
    return told


def _text(text: str, limit: int = 4096) -> str:
    return escape(plain(text, limit=limit), quote=True)


def _read(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")
