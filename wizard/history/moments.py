"""Times as people type them: a date, a time, or so long ago. Kept ones are UTC, "2026-11-24T09:15:42Z"."""

from __future__ import annotations

import re
import time
from calendar import timegm

from wizard.ground.problems import wrong_input

FORMAT = "%Y-%m-%dT%H:%M:%SZ"
_KEPT = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})Z")
_AGO = re.compile(r"([0-9]{1,6}) ?(m|h|d|w)")
_SECONDS = {"m": 60, "h": 3600, "d": 86400, "w": 604800}
_TYPED = ("%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S")


def moment(flag: str, text: str, now: float | None = None) -> str:
    """In the form that is kept; "" stays "". What is typed without a Z is local time. Exit 2 where it is none."""
    if not text:
        return ""
    if ago := _AGO.fullmatch(text.strip()):
        seconds = (time.time() if now is None else now) - int(ago[1]) * _SECONDS[ago[2]]
        return time.strftime(FORMAT, time.gmtime(max(seconds, 0)))
    utc = text.endswith("Z")
    for form in _TYPED:
        try:
            parsed = time.strptime(text.removesuffix("Z"), form)
            return time.strftime(FORMAT, time.gmtime(timegm(parsed) if utc else time.mktime(parsed)))
        except (ValueError, OverflowError):
            continue
    raise wrong_input(f"`{flag} {text}` is not a time", "such as 2026-11-24, 7d or 12h", code="usage")


def shown(finished: str) -> str:
    """In this place's time, to the minute; what is no time is shown as it is."""
    kept = _KEPT.fullmatch(finished)  # strptime would take a tenth of a second for 10,000 builds
    if kept is None:
        return finished
    try:
        local = time.localtime(timegm(tuple(map(int, kept.groups()))))
    except (ValueError, OverflowError):
        return finished
    return f"{local.tm_year:04}-{local.tm_mon:02}-{local.tm_mday:02} {local.tm_hour:02}:{local.tm_min:02}"
