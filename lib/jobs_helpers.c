/*
 * jobs_helpers.c: processes beside the job runner, see struct helper in app.h.
 */
#include "jobs_run.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "log.h"

#define HELPERS   4
#define BRAKE_US  1000000
#define STOP_MS   3000
#define STOP_POLL 20

static struct child {
    pid_t pid;
    int64_t started_us;
} children[HELPERS];

static void
start(const struct app *app, unsigned i)
{
    struct app own = *app;
    pid_t parent = getpid();

    children[i].started_us = clock_mono_us();
    children[i].pid = fork();
    if (children[i].pid != 0) {
        if (children[i].pid < 0)
            log_line(LOG_ERROR, "helper", "%s could not be started", app->helpers[i].name);
        return;
    }
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent)
        _exit(0);
    memset(children, 0, sizeof(children));
    own.idle = app->helpers[i].run;
    own.jobs = NULL;
    own.start = NULL;
    own.helpers = NULL;
    exit(jobs_run_own(&own, NULL, false, app->helpers[i].hears, app->helpers[i].pause_ms));
}

void
helpers_tend(const struct app *app)
{
    for (unsigned i = 0; app->helpers != NULL && app->helpers[i].name != NULL && i < HELPERS; i++) {
        struct child *c = &children[i];

        if (c->pid > 0 && waitpid(c->pid, NULL, WNOHANG) == c->pid) {
            log_line(LOG_WARN, "helper", "%s ended and is started again", app->helpers[i].name);
            c->pid = 0;
        }
        if (c->pid <= 0 && (c->started_us == 0 || clock_mono_us() - c->started_us > BRAKE_US))
            start(app, i);
    }
}

static bool
any_left(void)
{
    bool left = false;

    for (unsigned i = 0; i < HELPERS; i++) {
        if (children[i].pid > 0 && waitpid(children[i].pid, NULL, WNOHANG) != 0)
            children[i].pid = 0;
        left = left || children[i].pid > 0;
    }
    return left;
}

void
helpers_stop(void)
{
    for (unsigned i = 0; i < HELPERS; i++)
        if (children[i].pid > 0)
            kill(children[i].pid, SIGTERM);
    for (int waited = 0; any_left() && waited < STOP_MS; waited += STOP_POLL)
        poll(NULL, 0, STOP_POLL);
    for (unsigned i = 0; i < HELPERS; i++)
        if (children[i].pid > 0)
            kill(children[i].pid, SIGKILL);
}
