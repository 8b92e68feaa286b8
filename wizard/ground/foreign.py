"""Foreign text (logs, paths, names) made safe for a terminal."""

from __future__ import annotations

import re
import unicodedata

# CSI, OSC (also unterminated), DCS/PM/APC/SOS strings, and two-byte escapes.
_ESCAPES = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]PX^_].*?(?:\x1b\\|\x07|\x9c|$)|\x1b[ -/]*[0-~]|\x9b[0-?]*[ -/]*[@-~]", re.DOTALL
)
_KEPT = {"\n", "\t"}


def plain(text: str, *, keep_newlines: bool = False, limit: int = 4096) -> str:
    """`text` without escape sequences, controls and bidi controls, cut at `limit` characters.

    Newlines become `\\n` in writing unless they are kept; lone surrogates become `\\udcXX` in writing.
    """
    if text.isascii() and text.isprintable() and len(text) <= limit:
        return text  # nearly all text; the rest costs 5 us for 20 characters
    text = _ESCAPES.sub("", text)
    if not keep_newlines:
        text = text.replace("\n", "\\n")
    text = "".join(_safe(c) for c in text[: limit + 1])
    return text if len(text) <= limit else text[: limit - 1] + "…"


def visible(text: str, *, limit: int = 4096) -> str:
    """`text` in one line with every control and bidi control in writing: `\\x1b[31m`, `\\u202e`.

    For names that somebody chose, where `plain` would make two different ones look alike.
    """
    text = "".join(_written(c) for c in text[: limit + 1])
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _written(char: str) -> str:
    if " " <= char <= "~":
        return char
    if unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}:
        return char
    short = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(char)
    return short or (f"\\x{ord(char):02x}" if ord(char) < 256 else f"\\u{ord(char):04x}")


def _safe(char: str) -> str:
    if char in _KEPT or (" " <= char <= "~"):
        return char
    kind = unicodedata.category(char)
    if kind == "Cs":
        return f"\\u{ord(char):04x}"
    return "" if kind in {"Cc", "Cf"} else char
