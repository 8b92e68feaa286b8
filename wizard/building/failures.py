"""Why native-image failed, from its output and status and the catalogue's table of known failures."""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from wizard.building.needs import gigabytes
from wizard.catalogue.model import Failure
from wizard.ground.exits import ExitCode

AT_EITHER_END = 20_000  # lines that are looked at: of a long log its beginning and its end, 0.6 s at most
LONGEST = 1_000  # characters of a line that patterns see: no pattern can take long
_SIGNS = tuple(
    re.compile(pattern)
    for pattern in (
        r"^(Fatal error|Error): \S",
        r"^> \S",
        r"^Caused by: ",
        r"^(Exception in|[\w.$]+(Error|Exception)\b)",
    )
)


@dataclass(frozen=True, slots=True)
class Explained:
    """`line` counts from 1; 0 where no line but the exit status tells."""

    key: str  # "unknown" where the table has no such failure
    cause: str
    change: str
    evidence: str = ""  # foreign text
    line: int = 0
    exit_code: ExitCode = ExitCode.BUILD_FAILED


Numbered = tuple[int, str]


def explain(log: Path | Iterable[str], status: int | None, failures: Sequence[Failure]) -> Explained | None:
    """None for status 0; `status` None is unknown, as in a log that was made elsewhere.

    A failure that both its status and a line speak for comes first, then one of memory by its status alone,
    then lines, then other statuses; among equals the one that stands first in the table. OSError if the log
    cannot be read.
    """
    if status == 0:
        return None
    lines = _ends(log)
    known = [found for failure in failures if (found := _judge(failure, status, lines))]
    if not known:
        return _unknown(lines, status)
    return min(known, key=lambda found: found[0])[1]


def memory_hint(needed: int, total: int) -> str:
    """What needs how much and what there was (bytes), for a failure of memory."""
    return f"such a build takes {gigabytes(needed)} at its peak, this machine may use {gigabytes(total)} in all"


def _ends(log: Path | Iterable[str]) -> list[Numbered]:
    if isinstance(log, Path):
        with log.open(encoding="utf-8", errors="replace", newline="\n") as file:
            return _both_ends(file)
    return _both_ends(log)


def _both_ends(lines: Iterable[str]) -> list[Numbered]:
    numbered: Iterator[Numbered] = ((n, text[:LONGEST].rstrip("\r\n")) for n, text in enumerate(lines, 1))
    first = list(islice(numbered, AT_EITHER_END))
    return first + list(deque(numbered, AT_EITHER_END))


def _judge(failure: Failure, status: int | None, lines: Sequence[Numbered]) -> tuple[int, Explained] | None:
    by_status = status is not None and status in failure.statuses
    if failure.pattern:
        pattern = re.compile(failure.pattern)
        for number, text in lines:
            if match := pattern.search(text):
                return 0 if by_status else 2, _explained(failure, match, text.strip(), number)
    if by_status:
        return 1 if failure.exit_code == ExitCode.MEMORY else 3, _explained(failure, None, "", 0)
    return None


def _explained(failure: Failure, match: re.Match[str] | None, evidence: str, line: int) -> Explained:
    groups: defaultdict[str, str] = defaultdict(lambda: "…")
    if match:
        groups.update({name: value for name, value in match.groupdict().items() if value is not None})
    return Explained(
        failure.key, _filled(failure.cause, groups), _filled(failure.change, groups), evidence, line,
        ExitCode(failure.exit_code),
    )  # fmt: skip


def _filled(template: str, groups: defaultdict[str, str]) -> str:
    try:
        return template.format_map(groups)
    except (ValueError, IndexError, AttributeError, TypeError):
        return template


def _unknown(lines: Sequence[Numbered], status: int | None) -> Explained:
    how = "" if status is None else f" (exit status {status})"
    cause = f"native-image failed{how} for a reason that is not in the table of known failures"
    change = "read the log"
    for sign in _SIGNS:
        for number, text in lines:
            if sign.search(text):
                return Explained("unknown", cause, change, text.strip(), number)
    last = next(((n, text) for n, text in reversed(lines) if text.strip()), (0, ""))
    return Explained("unknown", cause, change, last[1].strip(), last[0])
