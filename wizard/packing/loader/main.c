/* Unpacks the program, and becomes it: same process, arguments, environment, descriptors, signals and folder. */
#define _GNU_SOURCE
#include "loader.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

extern char **environ;

/* One line on standard error, whatever is in argv[0], and the end. */
static _Noreturn void end(const char *name, const char *what, int error, int status) {
    char line[1024];
    int length = error ? snprintf(line, sizeof line, "%.400s: %s: %s\n", name, what, strerror(error))
                       : snprintf(line, sizeof line, "%.400s: %s\n", name, what);
    if (length >= (int)sizeof line)
        length = (int)sizeof line - 1;
    for (int i = 0; i < length - 1; i++)
        if ((unsigned char)line[i] < ' ')
            line[i] = ' ';
    signal(SIGPIPE, SIG_IGN);
    if (write(STDERR_FILENO, line, (size_t)length) < 0) {
        /* Nobody reads it; the status still tells. */
    }
    _exit(status);
}

static const char *last_part(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash && slash[1] ? slash + 1 : path;
}

/* Returns only where the system refuses. The descriptor closes itself (CLOEXEC): the program inherits nothing. */
static int become(int program, char **argv) {
    syscall(SYS_execveat, program, "", argv, environ, AT_EMPTY_PATH);
    int error = errno;
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", program);
    execve(path, argv, environ);
    return errno == ENOENT ? error : errno;
}

static int start_from(int number, const struct packed *self, char **argv, const char *name) {
    struct place place;
    int damaged, error = place_open(number, name, &place);
    if (error)
        return error;
    /* Where a limit on file sizes is lower than the program, that is an error and no signal. */
    struct sigaction ignore = {.sa_handler = SIG_IGN}, before;
    sigaction(SIGXFSZ, &ignore, &before);
    error = unpack(self, place.write, &damaged);
    sigaction(SIGXFSZ, &before, NULL);
    if (damaged)
        end(argv[0], DAMAGE("a chunk does not match its checksum"), 0, DAMAGED);
    if (!error) {
        if (place.run != place.write)
            close(place.write), place.write = -1;
        error = become(place.run, argv);
    }
    place_close(&place);
    return error;
}

int main(int argc, char **argv) {
    static char *nothing[] = {"packed", NULL};
    struct packed self;
    if (argc < 1) /* the kernel itself puts an empty name there since Linux 5.18 */
        argv = nothing;
    const char *wrong = packed_open(&self);
    if (wrong)
        end(argv[0], wrong, 0, DAMAGED);
    int error = 0, first = 0;
    for (int number = 0; number < PLACES; number++) {
        error = start_from(number, &self, argv, last_part(argv[0]));
        if (number == 0)
            first = error;
    }
    (void)error;
    end(argv[0], "cannot be unpacked into memory, nor into TMPDIR, /dev/shm, /tmp or /var/tmp", first, CANNOT_START);
}
