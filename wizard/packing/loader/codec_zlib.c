/* Chunks are zlib streams; zlib compares the Adler-32 of the content. */
#include "loader.h"

#include <string.h>
#include <zlib.h>

const uint32_t codec_method = 1;

int codec_unpack(const uint8_t *packed, size_t length, uint8_t *out, size_t size) {
    z_stream stream;
    memset(&stream, 0, sizeof stream);
    if (inflateInit(&stream) != Z_OK)
        return -1;
    stream.next_in = (Bytef *)packed, stream.avail_in = (uInt)length;
    stream.next_out = out, stream.avail_out = (uInt)size;
    int whole = inflate(&stream, Z_FINISH) == Z_STREAM_END && stream.avail_in == 0 && stream.avail_out == 0;
    inflateEnd(&stream);
    return whole ? 0 : -1;
}
