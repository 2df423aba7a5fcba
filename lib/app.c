/*
 * app.c: what every binary does with its command line.
 */
#include "app.h"

#include <errno.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "clock.h"
#include "config.h"
#include "db_open.h"
#include "fcgi.h"
#include "jobs_run.h"
#include "log.h"
#include "metrics.h"
#include "openapi.h"
#include "range.h"
#include "request.h"
#include "worker.h"

#define EXIT_USAGE  64
#define EXIT_CONFIG 78

static bool
has_jobs(const struct app *app)
{
    return app->jobs != NULL || app->idle != NULL || app->helpers != NULL;
}

static int
help(const struct app *app)
{
    printf("holdfast-%s: %s\n\n"
           "  holdfast-%s [--listen unix:PATH]   serve FastCGI on PATH, or on the socket that is fd 0\n",
           app->name, app->title, app->name);
    if (has_jobs(app))
        printf("  holdfast-%s --jobs                 work on the queue\n", app->name);
    printf("  --check         check statements and database, then leave\n"
           "  --routes        print the routes, one a line\n"
           "  --openapi       print the OpenAPI document\n"
           "  --print-config  print every setting\n"
           "  --version       print the version\n"
           "%s\n"
           "Settings come from the environment; SIGTERM stops after the running requests, SIGHUP replaces the binary "
           "in place.\n",
           app->command_help == NULL ? "" : app->command_help);
    return 0;
}

static int
version(const struct app *app)
{
    printf("holdfast-%s %s (schema %d to %d, API v1)\n", app->name, HF_VERSION, HF_SCHEMA_MIN, HF_SCHEMA_MAX);
    return 0;
}

/* A request that nobody sent, for one thing to do with the database. */
static enum err
with_request(const struct app *app, struct db *db, app_step *step, void *ctx)
{
    struct req_private p = { 0 };
    struct req r = { .app = app, .db = db, .p = &p, .method = "JOB", .arena = arena_new(0) };

    r.path = r.query = r.content_type = r.id = r.address = "";
    r.started_us = clock_mono_us();
    enum err e = r.arena == NULL ? ERR_UNAVAILABLE : step(&r, ctx);

    db_rollback(&r);
    if (e != ERR_NONE && (r.detail != NULL || r.log_detail != NULL))
        fprintf(stderr, "%s\n", r.detail != NULL ? r.detail : r.log_detail);
    arena_free(r.arena);
    free(p.out);
    return e;
}

int
app_once(const struct app *app, app_step *step, void *ctx)
{
    struct db *db = NULL;

    if (db_check_rules(app) > 0 || config_load(app->name) != ERR_NONE)
        return EXIT_CONFIG;
    if (db_connect(app, &db) != ERR_NONE) {
        fprintf(stderr, "the database does not answer\n");
        return 1;
    }
    enum err e = with_request(app, db, step, ctx);

    db_disconnect(db);
    return e == ERR_NONE ? 0 : 1;
}

static int
check(const struct app *app)
{
    struct db *db = NULL;
    unsigned faults = db_check_rules(app);

    if (config_load(app->name) != ERR_NONE)
        return EXIT_CONFIG;
    if (db_connect(app, &db) != ERR_NONE) {
        fprintf(stderr, "the database does not answer\n");
        return 1;
    }
    faults += db_check_prepare(db, app);
    enum err range = range_check(app, db);

    db_disconnect(db);
    if (range == ERR_INVALID)
        return EXIT_CONFIG;
    if (range != ERR_NONE)
        faults++;
    if (faults == 0)
        printf("holdfast-%s: %zu statements are fine\n", app->name, app->query_count);
    return faults == 0 ? 0 : 1;
}

/* Whether fd 0 is a listening socket: handed over by systemd, spawn-fcgi, or ourselves before replacing in place. */
static bool
handed_over(void)
{
    int listens = 0;
    socklen_t len = sizeof(listens);

    return getsockopt(STDIN_FILENO, SOL_SOCKET, SO_ACCEPTCONN, &listens, &len) == 0 && listens != 0;
}

static int
listen_on(const char *address)
{
    if (handed_over())
        return 0;
    if (address == NULL || strncmp(address, "unix:", 5) != 0) {
        fprintf(stderr, "fd 0 is no listening socket: give --listen unix:PATH\n");
        return EXIT_USAGE;
    }
    int fd = fcgi_listen(address + 5);

    if (fd < 0 || dup2(fd, STDIN_FILENO) < 0) {
        fprintf(stderr, "%s: %s\n", address + 5, strerror(errno));
        return 1;
    }
    close(fd);
    return 0;
}

