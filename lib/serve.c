/*
 * serve.c: the life of a request, one straight path. Each step returns an enum err; the first failure is answered.
 */
#include "serve.h"

#include <poll.h>

#include "app.h"
#include "clock.h"
#include "compat_private.h"
#include "db_open.h"
#include "input_fill.h"
#include "limits_general.h"
#include "metrics.h"
#include "request.h"

#define DEADLINE_S 15
#define REPEATS    3

static const char *
or_empty(const char *s)
{
    return s == NULL ? "" : s;
}

/* When nginx gives up on us, on the monotonic clock. */
static int64_t
deadline(const struct req *r)
{
    const char *start = req_param(r, "RP_START"), *limit = req_param(r, "RP_TIMEOUT");
    double began = start == NULL ? 0 : strtod(start, NULL);
    double seconds = limit == NULL ? 0 : strtod(limit, NULL);

    if (began <= 0)
        return 0;
    double waited = (double)clock_now_us() / 1e6 - began;

    if (waited < 0) /* the wall clock was set back */
        waited = 0;
    return r->started_us + (int64_t)(((seconds > 0 ? seconds : DEADLINE_S) - waited) * 1e6);
}

static enum err
step_read(struct req *r)
{
    r->method = or_empty(req_param(r, "REQUEST_METHOD"));
    r->path = or_empty(req_param(r, "DOCUMENT_URI"));
    r->query = or_empty(req_param(r, "QUERY_STRING"));
    r->content_type = or_empty(req_param(r, "CONTENT_TYPE"));
    r->id = or_empty(req_param(r, "RP_REQUEST_ID"));
    r->address = or_empty(req_param(r, "RP_REMOTE"));
    r->deadline_us = deadline(r);
    if (r->deadline_us != 0 && r->started_us >= r->deadline_us)
        return fault(r, ERR_UNAVAILABLE, "waited in the queue beyond its deadline");
    return ERR_NONE;
}

static enum err
step_find(struct req *r)
{
    const char *allow = NULL;
    enum err e = compat_find(r, r->app->compat, &r->compat);

    if (e == ERR_NONE) {
        struct route *row = ARENA_NEW(r->arena, struct route, 1);

        if (row == NULL)
            return ERR_TOO_LARGE;
        *row = (struct route){ r->compat->method, r->compat->path, r->compat->access, r->compat->endpoint };
        r->route = row;
        return ERR_NONE;
    }
    if (e != ERR_NOT_FOUND)
        return e;
    e = route_find(r, r->app->routes, &r->route, &allow);
    if (e == ERR_METHOD) {
        reply_header(r, "Allow", allow);
        return fail(r, e, NULL, arena_printf(r->arena, "This address takes %s.", allow));
    }
    if (e != ERR_NOT_FOUND)
        return e;
    compat_unknown(r, r->app->compat);
    return r->compat != NULL ? e : fail(r, e, NULL, "There is nothing at this address.");
}

/* Makes the connection usable again after it broke. */
static enum err
reconnect(struct req *r)
{
    enum err e = r->db == NULL ? db_connect(r->app, &r->db) : db_reconnect(r->db);

    metrics_database(e == ERR_NONE);
    return e == ERR_NONE ? ERR_NONE : fault(r, ERR_UNAVAILABLE, "the database does not answer");
}

/* What broke under one request is mended by the next, whatever it asks: not every handler can be repeated. */
static void
mend(struct req *r)
{
    if (db_broken(r->db) && reconnect(r) != ERR_NONE)
        r->log_detail = NULL; /* a request that needs the database will say so itself */
}

static enum err
check_who(struct req *r)
{
    enum err e = auth_check(r, r->route->access);

    return e == ERR_NONE && r->route->endpoint->step_up ? auth_stepped_up(r) : e;
}

static enum err
check_access(struct req *r)
{
    enum err e;

    if (r->route->access.kind == ACCESS_PUBLIC)
        return ERR_NONE;
    e = check_who(r);
    if (e != ERR_LOST)
        return e;
    e = reconnect(r);
    return e != ERR_NONE ? e : check_who(r);
}

/* Who did not get in counts too, as anybody from that network. */
static enum err
step_who(struct req *r)
{
    enum err e = check_access(r), limited = limits_general(r);

    return limited != ERR_NONE ? limited : e;
}

