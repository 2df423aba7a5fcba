/*
 * worker.h: lib-private: the processes of a pool.
 */
#ifndef HF_WORKER_H
#define HF_WORKER_H

#include "app.h"

/* Exit status of a worker whose start hook said ERR_INVALID: with this configuration no start can succeed, so the
   master leaves with it too. */
#define WORKER_REFUSES 78

/* Serves requests from listening fd until asked to stop or retired; returns the exit status. master: pid of the parent. */
int worker_run(const struct app *app, int fd, int master);

/* Keeps `workers` workers alive over fd; returns after SIGTERM when all are gone. argv: for replacing in place. */
int master_run(const struct app *app, int fd, unsigned workers, char **argv);

/* Runs `PROGRAM --check`; true when that file could take over. */
bool master_self_test(const char *program);

#endif
