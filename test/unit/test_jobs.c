#include "unit/unit.h"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

#include "clock.h"
#include "unit/db_fixture.h"

#include "../../lib/jobs_run.h"
#include "../../lib/wake.h"

enum {
    Q_DROP,
    Q_CREATE,
    Q_CLEAR,
    Q_LOG,
    Q_LOGGED,
    Q_ORDER,
    Q_JOB,
    Q_LEFT,
    Q_PUT,
    Q_KILL,
    Q_ID,
    Q_STEAL,
    Q_NEXT_RUN,
    Q_HOLD
};

static const struct query queries[] = {
    [Q_DROP] = { "DROP TABLE IF EXISTS unit_log", .global = true },
    [Q_CREATE] = { "CREATE TABLE unit_log (no INT UNSIGNED NOT NULL AUTO_INCREMENT, tenant_id INT UNSIGNED NOT NULL,"
                   " what VARCHAR(255) NOT NULL, actor UUID NULL, PRIMARY KEY (no)) ENGINE = InnoDB",
                   .global = true },
    [Q_CLEAR] = { "DELETE FROM jobs WHERE domain IN ('unit-jobs', 'unit-other')", .global = true },
    [Q_LOG] = { "INSERT INTO unit_log (tenant_id, what, actor) VALUES (:tenant, ?, :actor)" },
    [Q_LOGGED] = { "SELECT COUNT(*) FROM unit_log WHERE what = ?", .global = true },
    [Q_ORDER] = { "SELECT what FROM unit_log WHERE tenant_id = :tenant ORDER BY no" },
    [Q_JOB] = { "SELECT state, attempts, error, lease_owner, finished_at FROM jobs WHERE domain = 'unit-jobs' AND kind = ?",
                .global = true },
    [Q_LEFT] = { "SELECT COUNT(*) FROM jobs WHERE domain = 'unit-jobs' AND state IN ('queued', 'running')",
                 .global = true },
    [Q_PUT] = { "INSERT INTO jobs (id, tenant_id, domain, kind, payload, state, attempts, lease_until, lease_owner)"
                " VALUES (?, :tenant, 'unit-jobs', ?, '{}', 'running', ?, UTC_TIMESTAMP(6) - INTERVAL 1 SECOND, 'x')" },
    [Q_KILL] = { "KILL CONNECTION ?", .global = true },
    [Q_ID] = { "SELECT CONNECTION_ID()", .global = true },
    [Q_STEAL] = { "UPDATE jobs SET lease_owner = 'thief' WHERE domain = 'unit-jobs' AND kind = ?", .global = true },
    [Q_NEXT_RUN] = { "SELECT TIMESTAMPDIFF(MICROSECOND, UTC_TIMESTAMP(6), run_after) FROM jobs"
                     " WHERE domain = 'unit-jobs' AND kind = ?",
                     .global = true },
    [Q_HOLD] = { "SELECT kind FROM jobs WHERE id = ? FOR UPDATE", .global = true },
};

static enum err
note(struct req *r, const struct job *job, const char *what)
{
    return db_insert(r, Q_LOG, ARGS(a_str(arena_printf(r->arena, "%s %u %s", job->kind, job->attempt, what))));
}

static enum err
run_plain(struct req *r, const struct job *job)
{
    if (json_int(json_get(job->payload, "n"), 0) != 41)
        return fault(r, ERR_INTERNAL, "payload");
    return note(r, job, "ran");
}

/* Twice a deadlock, as the database would say it. */
static enum err
run_deadlock(struct req *r, const struct job *job)
{
    static int turns;
    enum err e = db_begin(r);

    if (e == ERR_NONE)
        e = note(r, job, "ran");
    if (e != ERR_NONE || turns++ < 2)
        return e != ERR_NONE ? e : ERR_REPEAT;
    return db_commit(r);
}

static enum err
run_later(struct req *r, const struct job *job)
{
    return job->attempt == 1 ? fault(r, ERR_UNAVAILABLE, "not yet") : note(r, job, job->last ? "last" : "ran");
}

