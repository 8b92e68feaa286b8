"""A report's parts as text: head, bars in two depths, difference, what to try next."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from textual.content import Content

from wizard.building.progress import duration
from wizard.ground.columns import columns, cut
from wizard.ground.foreign import plain
from wizard.reports.summary import change_text
from wizard.tui.widgets.bars import bar
from wizard.tui.widgets.estimate import megabytes
from wizard.tui.widgets.say import lines, say, wrapped

if TYPE_CHECKING:
    from wizard.history.model import BuildResult
    from wizard.reports.difference import Difference
    from wizard.reports.suggest import Suggestion
    from wizard.tui.budgets import BudgetSeen
    from wizard.tui.reading import Part, Reading

NAME, SIZE = 24, 9  # columns
WIDE, WIDE_NAME = 150, 30  # from this width on, names have more
DEEP = 0.01  # of the file: the least that gets a bar in the third depth
EXACT = re.compile(r" \([0-9]+ bytes\)")


def head(reading: Reading) -> Content:
    """Name, size, against what, and how it was proven; each fact apart, so that it wraps between them."""
    result = reading.result
    facts = [say((plain(result.executable).rpartition("/")[2], "bold $primary"), "  ",
                 (megabytes(result.sizes.file), "bold"))]  # fmt: skip
    if reading.before is not None:
        change = result.sizes.file - reading.before.sizes.file
        share = change / max(reading.before.sizes.file, 1)
        facts.append(say(f"{change_text(change)} ({share:+.1%}) against {other_name(reading)}"))
    if result.sizes.of_reference is not None:
        facts.append(say(f"{result.sizes.of_reference:.0%} of the ordinary executable"))
    facts += [*_run(result), say(f"built in {duration(result.seconds)}")]
    return Content("  ·  ").join(facts)


def other_name(reading: Reading) -> str:
    """What it is compared with."""
    before = reading.before
    if before is None or before.key == reading.result.key:
        return "the last build"
    return f"{before.name} of {before.finished[:10]}"


def budget_line(seen: BudgetSeen) -> Content:
    """The first limit that is not kept, or that all are."""
    worst = next((v for state in ("over", "near", "unknown") for v in seen.verdicts if v.state == state), None)
    if worst is None:
        return say(("✓ ", "bold $success"), f"within its budget: {_brief(seen.verdicts[0].text)}")
    sign = ("✗ ", "bold $error") if worst.state == "over" else ("! ", "bold $warning")
    return say(sign, f"budget: {_brief(worst.text)}")


def _brief(told: str) -> str:
    """Without the exact bytes, which `g` shows."""
    return EXACT.sub("", told)


def _run(result: BuildResult) -> list[Content]:
    proof = result.engine.proof if result.engine is not None else None
    if proof is None:
        return [say(("not proven", "dim"))]
    kept = len(proof.lines) - len(proof.broken)
    good = ("✓ ", "bold $success") if proof.kept else ("✗ ", "bold $error")
    told = [say(good, f"{kept} of {len(proof.lines)} promises hold")]
    if proof.start is not None:
        told.append(say(f"starts in {proof.start.seconds:.3f} s, {proof.start.memory / 1e6:.0f} MB resident"))
    return told


def bars(parts: Sequence[Part], whole: int, width: int, *, deep: bool = False) -> Content:
    """Groups and what they consist of, as bars of the file; `deep`: what those consist of too."""
    rows: list[Content] = []
    for part in parts:
        rows.append(_bar(part, whole, width, 0))
        for inner in part.parts:
            shown = [least for least in inner.parts if deep and least.size >= whole * DEEP]
            rows.append(_bar(replace(inner, parts=()) if shown else inner, whole, width, 2))
            rows += [_bar(replace(least, parts=()), whole, width, 4) for least in shown]
    return lines(*rows)


def _bar(part: Part, whole: int, width: int, indent: int) -> Content:
    """A bar over a third of the width; behind it what the part consists of, where that has room."""
    named = NAME if width < WIDE else WIDE_NAME
    shown = cut(plain(part.name), named - indent)
    pad = " " * (named - indent - columns(shown))
    share = part.size / whole if whole else 0.0
    room = width - named - SIZE - 10
    length = max(room // 3 if room >= 50 else room, 5)
    drawn = bar(share, length)
    style = ("$primary", "$secondary", "$secondary 60%")[indent // 2]
    label = (" " * indent + shown, "bold" if indent == 0 else "")
    line = say(label, pad, f"{megabytes(part.size):>{SIZE}} {share:>6.1%}  ", (drawn, style))
    if indent == 0 or not part.parts or room < 50:
        return line
    inside = " · ".join(f"{inner.name} {inner.size / 1e6:.1f}" for inner in part.parts if inner.size >= 50_000)
    told = Content.assemble(line, " " * (length - len(drawn) + 1), say((inside, "dim")))
    return told.truncate(width, ellipsis=True)


def changes(difference: Difference | None, width: int) -> Content:
    """What moved, with its causes."""
    if difference is None:
        return say(("this is the first build of it", "dim"))
    rows = [wrapped(difference.cause, width)] if difference.cause else []
    for row in difference.rows[:8]:
        if row.change:
            because = f"  {'; '.join(row.causes)}" if row.causes else ""
            text = say((f"{change_text(row.change):>10}", "bold"), "  ", row.name, (because, "dim"))
            rows.append(text.truncate(width, ellipsis=True))
    rows += [say(("           " + change.text, "dim")) for change in difference.inputs[:6]]
    return lines(*rows) if rows else say(("nothing has changed", "dim"))


def suggestion(entry: Suggestion, width: int) -> Content:
    """`-5.2 MB  Without the JIT  (jit=off, measured)`."""
    about = "≈" if entry.basis == "estimated" else ""
    head_line = say(
        (f"{about}-{entry.saved / 1e6:.1f} MB", "bold $success"), "  ", (f"{entry.key}: {entry.title}", "bold"),
        (f"  {entry.basis}", "dim"),
    )  # fmt: skip
    cost = "; ".join(entry.cost) or (f"takes away {', '.join(entry.loses[:6])}" if entry.loses else "")
    return lines(head_line, wrapped(cost, width, 2, "dim")) if cost else head_line
