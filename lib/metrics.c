/*
 * metrics.c: a pool's counters in a shared file. Writers add with relaxed atomics; readers take what they see.
 */
#include "metrics.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "clock.h"
#include "config.h"
#include "notify.h"
#include "route.h"

#define MAGIC              UINT64_C(0x484f4c4446415332) /* "HOLDFAS2" */
#define MAX_ROUTES         128
#define NAME_BYTES         96
#define HEARTBEAT_LIMIT_US 5000000
#define TEXT_BYTES         (512u * 1024)

/* Upper bounds of the latency histogram in microseconds. */
static const int64_t bounds_us[] = { 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 1000000, 5000000 };
#define BOUNDS (sizeof(bounds_us) / sizeof(bounds_us[0]))

struct route_counters {
    char name[NAME_BYTES]; /* "GET /api/v1/customers" */
    uint64_t by_class[6];  /* 1xx..5xx at [1]..[5] */
    uint64_t bucket[BOUNDS + 1];
    uint64_t sum_us;
};

struct pool {
    uint64_t magic;
    char name[32];
    int64_t pid;
    int64_t heartbeat_us; /* CLOCK_MONOTONIC: the same for all processes of the host */
    int64_t started_us;
    uint64_t database_ok;
    uint64_t gauge[GAUGES]; /* the value and 1; 0: not set here */
    uint64_t route_count;
    struct route_counters routes[MAX_ROUTES + 1]; /* the last one: what no route took */
};

static struct pool *mine;

static const char *
path_of(char *buf, size_t size, const char *pool)
{
    snprintf(buf, size, "%s/metrics/%s.mmap", config()->run_dir, pool);
    return buf;
}

static struct pool *
map_file(const char *path, int flags, int protection)
{
    int fd = open(path, flags | O_CLOEXEC | O_NOFOLLOW, 0644);
    struct stat st;
    void *p = MAP_FAILED;

    if (fd < 0)
        return NULL;
    /* Allocated at once: a page that the disk has no room for when it is first touched would end the process. */
    if ((flags & O_CREAT) == 0 || posix_fallocate(fd, 0, (off_t)sizeof(struct pool)) == 0)
        if (fstat(fd, &st) == 0 && st.st_size == (off_t)sizeof(struct pool))
            p = mmap(NULL, sizeof(struct pool), protection, MAP_SHARED, fd, 0);
    close(fd);
    return p == MAP_FAILED ? NULL : p;
}

static void
name_routes(struct pool *p, const struct route *routes)
{
    uint64_t n = 0;

    for (; routes != NULL && routes[n].path != NULL && n < MAX_ROUTES; n++)
        snprintf(p->routes[n].name, NAME_BYTES, "%s %s", method_name(routes[n].method), routes[n].path);
    snprintf(p->routes[MAX_ROUTES].name, NAME_BYTES, "other");
    p->route_count = n;
}

enum err
metrics_open(const char *pool, const struct route *routes)
{
    char dir[512], path[512];

    snprintf(dir, sizeof(dir), "%s/metrics", config()->run_dir);
    if (mkdir(dir, 0755) != 0 && errno != EEXIST)
        return ERR_INTERNAL;
    struct pool *p = map_file(path_of(path, sizeof(path), pool), O_RDWR | O_CREAT, PROT_READ | PROT_WRITE);

    if (p == NULL)
        return ERR_INTERNAL;
    if (p->magic != MAGIC || p->pid != getpid()) /* a replaced binary keeps its pid and its counters */
        memset(p, 0, sizeof(*p));
    snprintf(p->name, sizeof(p->name), "%s", pool);
    name_routes(p, routes);
    p->pid = getpid();
    p->started_us = clock_mono_us();
    p->database_ok = 1;
    p->magic = MAGIC;
    mine = p;
    metrics_heartbeat();
    return ERR_NONE;
}

static void
add(uint64_t *counter, uint64_t n)
{
    __atomic_fetch_add(counter, n, __ATOMIC_RELAXED);
}

