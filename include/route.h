/*
 * route.h: a binary is a table of routes; a route names an endpoint and who may pass.
 */
#ifndef HF_ROUTE_H
#define HF_ROUTE_H

#include <stdbool.h>
#include <stddef.h>

#include "auth.h"
#include "err.h"
#include "input.h"
#include "shape.h"

enum method { GET = 1, POST, PUT, PATCH, DELETE };

enum body {
    BODY_DEFAULT = 0, /* JSON for POST, PUT, PATCH when a field is IN_BODY; else must be empty */
    BODY_STREAM,      /* the handler reads it with req_read */
    BODY_TEXT,        /* up to 64 KiB of any text in req->body, not JSON */
};

struct endpoint {
    const char *title;          /* one line for people: "Add a customer" */
    const struct field *fields; /* NULL: none */
    const struct shape *out;    /* members of the reply; NULL: empty object */
    size_t input_size;          /* of the struct that fields describe */
    enum err (*run)(struct req *r, const void *input);

    /* Named extras. */
    int status; /* success status for the document; 0: 200 */
    enum body body;
    const char *takes; /* media types of BODY_STREAM and BODY_TEXT, for the document */
    const char *gives; /* media type when it is not JSON */
    bool snapshot;     /* a GET of several statements: a read-only consistent snapshot */
    bool outside;      /* no transaction around the handler (it reads a body that takes long); uses db_begin */
    bool secret;       /* the reply carries secrets: never stored for idempotent replay */
    bool plain;        /* no transaction and no idempotency: a POST that only computes */
    bool unlimited;    /* not counted by the general limits: health, keys */
    bool step_up;      /* only soon after the password or a code was given again (auth_stepped_up) */
    bool if_match;     /* a change of a shared record: If-Match needed */
};

/* path: "/api/v1/customers/{id}"; a {part} is read by a field of that name with .in = IN_PATH. */
struct route {
    enum method method;
    const char *path;
    struct access access;
    const struct endpoint *endpoint;
};

#define ROUTE_END                                                                                                      \
    {                                                                                                                  \
        0, NULL, { 0 }, NULL                                                                                           \
    }

const char *method_name(enum method m);

/* Finds the row for method and path (path without query). ERR_NOT_FOUND, or ERR_METHOD with *ret_allow set to a
   comma-separated list. HEAD is looked up as GET. On success path parts are recorded on r for input_fill. */
enum err
route_find(struct req *r, const struct route *routes, const struct route **ret_route, const char **ret_allow) HF_CHECK;

#endif
