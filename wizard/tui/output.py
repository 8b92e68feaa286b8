"""What reaches the terminal, whatever a widget was given: no controls, and ASCII where nothing else can be shown.

Widgets clean foreign text themselves. These filters see every segment that is drawn, so that a widget of Textual's
own, such as a tooltip or an input, cannot pass anything on either.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

GLYPHS = {
    "─": "-", "━": "=", "│": "|", "┃": "|", "╌": "-", "┄": "-", "═": "=", "║": "|",
    "┌": "+", "┐": "+", "└": "+", "┘": "+", "╭": "+", "╮": "+", "╰": "+", "╯": "+", "├": "+", "┤": "+", "┬": "+",
    "┴": "+", "┼": "+", "╸": "-", "╺": "-", "╴": "-", "╶": "-",
    "█": "#", "▉": "#", "▊": "#", "▋": "#", "▌": "#", "▍": "=", "▎": "|", "▏": "|", "▐": "#",
    "▀": "#", "▄": "#", "▁": "_", "▂": "_", "▃": "-", "▅": "=", "▆": "=", "▇": "#", "▔": "-", "▕": "|",
    "░": ".", "▒": ":", "▓": "#",
    "✓": "v", "✗": "x", "▶": ">", "▷": ">", "◀": "<", "▼": "v", "▲": "^", "▸": ">", "▾": "v", "●": "*", "○": "o",
    "◉": "*", "•": "*", "·": ".", "…": "~", "→": ">", "←": "<", "↑": "^", "↓": "v", "↔": "-", "⏎": "<", "×": "x",
    "≈": "~", "≤": "<", "≥": ">", "–": "-", "—": "-", "’": "'", "‘": "'", "“": '"', "”": '"', "\N{NO-BREAK SPACE}": " ",
}  # fmt: skip


@lru_cache(4096)
def ascii_of(text: str) -> str:
    """`text` in ASCII, as wide as it was: glyphs by their likes, letters without accents, `?` for others."""
    return text if text.isascii() else "".join(_ascii_char(char) for char in text)


def _ascii_char(char: str) -> str:
    if char.isascii():
        return char
    if char in GLYPHS:
        return GLYPHS[char]
    width = cell_len(char)
    base = unicodedata.normalize("NFKD", char)[:1]
    return base if base.isascii() and width == 1 else "?" * width


def without_controls(text: str) -> str:
    """`text` without what could steer a terminal or turn its direction of writing."""
    if text.isprintable():
        return text
    return "".join(c for c in text if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Zl", "Zp"})


class NoControls(LineFilter):
    """Takes controls out of every segment."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Segments that are clean already are passed on as they are."""
        del background
        if all(text.isprintable() for text, _, _ in segments):
            return segments
        return [Segment(without_controls(text), style) for text, style, _ in segments]


class Ascii(LineFilter):
    """Draws everything in ASCII."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """As wide as it was."""
        del background
        return [Segment(ascii_of(text), style) for text, style, _ in segments]


def ascii_only(wish: str = "auto", environ: Mapping[str, str] | None = None) -> bool:
    """Whether the terminal or the locale lacks glyphs. `wish`: "auto", "unicode", "ascii"."""
    if wish in ("unicode", "ascii"):
        return wish == "ascii"
    said = os.environ if environ is None else environ
    if said.get("TERM", "") in {"linux", "vt100", "vt102", "vt220"}:
        return True
    # Python itself sets LC_CTYPE=C.UTF-8 where nothing is set: that says nothing about the terminal.
    coerced = said.get("LC_CTYPE") == "C.UTF-8" and said.get("LANG", "C") in {"", "C", "POSIX"}
    locale = said.get("LC_ALL") or ("" if coerced else said.get("LC_CTYPE")) or said.get("LANG") or "C"
    return "utf8" not in locale.lower().replace("-", "")
