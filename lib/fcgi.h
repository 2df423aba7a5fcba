/*
 * fcgi.h: lib-private: the connection to the web server, one request at a time.
 */
#ifndef HF_FCGI_H
#define HF_FCGI_H

#include <stdbool.h>
#include <stddef.h>

#include "err.h"

struct fcgi;

/* A link over the listening socket fd, one per worker. NULL: no memory. */
struct fcgi *fcgi_new(int fd);
void fcgi_free(struct fcgi *f);

/* Takes the next request if one waits; false when another worker was faster. */
bool fcgi_accept(struct fcgi *f);
void fcgi_finish(struct fcgi *f);

const char *fcgi_param(const struct fcgi *f, const char *name);
long fcgi_read(struct fcgi *f, void *buf, size_t size); /* 0 at the end, -1 broken off */
bool fcgi_write(struct fcgi *f, const void *data, size_t len);

/* Opens a listening Unix socket at path with mode 0660 and a backlog of 1024; -1 with errno. */
int fcgi_listen(const char *path);

#endif