void
metrics_request(unsigned route_index, int status, int64_t us)
{
    size_t b = 0;

    if (mine == NULL)
        return;
    struct route_counters *c = &mine->routes[route_index < mine->route_count ? route_index : MAX_ROUTES];

    while (b < BOUNDS && us > bounds_us[b])
        b++;
    add(&c->bucket[b], 1);
    add(&c->sum_us, us > 0 ? (uint64_t)us : 0);
    add(&c->by_class[status >= 100 && status < 600 ? status / 100 : 0], 1);
}

void
metrics_heartbeat(void)
{
    if (mine != NULL)
        __atomic_store_n(&mine->heartbeat_us, clock_mono_us(), __ATOMIC_RELAXED);
    notify_alive();
}

void
metrics_database(bool answers)
{
    if (mine != NULL)
        __atomic_store_n(&mine->database_ok, answers ? 1 : 0, __ATOMIC_RELAXED);
}

void
metrics_gauge(enum gauge g, int64_t value)
{
    if (mine != NULL)
        __atomic_store_n(&mine->gauge[g], (uint64_t)value + 1, __ATOMIC_RELAXED);
}

static bool
alive(const struct pool *p)
{
    return p->magic == MAGIC && p->pid > 0 && (kill((pid_t)p->pid, 0) == 0 || errno == EPERM);
}

bool
metrics_pool_ready(const char *pool, const char **ret_why)
{
    char path[512];
    struct pool *p = map_file(path_of(path, sizeof(path), pool), O_RDONLY, PROT_READ);
    const char *why = NULL;

    if (p == NULL || !alive(p))
        why = "It is not running.";
    else if (clock_mono_us() - p->heartbeat_us > HEARTBEAT_LIMIT_US)
        why = "It does not answer.";
    else if (!p->database_ok)
        why = "It cannot reach the database.";
    if (p != NULL)
        munmap(p, sizeof(*p));
    *ret_why = why;
    return why == NULL;
}

/* A text under construction; what does not fit is left out whole lines at a time. */
struct text {
    char *s;
    size_t len;
};

static void line(struct text *t, const char *fmt, ...) HF_PRINTF(2, 3);

static void
line(struct text *t, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    int n = vsnprintf(t->s + t->len, TEXT_BYTES - t->len, fmt, ap);
    va_end(ap);
    if (n > 0 && (size_t)n < TEXT_BYTES - t->len)
        t->len += (size_t)n;
    else
        t->s[t->len] = '\0';
}

static void
print_up(struct text *t, const struct pool *p)
{
    bool up = alive(p) && clock_mono_us() - p->heartbeat_us <= HEARTBEAT_LIMIT_US;

    line(t, "holdfast_up{pool=\"%s\"} %d\n", p->name, up ? 1 : 0);
}

static void
print_database(struct text *t, const struct pool *p)
{
    line(t, "holdfast_database_up{pool=\"%s\"} %d\n", p->name, p->database_ok ? 1 : 0);
}

static void
print_requests(struct text *t, const struct pool *p)
{
    for (size_t i = 0; i <= MAX_ROUTES; i++)
        for (int c = 1; c < 6; c++)
            if (p->routes[i].by_class[c] > 0)
                line(t, "holdfast_requests_total{pool=\"%s\",route=\"%s\",status=\"%dxx\"} %llu\n", p->name,
                     p->routes[i].name, c, (unsigned long long)p->routes[i].by_class[c]);
}

static void
print_latency(struct text *t, const struct pool *p)
{
    for (size_t i = 0; i <= MAX_ROUTES; i++) {
        const struct route_counters *c = &p->routes[i];
        uint64_t total = 0;

        for (size_t b = 0; b <= BOUNDS; b++)
            total += c->bucket[b];
        if (total == 0)
            continue;
        uint64_t sum = 0;

        for (size_t b = 0; b < BOUNDS; b++) {
            sum += c->bucket[b];
            line(t, "holdfast_request_seconds_bucket{pool=\"%s\",route=\"%s\",le=\"%g\"} %llu\n", p->name, c->name,
                 (double)bounds_us[b] / 1e6, (unsigned long long)sum);
        }
        line(t, "holdfast_request_seconds_bucket{pool=\"%s\",route=\"%s\",le=\"+Inf\"} %llu\n", p->name, c->name,
             (unsigned long long)total);
        line(t, "holdfast_request_seconds_sum{pool=\"%s\",route=\"%s\"} %.6f\n", p->name, c->name,
             (double)c->sum_us / 1e6);
        line(t, "holdfast_request_seconds_count{pool=\"%s\",route=\"%s\"} %llu\n", p->name, c->name,
             (unsigned long long)total);
    }
}

