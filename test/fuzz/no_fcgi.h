/* Stands in for libfcgi in a target: nobody calls. The target itself says what fcgi_param and fcgi_write do. */
#ifndef TEST_FUZZ_NO_FCGI_H
#define TEST_FUZZ_NO_FCGI_H

#include "../../lib/fcgi.h"

long
fcgi_read(struct fcgi *f, void *buf, size_t size)
{
    (void)f;
    (void)buf;
    (void)size;
    return 0;
}

struct fcgi *
fcgi_new(int fd)
{
    (void)fd;
    return NULL;
}

void
fcgi_free(struct fcgi *f)
{
    (void)f;
}

bool
fcgi_accept(struct fcgi *f)
{
    (void)f;
    return false;
}

void
fcgi_finish(struct fcgi *f)
{
    (void)f;
}

int
fcgi_listen(const char *path)
{
    (void)path;
    return -1;
}

#endif
