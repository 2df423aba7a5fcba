/*
 * worker.c: one process, one request at a time, one database connection.
 *
 * SIGTERM arrives on a signalfd beside the socket: with plain handlers a busy socket would keep an old worker alive for ever.
 * The workers of a pool wait for the same socket, each exclusively: a request wakes one of them, not all.
 */
#include "worker.h"

#include <errno.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "clock.h"
#include "db_open.h"
#include "fcgi.h"
#include "limits_general.h"
#include "log.h"
#include "metrics.h"
#include "request.h"
#include "serve.h"

#define RETIRE_AFTER 10000
#define IDLE_MS      2000
#define HELD_MS      1000 /* while counts wait to be written */

struct worker {
    const struct app *app;
    struct fcgi *fcgi;
    struct arena *arena;
    struct req_private p; /* keeps its output buffer */
    struct db *db;
};

static void
prepare(struct worker *w, struct req *r)
{
    char *out = w->p.out;
    size_t size = w->p.out_size;

    w->p = (struct req_private){ .link = w->fcgi, .out = out, .out_size = size };
    *r = (struct req){ .app = w->app, .arena = w->arena, .db = w->db, .p = &w->p };
    r->method = r->path = r->query = r->content_type = r->id = r->address = "";
    r->started_us = clock_mono_us();
}

/* Writes counts down, as nobody's request: what the last one said of itself is gone once its connection is finished. */
static void
flush(struct worker *w, bool all)
{
    struct req r;

    prepare(w, &r);
    limits_flush(&r, all);
    arena_reset(w->arena);
}

static void
serve_one(struct worker *w)
{
    struct req r;

    prepare(w, &r);
    serve(&r);
    w->db = r.db;
    fcgi_finish(w->fcgi);
    arena_reset(w->arena);
    flush(w, false);
}

/* Connects and lets the binary load what it needs; without a database the worker serves 503 and tries again later. */
static enum err
start(struct worker *w)
{
    struct req r;
    enum err e = db_connect(w->app, &w->db);

    metrics_database(e == ERR_NONE);
    if (e != ERR_NONE) {
        log_line(LOG_WARN, "database_away", "the database does not answer; requests get 503 meanwhile");
        return ERR_NONE;
    }
    prepare(w, &r);
    if (w->app->start != NULL)
        e = w->app->start(&r);
    if (e != ERR_NONE)
        log_line(LOG_ERROR, "start_failed", "%s", r.log_detail != NULL ? r.log_detail : err_name(e));
    arena_reset(w->arena);
    return e;
}

static void
idle(struct worker *w)
{
    bool answers = w->db != NULL && db_ping(w->db);

    if (!answers && w->db != NULL)
        answers = db_reconnect(w->db) == ERR_NONE;
    metrics_database(answers || (w->db == NULL && db_connect(w->app, &w->db) == ERR_NONE));
}

static int
open_signals(void)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigprocmask(SIG_SETMASK, &set, NULL);
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static bool
watch(int waiter, int fd, uint32_t events)
{
    struct epoll_event event = { .events = events, .data.fd = fd };

    return epoll_ctl(waiter, EPOLL_CTL_ADD, fd, &event) == 0;
}

/* What the worker waits on; -1: nothing can be waited on. */
static int
open_waiter(int fd, int signals)
{
    int waiter = epoll_create1(EPOLL_CLOEXEC);

    if (waiter >= 0 && watch(waiter, fd, EPOLLIN | EPOLLEXCLUSIVE) && watch(waiter, signals, EPOLLIN))
        return waiter;
    if (waiter >= 0)
        close(waiter);
    return -1;
}

/* Whoever was woken for a request takes it even when it is to end: nobody else was woken. */
static void
loop(struct worker *w, int waiter, int signals)
{
    bool ending = false;

    for (unsigned served = 0; served < RETIRE_AFTER && !ending;) {
        struct epoll_event events[2];
        bool request = false;
        int n = epoll_wait(waiter, events, 2, limits_held() ? HELD_MS : IDLE_MS);

        if (n < 0 && errno != EINTR)
            return;
        for (int i = 0; i < n; i++) {
            ending = ending || events[i].data.fd == signals;
            request = request || events[i].data.fd != signals;
        }
        if (n == 0) {
            flush(w, true);
            idle(w);
        }
        if (request && fcgi_accept(w->fcgi)) {
            serve_one(w);
            served++;
        }
    }
}

int
worker_run(const struct app *app, int fd, int master)
{
    struct worker w = { .app = app };
    int signals = open_signals();

    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != master)
        return 0; /* it died before we could ask to be told */
    w.arena = arena_new(0);
    w.fcgi = fcgi_new(fd);
    int waiter = open_waiter(fd, signals);
    enum err e = waiter < 0 || w.arena == NULL || w.fcgi == NULL ? ERR_UNAVAILABLE : start(&w);

    if (e != ERR_NONE)
        return e == ERR_INVALID ? WORKER_REFUSES : 1;
    loop(&w, waiter, signals);
    flush(&w, true);
    db_disconnect(w.db);
    fcgi_free(w.fcgi);
    arena_free(w.arena);
    free(w.p.out);
    close(waiter);
    close(signals);
    return 0;
}