static enum err
run_bad(struct req *r, const struct job *job)
{
    return fault(r, ERR_INTERNAL, "%s cannot work, %s", job->kind, "ä");
}

static enum err
tell(struct req *r, const struct job *job)
{
    return note(r, job, "gave up");
}

static enum err
run_lost(struct req *r, const struct job *job)
{
    int64_t id;
    enum err e = note(r, job, "ran");

    if (e == ERR_NONE && job->attempt == 1)
        e = db_int(r, Q_ID, NO_ARGS, 0, &id);
    if (e == ERR_NONE && job->attempt == 1)
        e = db_exec(r, Q_KILL, ARGS(a_int(id)), NULL); /* may well be answered by 1317 or a closed connection */
    return job->attempt == 1 ? ERR_LOST : e;
}

/* Works until it is told to stop. */
static enum err
run_long(struct req *r, const struct job *job)
{
    enum err e = note(r, job, "began");

    while (e == ERR_NONE) {
        poll(NULL, 0, 20);
        e = job_beat(r);
    }
    return e;
}

static enum err
run_step(struct req *r, const struct job *job)
{
    enum err e = note(r, job, json_str(json_get(job->payload, "n"), ""));

    poll(NULL, 0, 5);
    return e != ERR_NONE ? e : note(r, job, "end");
}

static const struct job_kind kinds[] = {
    { .kind = "plain", .run = run_plain },
    { .kind = "deadlock", .run = run_deadlock },
    { .kind = "later", .run = run_later, .max_attempts = 2 },
    { .kind = "bad", .run = run_bad, .gave_up = tell },
    { .kind = "dies", .run = run_plain, .gave_up = tell },
    { .kind = "lost", .run = run_lost },
    { .kind = "long", .run = run_long, .gave_up = tell },
    { .kind = "step", .run = run_step },
    JOB_KIND_END,
};

static const struct app app = {
    .name = "unit-jobs", .queries = queries, .query_count = sizeof(queries) / sizeof(queries[0]), .jobs = kinds
};

#define READY(r)                                                                                                       \
    NEEDS_DATABASE;                                                                                                    \
    DB_FIXTURE(r, &app);                                                                                               \
    CHECK(db_exec(&r, Q_DROP, NO_ARGS, NULL) == ERR_NONE && db_exec(&r, Q_CREATE, NO_ARGS, NULL) == ERR_NONE);         \
    CHECK(db_exec(&r, Q_CLEAR, NO_ARGS, NULL) == ERR_NONE)

#define DONE(r)                                                                                                        \
    do {                                                                                                               \
        CHECK(db_exec(&r, Q_DROP, NO_ARGS, NULL) == ERR_NONE && db_exec(&r, Q_CLEAR, NO_ARGS, NULL) == ERR_NONE);      \
        DB_DROP(r);                                                                                                    \
    } while (0)

static pid_t
start_runner(void)
{
    pid_t pid;

    fflush(NULL);
    pid = fork();
    if (pid == 0)
        _exit(jobs_run(&app, "/bin/false"));
    return pid;
}

static int
stop_runner(pid_t pid)
{
    int status = -1;

    kill(pid, SIGTERM);
    return waitpid(pid, &status, 0) == pid ? status : -1;
}

/* Waits until a statement's single number is what is wanted; false after 15 seconds. */
static bool
becomes(struct req *r, int query, const char *arg, int64_t want)
{
    int64_t end = clock_mono_us() + 15000000, got = want - 1;

    while (clock_mono_us() < end) {
        struct args args = arg != NULL ? ARGS(a_str(arg)) : NO_ARGS;

        if (db_int(r, query, args, 0, &got) != ERR_NONE || got == want)
            break;
        poll(NULL, 0, 10);
    }
    return got == want;
}

