#include "wake.h"

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "config.h"

#define FIRST_MS 2

static int caller = -1;

static bool
address_of(const char *name, struct sockaddr_un *ret)
{
    const char *folder = config()->run_dir;

    *ret = (struct sockaddr_un){ .sun_family = AF_UNIX };
    return folder != NULL &&
           (size_t)snprintf(ret->sun_path, sizeof ret->sun_path, "%s/%s.wake", folder, name) < sizeof ret->sun_path;
}

int
wake_open(const char *name)
{
    struct sockaddr_un address;
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    if (fd < 0)
        return -1;
    bool fine = address_of(name, &address);
    if (fine) {
        unlink(address.sun_path); /* of a process that is gone */
        mode_t before = umask(0117);
        fine = bind(fd, (struct sockaddr *)&address, sizeof address) == 0;
        umask(before);
    }
    if (fine)
        return fd;
    close(fd);
    return -1;
}

unsigned
wake_rest(int fd, unsigned wait_ms, unsigned most_ms)
{
    struct pollfd p = { .fd = fd, .events = POLLIN };
    bool called = false, alert = wait_ms < most_ms;
    char byte;

    if (alert || fd < 0)
        poll(NULL, 0, (int)wait_ms);
    else
        called = poll(&p, 1, (int)most_ms) > 0;
    while (called && recv(fd, &byte, 1, 0) >= 0)
        continue; /* many calls are one */
    if (called)
        return FIRST_MS;
    return wait_ms * 2 < most_ms ? wait_ms * 2 : most_ms;
}

void
wake_call(const char *name)
{
    struct sockaddr_un address;

    if (caller < 0)
        caller = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (caller >= 0 && address_of(name, &address))
        (void)sendto(caller, "", 1, MSG_NOSIGNAL, (struct sockaddr *)&address, sizeof address);
}
