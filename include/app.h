/*
 * app.h: a binary. main() is `return app_main(&app, argc, argv);`.
 */
#ifndef HF_APP_H
#define HF_APP_H

#include <stddef.h>

#include "compat.h"
#include "db.h"
#include "err.h"
#include "jobs.h"
#include "req.h"
#include "route.h"

#ifndef HF_SCHEMA_NEWEST
#define HF_SCHEMA_NEWEST 1 /* the Makefile says the highest number under sql/ */
#endif
/* The range of migrations this code works with: those of a hundred only add (lib/range.h). */
#define HF_SCHEMA_MIN HF_SCHEMA_NEWEST
#define HF_SCHEMA_MAX (HF_SCHEMA_NEWEST / 100 * 100 + 99)
#ifndef HF_VERSION
#define HF_VERSION "0.0.0"
#endif

#define WAKE_EVENTS "events" /* a call that an event waits to be delivered */

/* What a job runner does beside its queue, in a process of its own so that neither waits for the other: called again and again,
   soon after a call that it hears (wake.h), else pause_ms (0: 250) after it came back. It is started again when it dies
   and ends with the runner. */
struct helper {
    const char *name;
    enum err (*run)(struct req *r);
    const char *hears; /* NULL: no calls */
    unsigned pause_ms;
};

struct app {
    const char *name;            /* "customers": HF_DB_USER defaults to holdfast-<name> */
    const char *title;           /* one line for --help */
    const struct route *routes;  /* ROUTE_END */
    const struct query *queries; /* numbered by the domain's enum */
    size_t query_count;
    const struct compat *compat;  /* COMPAT_END; NULL: none */
    const struct job_kind *jobs;  /* JOB_KIND_END; NULL: no --jobs */
    const struct helper *helpers; /* of the job runner; a last one without a name; NULL: none */
    unsigned workers; /* default of HF_WORKERS in the pool of the binary's name; in others two more than processors */

    /* Hooks, NULL for none. */
    enum err (*start)(struct req *r); /* in each worker or job runner after connecting: load keys, models */
    enum err (*idle)(struct req *r);  /* in the job runner, each 100 ms between jobs: deliver, seal, prune */
    int (*command)(const struct app *app, int argc, char **argv); /* own options (--train); -1: not mine */
    const char *command_help;                                     /* of those, lines for --help; NULL: none */
};

/* Options: --listen unix:PATH (else the socket on fd 0), --jobs, --routes, --openapi, --check, --print-config,
   --version, --help. Exit 0 fine, 64 usage, 78 configuration, 1 failure. */
int app_main(const struct app *app, int argc, char **argv);

/* For own options: loads the configuration, connects to the database and runs step once, outside any transaction. Prints to stderr
   why it failed. Returns the exit status. */
typedef enum err app_step(struct req *r, void *ctx);
int app_once(const struct app *app, app_step *step, void *ctx);

#endif
