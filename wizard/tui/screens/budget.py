"""What a profile allows, what the build says to it, and a line to change the size's limit."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from wizard.history.model import BuildResult
from wizard.tui.budgets import BudgetSeen, proposal
from wizard.tui.screens.prompt import Prompt
from wizard.tui.widgets.say import home_short, lines, say

SIGNS = {"ok": ("✓ ", "$success"), "near": ("! ", "bold $warning"), "over": ("✗ ", "bold $error")}
UNKNOWN = ("? ", "dim")


class BudgetPrompt(Prompt):
    """Answers with the new limit, None for esc."""

    def __init__(self, result: BuildResult, seen: BudgetSeen) -> None:
        now = seen.size or proposal(result)
        hint = "none takes it out" if seen.size else "proposed: this build and 2 %"
        super().__init__(f"Budget in {home_short(seen.profile)}", hint, now)
        self.seen = seen

    def compose(self) -> ComposeResult:
        """What holds now, a line, a hint."""
        box = Vertical(id="prompt-box")
        box.border_title = say(self.heading).markup
        with box:
            yield Static(verdict_lines(self.seen), id="budget-now")
            yield Static(say(""))
            yield Static(say(("Later builds may weigh at most; a larger one ends with exit 5", "bold")))
            yield Input(self.value, compact=True)
            yield Static(say((f"{self.hint}   enter writes it   esc back", "dim")))


def verdict_lines(seen: BudgetSeen) -> Content:
    """Each limit that is set, beside what was built."""
    if not seen.verdicts:
        return say(("no limit is set", "dim"))
    return lines(*(say(SIGNS.get(v.state, UNKNOWN), (f"{v.key:<8}", "bold"), _text(v.text)) for v in seen.verdicts))


def _text(told: str) -> str:
    """Without the name of the limit, which stands before it."""
    return told.removeprefix("start: ").removeprefix("memory: ")
