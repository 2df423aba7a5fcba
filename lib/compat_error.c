/*
 * compat_error.c: failures in the words of older systems: the exact bodies of a row, else the general form of its wire
 * (compat_drf.c, compat_fastapi.c).
 */
#include "compat_private.h"

#include "req.h"
#include "request.h"

#define JSON_TYPE "application/json"

/* Its place; behind the last where there is none. */
static unsigned
header_at(const struct req *r, const char *name)
{
    unsigned i = 0;

    while (i < r->p->header_count && strcasecmp(r->p->headers[i].name, name) != 0)
        i++;
    return i;
}

const char *
compat_header(const struct req *r, const char *name)
{
    const unsigned i = header_at(r, name);

    return i < r->p->header_count ? r->p->headers[i].value : NULL;
}

void
compat_add_header(struct req *r, const char *name, const char *value)
{
    if (compat_header(r, name) == NULL)
        reply_header(r, name, value);
}

void
compat_set_header(struct req *r, const char *name, const char *value)
{
    const unsigned i = header_at(r, name);

    if (i < r->p->header_count)
        r->p->headers[i].value = value;
    else
        reply_header(r, name, value);
}

/* "/email/0" and "email" are both about email. From the arena; NULL when there is no room. */
const char *
compat_fault_name(struct req *r, const char *pointer)
{
    pointer += *pointer == '/';
    return arena_copy(r->arena, pointer, strcspn(pointer, "/"));
}

static bool
is_at_fault(struct req *r, const char *field)
{
    for (unsigned i = 0; i < r->fault_count; i++) {
        const char *name = compat_fault_name(r, r->faults[i].pointer);

        if (name != NULL && strcmp(name, field) == 0)
            return true;
    }
    return false;
}

static const struct compat_error *
own_row(struct req *r, enum err e)
{
    const char *code = r->code != NULL ? r->code : err_name(e);

    for (const struct compat_error *row = r->compat->errors; row != NULL && row->code != NULL; row++)
        if ((strcmp(row->code, code) == 0 || strcmp(row->code, err_name(e)) == 0) &&
            (row->field == NULL || is_at_fault(r, row->field)))
            return row;
    return NULL;
}

const char *
compat_detail_or(const struct req *r, const char *fallback)
{
    return r->detail != NULL ? r->detail : fallback;
}

/* {"detail": ...} */
const char *
compat_detail(struct req *r, const char *sentence)
{
    struct text t = { .a = r->arena };

    text_add(&t, "{\"detail\":");
    text_quote(&t, sentence != NULL ? sentence : "");
    text_add(&t, "}");
    return t.failed ? "{}" : t.s;
}

/* True when the row says all; false: its status with the wire's general body. */
static bool
say_own(struct req *r, const struct compat_error *row, int *ret_status, const char **ret_body)
{
    *ret_status = row->status;
    if (row->location != NULL) {
        reply_header(r, "Location", arena_printf(r->arena, "%s?next=%s", row->location, r->path));
        *ret_body = row->body != NULL ? row->body : "";
        return true;
    }
    *ret_body = row->body;
    return row->body != NULL;
}

void
compat_error(struct req *r, enum err e, int *ret_status, const char **ret_content_type, const char **ret_body)
{
    const struct compat_error *own = own_row(r, e);
    int status = err_status(e);
    const char *body;

    *ret_content_type = JSON_TYPE;
    if (own != NULL && say_own(r, own, ret_status, ret_body))
        return;
    if (r->compat->wire == WIRE_PROBLEM) {
        *ret_status = own != NULL ? own->status : status;
        *ret_content_type = "application/problem+json";
        *ret_body = NULL;
        return;
    }
    if (status == 503)
        compat_add_header(r, "Retry-After", "2");
    body = r->compat->wire == WIRE_DRF ? compat_drf(r, e, &status, ret_content_type) : compat_fastapi(r, e, &status);
    *ret_status = own != NULL ? own->status : status;
    *ret_body = body;
}
