"""A report for the terminal."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING

from wizard.cli.document import Block, Document, Table, Text

if TYPE_CHECKING:
    from wizard.history.model import BuildResult
    from wizard.reports.model import Attribution, Proof
    from wizard.reports.subject import Subject
    from wizard.reports.summary import Row, Summary

BAR = 20  # columns of a bar that is the whole file
LEAST = 10  # origins of the payload that are shown; the rest is one row
SUGGESTED = 3
PATH = 68  # columns of a file's path, beside its size


def document_of(result: BuildResult, made: Summary, *, command: bool = True) -> Document:
    """The size first, then why; `command`: with the exact native-image command, which is long."""
    from wizard.reports.subject import largest

    blocks = _first(made)
    if result.attribution:
        blocks.append(f"largest: {largest(result.attribution)}")
    return [*blocks, "", _parts(made.rows), *_build(result, command=command)]


def document(subject: Subject, suggestions: Sequence[str] = ()) -> Document:
    """A report with where the bytes go, as far as that is known."""
    from wizard.reports.markdown import downloads_text
    from wizard.reports.subject import largest

    found, result = subject.attribution, subject.build
    blocks = _first(subject.summary)
    if found:
        blocks.append(f"largest: {largest(found)}")
    if subject.downloads:
        blocks.append(f"as a download: {downloads_text(subject)}")
    blocks += ["", _attributed(found) if found else _parts(subject.summary.rows)]
    if found and any(leaf.estimated for leaf in found.leaves):
        blocks.append("~ is an estimate; all else is measured, and adds up to the file")
    if suggestions:
        blocks += ["", "What to try next", *(Text(text, indent=2) for text in suggestions[:SUGGESTED])]
    if result is None:
        return blocks
    more = ["", f"the command: graalpy-wizard history show {result.id}"] if result.id and result.engine else []
    return [*blocks, *_build(result, command=False), *more]


def _first(made: Summary) -> list[Block | str]:
    """Size, reason, what packing costs, change."""
    return [made.size, made.why, *(text for text in (made.packed, made.change) if text)]


def _build(result: BuildResult, *, command: bool) -> list[Block | str]:
    blocks = [] if result.attribution and result.attribution.detailed else _inside_heap(result)
    if result.sizes.largest:
        rows = [(_kilobytes(file.stored), _end(file.name)) for file in result.sizes.largest]
        blocks += ["", "Largest files of the payload, compressed", Table(("size", "file"), rows)]
    blocks += ["", *_where(result), *_how(result)]
    if command and result.engine is not None and result.engine.command:
        blocks += ["", "The command", Text(shlex.join(result.engine.command), indent=2)]
    return blocks


def _attributed(found: Attribution) -> Table:
    from wizard.reports.rows import part_rows
    from wizard.reports.summary import size_text

    cells = [
        (
            "  " * (row.depth - 1) + row.name, f"{'~ ' * row.estimated}{size_text(row.size)}".rjust(10),
            f"{row.share:>6.1%}", _bar(row.share),
        )
        for row in part_rows(found)
    ]  # fmt: skip
    return Table(("part", "      size", " share", ""), cells)


def _parts(rows: Sequence[Row]) -> Table:
    from wizard.reports.summary import change_text, size_text

    changes = any(row.change is not None for row in rows)
    shown = _folded(rows)
    cells = [
        (
            row.name, f"{size_text(row.size):>8}", f"{row.share:>6.1%}", _bar(row.share),
            "" if not changes else "new" if row.change is None else change_text(row.change),
        )
        for row in shown
    ]  # fmt: skip
    return Table(("part", "    size", " share", "", "change" if changes else ""), cells)


def _folded(rows: Sequence[Row]) -> list[Row]:
    """All of the engine, the largest of the payload, and the others in one row, so that the sum stays the file."""
    from wizard.reports.summary import Row as SummaryRow

    payload = sorted((row for row in rows if row.group == "payload"), key=lambda row: -row.size)
    shown, rest = payload[:LEAST], payload[LEAST:]
    others = [row for row in rows if row.group != "payload"]
    if rest:
        size, share = sum(row.size for row in rest), sum(row.share for row in rest)
        shown.append(SummaryRow(f"{len(rest)} more", "payload", size, share))
    return [*others, *shown]


def _bar(share: float) -> str:
    return "#" * max(round(share * BAR), 1 if share > 0 else 0)


def _end(path: str) -> str:
    """The end of a long path says more than its beginning."""
    from wizard.ground.foreign import plain

    shown = plain(path)
    return shown if len(shown) <= PATH else "…" + shown[1 - PATH :]


def _kilobytes(size: int) -> str:
    return f"{size / 1000:.1f} kB"


def _inside_heap(result: BuildResult) -> list[Block | str]:
    sizes = result.sizes
    if sizes.resource_count is None:
        return []
    size = "native-image did not say how large" if sizes.resources is None else f"{sizes.resources / 1e6:.1f} MB"
    return [f"In the heap: {sizes.resource_count:,} resources ({size})"]


def _where(result: BuildResult) -> list[Block | str]:
    from wizard.reports.told import platform_text

    return [Text(f"runs on {platform_text(result.runs_on)}")] if result.runs_on else []


def _how(result: BuildResult) -> list[Block | str]:
    """Time, proof, versions."""
    from wizard.building.progress import amount, duration

    told: list[Block | str] = [f"built in {duration(result.seconds)}, {result.finished}, id {result.id}"]
    engine = result.engine
    if engine is not None:
        made = "now" if engine.new else "before, and taken from the cache"
        told.append(
            f"engine {engine.key[:12]} built {made}: {duration(engine.seconds)}, {amount(engine.peak_memory)} of memory"
        )
        told += _proof(engine.proof)
    told.append(Text(", ".join(f"{name} {version}" for name, version in result.versions.items() if version)))
    return told


def _proof(proof: Proof | None) -> list[Block | str]:
    if proof is None:
        return ["not proven"]
    from wizard.reports.told import tally

    told = tally(proof)
    if proof.start is None:
        return [told]
    start = proof.start
    return [
        Text(
            f'{told}; print("hi") starts in {start.seconds:.3f} s ({start.processor:.3f} s of processor time), '
            f"{start.memory / 1e6:.0f} MB resident, median of {start.runs}"
        )
    ]
