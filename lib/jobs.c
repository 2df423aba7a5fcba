/*
 * jobs.c: the job runner: one process, one job at a time, see jobs.h.
 */
#include "jobs_run.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "clock.h"
#include "db.h"
#include "db_open.h"
#include "log.h"
#include "metrics.h"
#include "request.h"
#include "worker.h"
#include "wake.h"

#define ARENA_BYTES    ((size_t)64 << 20)
#define MAX_ATTEMPTS   5
#define REPEATS        3 /* of a deadlock, within one attempt */
#define POLL_MS        100
#define BEAT_US        1000000
#define PRUNE_FIRST_US INT64_C(60000000)
#define PRUNE_MORE_US  INT64_C(5000000)
#define PRUNE_US       INT64_C(3600000000)
#define COMPLAIN_US    INT64_C(10000000)

struct runner {
    const struct app *app;
    struct req r;
    struct req_private p;
    int64_t prune_us, complained_us;
    bool may_prune;
    int wake;         /* see wake.h */
    unsigned wait_ms; /* of the next pause */
    unsigned most_ms; /* a pause when all is quiet */
};

static volatile sig_atomic_t stopping, hangup;
static bool replacing;        /* why it stops */
static const char *program;   /* the file on disk */
static struct held_job *held; /* the job that runs now; job_beat finds it here */

static void
ask_to_stop(int signal_number)
{
    if (signal_number == SIGHUP)
        hangup = 1;
    else
        stopping = 1;
}

static void
catch_signals(void)
{
    struct sigaction action = { .sa_handler = ask_to_stop };
    sigset_t both;

    sigemptyset(&action.sa_mask);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
    sigemptyset(&both);
    sigaddset(&both, SIGTERM);
    sigaddset(&both, SIGINT);
    sigaddset(&both, SIGHUP);
    sigprocmask(SIG_UNBLOCK, &both, NULL);
}

/* Says that the process lives, also while a job waits for one long statement. */
static void *
heartbeats(void *unused)
{
    for (;;) {
        metrics_heartbeat();
        poll(NULL, 0, 1000);
    }
    return unused;
}

static void
start_heartbeats(void)
{
    pthread_t thread;
    sigset_t all, before;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    if (pthread_create(&thread, NULL, heartbeats, NULL) == 0)
        pthread_detach(thread);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

/* Between ms and twice that; a signal ends it. */
static void
pause_ms(unsigned ms)
{
    uint8_t random;

    random_bytes(&random, 1);
    if (!stopping)
        poll(NULL, 0, (int)(ms + ms * random / 255));
}

/* A clean request for the next thing to do; all that the last one allocated is gone. */
static struct req *
fresh(struct runner *run)
{
    struct req *r = &run->r;
    struct db *db = r->db;
    struct arena *arena = r->arena;

    if (db != NULL)
        db_rollback(r);
    arena_reset(arena);
    /* The output buffer is kept: a job may write JSON with out_*, to store it. */
    run->p = (struct req_private){ .out = run->p.out, .out_size = run->p.out_size };
    *r = (struct req){ .app = run->app, .arena = arena, .db = db, .p = &run->p, .method = "JOB" };
    r->path = r->query = r->content_type = r->id = r->address = "";
    r->started_us = clock_mono_us();
    return r;
}

/* Connects, however long it takes. False when asked to stop first. */
static bool
connected(struct runner *run)
{
    struct req *r = &run->r;
    enum err e;

    for (unsigned wait_ms = 100; !stopping; wait_ms = wait_ms < 2000 ? wait_ms * 2 : wait_ms) {
        if (r->db == NULL)
            e = db_connect(run->app, &r->db);
        else
            e = db_ping(r->db) ? ERR_NONE : db_reconnect(r->db);
        metrics_database(e == ERR_NONE);
        if (e == ERR_NONE)
            return true;
        pause_ms(wait_ms);
    }
    return false;
}

/* After SIGHUP: gives way to the binary on disk if that can work here. A helper goes with its runner. */
static void
give_way(void)
{
    if (!hangup || stopping)
        return;
    hangup = 0;
    if (program == NULL)
        return;
    replacing = master_self_test(program);
    stopping = replacing;
    if (!replacing)
        log_line(LOG_ERROR, "replace_refused", "the new binary failed its check; the old one goes on");
}

enum err
job_beat(struct req *r)
{
    enum err e;

    give_way();
    if (stopping)
        return fault(r, ERR_UNAVAILABLE, "asked to stop");
    if (held == NULL || clock_mono_us() - held->beaten_us < BEAT_US)
        return ERR_NONE;
    e = queue_beat(r, held);
    return e == ERR_NONE && held->lost ? fault(r, ERR_CONFLICT, "the lease of the job was lost") : e;
}

static bool
passing(enum err e)
{
    return e == ERR_LOST || e == ERR_REPEAT || e == ERR_UNAVAILABLE;
}

/* One attempt. A deadlock is no fault of the job's: the whole of it is run again at once, a few times. */
static enum err
attempt(struct req *r, job_run *run, const struct job *job)
{
    struct arena_mark start = arena_here(r->arena);
    enum err e = run(r, job);

    for (unsigned i = 0; e == ERR_REPEAT && i < REPEATS && !stopping; i++) {
        db_rollback(r);
        arena_rewind(r->arena, start);
        r->detail = r->log_detail = r->code = NULL;
        r->fault_count = 0;
        pause_ms(10);
        e = run(r, job);
    }
    db_rollback(r);
    return e;
}

static const char *
reason(struct req *r, enum err e)
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
        if (passing(e))
            return e;
        if (e != ERR_NONE)
            log_line(LOG_ERROR, "job_gave_up", "%s: %s", held->kind_name, reason(r, e));
    }
    return queue_failed(r, held, why);
}

