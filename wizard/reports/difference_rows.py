"""A difference in words: lines and cells for a terminal, Markdown for a pull request."""

from __future__ import annotations

from collections.abc import Sequence

from wizard.reports.difference import Difference, Row
from wizard.reports.summary import NAMES, change_text, size_text

CAUSES = 2  # named in a row
SHOWN = 15  # rows; --json has them all
COLUMNS = ("change", "before", "after", "part", "because of")
MANY = " of the inputs"  # how a cause ends that is none


def headline(difference: Difference) -> str:
    """`+2.1 MB (+2.5 %): 84.0 MB against 81.9 MB of build ...`."""
    before, after = difference.size_before, difference.size_after
    if before == after:
        return f"as large as {difference.before}: {size_text(after)}"
    share = f" ({(after / before - 1):+.1%})" if before else ""
    return (
        f"{change_text(after - before)}{share}: {size_text(after)} against {size_text(before)} of {difference.before}"
    )


def cells(difference: Difference) -> list[tuple[str, str, str, str, str]]:
    """Change, before, after, part, possible causes; what is beyond the shown rows is summed up in one."""
    shown, rest = difference.rows[:SHOWN], difference.rows[SHOWN:]
    rows = [
        (change_text(row.change), _amount(row.before), _amount(row.after), _name(row), _because(row)) for row in shown
    ]
    if rest:
        rows.append((change_text(sum(row.change for row in rest)), "", "", f"{len(rest)} more", ""))
    return rows


def says_why(rows: Sequence[tuple[str, str, str, str, str]]) -> bool:
    """Whether the causes of the rows tell these apart; where they do not, the sentence above said it."""
    causes = {why for *_, why in rows if why}
    return len(causes) > 1 and not all(why.endswith(MANY) for why in causes)


def note(difference: Difference) -> str:
    """What `~` says, where it is used."""
    return "~ is an estimate" if any(row.estimated for row in difference.rows[:SHOWN]) else ""


def inputs(difference: Difference) -> list[str]:
    """What changed in the inputs, one line each."""
    return [change.text + ("" if change.reach else " (cannot change the size)") for change in difference.inputs]


def markdown(difference: Difference) -> str:
    """For a pull request: the figure, the cause, tables."""
    lines = [
        f"**{_plain(headline(difference))}**",
        "",
        _plain(difference.cause[:1].upper() + difference.cause[1:]) + ".",
    ]
    if difference.rows:
        rows = cells(difference)
        columns = COLUMNS if says_why(rows) else COLUMNS[:-1]
        lines += ["", f"| {' | '.join(columns)} |", f"|---:|---:|---:{'|---' * (len(columns) - 3)}|"]
        lines += ["| " + " | ".join(_plain(cell) for cell in row[: len(columns)]) + " |" for row in rows]
    if told := note(difference):
        lines += ["", _plain(told) + "."]
    if difference.inputs:
        lines += ["", "Changed inputs:", "", *(f"* {_plain(text)}" for text in inputs(difference))]
    return "\n".join(lines)


def _because(row: Row) -> str:
    if not row.causes:
        return "nothing recorded"
    return "; ".join(row.causes) if len(row.causes) <= CAUSES else f"{len(row.causes)}{MANY}"


def _name(row: Row) -> str:
    return NAMES.get(row.name, row.name) + (" ~" if row.estimated else "")


def _amount(size: int) -> str:
    return size_text(size) if size else "-"


def _plain(text: str) -> str:
    """Names are foreign: none of them may become a link, an image, a mention or HTML."""
    from wizard.ground.foreign import plain

    signs = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "@": "@\u200b"}
    safe = "".join(signs.get(c, c) for c in plain(text))
    return "".join(f"\\{c}" if c in "\\`*_[]|!#~" else c for c in safe)
