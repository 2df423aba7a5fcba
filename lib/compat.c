/*
 * compat.c: finding the row of a documented route of an older system, and what the halves of the engine share.
 */
#include "compat_private.h"

#include <stdlib.h>

#include "request.h"

#define TEXT_FIRST_BYTES 512u
#define TEXT_MAX_BYTES   (2 * OUT_MAX_BYTES)

static void
release(void *held)
{
    free(*(char **)held);
}

/* Where a text will be; NULL: the arena is full. */
static char **
holder(struct arena *a)
{
    char **held = arena_alloc(a, sizeof(*held));

    if (held != NULL)
        arena_defer(a, release, held);
    return arena_full(a) ? NULL : held;
}

static bool
grow(struct text *t, size_t want)
{
    size_t size = t->size == 0 ? TEXT_FIRST_BYTES : t->size;
    char *s;

    while (size < want)
        size *= 2;
    if (t->held == NULL)
        t->held = holder(t->a);
    s = t->held == NULL || size > TEXT_MAX_BYTES ? NULL : realloc(*t->held, size);
    if (s == NULL)
        return false;
    t->s = *t->held = s;
    t->size = size;
    return true;
}

void
text_addn(struct text *t, const char *s, size_t len)
{
    t->failed = t->failed || (t->len + len + 1 > t->size && !grow(t, t->len + len + 1));
    if (t->failed)
        return;
    memcpy(t->s + t->len, s, len);
    t->len += len;
    t->s[t->len] = '\0';
}

void
text_add(struct text *t, const char *s)
{
    text_addn(t, s, strlen(s));
}

void
text_quote(struct text *t, const char *s)
{
    char code[8];

    text_addn(t, "\"", 1);
    for (; *s != '\0'; s++) {
        const size_t plain =
            strcspn(s, "\"\\\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13"
                       "\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f");

        text_addn(t, s, plain);
        s += plain;
        if (*s == '\0')
            break;
        if (*s == '"' || *s == '\\')
            snprintf(code, sizeof code, "\\%c", *s);
        else
            snprintf(code, sizeof code, "\\u%04x", (unsigned)(unsigned char)*s);
        text_add(t, code);
    }
    text_addn(t, "\"", 1);
}

void
text_comma(struct text *t)
{
    if (!t->failed && t->len > 0 && t->s[t->len - 1] != '{' && t->s[t->len - 1] != '[')
        text_addn(t, ",", 1);
}

const struct field *
compat_field(const struct compat *row, const char *ours)
{
    for (const struct field *f = row->endpoint->fields; f != NULL && f->type != F_END; f++)
        if (strcmp(f->name, ours) == 0)
            return f;
    return NULL;
}

const char *
compat_theirs(const struct compat *row, const char *ours)
{
    for (const struct compat_in *in = row->in; in != NULL && (in->theirs != NULL || in->constant != NULL); in++)
        if (in->theirs != NULL && in->ours != NULL && strcmp(in->ours, ours) == 0)
            return in->theirs;
    return ours;
}

const struct compat *
compat_step(struct compat_walk *w)
{
    while (w->at != NULL) {
        if (w->at->more != NULL) {
            w->outer = w->at + 1;
            w->at = w->at->more;
        } else if (w->at->path != NULL) {
            return w->at++;
        } else {
            w->at = w->outer;
            w->outer = NULL;
        }
    }
    return NULL;
}

/* Django's addresses told numbers and UUIDs apart from anything else: what is of another kind is no address of theirs. */
static bool
kinds_fit(const struct compat *row, const struct part *parts, unsigned count)
{
    for (unsigned i = 0; row->wire == WIRE_DRF && i < count; i++) {
        const struct field *f = parts[i].name != NULL ? compat_field(row, parts[i].name) : NULL;
        const char *s = parts[i].value;
        struct uuid id;

        if (f == NULL || s == NULL)
            continue;
        if (f->type == F_INT && strspn(s, "0123456789") != strlen(s))
            return false;
        if (f->type == F_UUID && !uuid_parse(s, &id) && !compat_bare_uuid(s))
            return false;
    }
    return true;
}

/* "/clients" of "/clients/x/y/z". */
static bool
same_beginning(const char *a, const char *b)
{
    const size_t len = *a == '/' ? 1 + strcspn(a + 1, "/") : 0;

    return len > 0 && strncmp(a, b, len) == 0 && (b[len] == '/' || b[len] == '\0');
}

void
compat_unknown(struct req *r, const struct compat *rows)
{
    static const struct endpoint nothing = { .title = "Nothing" };
    static const struct compat drf = { .path = "", .endpoint = &nothing, .wire = WIRE_DRF };
    static const struct compat fastapi = { .path = "", .endpoint = &nothing, .wire = WIRE_FASTAPI };
    struct compat_walk walk = { rows, NULL };
    struct part parts[REQ_MAX_PARTS];
    const struct compat *row;
    unsigned count = 0;

    while (r->compat == NULL && (row = compat_step(&walk)) != NULL) {
        if (row->wire == WIRE_DRF && path_fits(r, row->path, r->path, parts, &count))
            r->compat = &drf;
        else if (row->wire == WIRE_FASTAPI && same_beginning(row->path, r->path))
            r->compat = &fastapi;
    }
}

enum err
compat_find(struct req *r, const struct compat *rows, const struct compat **ret_row)
{
    const char *method = strcmp(r->method, "HEAD") == 0 ? "GET" : r->method;
    const struct compat *other = NULL, *row;
    struct compat_walk walk = { rows, NULL };
    const char *allow = NULL;

    while ((row = compat_step(&walk)) != NULL) {
        struct part parts[REQ_MAX_PARTS];
        unsigned count = 0;

        if (!path_fits(r, row->path, r->path, parts, &count) || !kinds_fit(row, parts, count))
            continue;
        if (strcmp(method_name(row->method), method) == 0) {
            if (arena_full(r->arena)) /* a part may be missing */
                return ERR_TOO_LARGE;
            memcpy(r->parts, parts, sizeof parts);
            r->part_count = count;
            *ret_row = row;
            return ERR_NONE;
        }
        allow = allow == NULL ? method_name(row->method)
                              : arena_printf(r->arena, "%s, %s", allow, method_name(row->method));
        other = row;
    }
    if (other == NULL)
        return ERR_NOT_FOUND;
    r->compat = other;
    reply_header(r, "Allow", allow);
    return ERR_METHOD;
}