static void
print_gauge(struct text *t, const struct pool *p, const char *name, enum gauge g)
{
    if (p->gauge[g] > 0)
        line(t, "%s{pool=\"%s\"} %llu\n", name, p->name, (unsigned long long)p->gauge[g] - 1);
}

static void
print_mails_queued(struct text *t, const struct pool *p)
{
    print_gauge(t, p, "holdfast_mails_queued", GAUGE_MAILS_QUEUED);
}

static void
print_mails_dead(struct text *t, const struct pool *p)
{
    print_gauge(t, p, "holdfast_mails_dead", GAUGE_MAILS_DEAD);
}

static void
print_unsealed(struct text *t, const struct pool *p)
{
    print_gauge(t, p, "holdfast_audit_unsealed", GAUGE_AUDIT_UNSEALED);
}

static void
print_damaged(struct text *t, const struct pool *p)
{
    print_gauge(t, p, "holdfast_models_damaged", GAUGE_MODELS_DAMAGED);
}

static const struct {
    const char *name, *type, *help;
    void (*print)(struct text *t, const struct pool *p);
} families[] = {
    { "holdfast_up", "gauge", "Whether the pool's master runs and beats.", print_up },
    { "holdfast_database_up", "gauge", "Whether the pool reaches its database.", print_database },
    { "holdfast_requests_total", "counter", "Requests by route and status class.", print_requests },
    { "holdfast_request_seconds", "histogram", "Time from arrival to answer.", print_latency },
    { "holdfast_mails_queued", "gauge", "Mails that wait to be sent.", print_mails_queued },
    { "holdfast_mails_dead", "gauge", "Mails given up in the last 30 days.", print_mails_dead },
    { "holdfast_audit_unsealed", "gauge", "Rows of the audit that wait for their seal.", print_unsealed },
    { "holdfast_models_damaged", "gauge", "Models whose stored bytes are not what was stored, met since the start.",
      print_damaged },
};

#define MAX_POOLS 32

static size_t
open_pools(struct pool *pools[MAX_POOLS])
{
    char dir[512], path[800];
    size_t n = 0;

    snprintf(dir, sizeof(dir), "%s/metrics", config()->run_dir);
    DIR *d = opendir(dir);

    for (struct dirent *e = d == NULL ? NULL : readdir(d); e != NULL && n < MAX_POOLS; e = readdir(d)) {
        if (e->d_name[0] == '.')
            continue;
        snprintf(path, sizeof(path), "%s/%s", dir, e->d_name);
        struct pool *p = map_file(path, O_RDONLY, PROT_READ);

        if (p != NULL && p->magic == MAGIC)
            pools[n++] = p;
        else if (p != NULL)
            munmap(p, sizeof(*p));
    }
    if (d != NULL)
        closedir(d);
    return n;
}

const char *
metrics_text(struct arena *a)
{
    struct pool *pools[MAX_POOLS];
    struct text t = { arena_alloc(a, TEXT_BYTES), 0 };
    size_t n = open_pools(pools);

    for (size_t f = 0; t.s != NULL && f < sizeof(families) / sizeof(families[0]); f++) {
        line(&t, "# HELP %s %s\n# TYPE %s %s\n", families[f].name, families[f].help, families[f].name,
             families[f].type);
        for (size_t i = 0; i < n; i++)
            families[f].print(&t, pools[i]);
    }
    for (size_t i = 0; i < n; i++)
        munmap(pools[i], sizeof(*pools[i]));
    return t.s == NULL ? "" : t.s;
}
