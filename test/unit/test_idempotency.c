// A request that repeats itself after its connection was lost.
#include "unit/unit.h"

#include <poll.h>
#include <pthread.h>

#include "clock.h"
#include "crypt.h"
#include "req.h"
#include "unit/db_fixture.h"

enum { Q_WAITS, Q_ID };

static const struct query queries[] = {
    [Q_WAITS] = { "SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'"
                  " AND trx_mysql_thread_id = ?",
                  .global = true },
    [Q_ID] = { "SELECT CONNECTION_ID()", .global = true },
};
static const struct app app = { .name = "unit", .queries = queries, .query_count = sizeof(queries) / sizeof(*queries) };

/* innodb_trx is renewed only when nobody has read it for 100 ms. */
#define LOOK_MS 150

struct letting_go {
    struct req *holder, *watch;
    int64_t waiter;
    bool waited;
};

/* The database notices that a connection is gone, once somebody waits for what it holds. */
static void *
let_go(void *arg)
{
    struct letting_go *go = arg;
    const int64_t end = clock_mono_us() + 4000000;

    while (!go->waited && clock_mono_us() < end) {
        int64_t n = 0;

        if (db_int(go->watch, Q_WAITS, ARGS(a_int(go->waiter)), 0, &n) != ERR_NONE)
            break;
        go->waited = n > 0;
        poll(NULL, 0, go->waited ? 0 : LOOK_MS);
    }
    db_rollback(go->holder);
    return NULL;
}

UNIT(what_a_lost_connection_holds_is_waited_for)
{
    NEEDS_DATABASE;
    DB_FIXTURE(lost, &app);
    DB_FIXTURE(r, &app);
    DB_FIXTURE(watch, &app);
    const struct sha256 hash = { { 1 } };
    struct letting_go go = { .holder = &lost, .watch = &watch };
    pthread_t thread;

    CHECK(db_begin(&lost) == ERR_NONE && idempotency_begin(&lost, &hash) == ERR_NONE);
    CHECK(db_begin(&r) == ERR_NONE && idempotency_begin(&r, &hash) == ERR_CONFLICT); /* somebody else's: told at once */
    CHECK_STR(r.code, "in_flight");
    db_rollback(&r);
    CHECK(db_int(&r, Q_ID, NO_ARGS, 0, &go.waiter) == ERR_NONE);
    r_private.reconnected = true;
    CHECK(pthread_create(&thread, NULL, let_go, &go) == 0);
    const enum err e = db_begin(&r) == ERR_NONE ? idempotency_begin(&r, &hash) : ERR_INTERNAL;
    CHECK(pthread_join(thread, NULL) == 0);
    CHECK(e == ERR_NONE && go.waited && r_private.claimed);
    db_rollback(&r);
    DB_DROP(watch);
    DB_DROP(lost);
    DB_DROP(r);
}

UNIT_MAIN
