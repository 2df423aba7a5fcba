/*
 * jobs_work.c: one job that this process holds: its attempts, its lease, and what became of it.
 */
#include "jobs_run.h"

#include <string.h>

#include "arena.h"
#include "clock.h"
#include "db.h"
#include "db_open.h"
#include "log.h"
#include "request.h"

#define MAX_ATTEMPTS 5
#define REPEATS      3 /* of a deadlock, within one attempt */
#define BEAT_US      1000000

static struct held_job *held; /* the job that runs now; job_beat finds it here */

bool
job_passing(enum err e)
{
    return e == ERR_LOST || e == ERR_REPEAT || e == ERR_UNAVAILABLE;
}

/* One attempt. A deadlock is no fault of the job's: the whole of it is run again at once, a few times. */
static enum err
attempt(struct req *r, job_run *run, const struct job *job)
{
    struct arena_mark start = arena_here(r->arena);
    enum err e = run(r, job);

    for (unsigned i = 0; e == ERR_REPEAT && i < REPEATS && !runner_stopping(); i++) {
        db_rollback(r);
        arena_rewind(r->arena, start);
        r->detail = r->log_detail = r->code = NULL;
        r->fault_count = 0;
        runner_pause(10);
        e = run(r, job);
    }
    db_rollback(r);
    return e;
}

const char *
job_reason(struct req *r, enum err e)
{
    const char *why = r->log_detail != NULL ? r->log_detail : r->detail;
    const char *text = why == NULL ? NULL : arena_printf(r->arena, "%s: %s", err_name(e), why);

    return text != NULL ? text : err_name(e);
}

/* Tells the domain first: if we die before the row says failed, the next runner tells it again. */
static enum err
give_up(struct req *r, const struct job *job, const char *why)
{
    enum err e = queue_beat(r, held);

    if (e != ERR_NONE || held->lost)
        return e;
    if (held->kind != NULL && held->kind->gave_up != NULL) {
        e = attempt(r, held->kind->gave_up, job);
        if (job_passing(e))
            return e;
        if (e != ERR_NONE)
            log_line(LOG_ERROR, "job_gave_up", "%s: %s", held->kind_name, job_reason(r, e));
    }
    return queue_failed(r, held, why);
}

/* Writes down what became of the job; repeated while the database is away and the lease may still be ours. */
static void
write_down(struct req *r, const struct job *job, enum err outcome, const char *why)
{
    int64_t limit = clock_mono_us() + INT64_C(1000000) * JOB_LEASE_S;
    enum err e = ERR_LOST;

    while (job_passing(e) && !held->lost && clock_mono_us() < limit) {
        if (e != ERR_LOST)
            runner_pause(50);
        if (!db_ping(r->db) && (db_reconnect(r->db) != ERR_NONE)) {
            if (runner_stopping())
                return;
            runner_pause(200);
            continue;
        }
        if (outcome == ERR_NONE)
            e = queue_done(r, held);
        else if (outcome == ERR_UNAVAILABLE && runner_stopping())
            e = queue_release(r, held);
        else if (job_passing(outcome) && !job->last)
            e = queue_again(r, held, why);
        else
            e = give_up(r, job, why);
        db_rollback(r);
    }
    if (e != ERR_NONE && !held->lost)
        log_line(LOG_ERROR, "job_unrecorded", "%s: %s", held->kind_name, job_reason(r, e));
}

static void
log_outcome(const struct req *r, const struct job *job, enum err e, const char *why)
{
    char id[UUID_TEXT];
    bool again = job_passing(e) && !job->last;

    uuid_text(job->id, id);
    log_line(e == ERR_NONE ? LOG_INFO
             : again       ? LOG_WARN
                           : LOG_ERROR,
             "job", "%s %s tenant %u attempt %u: %s%s in %lld ms", held->kind_name, id, r->actor.tenant, job->attempt,
             held->lost ? "lease lost, " : "", e == ERR_NONE ? "done" : why,
             (long long)((clock_mono_us() - r->started_us) / 1000));
}

static unsigned
most_attempts(const struct held_job *job)
{
    return job->kind == NULL || job->kind->max_attempts == 0 ? MAX_ATTEMPTS : job->kind->max_attempts;
}

static enum err
run_kind(struct req *r, const struct job *job)
{
    unsigned most = most_attempts(held);

    if (held->kind == NULL)
        return fault(r, ERR_INTERNAL, "no such kind of job: %s", held->kind_name);
    if (held->attempt > most)
        return fault(r, ERR_INTERNAL, "the runner died %u times over this job", most);
    return attempt(r, held->kind->run, job);
}

void
job_work(struct req *r, struct held_job *taken)
{
    struct job job = { .id = taken->id, .kind = taken->kind_name, .attempt = taken->attempt };
    char id[UUID_TEXT];
    const char *why;
    enum err e;

    held = taken;
    job.last = taken->attempt >= most_attempts(taken);
    uuid_text(taken->id, id);
    r->id = arena_str(r->arena, id);
    e = json_parse(r->arena, taken->payload, strlen(taken->payload), &job.payload, NULL);
    if (e == ERR_NONE)
        e = run_kind(r, &job);
    else if (e == ERR_MALFORMED)
        e = fault(r, ERR_INTERNAL, "the payload is not JSON");
    /* Without memory a step may have failed in any way: later there may be some. */
    if (e != ERR_NONE && (arena_starved(r->arena) || r->p->starved))
        e = fault(r, ERR_UNAVAILABLE, "no memory");
    why = job_reason(r, e);
    if (!taken->lost)
        write_down(r, &job, e, why);
    log_outcome(r, &job, e, why);
    held = NULL;
}

enum err
job_beat(struct req *r)
{
    enum err e;

    runner_give_way();
    if (runner_stopping())
        return fault(r, ERR_UNAVAILABLE, "asked to stop");
    if (held == NULL || clock_mono_us() - held->beaten_us < BEAT_US)
        return ERR_NONE;
    e = queue_beat(r, held);
    return e == ERR_NONE && held->lost ? fault(r, ERR_CONFLICT, "the lease of the job was lost") : e;
}
