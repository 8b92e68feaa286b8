"""What every verb returns, and its one rendering as text or JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from enum import Enum
from pathlib import PurePath
from typing import Any, TextIO

from wizard.cli import stream
from wizard.cli.document import Document, render
from wizard.ground.exits import ExitCode
from wizard.ground.foreign import visible
from wizard.ground.problems import Problem

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """`result` is the data of `--json`; `document` is the same for people; `code` may be a program's own status."""

    result: object = None
    document: Document = ()
    problems: tuple[Problem, ...] = ()
    code: int = ExitCode.DONE
    asked_for: bool = False  # the document is the data that was asked for, shown with --quiet too


def show(outcome: Outcome, command: str, *, as_json: bool, quiet: bool = False) -> None:
    """Data to standard output, problems to standard error (in JSON: all in one object)."""
    if as_json:
        _print_json(outcome, command)
        return
    if outcome.asked_for or not quiet:
        stream.put(render(outcome.document, width_of(sys.stdout)))
    for problem in outcome.problems:
        if not (quiet and problem.severity == "warning"):
            narrate(problem_line(problem))


def problem_line(problem: Problem) -> str:
    """`error: what; what to do`, safe for a terminal."""
    return visible(f"{problem.severity}: {problem.line()}")


def narrate(text: str) -> None:
    """A line for people, to standard error."""
    stream.tell(visible(text) + "\n")


def width_of(out: TextIO | None) -> int:
    """80 columns, or more where a wider terminal reads it (never over 120)."""
    if out is None or not out.isatty():
        return 80
    import shutil

    return min(max(shutil.get_terminal_size((80, 24)).columns, 40), 120)


def to_json(value: object) -> Any:
    """Dataclasses as objects, paths and enums as text, in plain JSON types."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_json(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, PurePath):
        return str(value)
    if isinstance(value, Mapping):
        return {str(k): to_json(v) for k, v in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [to_json(v) for v in value]
    return value


def _print_json(outcome: Outcome, command: str) -> None:
    problems = [
        {
            "severity": p.severity, "code": p.code, "what": p.what, "todo": p.todo,
            "where": None if p.where is None else {"file": str(p.where.file), "key": p.where.key, "line": p.where.line},
        }
        for p in outcome.problems
    ]  # fmt: skip
    ok = outcome.code == ExitCode.DONE
    whole = {"schema": SCHEMA, "command": command, "ok": ok, "result": to_json(outcome.result), "problems": problems}
    stream.put(json.dumps(whole, ensure_ascii=True) + "\n")


@dataclass(frozen=True, slots=True)
class Verb:
    """How a verb presents itself: each cli module has one, named VERB."""

    name: str
    help: str
    example: str
    epilog: str = field(default="")
