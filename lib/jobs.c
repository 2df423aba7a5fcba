/*
 * jobs.c: the job runner: one process, one job at a time, see jobs.h.
 */
#include "jobs_run.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

#include "arena.h"
#include "clock.h"
#include "db.h"
#include "db_open.h"
#include "log.h"
#include "metrics.h"
#include "request.h"
#include "wake.h"

#define ARENA_BYTES    ((size_t)64 << 20)
#define POLL_MS        250
#define PRUNE_FIRST_US INT64_C(60000000)
#define PRUNE_MORE_US  INT64_C(5000000)
#define PRUNE_US       INT64_C(3600000000)
#define COMPLAIN_US    INT64_C(10000000)
#define REFUSED_US     INT64_C(5000000)

struct runner {
    const struct app *app;
    struct req r;
    struct req_private p;
    int64_t prune_us, complained_us;
    int64_t refused_us; /* since when there are jobs that cannot be had; 0: there are not */
    bool may_prune;
    int wake;         /* see wake.h */
    unsigned wait_ms; /* of the next pause */
    unsigned most_ms; /* a pause when all is quiet */
};

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

    for (unsigned wait_ms = 100; !runner_stopping(); wait_ms = wait_ms < 2000 ? wait_ms * 2 : wait_ms) {
        if (r->db == NULL)
            e = db_connect(run->app, &r->db);
        else
            e = db_ping(r->db) ? ERR_NONE : db_reconnect(r->db);
        metrics_database(e == ERR_NONE);
        if (e == ERR_NONE)
            return true;
        runner_pause(wait_ms);
    }
    return false;
}

/* Takes and runs one job. ERR_NOT_FOUND: there is none. */
static enum err
next_job(struct runner *run)
{
    struct held_job taken;
    struct req *r = fresh(run);
    enum err e = run->app->jobs == NULL ? ERR_NOT_FOUND : queue_take(r, &taken);

    if (e == ERR_NONE)
        job_work(r, &taken);
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
    run->may_prune = e == ERR_NONE || job_passing(e);
    run->prune_us = clock_mono_us() + (more ? PRUNE_MORE_US : PRUNE_US);
}

static void
complain(struct runner *run, const char *event, enum err e)
{
    if (e == ERR_NONE || e == ERR_NOT_FOUND || e == ERR_REPEAT || e == ERR_LOST ||
        clock_mono_us() - run->complained_us < COMPLAIN_US)
        return;
    run->complained_us = clock_mono_us();
    log_line(LOG_ERROR, event, "%s", job_reason(&run->r, e));
}

/* Another runner that was quicker is nothing to speak of; what goes on for long is, and may be our connection's fault. */
static void
watch_refusals(struct runner *run, enum err e)
{
    const int64_t now = clock_mono_us();

    if (e != ERR_REPEAT) {
        run->refused_us = 0;
    } else if (run->refused_us == 0) {
        run->refused_us = now;
    } else if (now - run->refused_us > REFUSED_US) {
        log_line(LOG_ERROR, "job_queue", "some jobs wait and none can be had: connecting anew");
        metrics_database(db_reconnect(run->r.db) == ERR_NONE);
        run->refused_us = now;
    }
}

static enum err
start(struct runner *run)
{
    enum err e = ERR_NONE;

    do {
        if (!connected(run))
            return ERR_UNAVAILABLE;
        e = run->app->start == NULL ? ERR_NONE : run->app->start(fresh(run));
        if (job_passing(e))
            runner_pause(200);
    } while (job_passing(e) && !runner_stopping());
    complain(run, "start", e);
    return e;
}

static void
loop(struct runner *run)
{
    int64_t idled_us = 0;

    while (!runner_stopping() && connected(run)) {
        helpers_tend(run->app);
        enum err e = next_job(run);

        runner_give_way();
        complain(run, "job_queue", e);
        watch_refusals(run, e);
        if (e != ERR_NONE || clock_mono_us() - idled_us >= (int64_t)run->most_ms * 1000) {
            complain(run, "idle", idle(run));
            idled_us = clock_mono_us();
            prune(run);
        }
        if (e == ERR_NONE)
            run->wait_ms = run->most_ms;
        else if (!runner_stopping())
            run->wait_ms = wake_rest(run->wake, run->wait_ms, run->most_ms);
    }
}

int
jobs_run_own(const struct app *app, const char *path, bool runner, const char *hears, unsigned pause)
{
    unsigned most = pause == 0 ? POLL_MS : pause;
    struct runner run = {
        .app = app, .may_prune = runner, .prune_us = clock_mono_us() + PRUNE_FIRST_US, .wait_ms = most, .most_ms = most
    };
    enum err e;

    run.complained_us = clock_mono_us() - COMPLAIN_US;
    run.r.arena = arena_new(ARENA_BYTES);
    if (run.r.arena == NULL)
        return 1;
    db_long_work();
    run.wake = hears == NULL ? -1 : wake_open(hears);
    runner_signals(path);
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
    if (runner_replaced())
        return JOBS_REPLACE;
    return e == ERR_NONE || runner_stopping() ? 0 : 1;
}

int
jobs_run(const struct app *app, const char *path)
{
    return jobs_run_own(app, path, true, app->name, 0);
}
