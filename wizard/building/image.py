"""One native image: the command, the run, and what went wrong in words."""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from wizard.building.build_json import BuildReport, read
from wizard.building.events import Finished, Listener, Stage
from wizard.catalogue.model import Catalogue
from wizard.ground import places
from wizard.ground.exits import ExitCode
from wizard.ground.problems import Problem, WizardError


@dataclass(frozen=True, slots=True)
class Image:
    """A finished native image: its command, its stages in seconds, and native-image's own figures."""

    command: tuple[str, ...]
    seconds: float
    stages: tuple[float, ...]
    peak_memory: int
    figures: BuildReport | None


class Stages:
    """Passes events on and keeps how long each stage took."""

    def __init__(self, listener: Listener) -> None:
        self.listener = listener
        self.seconds: list[float] = []

    def __call__(self, event: object) -> None:
        """A listener."""
        if isinstance(event, Stage) and event.seconds is not None:
            self.seconds.append(event.seconds)
        self.listener(event)  # type: ignore[arg-type]


def build(
    command: Sequence[str], folder: Path, catalogue: Catalogue, listener: Listener,
    *, kind: str, timeout: float | None = None,
) -> Image:  # fmt: skip
    """Run native-image in `folder` (log: build.log, figures: build.json).

    `kind` chooses the shipped stage weights: "jit", "no-jit", "java". A failure is explained (exit 1, 7 or 8);
    its log is kept in the state folder, as the folder will go.
    """
    from wizard.building.estimate import Estimator, expected
    from wizard.building.native_image import run

    log = folder / "build.log"
    stages = Stages(listener)
    estimate = Estimator(expected(catalogue.stage_seconds.get(kind, ()), _stages_before(kind)))
    try:
        done = run(command, log=log, cwd=folder, listener=stages, timeout=timeout, estimate=estimate)
    except BaseException:
        keep(log)
        raise
    if done.status:
        raise failure(done, keep(log), catalogue, kind)
    shutil.rmtree(folder / "tmp", ignore_errors=True)
    return Image(tuple(command), done.seconds, tuple(stages.seconds), done.peak_memory, read(folder / "build.json"))


def _stages_before(kind: str) -> list[tuple[float, ...]]:
    """Of this machine's builds; [] where the history cannot be read, which is no reason not to build."""
    from wizard.history.store import History

    try:
        return History().stage_history(kind)
    except WizardError:
        return []


def keep(log: Path) -> Path:
    """Move the log of a failed build to where it survives; returns where it is."""
    failed_log = places.state() / "logs" / f"failed-{time.strftime('%Y%m%d-%H%M%S')}.log"
    try:
        failed_log.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(log, failed_log)
    except OSError:
        return log
    return failed_log


def failure(done: Finished, log: Path, catalogue: Catalogue, kind: str) -> WizardError:
    """The cause, the line that shows it, and what to change; where memory was short, what needs how much."""
    from wizard.building.failures import explain

    explained = explain(log, done.status, catalogue.failures)
    if explained is None:
        problem = Problem(
            f"native-image ended with status {done.status}", todo=f"its output is in {log}", code="failed"
        )
        return WizardError(problem, ExitCode.BUILD_FAILED)
    evidence = f" (line {explained.line}: {explained.evidence.strip()})" if explained.evidence else ""
    hint = f"; {_memory(kind)}" if explained.exit_code == ExitCode.MEMORY else ""
    todo = f"{explained.change}{hint}; its output is in {log}"
    problem = Problem(f"{explained.cause}{evidence}", todo=todo, code=explained.key)
    return WizardError(problem, ExitCode(explained.exit_code))


def _memory(kind: str) -> str:
    from wizard.building.failures import memory_hint
    from wizard.building.machine import this_machine
    from wizard.building.needs import SHIPPED

    return memory_hint(SHIPPED[kind].memory, this_machine().total)