/* Writes down what became of the job; repeated while the database is away and the lease may still be ours. */
static void
write_down(struct runner *run, const struct job *job, enum err outcome, const char *why)
{
    struct req *r = &run->r;
    int64_t limit = clock_mono_us() + INT64_C(1000000) * JOB_LEASE_S;
    enum err e = ERR_LOST;

    while (passing(e) && !held->lost && clock_mono_us() < limit) {
        if (e != ERR_LOST)
            pause_ms(50);
        if (!db_ping(r->db) && (db_reconnect(r->db) != ERR_NONE)) {
            if (stopping)
                return;
            pause_ms(200);
            continue;
        }
        if (outcome == ERR_NONE)
            e = queue_done(r, held);
        else if (outcome == ERR_UNAVAILABLE && stopping)
            e = queue_release(r, held);
        else if (passing(outcome) && !job->last)
            e = queue_again(r, held, why);
        else
            e = give_up(r, job, why);
        db_rollback(r);
    }
    if (e != ERR_NONE && !held->lost)
        log_line(LOG_ERROR, "job_unrecorded", "%s: %s", held->kind_name, reason(r, e));
}

static void
log_outcome(const struct req *r, const struct job *job, enum err e, const char *why)
{
    char id[UUID_TEXT];
    bool again = passing(e) && !job->last;

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

static void
work(struct runner *run, struct held_job *taken)
{
    struct req *r = &run->r;
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
    if (e != ERR_NONE && (arena_starved(r->arena) || run->p.starved))
        e = fault(r, ERR_UNAVAILABLE, "no memory");
    why = reason(r, e);
    if (!taken->lost)
        write_down(run, &job, e, why);
    log_outcome(r, &job, e, why);
    held = NULL;
}

/* Takes and runs one job. ERR_NOT_FOUND: there is none. */
static enum err
next_job(struct runner *run)
{
    struct held_job taken;
    struct req *r = fresh(run);
    enum err e = run->app->jobs == NULL ? ERR_NOT_FOUND : queue_take(r, &taken);

    if (e == ERR_NONE)
        work(run, &taken);
    return e;
}

static enum err
idle(struct runner *run)
{
    return run->app->idle == NULL ? ERR_NONE : run->app->idle(fresh(run));
}

/* A binary without the right to delete finds out at its first try and leaves it to the one that has it. */
static void
prune(struct runner *run)
{
    bool more = false;
    enum err e;

    if (!run->may_prune || clock_mono_us() < run->prune_us)
        return;
    e = queue_prune(fresh(run), &more);
    run->may_prune = e == ERR_NONE || passing(e);
    run->prune_us = clock_mono_us() + (more ? PRUNE_MORE_US : PRUNE_US);
}

static void
complain(struct runner *run, const char *event, enum err e)
{
    if (e == ERR_NONE || e == ERR_NOT_FOUND || e == ERR_REPEAT || e == ERR_LOST ||
        clock_mono_us() - run->complained_us < COMPLAIN_US)
        return;
    run->complained_us = clock_mono_us();
    log_line(LOG_ERROR, event, "%s", reason(&run->r, e));
}

static enum err
start(struct runner *run)
{
    enum err e = ERR_NONE;

    do {
        if (!connected(run))
            return ERR_UNAVAILABLE;
        e = run->app->start == NULL ? ERR_NONE : run->app->start(fresh(run));
        if (passing(e))
            pause_ms(200);
    } while (passing(e) && !stopping);
    complain(run, "start", e);
    return e;
}

static void
loop(struct runner *run)
{
    int64_t idled_us = 0;

    while (!stopping && connected(run)) {
        helpers_tend(run->app);
        enum err e = next_job(run);

        give_way();
        complain(run, "job_queue", e);
        if (e != ERR_NONE || clock_mono_us() - idled_us >= (int64_t)run->most_ms * 1000) {
            complain(run, "idle", idle(run));
            idled_us = clock_mono_us();
            prune(run);
        }
        if (e == ERR_NONE)
            run->wait_ms = run->most_ms;
        else if (!stopping)
            run->wait_ms = wake_rest(run->wake, run->wait_ms, run->most_ms);
    }
}

int
jobs_run_own(const struct app *app, const char *path, bool runner, unsigned pause)
{
    unsigned most = pause == 0 ? POLL_MS : pause;
    struct runner run = {
        .app = app, .may_prune = runner, .prune_us = clock_mono_us() + PRUNE_FIRST_US, .wait_ms = most, .most_ms = most
    };
    enum err e;

    program = path;
    run.complained_us = clock_mono_us() - COMPLAIN_US;
    run.r.arena = arena_new(ARENA_BYTES);
    if (run.r.arena == NULL)
        return 1;
    db_long_work();
    run.wake = runner ? wake_open(app->name) : -1;
    catch_signals();
    if (runner) {
        helpers_tend(app);
        start_heartbeats();
    }
    e = start(&run);
    if (e == ERR_NONE)
        loop(&run);
    helpers_stop();
    arena_free(run.r.arena);
    db_disconnect(run.r.db);
    free(run.p.out);
    if (replacing)
        return JOBS_REPLACE;
    return e == ERR_NONE || stopping ? 0 : 1;
}

int
jobs_run(const struct app *app, const char *path)
{
    return jobs_run_own(app, path, true, 0);
}
