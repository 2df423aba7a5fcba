/*
 * jobs_run.h: lib-private: the job runner.
 */
#ifndef HF_JOBS_RUN_H
#define HF_JOBS_RUN_H

#include <stdint.h>

#include "app.h"
#include "err.h"
#include "jobs.h"
#include "req.h"

#define JOBS_REPLACE (-1)

/* Works on the binary's queue until SIGTERM or SIGINT; the process's main loop. Returns the exit status; JOBS_REPLACE after
   SIGHUP when the binary at path passed its check: the caller becomes it. A job that ran goes back into the queue. */
int jobs_run(const struct app *app, const char *path);

/* The same for a helper (runner false): it has no heartbeat of its own and no helpers. hears, pause: as of struct helper. */
int jobs_run_own(const struct app *app, const char *path, bool runner, const char *hears, unsigned pause);

/* Starts the helpers that do not run; ends them all. */
void helpers_tend(const struct app *app);
void helpers_stop(void);

/* jobs_stop.c: catches SIGTERM, SIGINT and SIGHUP; path: the binary that SIGHUP puts in our place, NULL: none. */
void runner_signals(const char *path);
bool runner_stopping(void);

/* After SIGHUP: gives way to the binary on disk if that can work here. A helper goes with its runner. */
void runner_give_way(void);
bool runner_replaced(void);

/* Between ms and twice that; a signal ends it. */
void runner_pause(unsigned ms);

/* The queue, for the runner. Statements only: each may fail as any. */

/* A job that this process holds by its lease. */
struct held_job {
    struct uuid id, owner;
    const struct job_kind *kind; /* NULL: unknown here */
    const char *kind_name, *payload;
    unsigned attempt;
    int64_t beaten_us;
    bool lost; /* the lease is somebody else's now */
};

/* Takes the next job of the domain: ERR_NOT_FOUND when there is none, ERR_REPEAT when there are and none could be had. Sets r->actor.
   Strings are the arena's. */
enum err queue_take(struct req *r, struct held_job *ret_job) HF_CHECK;

/* What became of it. When the lease was lost nothing is written and held->lost is set. */
enum err queue_done(struct req *r, struct held_job *held) HF_CHECK;
enum err queue_again(struct req *r, struct held_job *held, const char *why) HF_CHECK;
enum err queue_release(struct req *r, struct held_job *held) HF_CHECK;
enum err queue_failed(struct req *r, struct held_job *held, const char *why) HF_CHECK;
enum err queue_beat(struct req *r, struct held_job *held) HF_CHECK;

/* jobs_work.c: runs a job that was taken and writes down what became of it. */
void job_work(struct req *r, struct held_job *taken);

/* Failures that may be over at the next attempt; the words for any. */
bool job_passing(enum err e);
const char *job_reason(struct req *r, enum err e);

/* Deletes some of what is old: *ret_more when there may be more of it. */
enum err queue_prune(struct req *r, bool *ret_more) HF_CHECK;

#endif
