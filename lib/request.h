/*
 * request.h: lib-private: what a request keeps behind its back.
 */
#ifndef HF_REQUEST_H
#define HF_REQUEST_H

#include <stdbool.h>
#include <stddef.h>

#include "crypt.h"
#include "req.h"

#define OUT_MAX_BYTES     (8u * 1024 * 1024)
#define OUT_MAX_DEPTH     32
#define REPLY_MAX_HEADERS 16

struct header {
    const char *name, *value;
};

struct req_private {
    void *link; /* of fcgi.h; NULL in a job */
    char *out;  /* the reply; kept from request to request */
    size_t out_len, out_size;
    unsigned depth;
    bool comma[OUT_MAX_DEPTH]; /* whether a member was written at that depth */
    bool array[OUT_MAX_DEPTH];
    const char *final; /* the finished object, once reply_body has been asked for it */
    size_t final_len;
    bool out_failed;          /* the reply grew too large or was written wrongly */
    bool starved;             /* there was no memory for the reply */
    bool whole;               /* out holds the whole body (out_body), not the members of an object */
    const char *content_type; /* of a whole body */
    struct header headers[REPLY_MAX_HEADERS];
    unsigned header_count;
    bool streaming, stream_broken;
    unsigned long long stream_bytes;
    const char *limit_policy, *limit_state; /* RateLimit headers; NULL: none. Outlive a repetition */
    bool in_transaction;
    bool reconnected; /* under this request; what the lost connection did may not be undone yet */
    bool claimed;     /* the idempotency row was inserted in this transaction */
    bool replayed;
    struct sha256 scope;
    const char *body_type; /* content type of the reply as sent, for idempotency */
};

/* route.c: matches path against pattern, "/a/{b}/c"; what stands at {b} goes to parts. False when they differ. */
bool path_fits(struct req *r, const char *pattern, const char *path, struct part *parts, unsigned *ret_count);

/* Forgets what a handler made, so that it can run again. */
void reply_reset(struct req *r);

/* The finished reply: closes the object. It is made once, so that who asks before the commit can be sure of it afterwards. */
const char *reply_body(struct req *r, size_t *ret_len, const char **ret_type);

/* Writes the problem document of failure e as the reply. */
void reply_problem(struct req *r, enum err e);

/* Sends status, headers and body. */
void reply_send(struct req *r, const char *body, size_t len, const char *content_type);

/* Reads a JSON or text body up to its cap into r->body; checks the content type. */
enum err req_read_body(struct req *r) HF_CHECK;

/* The scope of the request's idempotency row: tenant, actor, method, path, key. False when it has no key. */
enum err idempotency_scope(struct req *r) HF_CHECK;

/* Reads the stored answer of r->p->scope into the reply. ERR_NOT_FOUND when there is none. hash NULL: not compared. */
enum err idempotency_replay(struct req *r, const struct sha256 *hash) HF_CHECK;

/* Loads the public keys of token signatures. */
enum err auth_load_keys(struct req *r) HF_CHECK;

#endif
