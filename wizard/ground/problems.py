"""One clear line for each thing that is wrong: what, where, what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from wizard.ground.exits import ExitCode


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a file: line and column count from 1; 0 is unknown."""

    file: Path | str = ""
    key: str = ""
    line: int = 0

    def __str__(self) -> str:
        place = str(self.file)
        if self.line:
            place += f":{self.line}"
        return ": ".join(part for part in (place, self.key) if part)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong (or, as a warning, worth knowing). Texts are raw: renderers make them safe."""

    what: str
    where: Where | None = None
    todo: str = ""
    code: str = ""  # stable name for `--json`, such as "unknown-key"
    severity: str = "error"  # or "warning"

    def line(self) -> str:
        """One line: where, what, what to do."""
        text = f"{self.where}: {self.what}" if self.where and str(self.where) else self.what
        return f"{text}; {self.todo}" if self.todo else text


class WizardError(Exception):
    """Ends a verb with an exit code and at least one problem."""

    def __init__(self, problems: Problem | Iterable[Problem], code: ExitCode) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        self.code = code
        super().__init__("; ".join(p.line() for p in self.problems))


def wrong_input(what: str, todo: str = "", where: Where | None = None, code: str = "") -> WizardError:
    """Exit 2."""
    return WizardError(Problem(what, where, todo, code), ExitCode.INPUT)


def wrong_environment(what: str, todo: str = "", where: Where | None = None, code: str = "") -> WizardError:
    """Exit 3."""
    return WizardError(Problem(what, where, todo, code), ExitCode.ENVIRONMENT)