/* "state attempts error" of the job of a kind. */
static const char *
job_now(struct req *r, const char *kind)
{
    struct rows *row;

    if (db_one(r, Q_JOB, ARGS(a_str(kind)), &row) != ERR_NONE)
        return "none";
    return arena_printf(r->arena, "%s %s %s%s", col_str(row, 0), col_str(row, 1), col_str(row, 2),
                        strcmp(col_str(row, 0), "running") == 0 || col_null(row, 3) ? "" : " held");
}

static bool
logged(struct req *r, const char *what, int64_t want)
{
    int64_t n = -1;

    return db_int(r, Q_LOGGED, ARGS(a_str(what)), 0, &n) == ERR_NONE && n == want;
}

UNIT(each_outcome_is_written_down)
{
    pid_t runner;

    READY(r);
    r.actor.user_id = uuid_v7();
    CHECK(job_add(&r, "unit-jobs", "plain", "{\"n\": 41}") == ERR_NONE);
    CHECK(job_add(&r, "unit-jobs", "deadlock", "{}") == ERR_NONE);
    CHECK(job_add(&r, "unit-jobs", "bad", "{}") == ERR_NONE);
    CHECK(job_add(&r, "unit-jobs", "unheard", "{}") == ERR_NONE);
    CHECK(db_insert(&r, Q_PUT, ARGS(a_uuid(uuid_v7()), a_str("step"), a_int(2))) == ERR_NONE);
    CHECK(db_insert(&r, Q_PUT, ARGS(a_uuid(uuid_v7()), a_str("dies"), a_int(5))) == ERR_NONE);
    CHECK(job_add(&r, "unit-jobs", "lost", "{}") == ERR_NONE);
    CHECK(job_add(&r, "unit-jobs", "later", "{}") == ERR_NONE);
    CHECK(job_add(&r, "unit-other", "plain", "{}") == ERR_NONE);
    runner = start_runner();
    CHECK(becomes(&r, Q_LEFT, NULL, 0));
    CHECK(stop_runner(runner) == 0);
    CHECK_STR(job_now(&r, "plain"), "done 1 ");
    CHECK_STR(job_now(&r, "deadlock"), "done 1 ");
    CHECK_STR(job_now(&r, "bad"), "failed 1 internal: bad cannot work, ä");
    CHECK_STR(job_now(&r, "unheard"), "failed 1 internal: no such kind of job: unheard");
    CHECK_STR(job_now(&r, "step"), "done 3 ");
    CHECK_STR(job_now(&r, "dies"), "failed 6 internal: the runner died 5 times over this job");
    CHECK_STR(job_now(&r, "lost"), "done 2 ");
    CHECK_STR(job_now(&r, "later"), "done 2 ");
    CHECK(logged(&r, "plain 1 ran", 1) && logged(&r, "deadlock 1 ran", 1) && logged(&r, "later 2 last", 1));
    CHECK(logged(&r, "bad 1 gave up", 1) && logged(&r, "dies 6 gave up", 1) && logged(&r, "dies 6 ran", 0));
    DONE(r);
}

UNIT(stopping_gives_the_job_back_uncounted)
{
    pid_t runner;

    READY(r);
    CHECK(job_add(&r, "unit-jobs", "long", "{}") == ERR_NONE);
    runner = start_runner();
    CHECK(becomes(&r, Q_LOGGED, "long 1 began", 1));
    CHECK_STR(job_now(&r, "long"), "running 1 ");
    CHECK(stop_runner(runner) == 0);
    CHECK_STR(job_now(&r, "long"), "queued 0 ");
    DONE(r);
}

