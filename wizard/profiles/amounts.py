"""Sizes, shares and times as people write them: "120 MB" (decimal), "64 MiB" (binary), "2 %", "90 ms"."""

from __future__ import annotations

import re
from decimal import Decimal

UNITS = {"B": 1, "kB": 10**3, "KB": 10**3, "MB": 10**6, "GB": 10**9, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30}
_SIZE = re.compile(r"([0-9]{1,15}(?:\.[0-9]{1,9})?) ?(B|[kKMG]B|[KMG]iB)")
_SHARE = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,60})?) ?%")
_TIME = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?) ?(ms|s)")
WHOLE_PERCENT = Decimal(100)


def size_of(text: str) -> int:
    """Bytes; ValueError if `text` is not a size above zero."""
    match = _SIZE.fullmatch(text.strip())
    size = int(Decimal(match[1]) * UNITS[match[2]]) if match else 0
    if size <= 0:
        raise ValueError(text)
    return size


def share_of(text: str) -> float:
    """A fraction (2 % is 0.02); ValueError if `text` is not a percentage."""
    match = _SHARE.fullmatch(text.strip())
    if not match:
        raise ValueError(text)
    return float(Decimal(match[1]) / WHOLE_PERCENT)


def time_of(text: str) -> float:
    """Seconds; ValueError if `text` is not a time above zero."""
    match = _TIME.fullmatch(text.strip())
    seconds = float(Decimal(match[1]) / (1000 if match[2] == "ms" else 1)) if match else 0.0
    if seconds <= 0:
        raise ValueError(text)
    return seconds


def time_text(seconds: float) -> str:
    """An exact time in milliseconds: `time_of` gives back the same seconds."""
    return f"{_short(Decimal(repr(seconds)) * 1000)} ms"


def size_text(size: int) -> str:
    """The shortest exact text in decimal units."""
    for unit in ("GB", "MB", "kB"):
        if size % (UNITS[unit] // 10) == 0 and size >= UNITS[unit]:
            return f"{_short(Decimal(size) / UNITS[unit])} {unit}"
    return f"{size} B"


def share_text(share: float) -> str:
    """An exact percentage: `share_of` gives back the same fraction."""
    return f"{_short(Decimal(repr(share)) * WHOLE_PERCENT)} %"


def _short(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
