/*
 * turns.c: each turn is a byte of a file that is locked: the kernel takes the lock back from whoever dies.
 */
#include "turns.h"

#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#define MOST 64

static int file = -1;

static bool
lock(int turn, short type, bool wait)
{
    struct flock byte = { .l_type = type, .l_whence = SEEK_SET, .l_start = turn, .l_len = 1 };

    return fcntl(file, wait ? F_SETLKW : F_SETLK, &byte) == 0;
}

static bool
file_is_open(const char *folder)
{
    char path[PATH_MAX];

    if (file < 0 && folder != NULL && (size_t)snprintf(path, sizeof path, "%s/turns", folder) < sizeof path)
        file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    return file >= 0;
}

int
turn_begin(const char *run_dir)
{
    const long processors = sysconf(_SC_NPROCESSORS_ONLN);
    const int turns = processors < 1 ? 1 : processors > MOST ? MOST : (int)processors;

    if (!file_is_open(run_dir))
        return -1;
    for (int turn = 0; turn < turns; turn++)
        if (lock(turn, F_WRLCK, false))
            return turn;
    const int next =
        (int)(getpid() % turns); /* workers are forked one after the other, so they wait for different ones */

    return lock(next, F_WRLCK, true) ? next : -1;
}

void
turn_end(int turn)
{
    if (turn >= 0)
        (void)lock(turn, F_UNLCK, false);
}
