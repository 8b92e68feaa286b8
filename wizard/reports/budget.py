"""The budget of a profile against what was built."""

from __future__ import annotations

from wizard.ground.problems import Problem
from wizard.profiles.model import Budget


def exceeded(size: int, before: int | None, budget: Budget) -> tuple[Problem, ...]:
    """What is over budget, with the figures; exit 5 is the caller's. `before`: bytes of the last build, if any."""
    problems = []
    if budget.size is not None and size > budget.size:
        what = f"{_megabytes(size)} is {_megabytes(size - budget.size)} over the budget of {_megabytes(budget.size)}"
        problems.append(Problem(what, todo="see `graalpy-wizard report` for what is largest", code="budget-size"))
    if budget.growth is not None and before:
        growth = size / before - 1
        if size > before * (1 + budget.growth):
            what = (
                f"{_megabytes(size)} is {growth:.2%} more than the last build ({_megabytes(before)}), "
                f"and the budget allows {budget.growth:.2%}"
            )
            problems.append(Problem(what, todo="see `graalpy-wizard report` for what grew", code="budget-growth"))
    return tuple(problems)


def _megabytes(size: int) -> str:
    """To the byte where megabytes would hide the difference."""
    return f"{size / 1e6:.1f} MB" if size % 100_000 == 0 else f"{size / 1e6:.3f} MB ({size} bytes)"
