/*
 * master.c: keeps workers alive and replaces the binary in place.
 *
 * SIGTERM: the workers finish their request and leave. SIGHUP: the binary on disk is asked to check itself; if it can,
 * the workers are told to leave and the master becomes the new binary with the same pid and the same socket on fd 0.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "log.h"
#include "metrics.h"
#include "worker.h"

#define MAX_WORKERS 64
#define DRAIN_S     30

struct master {
    const struct app *app;
    int fd;
    unsigned workers;
    char **argv;
    pid_t pids[MAX_WORKERS];
    bool refused;      /* a worker said that no start can succeed */
    int64_t second_us; /* the brake: forks in the running second */
    unsigned forks;
};

static void
spawn(struct master *m, unsigned slot)
{
    int64_t now = clock_mono_us();

    if (now - m->second_us > 1000000) {
        m->second_us = now;
        m->forks = 0;
    }
    if (m->forks >= 2 * m->workers)
        return; /* tried again with the next tick */
    m->forks++;
    pid_t self = getpid(), pid = fork();

    if (pid == 0)
        _exit(worker_run(m->app, m->fd, self));
    m->pids[slot] = pid < 0 ? 0 : pid;
}

static void
tell(const struct master *m, int signal)
{
    for (unsigned i = 0; i < m->workers; i++)
        if (m->pids[i] > 0)
            kill(m->pids[i], signal);
}

static void
note_exit(struct master *m, pid_t pid, int status)
{
    for (unsigned i = 0; i < m->workers; i++)
        if (m->pids[i] == pid)
            m->pids[i] = 0;
    if (WIFSIGNALED(status))
        log_line(LOG_ERROR, "worker_died", "worker %d was ended by signal %d", (int)pid, WTERMSIG(status));
    else if (WEXITSTATUS(status) == WORKER_REFUSES)
        m->refused = true;
    else if (WEXITSTATUS(status) != 0)
        log_line(LOG_ERROR, "worker_failed", "worker %d left with status %d", (int)pid, WEXITSTATUS(status));
}

static void
reap(struct master *m)
{
    int status;

    for (pid_t pid = waitpid(-1, &status, WNOHANG); pid > 0; pid = waitpid(-1, &status, WNOHANG))
        note_exit(m, pid, status);
}

/* Runs `BINARY --check` of the file on disk. */
bool
master_self_test(const char *program)
{
    pid_t pid = fork();
    int status = 1;

    if (pid == 0) {
        sigset_t none;
        char check[] = "--check", path[4096];

        snprintf(path, sizeof(path), "%s", program);
        int null = open("/dev/null", O_RDWR | O_CLOEXEC);

        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
        dup2(null, STDIN_FILENO);
        dup2(STDERR_FILENO, STDOUT_FILENO);
        execv(path, (char *[]){ path, check, NULL });
        _exit(127);
    }
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    return pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void
replace(struct master *m)
{
    if (!master_self_test(m->argv[0])) {
        log_line(LOG_ERROR, "replace_refused", "the new binary failed its check; the old one goes on");
        return;
    }
    tell(m, SIGTERM);
    log_line(LOG_INFO, "replacing", "the checked binary takes over");
    execv(m->argv[0], m->argv);
    log_line(LOG_ERROR, "replace_failed", "exec: %s", strerror(errno));
}

/* Waits for the workers to finish; those that hang are killed. */
static void
drain(struct master *m)
{
    int64_t until = clock_mono_us() + DRAIN_S * INT64_C(1000000);
    sigset_t child;

    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    tell(m, SIGTERM);
    for (;;) {
        bool any = false;

        reap(m);
        for (unsigned i = 0; i < m->workers; i++)
            any = any || m->pids[i] > 0;
        if (!any)
            return;
        if (clock_mono_us() > until)
            tell(m, SIGKILL);
        sigtimedwait(&child, NULL, &(struct timespec){ .tv_nsec = 200000000 });
    }
}

static int
attend(struct master *m, const sigset_t *set)
{
    for (;;) {
        for (unsigned i = 0; i < m->workers; i++)
            if (m->pids[i] == 0)
                spawn(m, i);
        metrics_heartbeat();
        int signal = sigtimedwait(set, NULL, &(struct timespec){ .tv_sec = 1 });

        if (signal == SIGTERM || signal == SIGINT)
            break;
        if (signal == SIGHUP)
            replace(m);
        reap(m);
        if (m->refused)
            break;
    }
    drain(m);
    return m->refused ? WORKER_REFUSES : 0;
}

int
master_run(const struct app *app, int fd, unsigned workers, char **argv)
{
    struct master m = { .app = app, .fd = fd, .workers = workers > MAX_WORKERS ? MAX_WORKERS : workers, .argv = argv };
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    sigaddset(&set, SIGCHLD);
    sigprocmask(SIG_SETMASK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK); /* the loser of an accept race must not block */
    return attend(&m, &set);
}
