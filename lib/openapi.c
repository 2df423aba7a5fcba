/*
 * openapi.c: the tables of routes, fields and shapes as one OpenAPI 3.1 document. Paths and operations here, schemas in
 * openapi_schema.c.
 */
#include "openapi.h"

#include "app.h"
#include "openapi_private.h"

#include <ctype.h>

/* What both tables say about an operation. */
struct operation {
    enum method method;
    const char *path;
    struct access access;
    const struct endpoint *endpoint;
    const struct compat *compat; /* NULL: a canonical route */
};

static const char *
access_text(struct access access, char *buf, size_t size)
{
    const char *word = access.kind == ACCESS_PUBLIC      ? "public"
                       : access.kind == ACCESS_SIGNED_IN ? "signed-in"
                       : access.kind == ACCESS_STAFF     ? "staff"
                       : access.kind == ACCESS_CUSTOMER  ? "customer"
                       : access.kind == ACCESS_MAY       ? access.permission
                       : access.kind == ACCESS_SUPERUSER ? "superuser"
                                                         : "closed";

    snprintf(buf, size, "%s%s", word, access.cookie ? "+cookie" : "");
    return buf;
}

void
routes_print(const struct app *app, FILE *out)
{
    char access[96];
    struct compat_walk walk = { app->compat, NULL };
    const struct compat *old;

    for (const struct route *row = app->routes; row->path != NULL; row++)
        fprintf(out, "%s\t%s\t%s\t%s\n", method_name(row->method), row->path,
                access_text(row->access, access, sizeof access), row->endpoint->title);
    while ((old = compat_step(&walk)) != NULL)
        fprintf(out, "%s\t%s\t%s\t%s\t%s\n", method_name(old->method), old->path,
                access_text(old->access, access, sizeof access), old->endpoint->title, old->origin);
}

static bool
ends_in_slash(const char *path)
{
    const size_t len = strlen(path);

    return len > 1 && path[len - 1] == '/';
}

/* "get_api_v1_customers_by_id"; a final slash counts, since two old systems differ by nothing else. */
static void
print_operation_id(struct doc *d, const struct operation *op)
{
    char id[256];
    size_t n = 0;
    bool gap = false;

    for (const char *s = method_name(op->method); *s != '\0'; s++)
        id[n++] = (char)tolower((unsigned char)*s);
    gap = true;
    for (const char *s = op->path; *s != '\0' && n < sizeof id - 8; s++) {
        if (*s == '{' && n < sizeof id - 16)
            n += (size_t)snprintf(id + n, sizeof id - n, "_by");
        if (isalnum((unsigned char)*s) == 0) {
            gap = true;
            continue;
        }
        if (gap)
            id[n++] = '_';
        gap = false;
        id[n++] = *s;
    }
    if (ends_in_slash(op->path))
        n += (size_t)snprintf(id + n, sizeof id - n, "_slash");
    id[n] = '\0';
    doc_str(d, "operationId", id);
}

static void
print_security(struct doc *d, struct access access)
{
    doc_array(d, "security");
    if (access.kind != ACCESS_PUBLIC) {
        doc_object(d, NULL);
        doc_array(d, "bearer");
        doc_end(d);
        doc_end(d);
    }
    if (access.cookie) {
        doc_object(d, NULL);
        doc_array(d, "cookie");
        doc_end(d);
        doc_end(d);
    }
    doc_end(d);
}

static void
print_header(struct doc *d, const char *name, bool need, const char *text)
{
    doc_object(d, NULL);
    doc_str(d, "name", name);
    doc_str(d, "in", "header");
    doc_bool(d, "required", need);
    doc_str(d, "description", text);
    doc_object(d, "schema");
    doc_str(d, "type", "string");
    doc_end(d);
    doc_end(d);
}

/* The field that a parameter of the path or query has in a compat row, or NULL when the row sets it itself. */
static const char *
name_of(const struct operation *op, const struct field *f)
{
    if (op->compat == NULL || op->compat->in == NULL || f->in == IN_PATH)
        return f->name;
    for (const struct compat_in *in = op->compat->in; in->theirs != NULL || in->constant != NULL; in++)
        if (in->ours != NULL && strcmp(in->ours, f->name) == 0 && in->constant == NULL)
            return in->theirs;
    return NULL;
}

static void
print_parameters(struct doc *d, const struct operation *op)
{
    const struct endpoint *point = op->endpoint;

    doc_array(d, "parameters");
    for (const struct field *f = point->fields; f != NULL && f->type != F_END; f++) {
        const char *name = f->in == IN_BODY ? NULL : name_of(op, f);

        if (name == NULL)
            continue;
        doc_object(d, NULL);
        doc_str(d, "name", name);
        doc_str(d, "in", f->in == IN_PATH ? "path" : "query");
        doc_bool(d, "required", f->in == IN_PATH || f->need);
        if (f->doc != NULL)
            doc_str(d, "description", f->doc);
        doc_object(d, "schema");
        openapi_field(d, f, op->compat != NULL);
        doc_end(d);
        doc_end(d);
    }
    if (op->compat == NULL && op->method == POST && !point->plain)
        print_header(d, "Idempotency-Key", false, "A repeat with the same key gets the first answer.");
    if (op->compat == NULL && point->if_match)
        print_header(d, "If-Match", true, "The ETag of the version that is being changed.");
    doc_end(d);
}

