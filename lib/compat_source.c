/*
 * compat_source.c: the body that a client of an older system sent: JSON, a form, or small parts.
 */
#include "compat_private.h"

#include "multipart.h"
#include "req.h"

static bool
is_json(const char *type)
{
    return strncasecmp(type, "application/json", 16) == 0 && strchr("; \t", type[16]) != NULL;
}

static bool
is_form(const char *type)
{
    return strncasecmp(type, "application/x-www-form-urlencoded", 33) == 0 && strchr("; \t", type[33]) != NULL;
}

const char *
compat_kind(const json *v)
{
    static const char *const words[] = { "NoneType", "bool", "int", "float", "str", "list", "dict" };

    return words[json_kind(v)];
}

static enum err
read_json(struct req *r, struct compat_source *ret)
{
    struct json_fault why = { 0, "no JSON" };
    json *v = NULL;
    enum err e = json_parse(r->arena, r->body, r->body_len, &v, &why);

    if (e == ERR_UNAVAILABLE || e == ERR_TOO_LARGE)
        return e;
    if (e != ERR_NONE)
        return fail_as(r, ERR_MALFORMED, COMPAT_BAD_JSON, arena_printf(r->arena, "/%zu", why.at), why.reason);
    if (json_kind(v) != JSON_OBJECT)
        return fail(r, ERR_INVALID, NULL,
                    arena_printf(r->arena, "Invalid data. Expected a dictionary, but got %s.", compat_kind(v)));
    ret->object = v;
    return ERR_NONE;
}

/* Collects the small text parts of a multipart body. */
struct parts {
    struct req *r;
    struct pair pairs[MULTIPART_MAX_PARTS];
    size_t count;
    struct text value;
    bool skip; /* a file */
};

static enum err
part_begin(void *ctx, const char *name, const char *file_name, const char *content_type)
{
    struct parts *p = ctx;

    (void)content_type;
    p->skip = file_name[0] != '\0' || p->count == MULTIPART_MAX_PARTS;
    p->value = (struct text){ .a = p->r->arena };
    if (!p->skip)
        p->pairs[p->count].name = arena_str(p->r->arena, name);
    return ERR_NONE;
}

static enum err
part_data(void *ctx, const char *bytes, size_t len)
{
    struct parts *p = ctx;

    if (!p->skip)
        text_addn(&p->value, bytes, len);
    return p->value.failed || memchr(bytes, '\0', len) != NULL ? ERR_MALFORMED : ERR_NONE;
}

static enum err
part_end(void *ctx)
{
    struct parts *p = ctx;

    if (!p->skip)
        p->pairs[p->count++].value = p->value.s != NULL ? p->value.s : "";
    return ERR_NONE;
}

static void
release_multipart(void *m)
{
    multipart_free(m);
}

static enum err
read_multipart(struct req *r, struct compat_source *ret)
{
    static const struct multipart_sink sink = { part_begin, part_data, part_end };
    struct parts *p = ARENA_NEW(r->arena, struct parts, 1);
    struct multipart *m;

    if (p == NULL)
        return ERR_UNAVAILABLE;
    p->r = r;
    m = multipart_new(r->content_type, &sink, p);
    if (m == NULL)
        return multipart_usable(r->content_type)
                   ? ERR_UNAVAILABLE
                   : fail(r, ERR_MALFORMED, NULL, "Multipart form parse error - Invalid boundary");
    arena_defer(r->arena, release_multipart, m);
    if (multipart_feed(m, r->body, r->body_len) != ERR_NONE || multipart_end(m) != ERR_NONE)
        return fail(r, ERR_MALFORMED, NULL, "Multipart form parse error");
    ret->pairs = p->pairs;
    ret->count = p->count;
    ret->form = true;
    return ERR_NONE;
}

enum err
compat_source(struct req *r, struct compat_source *ret_source)
{
    const char *type = r->content_type;
    const bool drf = r->compat->wire == WIRE_DRF;

    if (r->body == NULL || r->body_len == 0) {
        ret_source->form = drf && is_form(type);
        return ERR_NONE;
    }
    if (is_json(type) || (type[0] == '\0' && r->compat->wire == WIRE_FASTAPI))
        return read_json(r, ret_source);
    if (drf && is_form(type)) {
        ret_source->form = true;
        if (urlform_parse(r->arena, r->body, r->body_len, &ret_source->pairs, &ret_source->count) != ERR_NONE)
            return fail(r, ERR_MALFORMED, NULL, "Form parse error");
        return ERR_NONE;
    }
    if (drf && strncasecmp(type, "multipart/form-data", 19) == 0)
        return read_multipart(r, ret_source);
    return fail(r, ERR_MEDIA_TYPE, NULL,
                arena_printf(r->arena, "Unsupported media type \"%.*s\" in request.", (int)strcspn(type, ";"), type));
}
