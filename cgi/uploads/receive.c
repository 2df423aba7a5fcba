#include "receive.h"

#include <strings.h>

#include "config.h"
#include "multipart.h"

#define BUFFER_BYTES 65536

struct receiving {
    struct req *r;
    const struct intake *intake;
    struct received *to;
    bool in_file;
};

static bool
media_is(const char *type, const char *want)
{
    size_t n = strlen(want);

    return strncasecmp(type, want, n) == 0 &&
           (want[n - 1] == '/' || type[n] == '\0' || strchr("; \t", type[n]) != NULL);
}

/* The length of the UTF-8 character at s and its code point; 0 when it is none (RFC 3629). */
static size_t
character(const unsigned char *s, uint32_t *ret_code)
{
    static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
    size_t len = s[0] < 0x80 ? 1 : s[0] >= 0xf0 && s[0] < 0xf5 ? 4 : s[0] >= 0xe0 ? 3 : s[0] >= 0xc2 ? 2 : 0;
    uint32_t code = len == 1 ? s[0] : s[0] & (0x7fu >> len);

    if (s[0] >= 0xf5)
        return 0;
    for (size_t i = 1; i < len; i++) {
        if ((s[i] & 0xc0) != 0x80)
            return 0;
        code = code << 6 | (s[i] & 0x3f);
    }
    *ret_code = code;
    return len > 0 && code >= least[len] && (code < 0xd800 || code > 0xdfff) && code <= 0x10ffff ? len : 0;
}

/* Marks that make a text look like another: directions, joiners, byte order. */
static bool
is_mark(uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
           (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || c == 0x61c || (c >= 0xfff9 && c <= 0xffff);
}

void
display_name(const char *text, char ret_name[NAME_BYTES + 1])
{
    size_t used = 0;
    uint32_t code = 0;

    while (*text != '\0') {
        size_t len = character((const unsigned char *)text, &code);
        if (len > 0 && !is_mark(code)) {
            if (used + len > NAME_BYTES)
                break;
            memcpy(ret_name + used, text, len);
            used += len;
        }
        text += len > 0 ? len : 1;
    }
    ret_name[used] = '\0';
}

/* What follows the last slash of either kind. */
static const char *
base_of(const char *path)
{
    const char *base = path;

    for (; *path != '\0'; path++)
        if (*path == '/' || *path == '\\')
            base = path + 1;
    return base;
}

/* Bytes of the file. Beyond the limit nothing is kept and reading ends with ERR_TOO_LARGE, which is for us only. */
static enum err
file_bytes(struct receiving *g, const char *bytes, size_t len)
{
    if (len > g->intake->limit - g->to->spool.bytes) {
        g->to->too_large = true;
        return ERR_TOO_LARGE;
    }
    if (g->intake->watch != NULL)
        g->intake->watch(g->intake->watcher, bytes, len);
    return spool_write(g->r, &g->to->spool, bytes, len);
}

static enum err
part_begin(void *ctx, const char *name, const char *file_name, const char *content_type)
{
    struct receiving *g = ctx;

    (void)content_type;
    g->in_file = strcmp(name, g->intake->field) == 0;
    if (!g->in_file)
        return ERR_NONE;
    if (g->to->there)
        return fail(g->r, ERR_MALFORMED, g->intake->field, "Send one file in a request.");
    g->to->there = true;
    display_name(base_of(file_name), g->to->name);
    return ERR_NONE;
}

static enum err
part_data(void *ctx, const char *bytes, size_t len)
{
    struct receiving *g = ctx;

    return g->in_file ? file_bytes(g, bytes, len) : ERR_NONE;
}

static enum err
part_end(void *ctx)
{
    struct receiving *g = ctx;

    g->in_file = false;
    return ERR_NONE;
}

static void
release_multipart(void *m)
{
    multipart_free(m);
}

static enum err
read_body(struct receiving *g, struct multipart *m)
{
    char *buf = arena_alloc(g->r->arena, BUFFER_BYTES);
    enum err e = ERR_NONE;
    uint64_t total = 0;

    if (buf == NULL)
        return ERR_TOO_LARGE;
    for (;;) {
        long n = req_read(g->r, buf, BUFFER_BYTES);
        if (n < 0)
            return fail(g->r, ERR_MALFORMED, NULL, "The file broke off before its end.");
        if (n == 0)
            break;
        total += (uint64_t)n;
        e = m != NULL ? multipart_feed(m, buf, (size_t)n) : file_bytes(g, buf, (size_t)n);
        if (e != ERR_NONE)
            return e;
    }
    const char *length = req_param(g->r, "CONTENT_LENGTH");
    if (length != NULL && *length != '\0' && strtoull(length, NULL, 10) != total)
        return fail(g->r, ERR_MALFORMED, NULL, "The file broke off before its end.");
    return m != NULL ? multipart_end(m) : ERR_NONE;
}

static enum err
media(struct req *r, const struct intake *intake, bool *ret_raw)
{
    const char *encoding = req_param(r, "HTTP_CONTENT_ENCODING"), *type = r->content_type;

    if (encoding != NULL && *encoding != '\0' && strcasecmp(encoding, "identity") != 0)
        return fail(r, ERR_MEDIA_TYPE, NULL, "Send the file as it is, without Content-Encoding.");
    *ret_raw = false;
    for (const char *const *m = intake->media; *m != NULL; m++)
        *ret_raw = *ret_raw || media_is(type, *m);
    return *ret_raw || media_is(type, "multipart/form-data") ? ERR_NONE
                                                             : fail(r, ERR_MEDIA_TYPE, NULL, intake->sentence);
}

struct intake
csv_intake(void)
{
    static const char *const csv[] = { "text/csv", "application/csv", "application/octet-stream", NULL };

    return (struct intake){ .field = "file",
                            .media = csv,
                            .limit = (uint64_t)config()->upload_max_bytes,
                            .sentence = "Send the file as text/csv, or as the field \"file\" of multipart/form-data." };
}

enum err
receive_file(struct req *r, const struct intake *intake, struct received *ret)
{
    static const struct multipart_sink sink = { part_begin, part_data, part_end };
    struct receiving g = { .r = r, .intake = intake, .to = ret };
    struct multipart *m = NULL;
    bool raw = false;
    enum err e = media(r, intake, &raw);

    if (e != ERR_NONE)
        return e;
    if (!raw && (m = multipart_new(r->content_type, &sink, &g)) == NULL)
        return multipart_usable(r->content_type)
                   ? ERR_UNAVAILABLE
                   : fail(r, ERR_MALFORMED, NULL, "The multipart form has no usable boundary.");
    if (m != NULL)
        arena_defer(r->arena, release_multipart, m);
    e = spool_create(r, &ret->spool);
    if (e != ERR_NONE)
        return e;
    ret->there = raw;
    e = read_body(&g, m);
    if (e == ERR_MALFORMED && r->detail == NULL)
        return fail(r, e, NULL, "The multipart form cannot be read.");
    return ret->too_large ? ERR_NONE : e;
}