/* The answers that every route of this kind can give besides success. */
static bool
may_answer(const struct operation *op, enum err e)
{
    const struct endpoint *point = op->endpoint;
    const bool fields = point->fields != NULL && point->fields->type != F_END;
    const bool writes = op->method != GET;

    switch ((int)e) {
    case ERR_UNAUTHENTICATED:
        return op->access.kind != ACCESS_PUBLIC;
    case ERR_FORBIDDEN:
        return op->access.kind != ACCESS_PUBLIC;
    case ERR_NOT_FOUND:
        return strchr(op->path, '{') != NULL;
    case ERR_MALFORMED:
        return true;
    case ERR_CONFLICT:
    case ERR_TOO_LARGE:
    case ERR_MEDIA_TYPE:
        return writes;
    case ERR_STALE:
    case ERR_NEED_MATCH:
        return point->if_match;
    case ERR_INVALID:
        return fields || writes;
    case ERR_RATE_LIMITED:
    case ERR_UNAVAILABLE:
        return true;
    default:
        return false;
    }
}

static void
print_problems(struct doc *d, const struct operation *op)
{
    char key[16];

    for (enum err e = ERR_NONE; e < ERR_MAX; e++) {
        if (!may_answer(op, e))
            continue;
        snprintf(key, sizeof key, "%d", err_status(e));
        doc_object(d, key);
        doc_str(d, "$ref", "#/components/responses/problem");
        doc_end(d);
    }
    doc_object(d, "default");
    doc_str(d, "$ref", "#/components/responses/problem");
    doc_end(d);
}

static void
print_success(struct doc *d, const struct operation *op)
{
    const struct endpoint *point = op->endpoint;
    const int own = point->status != 0 ? point->status : 200;
    const int status = op->compat != NULL && op->compat->status != 0 ? op->compat->status : own;
    char key[16];

    snprintf(key, sizeof key, "%d", status);
    doc_object(d, key);
    doc_str(d, "description", point->title);
    if (status != 204 && status != 304) {
        doc_object(d, "content");
        doc_object(d, point->gives != NULL ? point->gives : "application/json");
        doc_object(d, "schema");
        if (op->compat == NULL && point->gives == NULL)
            openapi_members(d, point->out);
        else if (point->gives != NULL)
            doc_str(d, "type", "string");
        doc_end(d);
        doc_end(d);
        doc_end(d);
    }
    doc_end(d);
}

static void
print_responses(struct doc *d, const struct operation *op)
{
    doc_object(d, "responses");
    print_success(d, op);
    if (op->compat == NULL) {
        print_problems(d, op);
    } else {
        static const char *const others[] = { "4XX", "default" };

        for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
            doc_object(d, others[i]);
            doc_str(d, "$ref", "#/components/responses/compat");
            doc_end(d);
        }
    }
    doc_end(d);
}

static void
print_operation(struct doc *d, const struct operation *op)
{
    char key[8];
    size_t n = 0;

    for (const char *s = method_name(op->method); *s != '\0' && n < sizeof key - 1; s++)
        key[n++] = (char)tolower((unsigned char)*s);
    key[n] = '\0';
    doc_object(d, key);
    print_operation_id(d, op);
    doc_str(d, "summary", op->endpoint->title);
    doc_array(d, "tags");
    doc_str(d, NULL, op->compat != NULL ? "compat" : d->tag);
    doc_end(d);
    if (op->compat != NULL)
        doc_str(d, "x-origin", op->compat->origin);
    if (op->access.kind == ACCESS_MAY)
        doc_str(d, "x-permission", op->access.permission);
    print_security(d, op->access);
    print_parameters(d, op);
    openapi_body(d, op->endpoint, op->compat);
    print_responses(d, op);
    doc_end(d);
}

/* The i-th operation of the binary, canonical routes first; false beyond the last. */
static bool
operation_at(const struct app *app, size_t i, struct operation *ret)
{
    struct compat_walk walk = { app->compat, NULL };
    const struct compat *old;
    size_t n = 0;

    for (const struct route *row = app->routes; row->path != NULL; row++)
        if (n++ == i) {
            *ret = (struct operation){ row->method, row->path, row->access, row->endpoint, NULL };
            return true;
        }
    while ((old = compat_step(&walk)) != NULL)
        if (n++ == i) {
            *ret = (struct operation){ old->method, old->path, old->access, old->endpoint, old };
            return true;
        }
    return false;
}

/* Each path once, with all its methods, wherever in the tables they stand. */
static void
print_paths(struct doc *d, const struct app *app)
{
    struct operation op, other;

    doc_object(d, "paths");
    for (size_t i = 0; operation_at(app, i, &op); i++) {
        bool done = false;

        for (size_t j = 0; j < i && !done; j++)
            done = operation_at(app, j, &other) && strcmp(other.path, op.path) == 0;
        if (done)
            continue;
        doc_object(d, op.path);
        for (size_t j = i; operation_at(app, j, &other); j++)
            if (strcmp(other.path, op.path) == 0 && other.access.kind != ACCESS_CLOSED)
                print_operation(d, &other);
        doc_end(d);
    }
    doc_end(d);
}

void
openapi_print(const struct app *app, FILE *out)
{
    struct doc d = { .out = out, .tag = app->name };

    doc_object(&d, NULL);
    doc_str(&d, "openapi", "3.1.0");
    openapi_head(&d, app);
    print_paths(&d, app);
    openapi_components(&d);
    doc_end(&d);
    fputc('\n', out);
}
