/* First line: a cookie's name; the rest: the Cookie header. This file stands in for libfcgi. */
#include "fuzz.h"
#include "req.h"

#include "../../lib/fcgi.h"
#include "../../lib/request.h"

static const char *header;

const char *
fcgi_param(const struct fcgi *f, const char *name)
{
    (void)f;
    return strcmp(name, "HTTP_COOKIE") == 0 ? header : NULL;
}

long
fcgi_read(struct fcgi *f, void *buf, size_t size)
{
    (void)f;
    (void)buf;
    (void)size;
    return 0;
}

bool
fcgi_write(struct fcgi *f, const void *data, size_t len)
{
    (void)f;
    (void)data;
    (void)len;
    return true;
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

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct req_private hidden;
    static struct req r;
    const uint8_t *end = size > 0 ? memchr(data, '\n', size) : NULL;
    const char *value;
    char *name, *text;

    if (end == NULL || end == data)
        return 0;
    name = fuzz_string(data, (size_t)(end - data));
    text = fuzz_string(end + 1, (size_t)(data + size - end) - 1);
    header = text;
    hidden.link = &hidden;
    r = (struct req){ .arena = arena_new(0), .p = &hidden };
    value = req_cookie(&r, name);
    if (value != NULL)
        HOLDS(strchr(value, ';') == NULL && strstr(text, value) != NULL);
    arena_free(r.arena);
    free(name);
    free(text);
    return 0;
}
