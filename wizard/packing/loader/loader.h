/* The loader of a packed executable: unpacks the program that lies behind it and becomes that program.
 * Layout of the file: this loader, the chunks, the table (one struct chunk each), struct seal.
 * All numbers are little endian. The other side is wizard/packing/layout.py. */
#ifndef LOADER_H
#define LOADER_H

#include <stddef.h>
#include <stdint.h>

enum { CANNOT_START = 126, DAMAGED = 127 };
enum { SEAL_VERSION = 1, FILTER_NONE = 0, FILTER_X86 = 1 };
#define SEAL_MARK "GRAALPYP"
#define DAMAGE(what) "is damaged (" what "); build the executable again"

struct chunk {
    uint32_t packed; /* bytes in the file */
    uint32_t size;   /* bytes of the program */
    uint32_t filter;
    uint32_t kind; /* what lies in it; for reports */
};

struct seal {
    char mark[8];
    uint32_t version;
    uint32_t method; /* METHOD of the codec */
    uint32_t count;  /* of chunks */
    uint32_t table_crc;
    uint32_t loader_crc;
    uint32_t seal_crc; /* of this structure with 0 in this place */
    uint64_t loader_length;
    uint64_t plain_length;
};

struct packed {
    int file;
    struct seal seal;
    struct chunk *chunks;
};

/* The codec that was linked in (zlib or zstd). Both notice a damaged chunk by the checksum of its content. */
extern const uint32_t codec_method;
int codec_unpack(const uint8_t *packed, size_t length, uint8_t *out, size_t size);

/* Turns the absolute targets of calls and jumps back into relative ones. */
void filter_undo(uint8_t *code, size_t size);

/* index.c: NULL if all is well, else what is wrong. Opens the process's own file. */
const char *packed_open(struct packed *self);
int read_whole(int file, void *into, size_t length, uint64_t at);

/* unpack.c: writes the whole program to `target`. 0, or errno of writing; a damaged chunk sets *damaged. */
int unpack(const struct packed *self, int target, int *damaged);

/* place.c: where the program may lie while it runs. Place 0 is memory. */
struct place {
    int write; /* descriptors */
    int run;
};
enum { PLACES = 5 };
int place_open(int number, const char *name, struct place *place); /* 0 or errno */
void place_close(struct place *place);

#endif
