/* Unpacks all chunks on all processors. Each thread has one buffer for what it reads and one for what it writes:
 * the loader's own memory stays small, and a full disk is an error to be told, not a signal. */
#define _GNU_SOURCE
#include "loader.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <unistd.h>

enum { MOST_THREADS = 16 };

struct work {
    const struct packed *self;
    uint64_t *packed_at, *plain_at; /* where each chunk begins, in the file and in the program */
    uint32_t largest_packed, largest;
    int target;
    uint32_t next;
    int damaged, error; /* set by any thread, read by all: the others stop */
};

static int write_whole(int file, const uint8_t *from, size_t length, uint64_t at) {
    while (length > 0) {
        ssize_t done = pwrite(file, from, length, (off_t)at);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return done < 0 ? errno : EIO;
        from += done, at += (uint64_t)done, length -= (size_t)done;
    }
    return 0;
}

static void set(int *flag, int value) { __atomic_store_n(flag, value, __ATOMIC_RELAXED); }
static int get(int *flag) { return __atomic_load_n(flag, __ATOMIC_RELAXED); }

static void unpack_chunk(struct work *work, uint32_t i, uint8_t *packed, uint8_t *plain) {
    const struct chunk *chunk = &work->self->chunks[i];
    if (read_whole(work->self->file, packed, chunk->packed, work->packed_at[i]) ||
        codec_unpack(packed, chunk->packed, plain, chunk->size)) {
        set(&work->damaged, 1);
        return;
    }
    if (chunk->filter == FILTER_X86)
        filter_undo(plain, chunk->size);
    int error = write_whole(work->target, plain, chunk->size, work->plain_at[i]);
    if (error)
        set(&work->error, error);
}

static void *unpack_some(void *argument) {
    struct work *work = argument;
    uint8_t *packed = malloc(work->largest_packed), *plain = malloc(work->largest);
    if (!packed || !plain)
        set(&work->error, ENOMEM);
    uint32_t i;
    while (!get(&work->damaged) && !get(&work->error) &&
           (i = __atomic_fetch_add(&work->next, 1, __ATOMIC_RELAXED)) < work->self->seal.count)
        unpack_chunk(work, i, packed, plain);
    free(packed);
    free(plain);
    return NULL;
}

static long processors(void) {
    cpu_set_t allowed;
    if (sched_getaffinity(0, sizeof allowed, &allowed) == 0)
        return CPU_COUNT(&allowed);
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    return online > 0 ? online : 1;
}

static int lay_out(struct work *work) {
    const struct packed *self = work->self;
    work->packed_at = calloc(self->seal.count, sizeof(uint64_t));
    work->plain_at = calloc(self->seal.count, sizeof(uint64_t));
    if (!work->packed_at || !work->plain_at)
        return ENOMEM;
    uint64_t packed = self->seal.loader_length, plain = 0;
    for (uint32_t i = 0; i < self->seal.count; i++) {
        const struct chunk *chunk = &self->chunks[i];
        work->packed_at[i] = packed, work->plain_at[i] = plain;
        packed += chunk->packed, plain += chunk->size;
        if (chunk->packed > work->largest_packed)
            work->largest_packed = chunk->packed;
        if (chunk->size > work->largest)
            work->largest = chunk->size;
    }
    return 0;
}

int unpack(const struct packed *self, int target, int *damaged) {
    struct work work = {.self = self, .target = target};
    work.error = lay_out(&work);
    pthread_t threads[MOST_THREADS];
    int started = 0;
    long wanted = processors();
    if (wanted > (long)self->seal.count)
        wanted = self->seal.count;
    if (wanted > MOST_THREADS)
        wanted = MOST_THREADS;
    /* A thread that the system refuses is no failure: this one does the work. */
    while (!work.error && started + 1 < wanted && pthread_create(&threads[started], NULL, unpack_some, &work) == 0)
        started++;
    unpack_some(&work);
    while (started > 0)
        pthread_join(threads[--started], NULL);
    free(work.packed_at);
    free(work.plain_at);
    *damaged = work.damaged;
    return work.error;
}
