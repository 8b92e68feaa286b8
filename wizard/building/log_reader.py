"""A native-image log made anywhere, read: what was built, its stages and sizes, or that it failed.

Text is all there is, so sizes are rounded as native-image rounded them. A continuous integration service's or a
build tool's prefixes are taken off.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from wizard.building.events import Stage
from wizard.building.stages import LONGEST, number, size, stage_of
from wizard.ground.foreign import plain

_SIZE = r"(?P<size>[\d.,]{1,12})(?P<unit>[kKMG]?i?B)"
_PREFIX = re.compile(
    r"[^\t]{0,200}\t[^\t]{0,200}\t(?=\d{4}-)"  # gh run view --log
    r"|\ufeff?\d{4}-\d\d-\d\dT[\d:.]{8,18}(?:Z|[+-]\d\d:\d\d) "
    r"|#\d{1,4} \d{1,6}\.\d{1,3} "  # docker build
    r"|\[(?:INFO|WARNING|WARN|ERROR|DEBUG)\] {1,4}"  # Maven
    r"|\[[^\]/\[]{1,100}:\d{1,9}\] {1,8}(?=\S)"  # native-image 21 and older
)
_HEADER = re.compile(r"GraalVM Native Image: Generating '(?P<name>[^']{1,200})'(?: \((?P<kind>[^)]{1,40})\))?\.\.\.")
_PART = re.compile(rf" *{_SIZE} \( *[\d.,]{{1,8}}%\) for (?P<part>code area|image heap|other data|debug info)")
_TOTAL = re.compile(rf" *{_SIZE} in total(?: image size, (?P<file>[\d.,]{{1,12}})(?P<file_unit>[kKMG]?i?B))?")
_PEAK = re.compile(rf"Peak RSS: {_SIZE}")
_JAVA = re.compile(
    r"(?: -)? Java version: (?P<java>(?P<major>\d{1,3})[^\s,]{0,40}), vendor version: (?P<vendor>.{1,80})"
)
_END = re.compile(
    r"(?P<how>Finished|Failed|Stopped) generating '[^']{1,200}' (?:in|after) (?P<took>[\dhms., ]{2,20}?)\.?$"
)
_ARTIFACT = re.compile(r" (?P<path>\S.{0,4000}) \((?P<kind>[a-z_]{1,40})(?:, [\d.,]{1,12}[kKMG]?i?B)?\)$")
_STATUS = re.compile(r"failed with exit status (?P<status>\d{1,3})")


@dataclass(slots=True)
class LoggedBuild:
    """One build of the log. Sizes in bytes (rounded), None where the log has none; `first_line` counts from 1."""

    name: str
    kind: str
    first_line: int
    outcome: str = "unfinished"  # "finished", "failed"
    seconds: float | None = None
    status: int | None = None
    java: str = ""
    vendor: str = ""
    stages: list[Stage] = field(default_factory=list)
    sizes: dict[str, int] = field(default_factory=dict)  # "code area", "image heap", "other data", "total", "file"
    peak_memory: int | None = None
    artifacts: list[tuple[str, str]] = field(default_factory=list)
    warnings: int = 0


def read_log(data: bytes) -> tuple[list[str], list[LoggedBuild]]:
    """The log's lines, and the builds in it."""
    lines = [_shown(line) for line in _decoded(data).split("\n")]
    reader = _Reader()
    for count, line in enumerate(lines, 1):
        reader.take(count, line[:LONGEST])
    return lines, reader.builds


def _decoded(data: bytes) -> str:
    """UTF-8, or the UTF-16 that PowerShell writes."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    return data.decode("utf-8", "replace")


def _shown(line: str) -> str:
    line = line.rstrip("\r")
    line = line[line.rfind("\r") + 1 :]
    if "\x1b" in line:
        line = plain(line, limit=LONGEST)
    while match := _PREFIX.match(line):
        line = line[match.end() :]
    return line


class _Reader:
    def __init__(self) -> None:
        self.builds: list[LoggedBuild] = []
        self.base = 1000  # what a kB was: 1024 before GraalVM 25

    def take(self, count: int, line: str) -> None:
        if match := _HEADER.search(line):
            self.builds.append(LoggedBuild(match["name"], match["kind"] or "", count))
            self.base = 1000
            return
        stage = stage_of(line)
        if not self.builds and stage is None:
            return
        if not self.builds:
            self.builds.append(LoggedBuild("", "", count))
        self._detail(self.builds[-1], line, stage)

    def _detail(self, build: LoggedBuild, line: str, stage: Stage | None) -> None:
        if stage is not None:
            if stage.seconds is not None:
                build.stages.append(stage)
        elif line.startswith(("Warning: ", "GC warning: ")):
            build.warnings += 1
        elif match := _JAVA.match(line):
            build.java, build.vendor = match["java"], match["vendor"].strip()
            self.base = 1000 if int(match["major"]) >= 25 else 1024
        elif match := _PART.match(line):
            self._size(build, match["part"], match["size"], match["unit"])
        elif match := _TOTAL.match(line):
            self._size(build, "total", match["size"], match["unit"])
            if match["file"]:
                self._size(build, "file", match["file"], match["file_unit"])
        else:
            self._end(build, line)

    def _size(self, build: LoggedBuild, part: str, amount: str, unit: str) -> None:
        if (value := size(amount, unit, self.base)) is not None:
            build.sizes[part] = value

    def _end(self, build: LoggedBuild, line: str) -> None:
        if match := _PEAK.search(line):
            build.peak_memory = size(match["size"], match["unit"], self.base)
        elif match := _END.match(line):
            build.outcome = "finished" if match["how"] == "Finished" else "failed"
            build.seconds = took(match["took"])
        elif match := _STATUS.search(line):
            build.outcome, build.status = "failed", int(match["status"])
        elif line.endswith(")") and (match := _ARTIFACT.match(line)) and build.stages and build.peak_memory:
            build.artifacts.append((match["path"], match["kind"]))


def took(text: str) -> float | None:
    """Seconds of `16.9s`, `5m 11s` or `1h 2m 3s`."""
    total = 0.0
    for part in text.split():
        value = number(part[:-1])
        if value is None or part[-1] not in "hms":
            return None
        total += value * {"h": 3600, "m": 60, "s": 1}[part[-1]]
    return total


def failed_lines(lines: Sequence[str], build: LoggedBuild | None) -> Iterator[str]:
    """The lines that can tell why it failed, with their numbers kept: earlier builds' are empty."""
    first = build.first_line if build else 1
    for count, line in enumerate(lines, 1):
        yield line if count >= first else ""
