/*
 * route.c: finding the row of the route table. Tables are short; a scan costs less than a request's first read.
 */
#include "route.h"

#include "request.h"

const char *
method_name(enum method m)
{
    static const char *const names[] = { "", "GET", "POST", "PUT", "PATCH", "DELETE" };

    return (unsigned)m < sizeof(names) / sizeof(names[0]) ? names[m] : "";
}

bool
path_fits(struct req *r, const char *pattern, const char *path, struct part *parts, unsigned *ret_count)
{
    unsigned n = 0;

    for (;;) {
        if (*pattern == '{') {
            size_t name = strcspn(pattern, "}"), len = strcspn(path, "/");

            if (len == 0 || n == REQ_MAX_PARTS)
                return false;
            parts[n].name = arena_copy(r->arena, pattern + 1, name - 1);
            parts[n++].value = arena_copy(r->arena, path, len);
            pattern += name + 1;
            path += len;
        } else if (*pattern != *path) {
            return false;
        } else if (*pattern == '\0') {
            *ret_count = n;
            return true;
        } else {
            pattern++;
            path++;
        }
    }
}

/* Literal rows win over rows with parts ("/models/champion" over "/models/{id}"). */
static bool
better(const struct route *row, const struct route *than)
{
    return than == NULL || (strchr(than->path, '{') != NULL && strchr(row->path, '{') == NULL);
}

enum err
route_find(struct req *r, const struct route *routes, const struct route **ret_route, const char **ret_allow)
{
    const char *method = strcmp(r->method, "HEAD") == 0 ? "GET" : r->method;
    const char *allow = NULL;
    const struct route *found = NULL;

    for (const struct route *row = routes; row != NULL && row->path != NULL; row++) {
        struct part parts[REQ_MAX_PARTS];
        unsigned count = 0;

        if (!path_fits(r, row->path, r->path, parts, &count))
            continue;
        if (strcmp(method_name(row->method), method) != 0) {
            allow = allow == NULL ? method_name(row->method)
                                  : arena_printf(r->arena, "%s, %s", allow, method_name(row->method));
            continue;
        }
        if (!better(row, found))
            continue;
        found = row;
        memcpy(r->parts, parts, sizeof(parts));
        r->part_count = count;
    }
    if (arena_full(r->arena)) /* a part may be missing */
        return ERR_TOO_LARGE;
    if (found == NULL) {
        *ret_allow = allow;
        return allow == NULL ? ERR_NOT_FOUND : ERR_METHOD;
    }
    *ret_route = found;
    return ERR_NONE;
}
