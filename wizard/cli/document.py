"""What a verb has to say, once: rendered as text here, as JSON from its result.

A table library would cost 60 to 80 ms of import, more than the whole of `presets list` may take.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence

from wizard.ground.columns import columns
from wizard.ground.foreign import plain
from wizard.ground.several import some

WIDTH = 80
SHOWN = 12  # of a long list
Cell = str | int | None
_UNIT = re.compile(r"(?<=\d) (?=[kMG]?B\b|m?s\b|min\b)")


def shortened(names: Sequence[str], *, of: int | None = None) -> str:
    """The first of a long list; of `of` there are (default: of them all), which `--json` has."""
    return some(names, SHOWN, of=of, where=" (see --json)")


class Table:
    """Rows under a header; a column of numbers is right-aligned; the last column wraps."""

    def __init__(self, header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
        self.header = tuple(header)
        self.rows = [tuple("" if cell is None else cell for cell in row) for row in rows]

    def lines(self, width: int) -> list[str]:
        """The table in at most `width` columns, where its last column can be wrapped."""
        texts = [self.header, *[tuple(plain(str(cell)) for cell in row) for row in self.rows]]
        widths = [max(columns(row[i]) for row in texts) for i in range(len(self.header))]
        right = [bool(self.rows) and all(isinstance(row[i], int) for row in self.rows) for i in range(len(self.header))]
        rest = max(width - sum(widths[:-1]) - 2 * len(widths[:-1]), 20)
        widths[-1] = max(min(widths[-1], rest), 1)
        result: list[str] = []
        for row in texts:
            last = _wrapped(row[-1], widths[-1])
            cells = [*row[:-1], last[0]]
            result.append("  ".join(_pad(c, w, r) for c, w, r in zip(cells, widths, right, strict=True)).rstrip())
            indent = sum(widths[:-1]) + 2 * len(widths[:-1])
            result.extend(" " * indent + more for more in last[1:])
        return result


class Text:
    """A paragraph, wrapped and indented by `indent` columns; `raw` keeps its lines as they are."""

    def __init__(self, text: str, *, indent: int = 0, raw: bool = False) -> None:
        self.text, self.indent, self.raw = text, indent, raw

    def lines(self, width: int) -> list[str]:
        """The paragraph's lines."""
        if self.raw:
            return plain(self.text, keep_newlines=True, limit=1 << 24).split("\n")
        pad = " " * self.indent
        return _wrapped(plain(self.text), max(width, 40), pad)


def _wrapped(text: str, width: int, pad: str = "") -> list[str]:
    """A number and its unit stay together."""
    lines = textwrap.wrap(
        _UNIT.sub("\u00a0", text), width, initial_indent=pad, subsequent_indent=pad, break_long_words=False,
        break_on_hyphens=False,
    )  # fmt: skip
    return [line.replace("\u00a0", " ") for line in lines] or [""]


Block = Table | Text
Document = Sequence[Block | str]


def render(document: Document, width: int = WIDTH) -> str:
    """The whole document as text, safe for a terminal, with a newline at its end."""
    lines: list[str] = []
    for block in document:
        lines.extend((Text(block) if isinstance(block, str) else block).lines(width))
    return "\n".join(lines) + "\n" if lines else ""


def _pad(text: str, width: int, right: bool) -> str:
    space = " " * (width - columns(text))
    return space + text if right else text + space
