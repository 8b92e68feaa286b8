/* Where the program lies while it runs: in memory, or where that may not be executed, in a file without a name. */
#define _GNU_SOURCE
#include "loader.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#ifndef MFD_EXEC
#define MFD_EXEC 0x0010U
#endif

static int open_memory(const char *name, struct place *place) {
    int memory = memfd_create(name, MFD_CLOEXEC | MFD_EXEC);
    if (memory < 0 && errno == EINVAL) /* Linux before 6.3 does not know MFD_EXEC */
        memory = memfd_create(name, MFD_CLOEXEC);
    if (memory < 0)
        return errno;
    place->write = place->run = memory;
    return 0;
}

/* Opened twice and unlinked before anything is written: nothing is left behind, however the process ends,
 * and a file that is open for writing could not be executed. */
static int open_file(const char *folder, const char *name, struct place *place) {
    char parent[PATH_MAX], path[PATH_MAX];
    if (snprintf(parent, sizeof parent, "%s/packed-XXXXXX", folder) >= (int)sizeof parent)
        return ENAMETOOLONG;
    if (!mkdtemp(parent)) /* 0700, less what the caller's mask takes away */
        return errno;
    int error = chmod(parent, 0700) ? errno : 0;
    if (snprintf(path, sizeof path, "%s/%.200s", parent, name) >= (int)sizeof path)
        error = ENAMETOOLONG;
    if (!error && (place->write = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0700)) < 0)
        error = errno;
    if (!error && fchmod(place->write, 0700))
        error = errno;
    if (!error && (place->run = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)) < 0)
        error = errno;
    if (place->write >= 0)
        unlink(path);
    rmdir(parent);
    return error;
}

static int may_be_executed(int file) {
    struct statvfs status;
    return fstatvfs(file, &status) != 0 || !(status.f_flag & ST_NOEXEC);
}

int place_open(int number, const char *name, struct place *place) {
    const char *folders[PLACES] = {NULL, secure_getenv("TMPDIR"), "/dev/shm", "/tmp", "/var/tmp"};
    place->write = place->run = -1;
    if (number == 0)
        return open_memory(name, place);
    if (!folders[number] || !folders[number][0])
        return ENOENT;
    int error = open_file(folders[number], name, place);
    if (!error && !may_be_executed(place->run))
        error = EACCES;
    if (error)
        place_close(place);
    return error;
}

void place_close(struct place *place) {
    if (place->write >= 0)
        close(place->write);
    if (place->run >= 0 && place->run != place->write)
        close(place->run);
    place->write = place->run = -1;
}
