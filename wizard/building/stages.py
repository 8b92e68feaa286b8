"""native-image's console output, a chunk at a time, as events.

Oracle says that the text is not for tools, so it serves progress only: what does not match is just a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wizard.building.events import Event, Line, Stage, Warned

LONGEST = 1 << 16  # bytes of a line that reach listeners; the log file has all of it
NAMES = (
    "Initializing", "Performing analysis", "Building universe", "Parsing methods",
    "Inlining methods", "Compiling methods", "Laying out methods", "Creating image",
)  # fmt: skip
# Possessive: a hostile line of blanks must not cost more than its length.
_STAGE = re.compile(
    r"\[(?P<number>\d{1,2})/(?P<of>\d{1,2})\] ++(?P<name>[^.\[\]]{1,60}+)\.\.\.(?: *+\[\*{0,200}+\]?+)?+ *+"
    r"(?:\((?P<seconds>[\d.,\s]{1,12}+)s @ (?P<memory>[\d.,\s]{1,12}+)(?P<unit>[kKMGT]?i?B)\))?+ *+"
)
# The histogram that the wizard asks for looks for the JIT's graphs, and an engine without the JIT has none.
OF_OURS = "Warning: Cannot read field from GraalSupport: "
HISTOGRAM = re.compile(r"\s*\d+\s+\d+\s+[\d.]+%\s+[\d.]+% ")  # of the image heap, a class a line
_BEGINNING = re.compile(r"\[\d{1,2}/\d{1,2}\] ")
_ESCAPE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\))")
_POWER = {"": 0, "K": 1, "M": 2, "G": 3, "T": 4}


def number(text: str) -> float | None:
    """`8,7`, `1.24` or `1 024,5` as a number."""
    try:
        return float(re.sub(r"\s", "", text).replace(",", "."))
    except ValueError:
        return None


def size(amount: str, unit: str, kilo: int = 1000) -> int | None:
    """Bytes. Versions differ in what a kB is (1024 before 25.0): good enough to show, never to compare."""
    value = number(amount)
    base = 1024 if "i" in unit else kilo
    return None if value is None else round(value * base ** _POWER[unit.rstrip("iB").upper()])


def stage_of(line: str) -> Stage | None:
    """The stage that a whole or a half line begins or ends."""
    if len(line) > 1000:
        return None
    if "\x1b" in line:
        line = _ESCAPE.sub("", line)
    # Where something was printed meanwhile, the stage's line is begun anew, at times behind its own beginning.
    if not line.startswith("[") or not (match := _STAGE.fullmatch(line, _last_beginning(line))):
        return None
    seconds = number(match["seconds"]) if match["seconds"] else None
    memory = size(match["memory"], match["unit"]) if match["memory"] else None
    return Stage(int(match["number"]), int(match["of"]), match["name"], seconds, memory)


def _last_beginning(line: str) -> int:
    return max((match.start() for match in _BEGINNING.finditer(line)), default=0)


class Parser:
    """Feed it bytes as they come; it yields events. Keeps one unfinished line of at most LONGEST bytes."""

    def __init__(self) -> None:
        self._half = bytearray()
        self._begun = 0  # number of the stage whose beginning was told
        self._ended = 0
        self._live = False  # beginnings come by themselves: -H:+BuildOutputProgress

    def feed(self, data: bytes) -> Iterator[Event]:
        """Events of this chunk."""
        *whole, rest = data.split(b"\n")
        for line in whole:
            yield from self._line(self._completed(line) if self._half else line)
        self._keep(rest)
        if 0 < len(self._half) < 400:
            yield from self._unfinished()

    def close(self) -> Iterator[Event]:
        """The last line, if it had no end."""
        if self._half:
            yield from self._line(self._completed(b""))

    def _completed(self, line: bytes) -> bytes:
        self._keep(line)
        whole = bytes(self._half)
        self._half.clear()
        return whole

    def _keep(self, part: bytes) -> None:
        self._half += part[: max(LONGEST - len(self._half), 0)]

    def _line(self, line: bytes) -> Iterator[Event]:
        text = _visible(line[:LONGEST])
        if HISTOGRAM.match(text):
            return  # 28,000 lines for the report, which reads them from the log; nobody else does
        yield Line(text)
        if text.startswith(("Warning: ", "GC warning: ")) and not text.startswith(OF_OURS):
            yield Warned(text)
        elif "/" in text[:16] and (stage := stage_of(text)):
            yield from self._stage(stage)

    def _unfinished(self) -> Iterator[Event]:
        stage = stage_of(_visible(bytes(self._half)))
        if stage and stage.seconds is None and stage.number > max(self._begun, self._ended):
            self._live = True
            self._begun = stage.number
            yield stage

    def _stage(self, stage: Stage) -> Iterator[Event]:
        if stage.number <= self._ended:
            return
        if stage.number > self._begun:  # each end has its beginning before it
            self._begun = stage.number
            yield Stage(stage.number, stage.of, stage.name)
        if stage.seconds is None:
            return
        self._ended = stage.number
        yield stage
        if not self._live and stage.number < stage.of:
            self._begun = stage.number + 1
            name = NAMES[stage.number] if stage.of == len(NAMES) else ""
            yield Stage(stage.number + 1, stage.of, name)


def _visible(line: bytes) -> str:
    """What a terminal would show: native-image clears a line with `\\r`."""
    line = line.removesuffix(b"\r")
    if b"\r" in line:
        line = line[line.rindex(b"\r") + 1 :]
    return line.decode("utf-8", "replace")
