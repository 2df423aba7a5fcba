/*
 * req.h: one request (or one job, which has no HTTP side) and everything that ends with it.
 */
#ifndef HF_REQ_H
#define HF_REQ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "auth.h"
#include "err.h"

struct app;
struct db;
struct route;
struct compat;

#define REQ_MAX_JSON   65536
#define REQ_MAX_PARTS  4
#define REQ_MAX_FAULTS 64

struct part {
    const char *name, *value;
};

/* A fault of one field, for errors[]. pointer: JSON pointer into the body ("/email"), or the query or path name. */
struct fault {
    const char *pointer, *code, *message;
};

struct req {
    const struct app *app;
    struct arena *arena;
    struct db *db;
    struct actor actor;

    /* The request as it came. Strings live as long as the request. */
    const char *method;       /* "GET" */
    const char *path;         /* decoded, normalised by nginx, without the query */
    const char *query;        /* raw, "" for none */
    const char *content_type; /* "" for none */
    const char *id;           /* request id */
    const char *address;      /* of the client, as nginx saw it */
    const char *body;         /* JSON or text, NUL-terminated; NULL when streamed or empty */
    size_t body_len;
    const struct route *route;
    const struct compat *compat;
    struct part parts[REQ_MAX_PARTS];
    unsigned part_count;
    int64_t started_us;  /* clock_mono_us */
    int64_t deadline_us; /* clock_mono_us; 0: none */

    /* The reply being made. */
    int status;
    const char *code;   /* wire code; NULL: err_name */
    const char *detail; /* sentence for the user */
    struct fault faults[REQ_MAX_FAULTS];
    unsigned fault_count;
    struct part member;     /* one more member of a problem ("challenge"); name NULL: none */
    const char *current;    /* JSON: what there is now, for whoever held an older version; NULL: none */
    const char *log_detail; /* what only the log gets */
    unsigned rows;          /* rows read, for the log */
    struct req_private *p;  /* the runtime's own: FastCGI streams, output buffer, headers */
};

/* A CGI variable or request header as nginx passed it ("HTTP_IF_MATCH"), or NULL. */
const char *req_param(const struct req *r, const char *name);

/* A cookie's value, or NULL. Copied into the arena. */
const char *req_cookie(struct req *r, const char *name);

/* Reads up to size bytes of a streamed body: > 0 bytes, 0 at the end, -1 when the client broke off. */
long req_read(struct req *r, void *buf, size_t size);

/* Records a failure for the user and returns e: `return fail(r, ERR_CONFLICT, "email", "Another customer has this
   address.")`. field NULL: about the whole request. May be called several times; the first sentence is the detail. */
enum err fail(struct req *r, enum err e, const char *field, const char *sentence);

/* As fail, with a wire code of its own ("invalid_credentials"). */
enum err fail_as(struct req *r, enum err e, const char *code, const char *field, const char *sentence);

/* Records what only the log may know, and returns e. */
enum err fault(struct req *r, enum err e, const char *fmt, ...) HF_PRINTF(3, 4);

/* The handler's last word: success with this status. Members were written by out_*. */
enum err reply(struct req *r, int status);

/* A response header. Values with CR, LF or NUL are refused (and the request fails with 500). */
void reply_header(struct req *r, const char *name, const char *value);

/* ETag from a record's version, and the If-Match of the request: ERR_STALE, ERR_NEED_MATCH, or ERR_NONE. */
void reply_etag(struct req *r, int64_t version);
enum err req_if_match(struct req *r, int64_t version) HF_CHECK;

/* Makes what was written so far with out_* the member "current" of the problem that e becomes, and returns e: so whoever changed an
   older version can see what differs. */
enum err fail_current(struct req *r, enum err e);

#if defined(__clang_analyzer__) || defined(HF_ANALYSED)
/* An analyser looks at one file at a time and does not see that they return what they are given. */
#define fail(r, e, ...)    ((void)fail(r, e, __VA_ARGS__), (e))
#define fail_as(r, e, ...) ((void)fail_as(r, e, __VA_ARGS__), (e))
#define fault(r, e, ...)   ((void)fault(r, e, __VA_ARGS__), (e))
#define fail_current(r, e) ((void)fail_current(r, e), (e))
#endif

/* Keyset cursors: opaque, signed with the deployment's cursor key, bound to the route. Fields joined by the caller. */
const char *cursor_make(struct req *r, const char *text);
enum err cursor_read(struct req *r, const char *cursor, const char **ret_text) HF_CHECK; /* ERR_INVALID */

/*
 * Idempotency for handlers of endpoints that are `outside` (others have it around them): inside their own db_begin,
 * before anything else. hash is the SHA-256 of what was sent. ERR_REPLAYED: roll back and return it, the earlier answer
 * stands; ERR_CONFLICT: the first request is still in flight; ERR_INVALID: same key, other content. Before db_commit
 * and after the reply was written, idempotency_store keeps the answer.
 */
struct sha256;
enum err idempotency_begin(struct req *r, const struct sha256 *hash) HF_CHECK;
enum err idempotency_store(struct req *r) HF_CHECK;

/* Makes the reply that was written what is sent: for who commits without idempotency_store, right before. After the commit nothing may fail
   that makes a done thing look undone. */
enum err reply_whole(struct req *r) HF_CHECK;

/* All of that in a transaction: claims the key, runs the step, which writes the reply, keeps the answer, commits; or nothing has
   happened. write_once gives ERR_REPEAT when it met another change; write_tries then tries again while no reply is written, and
   ends with ERR_UNAVAILABLE. */
typedef enum err write_step(struct req *r, const void *ctx);
enum err write_once(struct req *r, const struct sha256 *hash, write_step *step, const void *ctx) HF_CHECK;
enum err write_tries(struct req *r, const struct sha256 *hash, write_step *step, const void *ctx) HF_CHECK;

/* Streams a non-JSON reply (CSV): headers go out at once, so no error can follow; the handler must be `outside`. */
enum err stream_begin(struct req *r, const char *content_type, const char *file_name) HF_CHECK;
enum err stream_write(struct req *r, const void *data, size_t len) HF_CHECK;
/* Sends what out_* wrote since, and forgets it: so JSON of any length is streamed. The outer braces are the handler's own. */
enum err stream_flush(struct req *r) HF_CHECK;

/* An event for live pages and an audit row, in the current transaction. user nil: all staff of the tenant.
   type "dataset", object_id its id. detail_json may be NULL. */
struct uuid;
enum err event_add(struct req *r, const struct uuid *user, const char *type, const char *object_id) HF_CHECK;
enum err audit_add(struct req *r, const char *action, const char *object, const char *object_id,
                   const char *detail_json) HF_CHECK;

#endif
