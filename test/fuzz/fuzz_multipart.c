/* First line: the Content-Type. The byte after it: in which pieces the rest comes; they must not change what is read. */
#include "multipart.h"

#include "fuzz.h"

struct seen {
    uint64_t hash;
    unsigned begun, ended;
};

static enum err
on_begin(void *ctx, const char *name, const char *file_name, const char *content_type)
{
    struct seen *s = ctx;

    HOLDS(s->begun == s->ended && name[0] != '\0' && strpbrk(file_name, "/\\\r\n") == NULL);
    s->begun++;
    s->hash = fuzz_mix(s->hash, name, strlen(name) + 1);
    s->hash = fuzz_mix(s->hash, file_name, strlen(file_name) + 1);
    s->hash = fuzz_mix(s->hash, content_type, strlen(content_type) + 1);
    return ERR_NONE;
}

static enum err
on_data(void *ctx, const char *bytes, size_t len)
{
    struct seen *s = ctx;

    HOLDS(s->begun == s->ended + 1 && len > 0);
    s->hash = fuzz_mix(s->hash, bytes, len);
    return ERR_NONE;
}

static enum err
on_end(void *ctx)
{
    struct seen *s = ctx;

    HOLDS(s->begun == ++s->ended);
    s->hash = fuzz_mix(s->hash, "#", 1);
    return ERR_NONE;
}

static const struct multipart_sink sink = { on_begin, on_data, on_end };

static enum err
run(const char *type, const char *body, size_t size, size_t step, struct seen *ret)
{
    struct multipart *m = multipart_new(type, &sink, ret);
    enum err e = m != NULL ? ERR_NONE : ERR_MEDIA_TYPE;

    for (size_t i = 0; i < size && e == ERR_NONE; i += step)
        e = multipart_feed(m, body + i, size - i < step ? size - i : step);
    if (e == ERR_NONE)
        e = multipart_end(m);
    HOLDS(e != ERR_NONE || ret->begun == ret->ended);
    multipart_free(m);
    return e;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *end = size > 0 ? memchr(data, '\n', size) : NULL;
    struct seen whole = { 0, 0, 0 }, pieces = { 0, 0, 0 };
    const char *body;
    char *type;
    size_t len;

    if (end == NULL || end + 1 == data + size)
        return 0;
    type = fuzz_string(data, (size_t)(end - data));
    body = (const char *)end + 2;
    len = (size_t)(data + size - end) - 2;
    HOLDS(run(type, body, len, len + 1, &whole) == run(type, body, len, (size_t)end[1] + 1, &pieces));
    HOLDS(whole.hash == pieces.hash && whole.ended == pieces.ended);
    free(type);
    return 0;
}
