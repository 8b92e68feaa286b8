"""The budget of a build's profile: what is set, what the build says to it, and setting its size."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wizard.history.model import BuildResult
    from wizard.reports.budget import Verdict

HEADROOM = 1.02  # of the size, in what is proposed


@dataclass(frozen=True, slots=True)
class BudgetSeen:
    """`why`: why none can be set, "" where it can; `size`: the limit as the profile has it, "" for none."""

    profile: Path
    verdicts: tuple[Verdict, ...] = ()
    size: str = ""
    why: str = ""


def budget_of(result: BuildResult, before: BuildResult | None) -> BudgetSeen:
    """From the profile that it was built from."""
    from wizard.ground.problems import WizardError
    from wizard.profiles.preset import questions_of
    from wizard.profiles.read import read
    from wizard.profiles.toml_form import budget_texts
    from wizard.reports.budget import judge

    path = Path(result.origin.profile)
    if why := _why_not(result, path):
        return BudgetSeen(path, why=why)
    try:
        budget = read(path, questions_of(None)).budget
    except WizardError as error:
        return BudgetSeen(path, why=error.problems[0].line())
    return BudgetSeen(path, judge(result, before, budget), budget_texts(budget).get("size", ""))


def _why_not(result: BuildResult, path: Path) -> str:
    if not result.origin.profile:
        return "a budget stands in a profile, and this was built without one: save the answers, then build"
    if not path.is_absolute():
        return "it was built elsewhere: its profile is not on this machine"
    return "" if path.is_file() else f"its profile is gone: {path}"


def proposal(result: BuildResult) -> str:
    """A little more than it weighs now."""
    return f"{result.sizes.file * HEADROOM / 1e6:.1f} MB"


def set_size(profile: Path, text: str) -> None:
    """[budget] size of a profile; "none" takes it out. Exit 2 for what is no size."""
    from wizard.ground.problems import wrong_input
    from wizard.profiles.amounts import size_of
    from wizard.profiles.preset import questions_of
    from wizard.profiles.read import read
    from wizard.profiles.write import write

    try:
        size = None if text.strip() == "none" else size_of(text)
    except ValueError:
        raise wrong_input(f"`{text}` is no size", 'write one such as "90 MB", or none', code="usage") from None
    known = questions_of(None)
    found = read(profile, known)
    write(replace(found, budget=replace(found.budget, size=size)), profile, known)
