"""The budget of a profile against what was built."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from wizard.ground.problems import Problem
from wizard.history.model import BuildResult
from wizard.profiles.model import Budget

OK, NEAR, OVER, UNKNOWN = "ok", "near", "over", "unknown"
CAUSES = 3
WORTH = 0.01  # of the largest cause: less explains nothing


@dataclass(frozen=True, slots=True)
class Verdict:
    """One limit against what was measured: bytes for `size` and `memory`, seconds for `start`.

    `growth` counts in bytes too: `limit` is the most that the file may have. None: nothing was measured.
    """

    key: str
    state: str  # "ok", "near" (in the warning band), "over", "unknown"
    limit: float
    value: float | None
    text: str


def judge(result: BuildResult, before: BuildResult | None, budget: Budget) -> tuple[Verdict, ...]:
    """One for each limit that the budget has. `before`: the last build of the same thing."""
    file, start = result.sizes.file, _start(result)
    last = before.sizes.file if before else result.sizes.before
    verdicts = []
    if budget.size is not None:
        verdicts.append(_verdict("size", file, budget.size, budget.warn, megabytes))
    if budget.growth is not None:
        verdicts.append(_growth(file, last, budget.growth, budget.warn))
    if budget.start is not None:
        verdicts.append(_verdict("start", start[0] if start else None, budget.start, budget.warn, _milliseconds))
    if budget.memory is not None:
        verdicts.append(_verdict("memory", start[1] if start else None, budget.memory, budget.warn, megabytes))
    return tuple(verdicts)


def problems(
    verdicts: Sequence[Verdict], result: BuildResult, before: BuildResult | None = None
) -> tuple[Problem, ...]:
    """What is over (errors; exit 5 is the caller's) or near (warnings), each with its largest causes."""
    return tuple(
        Problem(
            verdict.text + _because(verdict, result, before),
            todo="see `graalpy-wizard report`", code=f"budget-{verdict.key}",
            severity="error" if verdict.state == OVER else "warning",
        )
        for verdict in verdicts
        if verdict.state in (OVER, NEAR)
    )  # fmt: skip


def causes(result: BuildResult, before: BuildResult | None, count: int = CAUSES) -> list[str]:
    """What grew most since the last build; what is largest where there is none, or nothing grew."""
    from wizard.reports.difference import compare, largest
    from wizard.reports.summary import NAMES, change_text, size_text

    if before is not None:
        difference = compare(before, result)
        if grown := [row for row in largest(difference, count) if row.change >= WORTH * difference.rows[0].change]:
            return [
                f"{NAMES.get(row.name, row.name)} {change_text(row.change)}"
                + (f" ({' or '.join(row.causes)})" if row.causes else "")
                for row in grown
            ]
    parts = sorted(result.sizes.parts, key=lambda part: -part.size)[:count]
    return [f"{NAMES.get(part.name, part.name)} {size_text(part.size)}" for part in parts]


def megabytes(size: float) -> str:
    """To the byte where megabytes would hide the difference."""
    return f"{size / 1e6:.1f} MB" if size % 100_000 == 0 else f"{size / 1e6:.3f} MB ({size:.0f} bytes)"


def _because(verdict: Verdict, result: BuildResult, before: BuildResult | None) -> str:
    if verdict.key not in ("size", "growth"):
        return ""
    found = causes(result, before)
    grown = before is not None and any("+" in text for text in found)
    return f"; {'grew most' if grown else 'largest'}: {', '.join(found)}" if found else ""


def _start(result: BuildResult) -> tuple[float, int] | None:
    proof = result.engine.proof if result.engine else None
    return (proof.start.seconds, proof.start.memory) if proof and proof.start else None


def _growth(size: int, before: int | None, share: float, warn: float | None) -> Verdict:
    if not before:
        return Verdict("growth", UNKNOWN, 0, None, "there is no build to compare with")
    limit = before * (1 + share)
    state = OVER if size > limit else NEAR if warn and size > before * (1 + share * (1 - warn)) else OK
    word = "more" if size >= before else "less"
    told = f"{megabytes(size)} is {abs(size / before - 1):.2%} {word} than the last build ({megabytes(before)})"
    return Verdict("growth", state, limit, size, f"{told}, and the budget allows {share:.2%}")


def _verdict(key: str, value: float | None, limit: float, warn: float | None, text: Callable[[float], str]) -> Verdict:
    if value is None:
        return Verdict(key, UNKNOWN, limit, None, f"{key} was not measured")
    if value > limit:
        told = f"{WHAT[key]}{text(value)} is {text(value - limit)} over the budget of {text(limit)}"
        return Verdict(key, OVER, limit, value, told)
    near = warn is not None and value > limit * (1 - warn)
    told = f"{WHAT[key]}{text(value)} is {text(limit - value)} below the budget of {text(limit)}"
    return Verdict(key, NEAR if near else OK, limit, value, told)


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds >= 0.0095 else f"{seconds * 1000:.1f} ms"


WHAT = {"size": "", "start": "start: ", "memory": "memory: "}
