"""A dictionary of ICU without words: in place of one of 0.1 to 2 MB. ICU fails where a dictionary is missing."""

from __future__ import annotations

import struct

# Offset of the trie, two reserved, total size, kind of trie, transform, two reserved; big endian, as in ICU's jar.
_INDEXES = struct.Struct(">8I")
_KIND, _CHARS = 7, 1
# One entry each, of what no text holds: a node that matches one unit, the unit, a final value.
_OF_BYTES = b"\x10\xff\x21"
_OF_CHARS = b"\x00\x30\xff\xff\x80\x00"


def without_words(data: bytes) -> bytes:
    """The same header and kind. ValueError: it is no dictionary."""
    header = int.from_bytes(data[:2], "big")
    if data[2:4] != b"\xda\x27" or data[12:16] != b"Dict" or len(data) < header + _INDEXES.size:
        raise ValueError("it is no dictionary of ICU")
    indexes = list(_INDEXES.unpack_from(data, header))
    trie = _OF_CHARS if indexes[4] & _KIND == _CHARS else _OF_BYTES
    indexes[0], indexes[3] = _INDEXES.size, _INDEXES.size + len(trie)
    return data[:header] + _INDEXES.pack(*indexes) + trie
