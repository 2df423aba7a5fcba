/*
 * picture_read.c: see picture_read.h.
 */
#include "picture_read.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "../pictures/decode.h"

#define PROGRAM   "decode-picture"
#define MOST_US   15000000
#define MOST_BYTE (sizeof(struct decoded) + 2 * (size_t)PICTURE_MOST_FILE)

/* It stands beside our own binary; of one that was replaced meanwhile the kernel says " (deleted)" behind the name. */
static bool
program_path(char path[PATH_MAX])
{
    ssize_t n = readlink("/proc/self/exe", path, PATH_MAX - sizeof(PROGRAM) - 1);

    if (n <= 0)
        return false;
    path[n] = '\0';
    char *slash = strrchr(path, '/');
    if (slash == NULL)
        return false;
    memcpy(slash + 1, PROGRAM, sizeof(PROGRAM));
    return true;
}

static bool
spawn(int in, int out, pid_t *ret_pid)
{
    static const char *const words[] = { PROGRAM, NULL };
    char path[PATH_MAX], *argv[2], *environment[] = { NULL };
    posix_spawn_file_actions_t files;
    posix_spawnattr_t how;
    sigset_t none, all;

    memcpy(argv, words, sizeof(argv));
    sigemptyset(&none);
    sigfillset(&all);
    if (!program_path(path) || posix_spawn_file_actions_init(&files) != 0)
        return false;
    if (posix_spawnattr_init(&how) != 0) {
        posix_spawn_file_actions_destroy(&files);
        return false;
    }
    bool ok = posix_spawn_file_actions_adddup2(&files, in, STDIN_FILENO) == 0 &&
              posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO) == 0 &&
              posix_spawnattr_setsigmask(&how, &none) == 0 && posix_spawnattr_setsigdefault(&how, &all) == 0 &&
              posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF) == 0 &&
              posix_spawn(ret_pid, path, &files, &how, argv, environment) == 0;

    posix_spawnattr_destroy(&how);
    posix_spawn_file_actions_destroy(&files);
    return ok;
}

/* Until the child closes its end; -1 when it says too much or takes too long. */
static ssize_t
listen_to(int fd, char *to, size_t room)
{
    int64_t end_us = clock_mono_us() + MOST_US;
    size_t len = 0;

    for (;;) {
        int64_t left_us = end_us - clock_mono_us();
        struct pollfd p = { .fd = fd, .events = POLLIN };
        if (left_us <= 0 || len == room)
            return -1;
        if (poll(&p, 1, (int)(left_us / 1000) + 1) <= 0)
            continue;
        ssize_t n = read(fd, to + len, room - len);
        if (n == 0)
            return (ssize_t)len;
        if (n < 0 && errno != EINTR)
            return -1;
        len += n > 0 ? (size_t)n : 0;
    }
}

static enum err
run(struct req *r, int in, char *answer, ssize_t *ret_len, int *ret_status)
{
    int ends[2];
    pid_t pid;

    if (pipe2(ends, O_CLOEXEC) != 0)
        return fault(r, ERR_UNAVAILABLE, "no pipe for " PROGRAM ": error %d", errno);
    bool runs = spawn(in, ends[1], &pid);
    close(ends[1]);
    if (runs) {
        *ret_len = listen_to(ends[0], answer, MOST_BYTE + 1);
        if (*ret_len < 0)
            (void)kill(pid, SIGKILL);
        while (waitpid(pid, ret_status, 0) < 0 && errno == EINTR)
            continue;
    }
    close(ends[0]);
    return runs ? ERR_NONE : fault(r, ERR_UNAVAILABLE, PROGRAM " cannot be started");
}

static enum err
refuse(struct req *r, const char *field, int status)
{
    switch (WIFEXITED(status) ? WEXITSTATUS(status) : DECODE_BROKEN) {
    case DECODE_KIND:
        return fail_as(r, ERR_MEDIA_TYPE, "not_a_picture", field, "Send a JPEG, PNG or WebP picture.");
    case DECODE_PIXELS:
        return fail_as(r, ERR_INVALID, "too_many_pixels", field,
                       arena_printf(r->arena, "The picture has more than %u million pixels, or a side above %u.",
                                    PICTURE_MOST_PIXELS / 1000000, PICTURE_MOST_SIDE));
    case DECODE_MOVING:
        return fail_as(r, ERR_INVALID, "picture_moves", field, "Send a picture that does not move.");
    case DECODE_BROKEN:
        return fail_as(r, ERR_INVALID, "picture_broken", field, "The picture cannot be read.");
    default:
        return fault(r, ERR_UNAVAILABLE, PROGRAM " ended with wait status %d", status);
    }
}

static bool
is_webp(const char *file, size_t len)
{
    return len > 12 && memcmp(file, "RIFF", 4) == 0 && memcmp(file + 8, "WEBP", 4) == 0;
}

/* The child has read what a stranger made: its answer is not believed either. */
static enum err
take(struct req *r, const char *answer, size_t len, struct picture *ret)
{
    struct decoded d = { 0 };

    if (len >= sizeof(d))
        memcpy(&d, answer, sizeof(d));
    const char *square = answer + sizeof(d);
    bool whole = d.bytes[0] <= PICTURE_MOST_FILE && d.bytes[1] <= PICTURE_MOST_FILE &&
                 len == sizeof(d) + d.bytes[0] + d.bytes[1] && is_webp(square, d.bytes[0]) &&
                 is_webp(square + d.bytes[0], d.bytes[1]);

    if (!whole || d.width == 0 || d.width > PICTURE_ORIGINAL || d.height == 0 || d.height > PICTURE_ORIGINAL)
        return fault(r, ERR_UNAVAILABLE, PROGRAM " gave an answer that makes no sense");
    *ret = (struct picture){ square, square + d.bytes[0], d.bytes[0], d.bytes[1], d.width, d.height };
    return ERR_NONE;
}

enum err
picture_read(struct req *r, const char *field, int fd, struct picture *ret)
{
    char *answer = arena_alloc(r->arena, MOST_BYTE + 1);
    ssize_t len = -1;
    int status = 0;

    if (answer == NULL)
        return ERR_TOO_LARGE;
    if (lseek(fd, 0, SEEK_SET) != 0)
        return fault(r, ERR_UNAVAILABLE, "the received picture cannot be rewound");
    enum err e = run(r, fd, answer, &len, &status);
    if (e != ERR_NONE)
        return e;
    if (!WIFEXITED(status) || WEXITSTATUS(status) != DECODE_DONE || len < 0)
        return refuse(r, field, status);
    return take(r, answer, (size_t)len, ret);
}
