/*
 * limit.h: how often somebody may do something: fixed windows counted in rate_counters, so that all workers count together.
 *
 * Subjects are kept as keyed hashes: neither addresses nor names can be read from the table. Answers carry Retry-After,
 * RateLimit-Policy and RateLimit (draft-ietf-httpapi-ratelimit-headers, structured fields).
 */
#ifndef HF_LIMIT_H
#define HF_LIMIT_H

#include <stdbool.h>
#include <stdint.h>

#include "err.h"

struct req;

struct limit {
    const char *name; /* scope in the table and on the wire: at most 31 of a-z : - */
    int64_t quota;    /* hits of a subject in a window that are allowed; 0: no limit */
    int window_s;
    const char *sentence; /* for the user; NULL: a general one */
};

/*
 * Counts one hit of the subject ("4:c0a801", a user id, an address: any text) and checks. ERR_RATE_LIMITED with its
 * headers once there were more than quota. Two short statements. Call it outside a transaction, so that the count stands
 * whatever becomes of the request (an endpoint that is `outside`, before its db_begin); within one the count ends with it.
 */
enum err limit_hit(struct req *r, const struct limit *limit, const char *subject) HF_CHECK;

/* Checks without counting: ERR_RATE_LIMITED when the quota is used up. */
enum err limit_check(struct req *r, const struct limit *limit, const char *subject) HF_CHECK;

/* The client's network: "4:" and IPv4 /24, "6:" and IPv6 /64, in hex; "unknown". From the arena; NULL: no memory. */
const char *limit_network(struct req *r);

/* The ready-made limit of registrations: HF_REGISTER_LIMIT (5) an hour and network; the subject is limit_network(r). */
struct limit limit_of_registration(void);

#endif
