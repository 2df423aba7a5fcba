/*
 * fcgi.c: see fcgi.h.
 */
#include "fcgi.h"

#include <fcgiapp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <errno.h>

_Static_assert(sizeof(size_t) == 8, "libfcgi's parameter lengths are only safe with 64 bits");

#define BACKLOG 1024

struct fcgi {
    FCGX_Request request;
};

struct fcgi *
fcgi_new(int fd)
{
    struct fcgi *f = calloc(1, sizeof(*f));

    if (f != NULL && (FCGX_Init() != 0 || FCGX_InitRequest(&f->request, fd, FCGI_FAIL_ACCEPT_ON_INTR) != 0)) {
        free(f);
        return NULL;
    }
    return f;
}

void
fcgi_free(struct fcgi *f)
{
    if (f != NULL)
        FCGX_Free(&f->request, 1);
    free(f);
}

bool
fcgi_accept(struct fcgi *f)
{
    if (FCGX_Accept_r(&f->request) < 0)
        return false;
    f->request.keepConnection = 0; /* a connection for each request: a worker waits for nobody */
    return true;
}

/* libfcgi lingers before it closes, lest unread input make the peer lose the answer: the worker would wait for nginx to notice. When
   all input has been read there is nothing to linger for. */
void
fcgi_finish(struct fcgi *f)
{
    if (f->request.in != NULL && FCGX_HasSeenEOF(f->request.in) != 0)
        f->request.detached = 1;
    FCGX_Finish_r(&f->request);
}

const char *
fcgi_param(const struct fcgi *f, const char *name)
{
    return FCGX_GetParam(name, f->request.envp);
}

long
fcgi_read(struct fcgi *f, void *buf, size_t size)
{
    int n = FCGX_GetStr(buf, size > 1 << 20 ? 1 << 20 : (int)size, f->request.in);

    if (n == 0 && FCGX_GetError(f->request.in) != 0)
        return -1;
    return n;
}

bool
fcgi_write(struct fcgi *f, const void *data, size_t len)
{
    const char *p = data;

    while (len > 0) {
        int part = len > 1 << 20 ? 1 << 20 : (int)len;

        if (FCGX_PutStr(p, part, f->request.out) != part)
            return false;
        p += part;
        len -= (size_t)part;
    }
    return true;
}

int
fcgi_listen(const char *path)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd < 0 || strlen(path) >= sizeof(address.sun_path)) {
        if (fd >= 0)
            close(fd);
        errno = fd < 0 ? errno : ENAMETOOLONG;
        return -1;
    }
    memcpy(address.sun_path, path, strlen(path) + 1);
    unlink(path); /* of a process that is gone */
    mode_t before = umask(0117);
    int rc = bind(fd, (struct sockaddr *)&address, sizeof(address));

    umask(before);
    if (rc != 0 || listen(fd, BACKLOG) != 0) {
        int why = errno;

        close(fd);
        errno = why;
        return -1;
    }
    return fd;
}
