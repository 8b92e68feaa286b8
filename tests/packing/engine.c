/* Stands for an engine in tests of the loader: says what it sees of itself, in the order of its arguments. */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

extern char **environ;

/* Functions that call each other, so that the machine code has calls in both directions. */
#define FUNCTION(n, next) __attribute__((noinline)) uint64_t f##n(uint64_t h, int depth) { \
    return depth > 0 ? next(h * 31 + n, depth - 1) ^ (h >> n) : h; }
uint64_t f1(uint64_t, int), f2(uint64_t, int), f3(uint64_t, int), f4(uint64_t, int);
FUNCTION(1, f3) FUNCTION(2, f1) FUNCTION(3, f4) FUNCTION(4, f2)

/* Of the whole file that it runs from, which is engine and payload. */
static void show_file(void) {
    FILE *file = fopen("/proc/self/exe", "rb");
    uint64_t hash = 14695981039346656037u;
    long length = 0;
    for (int c; file && (c = getc(file)) != EOF; length++)
        hash = (hash ^ (uint64_t)c) * 1099511628211u;
    printf("file %ld %016llx %llx\n", length, (unsigned long long)hash, (unsigned long long)f1(hash, 40));
}

static void show_descriptors(void) {
    DIR *folder = opendir("/proc/self/fd");
    printf("descriptors");
    for (int i = 0; i < 64; i++)
        if (fcntl(i, F_GETFD) >= 0 && i != dirfd(folder))
            printf(" %d", i);
    printf("\n");
    closedir(folder);
}

static void show_signals(void) {
    char line[256];
    FILE *status = fopen("/proc/self/status", "r");
    while (fgets(line, sizeof line, status))
        if (!strncmp(line, "SigIgn", 6) || !strncmp(line, "SigBlk", 6))
            fputs(line, stdout);
    fclose(status);
}

int main(int argc, char **argv) {
    char folder[4096], link[4096] = "";
    for (int i = 0; i < argc; i++)
        printf("argument %s\n", argv[i]);
    for (int i = 1; i < argc; i++) {
        if (!strcmp(argv[i], "file"))
            show_file();
        if (!strcmp(argv[i], "descriptors"))
            show_descriptors();
        if (!strcmp(argv[i], "signals"))
            show_signals();
        if (!strcmp(argv[i], "exe") && readlink("/proc/self/exe", link, sizeof link - 1) > 0)
            printf("exe %s\n", link);
        if (!strcmp(argv[i], "folder"))
            printf("folder %s umask %03o user %d\n", getcwd(folder, sizeof folder), umask(0), (int)getuid());
        if (!strcmp(argv[i], "environment"))
            for (char **e = environ; *e; e++)
                printf("environment %s\n", *e);
        if (!strcmp(argv[i], "copy")) {
            fflush(stdout);
            for (int c; (c = getchar()) != EOF;)
                putchar(c), c == '\n' ? fflush(stdout) : 0;
        }
        if (!strcmp(argv[i], "error"))
            fprintf(stderr, "on standard error\n");
        fflush(stdout);
        if (!strncmp(argv[i], "exit=", 5))
            return atoi(argv[i] + 5);
        if (!strncmp(argv[i], "kill=", 5))
            raise(atoi(argv[i] + 5));
    }
    return 0;
}
