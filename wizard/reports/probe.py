"""Asks an engine for each promise, and judges the answers."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from wizard.catalogue.load import library_of_all
from wizard.ground.problems import wrong_environment
from wizard.reports.measuring import Measured, measure
from wizard.reports.model import ProofLine
from wizard.reports.promises import Promises

MARK = "graalpy-wizard"
SECONDS = 300.0  # for one run of the probe: a hundred imports take 10 to 20 s on a busy machine
APP = "/graalpy/app"


@dataclass(frozen=True, slots=True)
class Task:
    """`kind` is what the probe program does, `promise` what is shown."""

    kind: str
    name: str
    promise: str


@dataclass(frozen=True, slots=True)
class Answer:
    """`outcome`: "ok", "missing", "error", "ended" (the whole process), "late"."""

    outcome: str
    detail: str


def tasks_of(promises: Promises, imports: Sequence[str] = ()) -> list[Task]:
    """What may spoil the process for others comes last; `imports` are the profile's own wishes."""
    working = "serves" if promises.serves else "works"
    return [
        *(Task("gone", name, "gone") for name in promises.gone),
        *(Task(working, name, "works") for name in promises.works),
        *(Task("withheld", name, "withheld") for name in promises.withheld),
        *(Task("started", name, "started") for name in promises.started),
        *wishes(imports),
        *(Task("fails", name, "fails") for name in promises.fails),
    ]


def wishes(imports: Sequence[str]) -> list[Task]:
    """A profile's own: those of the standard library first, where no module of the program can stand for one.

    Only the others run code of the program, to which the user has consented.
    """
    library = library_of_all() if imports else frozenset()
    kinds = {name: "library" if name in library else "program" for name in imports}
    return [Task(kinds[name], name, "works") for name in sorted(kinds, key=lambda name: kinds[name])]


def source_of(tasks: Sequence[Task], first_path: str = APP) -> bytes:
    """The probe program with its tasks in it: an engine may be unable to read them from anywhere."""
    program = Path(__file__).with_name("probe_program.py").read_text(encoding="utf-8")
    words = [(task.kind, task.name) for task in tasks]
    return f"{program}\n\nmain({words!r}, {first_path!r})\n".encode()


def ask(executable: Path, tasks: Sequence[Task], folder: Path, *, seconds: float = SECONDS) -> list[ProofLine]:
    """Run the probe in `folder` until every task has its answer; exit 3 where the machine does not run it at all."""
    answers: dict[int, Answer] = {}
    begin = 0
    while begin < len(tasks):
        run = measure(
            [executable, str(begin)], timeout=seconds, cwd=folder, env={**os.environ, "GRAALPY_WIZARD_PROBE": "1"}
        )
        reached = _read(run.out, len(tasks), answers)
        if reached is None:
            if begin == 0:
                raise _not_started(executable, run)
            reached = begin
        if reached not in answers:
            answers[reached] = Answer("late" if run.timed_out else "ended", _ending(executable, run))
        begin = reached + 1
    return [_line(task, answers[i]) for i, task in enumerate(tasks)]


def _read(output: str, count: int, answers: dict[int, Answer]) -> int | None:
    """Adds what was answered; the last task that was begun, or None."""
    reached = None
    for line in output.splitlines():
        found = line.find(f'{{"{MARK}":')
        if found < 0:
            continue
        try:
            data = json.loads(line[found:])
            index = int(data[MARK])
        except (ValueError, KeyError, TypeError):
            continue
        if 0 <= index < count:
            reached = index
            if "outcome" in data:
                answers[index] = Answer(str(data["outcome"]), str(data.get("detail", "")))
    return reached


def _line(task: Task, answer: Answer) -> ProofLine:
    kept = {
        "gone": answer.outcome == "missing",
        "fails": answer.outcome != "ok",
        "works": answer.outcome == "ok",
        "withheld": answer.outcome == "ok",
        "started": answer.outcome == "ok",
    }[task.promise]
    return ProofLine(task.name, task.promise, kept, answer.detail)


def _ending(executable: Path, run: Measured) -> str:
    if run.timed_out:
        return f"no answer in {run.seconds:.0f} s"
    lines = [line for line in run.err.splitlines() if line.strip()]
    said = lines[-1].strip().removeprefix(f"{executable}: ") if lines else ""
    return f"the process ended with status {run.status}" + (f": {said}" if said else "")


def _not_started(executable: Path, run: Measured) -> Exception:
    what = f"the engine does not start here: {_ending(executable, run)}"
    return wrong_environment(what, "run the executable itself to see why", code="probe")
