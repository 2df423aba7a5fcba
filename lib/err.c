/*
 * err.c: one table from code to HTTP status, wire name and title.
 */
#include "err.h"

#include <stddef.h>

static const struct {
    int status;
    const char *name, *title;
} table[ERR_MAX] = {
    [ERR_NONE] = { 200, "ok", "OK" },
    [ERR_MALFORMED] = { 400, "malformed_request", "The request cannot be read" },
    [ERR_UNAUTHENTICATED] = { 401, "unauthenticated", "Sign in first" },
    [ERR_FORBIDDEN] = { 403, "forbidden", "Not allowed" },
    [ERR_NOT_FOUND] = { 404, "not_found", "Not found" },
    [ERR_METHOD] = { 405, "method_not_allowed", "Method not allowed" },
    [ERR_CONFLICT] = { 409, "conflict", "Not possible in the present state" },
    [ERR_STALE] = { 412, "stale", "Changed by somebody else meanwhile" },
    [ERR_TOO_LARGE] = { 413, "too_large", "Too large" },
    [ERR_MEDIA_TYPE] = { 415, "unsupported_media_type", "Unsupported media type" },
    [ERR_INVALID] = { 422, "invalid", "Some values are not acceptable" },
    [ERR_NEED_MATCH] = { 428, "precondition_required", "If-Match is needed" },
    [ERR_RATE_LIMITED] = { 429, "rate_limited", "Too many requests" },
    [ERR_INTERNAL] = { 500, "internal", "Something went wrong on our side" },
    [ERR_UNAVAILABLE] = { 503, "unavailable", "Temporarily unavailable" },
    [ERR_REPEAT] = { 503, "unavailable", "Temporarily unavailable" },
    [ERR_LOST] = { 503, "unavailable", "Temporarily unavailable" },
    [ERR_REPLAYED] = { 200, "ok", "OK" },
};

static enum err
known(enum err e)
{
    return (unsigned)e < ERR_MAX ? e : ERR_INTERNAL;
}

int
err_status(enum err e)
{
    return table[known(e)].status;
}

const char *
err_name(enum err e)
{
    return table[known(e)].name;
}

const char *
err_title(enum err e)
{
    return table[known(e)].title;
}
