/*
 * visible.c: see visible.h.
 */
#include "visible.h"

#include "req.h"

bool
sees_all(const struct req *r)
{
    return actor_may(&r->actor, "customers:all");
}

struct arg
a_all(const struct req *r)
{
    return a_int(sees_all(r) ? 1 : 0);
}
