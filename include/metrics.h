/*
 * metrics.h: counters in a file under HF_RUN_DIR/metrics that the processes of a pool share, one file per pool.
 * Any binary can read all of them: /metrics prints them, /readyz judges by their heartbeats.
 */
#ifndef HF_METRICS_H
#define HF_METRICS_H

#include <stdbool.h>
#include <stdint.h>

#include "err.h"

struct arena;
struct route;

/* Opens (creates) the pool's file; names of the routes are written into it once, by the master. */
enum err metrics_open(const char *pool, const struct route *routes) HF_CHECK;

void metrics_request(unsigned route_index, int status, int64_t us);
void metrics_heartbeat(void);        /* by the master or job runner, each second */
void metrics_database(bool answers); /* by workers, as they see it */

/* Figures of a pool that are set, not counted. */
enum gauge { GAUGE_MAILS_QUEUED, GAUGE_MAILS_DEAD, GAUGE_AUDIT_UNSEALED, GAUGE_MODELS_DAMAGED, GAUGES };
void metrics_gauge(enum gauge g, int64_t value);

/* Prometheus text (version 0.0.4) of all pools. From the arena. */
const char *metrics_text(struct arena *a);

/* A pool's state: running (process alive, heartbeat younger than 5 s) and whether its database answers.
   *ret_why: a static sentence when it is not ready. */
bool metrics_pool_ready(const char *pool, const char **ret_why);

#endif
