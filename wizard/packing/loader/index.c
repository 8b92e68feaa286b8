/* Opens the process's own file and checks everything in it that is not a chunk. */
#define _GNU_SOURCE
#include "loader.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum { MOST_CHUNKS = 1 << 16, MOST_LOADER = 16 << 20 };

int read_whole(int file, void *into, size_t length, uint64_t at) {
    uint8_t *to = into;
    while (length > 0) {
        ssize_t got = pread(file, to, length, (off_t)at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return -1;
        to += got, at += (uint64_t)got, length -= (size_t)got;
    }
    return 0;
}

static int open_self(void) {
    int file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    /* Without /proc: the path that the kernel was given, still good here at the very start. */
    if (file < 0 && (errno == ENOENT || errno == ENOTDIR))
        file = open((const char *)getauxval(AT_EXECFN), O_RDONLY | O_CLOEXEC);
    return file;
}

static uint32_t crc_of(const void *data, size_t length) {
    return (uint32_t)crc32(0, data, (uInt)length);
}

static int seal_is_sound(const struct seal *seal) {
    struct seal copy = *seal;
    copy.seal_crc = 0;
    return crc_of(&copy, sizeof copy) == seal->seal_crc;
}

static int loader_is_sound(const struct packed *self) {
    size_t length = self->seal.loader_length;
    uint8_t *loader = length <= MOST_LOADER ? malloc(length) : NULL;
    int sound = loader && read_whole(self->file, loader, length, 0) == 0 &&
                crc_of(loader, length) == self->seal.loader_crc;
    free(loader);
    return sound;
}

/* Every byte of the file has its place, and the chunks make as many bytes as promised. */
static int lengths_agree(const struct packed *self, uint64_t file_length) {
    uint64_t packed = self->seal.loader_length + sizeof(struct seal), plain = 0;
    for (uint32_t i = 0; i < self->seal.count; i++) {
        packed += self->chunks[i].packed + sizeof(struct chunk);
        plain += self->chunks[i].size;
    }
    return packed == file_length && plain == self->seal.plain_length;
}

const char *packed_open(struct packed *self) {
    struct stat status;
    self->file = open_self();
    if (self->file < 0 || fstat(self->file, &status) != 0)
        return "cannot read its own file";
    uint64_t length = (uint64_t)status.st_size;
    if (length < sizeof self->seal || read_whole(self->file, &self->seal, sizeof self->seal, length - sizeof self->seal))
        return DAMAGE("it was cut off");
    if (memcmp(self->seal.mark, SEAL_MARK, sizeof self->seal.mark) != 0)
        return DAMAGE("it was cut off");
    if (!seal_is_sound(&self->seal))
        return DAMAGE("its end was altered");
    if (self->seal.version != SEAL_VERSION || self->seal.method != codec_method || self->seal.count > MOST_CHUNKS)
        return "is packed in an unknown format";
    size_t table = self->seal.count * sizeof(struct chunk);
    self->chunks = malloc(table);
    if (!self->chunks || length < sizeof self->seal + table ||
        read_whole(self->file, self->chunks, table, length - sizeof self->seal - table) ||
        crc_of(self->chunks, table) != self->seal.table_crc || !lengths_agree(self, length))
        return DAMAGE("its table was altered");
    return loader_is_sound(self) ? NULL : DAMAGE("its loader was altered");
}
