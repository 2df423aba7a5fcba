/*
 * bare_serve.h: prefork libfcgi on a Unix socket, one request at a time per process, and nothing else.
 */
#ifndef HF_BENCH_BARE_SERVE_H
#define HF_BENCH_BARE_SERVE_H

#include <fcgiapp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bare.h"

static inline void
send_text(FCGX_Request *r, const char *status, const char *body, size_t len)
{
    char head[128];
    int n = snprintf(head, sizeof head, "Status: %s\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n",
                     status, len);

    FCGX_PutStr(head, n, r->out);
    FCGX_PutStr(body, (int)len, r->out);
}

/* One of the programs that are served under a name. prepare runs once in each process and may be NULL. */
struct program {
    const char *name;
    void (*prepare)(char **argv);
    void (*answer)(FCGX_Request *r);
};

static inline void
serve_as(const struct program *program, char **argv, int fd, int parent)
{
    FCGX_Request r;

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        return;
    if (program->prepare != NULL)
        program->prepare(argv);
    if (FCGX_Init() != 0 || FCGX_InitRequest(&r, fd, 0) != 0)
        die("libfcgi");
    while (FCGX_Accept_r(&r) == 0) {
        program->answer(&r);
        FCGX_Finish_r(&r);
    }
}

/* argv: LISTEN WORKERS NAME and what prepare gets. programs ends without a name. */
static inline int
serve(const struct program *programs, int argc, char **argv)
{
    int parent = getpid();

    while (argc >= 4 && programs->name != NULL && strcmp(programs->name, argv[3]) != 0)
        programs++;
    if (argc < 4 || programs->name == NULL)
        die("see the top of the source");
    int fd = FCGX_OpenSocket(argv[1], 1024);

    if (fd < 0 || chmod(argv[1], 0660) != 0)
        die("no socket");
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    for (int i = number(argv[2]); i > 0; i--)
        if (fork() == 0) {
            serve_as(programs, argv + 4, fd, parent);
            _exit(1);
        }
    printf("ready\n");
    fflush(stdout);
    while (wait(NULL) > 0)
        continue;
    return 1;
}

#endif