static enum err
step_fill(struct req *r, void **ret_input)
{
    const struct endpoint *ep = r->route->endpoint;
    void *input = arena_alloc(r->arena, ep->input_size + 1);
    bool streams = ep->body == BODY_STREAM;
    enum err e = ERR_NONE;

    if (input == NULL)
        return ERR_TOO_LARGE;
    *ret_input = input;
    if (!streams)
        e = req_read_body(r);
    if (e != ERR_NONE)
        return e;
    if (r->compat == NULL)
        return input_fill(r, ep->fields, input);
    json *body = NULL;
    struct pair *query = NULL;
    size_t count = 0;

    e = compat_input(r, &body, &query, &count);
    return e != ERR_NONE ? e : input_fill_from(r, ep->fields, input, body, query, count, true);
}

static enum err
request_hash(const struct req *r, struct sha256 *ret_hash)
{
    struct sha256_run *run = sha256_new();

    if (run == NULL)
        return ERR_UNAVAILABLE;
    sha256_add(run, r->query, strlen(r->query) + 1);
    if (r->body != NULL)
        sha256_add(run, r->body, r->body_len);
    *ret_hash = sha256_done(run);
    return ERR_NONE;
}

static enum err
call(struct req *r, const void *input)
{
    enum err e = r->route->endpoint->run(r, input);
    bool finished = r->route->endpoint->outside && r->p->final != NULL; /* it has committed what it answers */
    const char *type;
    size_t len;

    if (e == ERR_NONE && (r->p->out_failed || (!r->p->streaming && r->p->depth != 0)))
        return fault(r, ERR_INTERNAL, "the reply was written wrongly or is too large");
    if (e == ERR_NONE && arena_full(r->arena) && !finished)
        return fault(r, ERR_INTERNAL, "the request's memory is used up");
    /* Now: after the commit nothing may fail that makes a done thing look undone. */
    if (e == ERR_NONE && !r->p->streaming && reply_body(r, &len, &type) == NULL && !r->p->whole)
        return fault(r, ERR_INTERNAL, "the reply does not fit the request's memory");
    return e;
}

static enum err
run_write(struct req *r, const void *input)
{
    struct sha256 hash;
    enum err e = request_hash(r, &hash);

    return e != ERR_NONE ? e : write_once(r, &hash, call, input);
}

static enum err
run_read(struct req *r, const void *input)
{
    enum err e = db_begin_snapshot(r);

    if (e != ERR_NONE)
        return e;
    e = call(r, input);
    if (e == ERR_NONE)
        return db_commit(r);
    db_rollback(r);
    return e;
}

static enum err
run_once(struct req *r, const void *input)
{
    const struct endpoint *ep = r->route->endpoint;
    bool reads = r->route->method == GET;

    if (!reads && !ep->plain && !ep->outside)
        return run_write(r, input);
    return reads && ep->snapshot ? run_read(r, input) : call(r, input);
}

/* After a broken connection: did the commit arrive? Then its kept answer is ours. */
static enum err
after_loss(struct req *r)
{
    bool unknown = r->db != NULL && db_commit_unknown(r->db);
    enum err e = reconnect(r);

    r->p->reconnected = true;
    if (e != ERR_NONE || !unknown)
        return e != ERR_NONE ? e : ERR_REPEAT;
    reply_reset(r);
    e = idempotency_replay(r, NULL);
    return e == ERR_NOT_FOUND ? ERR_REPEAT : e;
}

static void
jitter(unsigned attempt)
{
    unsigned char random;

    random_bytes(&random, 1);
    poll(NULL, 0, (int)(attempt * 5 + random % 15));
}

static enum err
step_run(struct req *r, const void *input)
{
    struct arena_mark start = arena_here(r->arena);
    bool once = r->route->endpoint->outside;
    enum err e = run_once(r, input);

    for (unsigned attempt = 1; (e == ERR_REPEAT || e == ERR_LOST) && !once && attempt <= REPEATS; attempt++) {
        if (e == ERR_LOST)
            e = after_loss(r);
        if (e != ERR_REPEAT)
            break;
        jitter(attempt);
        reply_reset(r);
        arena_rewind(r->arena, start);
        e = run_once(r, input);
    }
    if (e == ERR_LOST)
        metrics_database(false);
    return e == ERR_REPLAYED ? ERR_NONE : e;
}

static enum err
all_steps(struct req *r)
{
    void *input = NULL;
    enum err e = step_read(r);

    if (e == ERR_NONE)
        e = step_find(r);
    if (e == ERR_NONE)
        mend(r);
    if (e == ERR_NONE)
        e = step_who(r);
    if (e == ERR_NONE)
        e = step_fill(r, &input);
    return e != ERR_NONE ? e : step_run(r, input);
}

void
serve(struct req *r)
{
    enum err e = serve_answer(r, all_steps(r));

    serve_log(r, e);
}
