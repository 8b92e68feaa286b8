"""What went wrong, in one modal: the cause, what to change, where the log is, and the cures as buttons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content

from wizard.building.cures import Cures, cures
from wizard.ground.exits import ExitCode
from wizard.ground.problems import Problem, WizardError
from wizard.tui.screens.ask import Ask, Way
from wizard.tui.widgets.say import lines, say

TITLES = {
    ExitCode.BUILD_FAILED: "native-image failed",
    ExitCode.INPUT: "This cannot be built as it is",
    ExitCode.ENVIRONMENT: "This machine lacks something",
    ExitCode.CONSENT: "This needs your consent",
    ExitCode.MEMORY: "There is not enough memory",
    ExitCode.TIMEOUT: "It took too long",
}


@dataclass(frozen=True, slots=True)
class Explained:
    """A failure as values: `log` says that there is one to open."""

    title: str
    problems: tuple[Problem, ...]
    cures: Cures
    log: bool = False


def failure_of(error: Exception, *, log: bool = False) -> Explained:
    """A WizardError says all itself; anything else is a bug, which gets a file."""
    if isinstance(error, WizardError):
        title = TITLES.get(error.code, "It did not work")
        found = cures(error.problems, consent=error.code == ExitCode.CONSENT)
        return Explained(title, error.problems, found, log)
    from wizard.ground.bug import report_bug

    problem = Problem(report_bug(error), code="bug")
    return Explained("A bug of the wizard", (problem,), cures(()), log)


def ways_of(failure: Explained) -> list[Way]:
    """Cures first; then what always helps."""
    ways = [
        Way(f"set-{way.key}-{way.value}", f"Set {way.key} = {way.value}", "", "primary")
        for way in failure.cures.answers[:3]
    ]
    ways += [Way("allow", "Build all the same", "a", "warning")] if failure.cures.allow_broken else []
    ways += [Way("doctor", "What this machine has", "d", "primary")] if failure.cures.machine else []
    ways += [Way("log", "Open the log", "o")] if failure.log else []
    return [*ways, Way("back", "Back", "b")]


def text_of(problems: Sequence[Problem]) -> list[Content]:
    """Each problem: where, what, and what to do."""
    told = []
    for problem in problems:
        sign = ("✗ ", "bold $error") if problem.severity == "error" else ("! ", "bold $warning")
        rows = [say(sign, (problem.what, "bold"))]
        rows += [say(("  in ", "dim"), str(problem.where))] if problem.where and str(problem.where) else []
        rows += [say(("  → ", "$success"), problem.todo)] if problem.todo else []
        told.append(lines(*rows))
    return told


class Failure(Ask):
    """Answers with a way's name: "set-KEY-VALUE", "allow", "doctor", "log", "back"."""

    def __init__(self, failure: Explained) -> None:
        super().__init__(failure.title, text_of(failure.problems), ways_of(failure))
        self.failure = failure
