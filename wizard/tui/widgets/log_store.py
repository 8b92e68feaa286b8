"""The lines of a log pane: the newest of them, safe for a terminal, with where they break and where errors are."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from rich.cells import cell_len

from wizard.ground.foreign import plain
from wizard.tui.output import without_controls

CAP = 200_000  # lines, about 35 MB; the whole log is in its file
LONGEST = 4096  # characters of a line
_SIGNS = (
    "rror:",
    "xception:",
    "atal",
    "ndefined ref",
    "xception in",
    "utOfMemory",
)  # a look at six parts costs 0.3 µs a line


class LogStore:
    """Lines are numbered from the build's first one on; those before `first` were dropped."""

    def __init__(self, cap: int = CAP) -> None:
        self.cap = cap
        self.lines: list[str] = []
        self.first = 0
        self.errors: array[int] = array("q")

    @property
    def end(self) -> int:
        """The number that the next line gets."""
        return self.first + len(self.lines)

    def extend(self, raw: Sequence[str]) -> None:
        """New lines, foreign ones. Beyond the cap the oldest go, a tenth at once."""
        if len(raw) > self.cap:
            self.skip(len(raw) - self.cap)
            raw = raw[-self.cap :]
        clean = [text if text.isprintable() and len(text) <= LONGEST else safe(text) for text in raw]
        start = self.end
        self.lines += clean
        if is_error("\n".join(clean)):  # one look at all of them costs a twentieth of one at each
            self.errors.extend(start + at for at, text in enumerate(clean) if is_error(text))
        if len(self.lines) > self.cap + self.cap // 10:
            self.skip(len(self.lines) - self.cap)

    def skip(self, count: int) -> None:
        """Drop the oldest lines, also such as never came."""
        del self.lines[:count]
        self.first += count
        del self.errors[: bisect_left(self.errors, self.first)]

    def line(self, number: int) -> str:
        """ "" for a line that is not there."""
        at = number - self.first
        return self.lines[at] if 0 <= at < len(self.lines) else ""

    def error(self, after: int, *, back: bool = False) -> int | None:
        """The next line with an error behind (or before) this one, round the end; None without any."""
        if not self.errors:
            return None
        if back:
            at = bisect_left(self.errors, after) - 1
            return self.errors[at]
        at = bisect_right(self.errors, after)
        return self.errors[at % len(self.errors)]

    def find(self, needle: str, after: int, *, back: bool = False) -> int | None:
        """The next line that holds `needle`, capitals or not, round the end; None without any."""
        needle = needle.lower()
        at = max(after - self.first, -1)
        ranges: Iterable[range] = (range(at + 1, len(self.lines)), range(min(at + 1, len(self.lines))))
        if back:
            ranges = (range(at - 1, -1, -1), range(len(self.lines) - 1, max(at - 1, -1), -1))
        for numbers in ranges:
            for number in numbers:
                if needle in self.lines[number].lower():
                    return self.first + number
        return None


def safe(text: str) -> str:
    """A line of a tool without controls, tabs as blanks."""
    text = text[: LONGEST * 2].expandtabs()
    return text if text.isprintable() and len(text) <= LONGEST else without_controls(plain(text, limit=LONGEST))


def is_error(text: str) -> bool:
    """Whether it looks like one: Error:, Exception:, Fatal, undefined reference, OutOfMemory."""
    return any(sign in text for sign in _SIGNS)


def width_of(text: str) -> int:
    """Columns; quick for ASCII."""
    return len(text) if text.isascii() else cell_len(text)


class Rows:
    """Where wrapped lines begin: row numbers for lines of a width."""

    def __init__(self, width: int) -> None:
        self.width = max(width, 1)
        self.ends: array[int] = array("q")  # the row behind each line
        self.dropped = 0  # rows of lines that were dropped

    def extend(self, lines: Iterable[str]) -> None:
        """More lines."""
        end = self.ends[-1] if self.ends else self.dropped
        for line in lines:
            end += max(-(-width_of(line) // self.width), 1)
            self.ends.append(end)

    def skip(self, count: int) -> int:
        """Forget the first lines; returns how many rows they took."""
        if not count or not self.ends:
            return 0
        before = self.dropped
        self.dropped = self.ends[min(count, len(self.ends)) - 1]
        del self.ends[:count]
        return self.dropped - before

    @property
    def total(self) -> int:
        """Rows of all lines that are there."""
        return (self.ends[-1] if self.ends else self.dropped) - self.dropped

    def at(self, row: int) -> tuple[int, int]:
        """Line (from 0) and the part of it that stands in this row."""
        line = bisect_right(self.ends, row + self.dropped)
        begin = self.ends[line - 1] if line else self.dropped
        return line, row + self.dropped - begin

    def row_of(self, line: int) -> int:
        """The first row of a line."""
        return (self.ends[line - 1] if 0 < line <= len(self.ends) else self.dropped) - self.dropped
