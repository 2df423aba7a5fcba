/* A request without a server, for tests of what works on struct req: FIXTURE(r) declares it, DROP(r) releases it. */
#ifndef TEST_REQUEST_FIXTURE_H
#define TEST_REQUEST_FIXTURE_H

#include "../../lib/request.h"

#define FIXTURE(r)                                                                                                     \
    struct req_private r##_private = { 0 };                                                                            \
    struct req r = { .arena = arena_new(0), .p = &r##_private, .method = "GET", .path = "/", .query = "", .id = "t1" }

#define DROP(r)                                                                                                        \
    do {                                                                                                               \
        arena_free((r).arena);                                                                                         \
        free((r).p->out);                                                                                              \
    } while (0)

/* The finished reply as a string. */
static inline const char *
fixture_body(struct req *r)
{
    size_t len = 0;
    const char *type, *body = reply_body(r, &len, &type);

    return body == NULL ? "" : arena_copy(r->arena, body, len);
}

#endif
