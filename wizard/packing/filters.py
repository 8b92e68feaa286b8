"""Machine code made easier to compress, and back. The other side is loader/filter.c.

A call is 0xE8 and the signed distance to its target, counted from the next instruction. Calls of one function from
different places are different bytes; with the target counted from the chunk's beginning instead they are the same.
Only distances of 25 bits are changed: what merely looks like a call seldom has one. The four bytes behind each 0xE8
are passed over, changed or not: so the way back meets the same ones, whatever stands in them now.
"""

from __future__ import annotations

import re
import struct
from typing import Final

_CALL: Final = re.compile(rb"\xe8(.{4})", re.DOTALL)
_WORD: Final = struct.Struct("<I")
_BITS: Final = (1 << 25) - 1
_SIGN: Final = 1 << 24
_ABOVE: Final = 0xFE000000
_LEAST: Final = 0xFF000000  # of the negative distances


def absolute(code: bytes) -> bytes:
    """Distances become targets. 25 MB take some seconds."""
    return _CALL.sub(lambda found: _moved(found, found.start()), code)


def relative(code: bytes) -> bytes:
    """The inverse of `absolute`."""
    return _CALL.sub(lambda found: _moved(found, -found.start()), code)


def _moved(found: re.Match[bytes], by: int) -> bytes:
    (value,) = _WORD.unpack(found[1])
    if _SIGN <= value < _LEAST:
        return found[0]
    value = (value + by) & _BITS
    return b"\xe8" + _WORD.pack(value | _ABOVE if value & _SIGN else value)
