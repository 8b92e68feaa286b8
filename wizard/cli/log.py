"""`log FILE`: reads a native-image log made anywhere."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.cli.document import Document, Table
from wizard.cli.outcome import Outcome, Verb
from wizard.ground.exits import ExitCode
from wizard.ground.problems import Problem, Where, wrong_input

if TYPE_CHECKING:
    from wizard.building.failures import Explained
    from wizard.building.log_reader import LoggedBuild

VERB = Verb(
    "log",
    "Reads a native-image log made anywhere (a CI job, another tool): its stages and sizes, or why it failed.",
    "graalpy-wizard log build.log",
)
LARGEST = 64 * 2**20  # bytes


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The log, and how its build ended if somebody knows."""
    parser.add_argument("file", metavar="FILE", help="the log; `-` for standard input")
    parser.add_argument("--status", type=int, metavar="N", help="native-image's exit status, if it is known")


def run(options: argparse.Namespace) -> Outcome:
    """Exit 0 for a build that succeeded, and what the failure means for one that did not."""
    from wizard.building.log_reader import read_log

    lines, builds = read_log(_read(options.file))
    last = builds[-1] if builds else None
    explained = _explain(lines, last, options.status)
    if last is None and explained is None:
        raise wrong_input(
            "this is not a log of native-image: it names no build, no stage and no known failure",
            "give the file that its output went to",
            Where(_name(options.file)),
            "not-a-log",
        )
    result = {"builds": builds, "failure": explained}
    code = int(explained.exit_code) if explained else ExitCode.DONE
    return Outcome(result, _document(builds), _problems(explained, last, options.file), code)


def _name(file: str) -> str:
    return "standard input" if file == "-" else file


def _read(file: str) -> bytes:
    try:
        if file == "-":
            data = sys.stdin.buffer.read(LARGEST + 1)
        else:
            with Path(file).open("rb") as stream:
                data = stream.read(LARGEST + 1)
    except OSError as error:
        raise wrong_input(f"cannot be read: {error.strerror}", where=Where(file), code="unreadable") from error
    if len(data) > LARGEST:
        raise wrong_input(
            "is larger than 64 MiB", "cut out the part that native-image printed", Where(_name(file)), "too-large"
        )
    return data


def _explain(lines: Sequence[str], last: LoggedBuild | None, status: int | None) -> Explained | None:
    from wizard.building.failures import explain
    from wizard.building.log_reader import failed_lines
    from wizard.catalogue.load import load_failures

    if status is None and last is not None:
        status = 0 if last.outcome == "finished" else last.status
    explained = explain(failed_lines(lines, last), status, load_failures())
    if explained and explained.key == "unknown" and (last is None or (last.outcome == "unfinished" and not status)):
        return None
    return explained


def _problems(explained: Explained | None, last: LoggedBuild | None, file: str) -> tuple[Problem, ...]:
    if explained:
        evidence = f": {explained.evidence}" if explained.evidence else ""
        where = Where(_name(file), line=explained.line)
        return (Problem(f"{explained.cause}{evidence}", where, explained.change, explained.key),)
    if last and last.outcome == "unfinished":
        return (
            Problem(
                "the log ends before the build does",
                Where(_name(file)),
                "give the whole log, or its exit status with --status",
                "unfinished",
                "warning",
            ),
        )
    return ()


def _document(builds: Sequence[LoggedBuild]) -> Document:
    from wizard.building.progress import amount, duration

    document: list[Table | str] = []
    for build in builds:
        took = "" if build.seconds is None else f" after {duration(build.seconds)}"
        peak = "" if build.peak_memory is None else f", {amount(build.peak_memory)} of memory at its peak"
        what = " ".join(part for part in (build.kind, build.name) if part) or "a build"
        document.append(f"{what}: {build.outcome}{took}{peak}")
        if build.vendor:
            document.append(f"by {build.vendor}, Java {build.java}")
        if build.stages:
            rows = [(str(s.number), s.name, duration(s.seconds or 0), _heap(s.memory)) for s in build.stages]
            document += ["", Table(("stage", "name", "took", "heap"), rows)]
        if build.sizes:
            sizes = [(part, amount(size)) for part, size in build.sizes.items()]
            document += ["", Table(("part", "size"), sizes)]
        document.append("")
    return document[:-1]


def _heap(memory: int | None) -> str:
    from wizard.building.progress import amount

    return "" if memory is None else amount(memory)
