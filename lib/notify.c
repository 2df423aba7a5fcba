/*
 * notify.c: tells a service manager that the process serves and lives: one datagram to the socket that NOTIFY_SOCKET
 * names (the protocol of sd_notify(3), which needs no library).
 */
#include "notify.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define ALIVE "READY=1\nWATCHDOG=1"

void
notify_alive(void)
{
    const char *path = getenv("NOTIFY_SOCKET");
    struct sockaddr_un to = { .sun_family = AF_UNIX };
    size_t len = path == NULL ? 0 : strlen(path);

    if (len < 2 || len >= sizeof(to.sun_path))
        return;
    memcpy(to.sun_path, path, len);
    if (*path == '@')
        to.sun_path[0] = '\0';
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    if (fd < 0)
        return;
    if (sendto(fd, ALIVE, sizeof(ALIVE) - 1, MSG_NOSIGNAL, (const struct sockaddr *)&to,
               (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len)) < 0)
        memset(&to, 0, sizeof(to)); /* nobody listens: the next second tries again */
    close(fd);
}