/* The pool's name: that of its socket without folder and ".sock", so that one binary can serve several pools. */
static const char *
pool_name(const struct app *app)
{
    static char name[32];
    struct sockaddr_un address;
    socklen_t len = sizeof(address);

    memset(&address, 0, sizeof(address));
    if (getsockname(STDIN_FILENO, (struct sockaddr *)&address, &len) != 0 || address.sun_family != AF_UNIX)
        return app->name;
    const char *slash = strrchr(address.sun_path, '/');
    const char *base = slash == NULL ? address.sun_path : slash + 1;

    snprintf(name, sizeof(name), "%.*s", (int)strcspn(base, "."), base);
    return name[0] == '\0' ? app->name : name;
}

/* A second pool of a binary is for what is slow on purpose: as many as the machine can do at once, and two while others wait for the disk. */
static unsigned
worker_count(const struct app *app, const char *pool)
{
    if (config()->workers > 0)
        return (unsigned)config()->workers;
    if (app->workers > 0 && strcmp(pool, app->name) == 0)
        return app->workers;
    const long processors = sysconf(_SC_NPROCESSORS_ONLN);

    return processors < 1 ? 3 : processors > 62 ? 64 : (unsigned)processors + 2;
}

static int
serve_pool(const struct app *app, const char *address, char **argv)
{
    if (db_check_rules(app) > 0 || config_load(app->name) != ERR_NONE)
        return EXIT_CONFIG;
    int rc = listen_on(address);

    if (rc != 0)
        return rc;
    if (range_check_start(app) != ERR_NONE)
        return EXIT_CONFIG;
    const char *pool = pool_name(app);
    unsigned workers = worker_count(app, pool);

    if (metrics_open(pool, app->routes) != ERR_NONE) {
        fprintf(stderr, "%s/metrics: %s\n", config()->run_dir, strerror(errno));
        return EXIT_CONFIG;
    }
    log_line(LOG_INFO, "start", "pool %s serves with %u workers, version %s", pool, workers, HF_VERSION);
    return master_run(app, STDIN_FILENO, workers, argv);
}

static int
run_jobs(const struct app *app, char **argv)
{
    char pool[48];

    if (!has_jobs(app)) {
        fprintf(stderr, "holdfast-%s has no queue\n", app->name);
        return EXIT_USAGE;
    }
    if (db_check_rules(app) > 0 || config_load(app->name) != ERR_NONE)
        return EXIT_CONFIG;
    if (range_check_start(app) != ERR_NONE)
        return EXIT_CONFIG;
    snprintf(pool, sizeof(pool), "%s-jobs", app->name);
    if (metrics_open(pool, NULL) != ERR_NONE)
        return EXIT_CONFIG;
    signal(SIGPIPE, SIG_IGN);
    log_line(LOG_INFO, "start", "%s works on its queue, version %s", pool, HF_VERSION);
    int rc = jobs_run(app, argv[0]);

    if (rc == JOBS_REPLACE) {
        execv(argv[0], argv);
        log_line(LOG_ERROR, "replace_failed", "exec: %s", strerror(errno));
        rc = 1; /* whoever started us starts the new one */
    }
    return rc;
}

/* argv[0] as an absolute path, so that SIGHUP finds the file on disk again. */
static void
fix_program(char **argv)
{
    static char path[4096];
    ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);

    if (n > 0) {
        static const char gone[] = " (deleted)"; /* it was replaced just now: the new one has its name */

        path[n] = '\0';
        if (n >= (ssize_t)sizeof(gone) && strcmp(path + n - (sizeof(gone) - 1), gone) == 0)
            path[n - (ssize_t)(sizeof(gone) - 1)] = '\0';
        argv[0] = path;
    }
}

int
app_main(const struct app *app, int argc, char **argv)
{
    const char *first = argc > 1 ? argv[1] : "";

    log_open(app->name);
    fix_program(argv);
    if (strcmp(first, "--help") == 0)
        return help(app);
    if (strcmp(first, "--version") == 0)
        return version(app);
    if (strcmp(first, "--routes") == 0)
        return routes_print(app, stdout), 0;
    if (strcmp(first, "--openapi") == 0)
        return openapi_print(app, stdout), 0;
    if (strcmp(first, "--print-config") == 0)
        return config_print(), 0;
    if (strcmp(first, "--check") == 0)
        return check(app);
    if (strcmp(first, "--jobs") == 0)
        return run_jobs(app, argv);
    int own = app->command == NULL || argc < 2 ? -1 : app->command(app, argc, argv);

    if (own >= 0)
        return own;
    if (argc > 1 && strcmp(first, "--listen") != 0) {
        fprintf(stderr, "unknown option %s; see --help\n", first);
        return EXIT_USAGE;
    }
    return serve_pool(app, argc > 2 ? argv[2] : NULL, argv);
}
