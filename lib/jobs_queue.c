/*
 * jobs_queue.c: the table of jobs: adding, taking, renewing, ending.
 */
#include "jobs_run.h"

#include <string.h>

#include "arena.h"
#include "clock.h"
#include "db.h"
#include "queries.h"
#include "wake.h"

#define CANDIDATES 8
#define ERROR_MAX  1000 /* bytes kept of an error's text */
#define BACKOFF_S  600
#define KEEP_DAYS  7
#define DAY_US     INT64_C(86400000000)
#define PRUNE_ROWS 1000

enum err
job_add(struct req *r, const char *domain, const char *kind, const char *payload)
{
    enum err e = db_insert(r, LQ_JOB_ADD, ARGS(a_uuid(uuid_v7()), a_str(domain), a_str(kind), a_str(payload)));

    if (e == ERR_NONE)
        wake_call(domain);
    return e;
}

static const struct job_kind *
find_kind(const struct app *app, const char *name)
{
    for (const struct job_kind *k = app->jobs; k != NULL && k->kind != NULL; k++)
        if (strcmp(k->kind, name) == 0)
            return k;
    return NULL;
}

static struct arg
owner(const struct held_job *held)
{
    return a_bytes(held->owner.b, sizeof(held->owner.b));
}

/* Within the transaction of the claim: locks the row, reads it, puts our name on it. */
static enum err
claim(struct req *r, struct held_job *held)
{
    struct rows *row;
    enum err e = db_one(r, LQ_JOB_TAKE, ARGS(a_uuid(held->id)), &row);

    if (e != ERR_NONE)
        return e;
    r->actor.tenant = (uint32_t)col_int(row, 0);
    r->actor.tenant_id = col_uuid(row, 1);
    r->actor.user_id = col_uuid(row, 2);
    held->kind_name = col_str(row, 3);
    held->payload = col_str(row, 4);
    held->attempt = (unsigned)col_int(row, 5) + 1;
    held->kind = find_kind(r->app, held->kind_name);
    return db_exec_one(r, LQ_JOB_CLAIM, ARGS(owner(held), a_int(JOB_LEASE_S), a_uuid(held->id)));
}

/*
 * Two runners may in one moment have found two jobs of one tenant, neither seeing the other's claim. Whoever sees the
 * other afterwards steps back; if both do, one is first next time.
 */
static enum err
check_alone(struct req *r, struct held_job *held)
{
    int64_t others = 0;
    enum err e = db_int(r, LQ_JOB_ALONE, ARGS(a_str(r->app->name), a_uuid(held->id)), 0, &others);

    if (e != ERR_NONE || others == 0)
        return e;
    e = queue_release(r, held);
    return e == ERR_NONE ? ERR_NOT_FOUND : e;
}

static enum err
take(struct req *r, struct held_job *held)
{
    enum err e = db_begin(r);

    if (e != ERR_NONE)
        return e;
    e = claim(r, held);
    if (e == ERR_NONE)
        e = db_commit(r);
    db_rollback(r);
    return e == ERR_NONE ? check_alone(r, held) : e;
}

/* One whose row somebody else holds must not keep those of others waiting. */
enum err
queue_take(struct req *r, struct held_job *ret_job)
{
    struct uuid ids[CANDIDATES];
    struct rows *rows;
    size_t n = 0;
    enum err e = db_rows(r, LQ_JOB_NEXT, ARGS(a_str(r->app->name), a_str(r->app->name), a_int(CANDIDATES)), &rows);

    while (e == ERR_NONE && n < CANDIDATES && rows_next(rows))
        ids[n++] = col_uuid(rows, 0);
    if (e == ERR_NONE) {
        e = n == 0 ? ERR_NOT_FOUND : rows_error(rows);
        rows_close(rows);
    }
    if (e != ERR_NONE)
        return e;
    for (size_t i = 0; i < n; i++) {
        struct held_job held = { .id = ids[i], .owner = uuid_v7(), .beaten_us = clock_mono_us() };

        e = take(r, &held);
        if (e == ERR_NONE)
            *ret_job = held;
        if (e != ERR_NOT_FOUND)
            return e;
    }
    return e == ERR_NOT_FOUND ? ERR_REPEAT : e;
}

/* Zero rows: the lease ran out and the job was taken by another runner. */
static enum err
note(struct req *r, struct held_job *held, int query, struct args args)
{
    uint64_t n = 0;
    enum err e = db_exec(r, query, args, &n);

    if (e == ERR_NONE && n == 0)
        held->lost = true;
    return e;
}

enum err
queue_done(struct req *r, struct held_job *held)
{
    return note(r, held, LQ_JOB_DONE, ARGS(a_uuid(held->id), owner(held)));
}

enum err
queue_release(struct req *r, struct held_job *held)
{
    return note(r, held, LQ_JOB_RELEASE, ARGS(a_uuid(held->id), owner(held)));
}

/* The text cut to what the column holds, at the start of a character. */
static struct arg
error_text(const char *why)
{
    size_t n = strlen(why);

    if (n > ERROR_MAX)
        for (n = ERROR_MAX; n > 0 && ((unsigned char)why[n] & 0xc0) == 0x80;)
            n--;
    return a_strn(why, n);
}

enum err
queue_again(struct req *r, struct held_job *held, const char *why)
{
    int64_t wait_s = 1;

    for (unsigned i = 1; i < held->attempt && wait_s < BACKOFF_S; i++)
        wait_s *= 5;
    return note(r, held, LQ_JOB_AGAIN,
                ARGS(error_text(why), a_int(wait_s < BACKOFF_S ? wait_s : BACKOFF_S), a_uuid(held->id), owner(held)));
}

enum err
queue_failed(struct req *r, struct held_job *held, const char *why)
{
    return note(r, held, LQ_JOB_FAILED, ARGS(error_text(why), a_uuid(held->id), owner(held)));
}

enum err
queue_beat(struct req *r, struct held_job *held)
{
    enum err e = note(r, held, LQ_JOB_BEAT, ARGS(a_int(JOB_LEASE_S), a_uuid(held->id), owner(held)));

    if (e == ERR_NONE)
        held->beaten_us = clock_mono_us();
    return e;
}

enum err
queue_prune(struct req *r, bool *ret_more)
{
    uint64_t ms = (uint64_t)((clock_now_us() - KEEP_DAYS * DAY_US) / 1000);
    uint64_t jobs = 0, keys = 0;
    struct uuid limit = { { 0 } };
    enum err e;

    for (int i = 0; i < 6; i++)
        limit.b[i] = (uint8_t)(ms >> (40 - 8 * i));
    limit.b[6] = 0x70;
    limit.b[8] = 0x80;
    e = db_exec(r, LQ_JOB_PRUNE, ARGS(a_uuid(limit)), &jobs);
    if (e == ERR_NONE)
        e = db_exec(r, LQ_IDEMPOTENCY_PRUNE, NO_ARGS, &keys);
    if (e == ERR_NONE)
        *ret_more = jobs == PRUNE_ROWS || keys == PRUNE_ROWS;
    return e;
}
