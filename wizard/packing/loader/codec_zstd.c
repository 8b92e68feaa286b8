/* Chunks are zstd frames with checksum, which zstd compares. */
#include "loader.h"

#include <zstd.h>

const uint32_t codec_method = 2;

int codec_unpack(const uint8_t *packed, size_t length, uint8_t *out, size_t size) {
    return ZSTD_decompress(out, size, packed, length) == size ? 0 : -1;
}
