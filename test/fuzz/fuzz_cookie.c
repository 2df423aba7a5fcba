/* First line: a cookie's name; the rest: the Cookie header. This file stands in for libfcgi. */
#include "fuzz.h"
#include "req.h"
#include "no_fcgi.h"

#include "../../lib/request.h"

static const char *header;

const char *
fcgi_param(const struct fcgi *f, const char *name)
{
    (void)f;
    return strcmp(name, "HTTP_COOKIE") == 0 ? header : NULL;
}

bool
fcgi_write(struct fcgi *f, const void *data, size_t len)
{
    (void)f;
    (void)data;
    (void)len;
    return true;
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