UNIT(a_lost_lease_ends_the_job_silently)
{
    pid_t runner;

    READY(r);
    CHECK(job_add(&r, "unit-jobs", "long", "{}") == ERR_NONE);
    CHECK(job_add(&r, "unit-jobs", "plain", "{\"n\": 41}") == ERR_NONE);
    runner = start_runner();
    CHECK(becomes(&r, Q_LOGGED, "long 1 began", 1));
    r.actor.tenant = 8; /* so that it does not wait for the stolen one */
    CHECK(job_add(&r, "unit-jobs", "step", "{}") == ERR_NONE);
    CHECK(db_exec_one(&r, Q_STEAL, ARGS(a_str("long"))) == ERR_NONE);
    CHECK(becomes(&r, Q_LOGGED, "step 1 end", 1));
    CHECK_STR(job_now(&r, "long"), "running 1 ");
    CHECK_STR(job_now(&r, "plain"), "queued 0 ");
    CHECK(logged(&r, "long 1 gave up", 0));
    CHECK(stop_runner(runner) == 0);
    DONE(r);
}

UNIT(a_job_that_somebody_holds_keeps_no_other_tenant_waiting)
{
    const struct uuid first = uuid_v7();
    pid_t runner;

    READY(r);
    DB_FIXTURE(holder, &app);
    CHECK(db_insert(&r, Q_PUT, ARGS(a_uuid(first), a_str("later"), a_int(0))) == ERR_NONE);
    r.actor.tenant = 8;
    CHECK(job_add(&r, "unit-jobs", "step", "{}") == ERR_NONE);
    CHECK(db_begin(&holder) == ERR_NONE && db_exec(&holder, Q_HOLD, ARGS(a_uuid(first)), NULL) == ERR_NONE);
    runner = start_runner();
    CHECK(becomes(&r, Q_LOGGED, "step 1 end", 1));
    CHECK_STR(job_now(&r, "later"), "running 0 ");
    db_rollback(&holder);
    CHECK(becomes(&r, Q_LEFT, NULL, 0));
    CHECK(stop_runner(runner) == 0);
    DB_DROP(holder);
    DONE(r);
}

UNIT(jobs_of_a_tenant_keep_their_order_under_several_runners)
{
    pid_t runners[3];
    struct rows *rows;

    READY(r);
    for (int i = 0; i < 20; i++) {
        for (uint32_t tenant = 7; tenant < 10; tenant++) {
            r.actor.tenant = tenant;
            CHECK(job_add(&r, "unit-jobs", "step", arena_printf(r.arena, "{\"n\": \"%d\"}", i)) == ERR_NONE);
        }
    }
    for (int i = 0; i < 3; i++)
        runners[i] = start_runner();
    CHECK(becomes(&r, Q_LEFT, NULL, 0));
    for (int i = 0; i < 3; i++)
        CHECK(stop_runner(runners[i]) == 0);
    for (r.actor.tenant = 7; r.actor.tenant < 10; r.actor.tenant++) {
        CHECK(db_rows(&r, Q_ORDER, NO_ARGS, &rows) == ERR_NONE);
        for (int i = 0; i < 20; i++) {
            CHECK(rows_next(rows));
            CHECK_STR(col_str(rows, 0), arena_printf(r.arena, "step 1 %d", i));
            CHECK(rows_next(rows));
            CHECK_STR(col_str(rows, 0), "step 1 end");
        }
        CHECK(!rows_next(rows));
    }
    DONE(r);
}

UNIT(an_event_calls_who_delivers_it)
{
    NEEDS_DATABASE;
    DB_FIXTURE(r, &app);
    char path[256];
    int fd;

    CHECK(mkdir(config()->run_dir, 0700) == 0);
    fd = wake_open(WAKE_EVENTS);
    CHECK(fd >= 0);
    CHECK(wake_rest(fd, 1, 1) == 1); /* nobody called */
    CHECK(db_begin(&r) == ERR_NONE);
    CHECK(event_add(&r, NULL, "unit", "one") == ERR_NONE);
    CHECK(wake_rest(fd, 1000, 1000) == 2);
    CHECK(wake_rest(fd, 1, 1) == 1); /* one call is heard once */
    db_rollback(&r);
    close(fd);
    snprintf(path, sizeof path, "%s/%s.wake", config()->run_dir, WAKE_EVENTS);
    CHECK(unlink(path) == 0 && rmdir(config()->run_dir) == 0);
    DB_DROP(r);
}

UNIT_MAIN
