"""The two compressors, each with a checksum of the content in what it writes."""

from __future__ import annotations

import zlib
from typing import Final

import zstandard

from wizard.packing.layout import Method

# Measured with the engine of `smallest`, 81.5 MB, on 2 processors: see docs/packed.md.
ENGINE_LEVEL: Final = {Method.DEFLATE: 9, Method.ZSTD: 19}
# A payload is compressed already, and is packed anew in each build.
PAYLOAD_LEVEL: Final = {Method.DEFLATE: 1, Method.ZSTD: 3}


def compress(data: bytes, method: Method, level: int) -> bytes:
    """One chunk. Other threads run meanwhile."""
    if method is Method.DEFLATE:
        return zlib.compress(data, level)
    # The window spans the chunk, so that all of it can be referred to.
    window = max(10, (max(len(data), 1) - 1).bit_length())
    parameters = zstandard.ZstdCompressionParameters.from_level(
        level, source_size=len(data), window_log=window, write_checksum=True
    )
    return zstandard.ZstdCompressor(compression_params=parameters).compress(data)


def decompress(data: bytes, method: Method, size: int) -> bytes:
    """ValueError where it is damaged or does not make `size` bytes."""
    try:
        if method is Method.ZSTD:
            plain = zstandard.ZstdDecompressor().decompress(data, max_output_size=size, allow_extra_data=False)
        else:
            unpacker = zlib.decompressobj()
            plain = unpacker.decompress(data, size + 1)
            if not unpacker.eof or unpacker.unused_data:
                raise ValueError("it has another length")
    except (zlib.error, zstandard.ZstdError) as error:
        raise ValueError(str(error)) from error
    if len(plain) != size:
        raise ValueError("it has another length")
    return plain
