/*
 * jobs.h: a domain's queue. `BINARY --jobs` runs it: takes the oldest ready row of its domain with SKIP LOCKED, one
 * per tenant at a time, commits the claim, works, and marks it done. A runner that dies loses the lease; the job is
 * taken again until max_attempts, then it is failed and stays visible.
 */
#ifndef HF_JOBS_H
#define HF_JOBS_H

#include <stdbool.h>

#include "err.h"
#include "json.h"
#include "uuid.h"

struct req;

#define JOB_LEASE_S 30

struct job {
    struct uuid id;
    const char *kind;
    json *payload;
    unsigned attempt; /* from 1 */
    bool last;        /* no further attempt follows a failure */
};

/* Runs outside any transaction (db_begin is the job's own). r->actor has the job's tenant and creator.
   ERR_NONE: done. ERR_LOST, ERR_REPEAT, ERR_UNAVAILABLE: again later. Else: failed for good. */
typedef enum err job_run(struct req *r, const struct job *job);

struct job_kind {
    const char *kind;
    job_run *run;
    unsigned max_attempts; /* 0: 5 */
    /* Called when a job is failed for good (may be NULL), so that what waits for it can say so. */
    job_run *gave_up;
};

#define JOB_KIND_END                                                                                                   \
    {                                                                                                                  \
        .kind = NULL                                                                                                   \
    }

/* Queues a job in the current transaction. payload: JSON object text. */
enum err job_add(struct req *r, const char *domain, const char *kind, const char *payload) HF_CHECK;

/* Renews the lease; call it at least every JOB_LEASE_S / 3 seconds. ERR_CONFLICT: the lease is lost, stop at once.
   ERR_UNAVAILABLE: the runner was asked to stop (SIGTERM): leave in a state that can be resumed. Cheap: it asks the
   database at most once a second. */
enum err job_beat(struct req *r) HF_CHECK;

#endif
