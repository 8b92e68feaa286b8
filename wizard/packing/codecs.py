"""The two compressors, each with a checksum of the content in what it writes."""

from __future__ import annotations

import sys
import zlib
from typing import Final

from wizard.packing.layout import Method

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

# Measured with the engine of `smallest`, 81.5 MB, on 2 processors: see docs/packed.md.
ENGINE_LEVEL: Final = {Method.DEFLATE: 9, Method.ZSTD: 19}
# A payload is compressed already, and is packed anew in each build.
PAYLOAD_LEVEL: Final = {Method.DEFLATE: 1, Method.ZSTD: 3}


def compress(data: bytes, method: Method, level: int) -> bytes:
    """One chunk. Other threads run meanwhile."""
    if method is Method.DEFLATE:
        return zlib.compress(data, level)
    parameter = zstd.CompressionParameter
    options: dict[int, int] = {
        parameter.compression_level: level,
        parameter.checksum_flag: 1,
        # The window spans the chunk, so that all of it can be referred to.
        parameter.window_log: max(10, (max(len(data), 1) - 1).bit_length()),
    }
    return bytes(zstd.compress(data, options=options))


def decompress(data: bytes, method: Method, size: int) -> bytes:
    """ValueError where it is damaged or does not make `size` bytes."""
    try:
        if method is Method.DEFLATE:
            unpacker = zlib.decompressobj()
            plain = unpacker.decompress(data, size + 1)
            whole = unpacker.eof and not unpacker.unused_data
        else:
            frame = zstd.ZstdDecompressor()
            plain = frame.decompress(data, size + 1)
            whole = frame.eof and not frame.unused_data
    except (zlib.error, zstd.ZstdError, EOFError) as error:
        raise ValueError(str(error)) from error
    if not whole or len(plain) != size:
        raise ValueError("it has another length")
    return plain
