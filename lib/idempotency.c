/*
 * idempotency.c: one effect per key. The row is inserted first in the transaction of the effect, so that a second
 * request with the key waits for nothing: it meets the lock (in flight) or the row (done).
 */
#include "clock.h"
#include "crypt.h"
#include "db.h"
#include "db_open.h"
#include "out.h"
#include "queries.h"
#include "req.h"
#include "request.h"
#include "route.h"

#define KEY_MAX        255
#define STORED_HEADERS 1024
#define TRIES          4

enum err
idempotency_scope(struct req *r)
{
    const char *key = req_param(r, "HTTP_IDEMPOTENCY_KEY");
    char user[UUID_TEXT];
    struct sha256_run *run = sha256_new();

    if (run == NULL)
        return ERR_UNAVAILABLE;
    if (key != NULL && strlen(key) > KEY_MAX) {
        sha256_done(run);
        return fail(r, ERR_INVALID, "Idempotency-Key", "An Idempotency-Key may have at most 255 characters.");
    }
    uuid_text(r->actor.user_id, user);
    /* Without a key of the client's the request id serves: unique, and known to a retry after a lost commit. */
    const char *text =
        arena_printf(r->arena, "%u\n%s\n%s\n%s\n%s\n%s", r->actor.tenant, user, r->method, r->path,
                     key != NULL && *key != '\0' ? "key" : "request", key != NULL && *key != '\0' ? key : r->id);

    if (text != NULL)
        sha256_add(run, text, strlen(text));
    r->p->scope = sha256_done(run);
    return text == NULL ? ERR_TOO_LARGE : ERR_NONE;
}

static enum err
restore(struct req *r, const struct rows *row)
{
    const char *head = arena_copy(r->arena, col_str(row, 2), col_len(row, 2));
    const char *type = "application/json";

    /* Headers are kept as "name: value" lines; the first is the content type. */
    while (head != NULL && *head != '\0') {
        size_t len = strcspn(head, "\n"), colon = strcspn(head, ":");
        const char *value = arena_copy(r->arena, head + colon + 2, len - colon - 2);

        if (strncmp(head, "Content-Type:", 13) == 0)
            type = value;
        else
            reply_header(r, arena_copy(r->arena, head, colon), value);
        head += len + (head[len] == '\n');
    }
    out_body(r, type, col_str(row, 3), col_len(row, 3));
    reply_header(r, "Idempotent-Replayed", "true");
    r->p->replayed = true;
    return reply(r, (int)col_int(row, 1));
}

enum err
idempotency_replay(struct req *r, const struct sha256 *hash)
{
    struct rows *row;
    enum err e = db_one(r, LQ_IDEMPOTENCY_READ, ARGS(a_bytes(r->p->scope.b, 32)), &row);

    if (e != ERR_NONE)
        return e;
    if (hash != NULL && (col_len(row, 0) != 32 || memcmp(col_bytes(row, 0), hash->b, 32) != 0))
        return fail_as(r, ERR_INVALID, "idempotency_mismatch", NULL,
                       "This Idempotency-Key was used for another request. Take a new one.");
    if (col_null(row, 1))
        return fail_as(r, ERR_CONFLICT, "already_done", NULL,
                       "This request was carried out before; its answer is not kept.");
    return restore(r, row);
}

static enum err
in_flight(struct req *r)
{
    reply_header(r, "Retry-After", "1");
    return fail_as(r, ERR_CONFLICT, "in_flight", NULL, "The same request is still being worked on.");
}

/* After a lost connection the row that is locked may be our own: the database undoes it as soon as it notices. */
enum err
idempotency_begin(struct req *r, const struct sha256 *hash)
{
    const int claim = r->p->reconnected ? LQ_IDEMPOTENCY_CLAIM_AGAIN : LQ_IDEMPOTENCY_CLAIM;
    enum err e = idempotency_scope(r);

    if (e != ERR_NONE)
        return e;
    e = db_exec(r, claim, ARGS(a_bytes(r->p->scope.b, 32), a_bytes(hash->b, 32)), NULL);
    if (e == ERR_NONE)
        r->p->claimed = true;
    if (e == ERR_REPEAT && db_lock_waited(r->db))
        return in_flight(r);
    if (e != ERR_CONFLICT)
        return e;
    db_rollback(r);
    e = idempotency_replay(r, hash);
    return e == ERR_NONE ? ERR_REPLAYED : e;
}

enum err
idempotency_store(struct req *r)
{
    size_t len = 0, n = 0;
    const char *type = "application/json";

    if (!r->p->claimed || (r->route != NULL && r->route->endpoint->secret))
        return ERR_NONE;
    enum err e = reply_whole(r);

    if (e != ERR_NONE)
        return e;
    const char *body = reply_body(r, &len, &type);
    char *head = arena_alloc(r->arena, STORED_HEADERS);

    if (head == NULL)
        return ERR_TOO_LARGE;
    n = (size_t)snprintf(head, STORED_HEADERS, "Content-Type: %s\n", type);
    for (unsigned i = 0; i < r->p->header_count && n < STORED_HEADERS; i++)
        n += (size_t)snprintf(head + n, STORED_HEADERS - n, "%s: %s\n", r->p->headers[i].name, r->p->headers[i].value);
    if (n >= STORED_HEADERS)
        return fault(r, ERR_INTERNAL, "more headers than can be kept for idempotency");
    return db_exec(r, LQ_IDEMPOTENCY_STORE,
                   ARGS(a_int(r->status), a_bytes(head, n), a_bytes(body, len), a_bytes(r->p->scope.b, 32)), NULL);
}

enum err
write_once(struct req *r, const struct sha256 *hash, write_step *step, const void *ctx)
{
    enum err e = db_begin(r);

    if (e != ERR_NONE)
        return e;
    e = idempotency_begin(r, hash);
    if (e == ERR_NONE)
        e = step(r, ctx);
    if (e == ERR_NONE)
        e = idempotency_store(r);
    if (e == ERR_NONE)
        return db_commit(r);
    db_rollback(r);
    return e;
}

enum err
write_tries(struct req *r, const struct sha256 *hash, write_step *step, const void *ctx)
{
    enum err e = write_once(r, hash, step, ctx);

    for (int i = 1; e == ERR_REPEAT && r->status == 0 && i < TRIES; i++)
        e = write_once(r, hash, step, ctx);
    return e == ERR_REPEAT ? ERR_UNAVAILABLE : e;
}
