/*
 * jobs_stop.c: what ends a job runner: a signal, or a newer binary in its place.
 */
#include "jobs_run.h"

#include <poll.h>
#include <signal.h>

#include "crypt.h"
#include "log.h"
#include "worker.h"

static volatile sig_atomic_t stopping, hangup;
static bool replacing;      /* why it stops */
static const char *program; /* the file on disk */

static void
ask_to_stop(int signal_number)
{
    if (signal_number == SIGHUP)
        hangup = 1;
    else
        stopping = 1;
}

void
runner_signals(const char *path)
{
    struct sigaction action = { .sa_handler = ask_to_stop };
    sigset_t both;

    program = path;
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

bool
runner_stopping(void)
{
    return stopping != 0;
}

bool
runner_replaced(void)
{
    return replacing;
}

void
runner_pause(unsigned ms)
{
    uint8_t random;

    random_bytes(&random, 1);
    if (!stopping)
        poll(NULL, 0, (int)(ms + ms * random / 255));
}

void
runner_give_way(void)
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
