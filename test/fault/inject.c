/*
 * inject.c: makes the Nth call of a kind fail in a real binary; linked into build/<variant>/fault/ by --wrap (see the Makefile).
 *
 * A request says what: parameter RP_FAULT = "KIND:N", or "KIND:N+" for the Nth and all later ones. After the answer come a line
 * with how many calls of the kind there were and how many failed, and, with " leaks" at the end, the leak checker's word.
 * A job runner reads it from the file "fault" in HF_RUN_DIR when it has taken a job, and removes the file.
 *
 * memory    our own allocations, json-c's values and what OpenSSL and libmariadb allocate for us
 * arena     allocations from a request's memory, as if its limit were reached
 * lost      the connection to the database breaks before the call
 * after     the server does what was asked, then the connection breaks: nobody hears the answer
 * deadlock  the server rolls back and answers 1213
 * full      the server answers that the disk is full, 1114
 * clock     nothing fails; the wall clock is N seconds away (N may be negative)
 */
#include <mysql.h>

#define json_bool json_c_bool
#include <json-c/json.h>
#undef json_bool

#include <openssl/evp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "arena.h"
#include "config.h"
#include "req.h"

#include "../../lib/fcgi.h"
#include "../../lib/jobs_run.h"
#include "../../lib/request.h"
#include "../../lib/serve.h"

int __lsan_do_recoverable_leak_check(void) __attribute__((weak));

static enum kind { OFF, MEMORY, ARENA, LOST, AFTER, DEADLOCK, FULL, CLOCK } kind;
static long nth, calls, failed;
static bool all_later;

static void
arm(const char *spec)
{
    static const char *const names[] = { "off", "memory", "arena", "lost", "after", "deadlock", "full", "clock", NULL };
    size_t len = spec == NULL ? 0 : strcspn(spec, ":");
    char *end = NULL;

    kind = OFF;
    nth = calls = failed = 0;
    for (int i = 0; spec != NULL && names[i] != NULL; i++)
        if (strlen(names[i]) == len && strncmp(names[i], spec, len) == 0)
            kind = (enum kind)i;
    if (kind != OFF && spec[len] == ':')
        nth = strtol(spec + len + 1, &end, 10);
    all_later = end != NULL && *end == '+';
}

static bool
hit(enum kind k)
{
    if (kind != k)
        return false;
    calls++;
    if (calls != nth && !(all_later && calls > nth))
        return false;
    failed++;
    return true;
}

int __real_clock_gettime(clockid_t id, struct timespec *ret);
int __wrap_clock_gettime(clockid_t id, struct timespec *ret);

int
__wrap_clock_gettime(clockid_t id, struct timespec *ret)
{
    int rc = __real_clock_gettime(id, ret);

    if (kind == CLOCK && id == CLOCK_REALTIME)
        ret->tv_sec += nth;
    return rc;
}

void *__real_malloc(size_t n);
void *__real_calloc(size_t count, size_t n);
void *__real_realloc(void *old, size_t n);
char *__real_strdup(const char *s);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t count, size_t n);
void *__wrap_realloc(void *old, size_t n);
char *__wrap_strdup(const char *s);

void *
__wrap_malloc(size_t n)
{
    return hit(MEMORY) ? NULL : __real_malloc(n);
}

void *
__wrap_calloc(size_t count, size_t n)
{
    return hit(MEMORY) ? NULL : __real_calloc(count, n);
}

void *
__wrap_realloc(void *old, size_t n)
{
    return hit(MEMORY) ? NULL : __real_realloc(old, n);
}

char *
__wrap_strdup(const char *s)
{
    return hit(MEMORY) ? NULL : __real_strdup(s);
}

/* Functions of libraries that give NULL or fail for want of memory. */
#define FAILS(result, name, params, args, failure)                                                                     \
    result __real_##name params;                                                                                       \
    result __wrap_##name params;                                                                                       \
    result __wrap_##name params                                                                                        \
    {                                                                                                                  \
        return hit(MEMORY) ? (failure) : __real_##name args;                                                           \
    }
FAILS(struct json_object *, json_object_new_object, (void), (), NULL)
FAILS(struct json_object *, json_object_new_array_ext, (int n), (n), NULL)
FAILS(struct json_object *, json_object_new_string_len, (const char *s, int n), (s, n), NULL)
FAILS(struct json_object *, json_object_new_int64, (int64_t v), (v), NULL)
FAILS(struct json_object *, json_object_new_double_s, (double v, const char *s), (v, s), NULL)
FAILS(struct json_object *, json_object_new_boolean, (json_c_bool v), (v), NULL)
FAILS(int, json_object_object_add_ex, (struct json_object * o, const char *k, struct json_object *v, unsigned f),
      (o, k, v, f), -1)
FAILS(int, json_object_array_add, (struct json_object * o, struct json_object *v), (o, v), -1)
FAILS(EVP_MD_CTX *, EVP_MD_CTX_new, (void), (), NULL)
FAILS(MYSQL *, mysql_init, (MYSQL * my), (my), NULL)
FAILS(MYSQL_STMT *, mysql_stmt_init, (MYSQL * my), (my), NULL)

void *__real_arena_alloc(struct arena *a, size_t n);
void *__wrap_arena_alloc(struct arena *a, size_t n);
char *__real_arena_copy(struct arena *a, const char *s, size_t n);
char *__wrap_arena_copy(struct arena *a, const char *s, size_t n);
char *__real_arena_str(struct arena *a, const char *s);
char *__wrap_arena_str(struct arena *a, const char *s);
char *__real_arena_vprintf(struct arena *a, const char *fmt, va_list ap);
char *__wrap_arena_vprintf(struct arena *a, const char *fmt, va_list ap);
char *__wrap_arena_printf(struct arena *a, const char *fmt, ...);

/* More than any arena has: it gives NULL and notes that it was full. */
static void *
too_much(struct arena *a)
{
    return __real_arena_alloc(a, (size_t)1 << 60);
}

void *
__wrap_arena_alloc(struct arena *a, size_t n)
{
    return hit(ARENA) ? too_much(a) : __real_arena_alloc(a, n);
}

char *
__wrap_arena_copy(struct arena *a, const char *s, size_t n)
{
    return hit(ARENA) ? too_much(a) : __real_arena_copy(a, s, n);
}

char *
__wrap_arena_str(struct arena *a, const char *s)
{
    return hit(ARENA) ? too_much(a) : __real_arena_str(a, s);
}

char *
__wrap_arena_vprintf(struct arena *a, const char *fmt, va_list ap)
{
    return hit(ARENA) ? too_much(a) : __real_arena_vprintf(a, fmt, ap);
}

char *
__wrap_arena_printf(struct arena *a, const char *fmt, ...)
{
    va_list ap;
    char *text;

    va_start(ap, fmt);
    text = hit(ARENA) ? too_much(a) : __real_arena_vprintf(a, fmt, ap);
    va_end(ap);
    return text;
}

int __real_mysql_real_query(MYSQL *my, const char *sql, unsigned long len);
int __wrap_mysql_real_query(MYSQL *my, const char *sql, unsigned long len);
int __real_mysql_ping(MYSQL *my);
int __wrap_mysql_ping(MYSQL *my);
int __real_mysql_stmt_prepare(MYSQL_STMT *st, const char *sql, unsigned long len);
int __wrap_mysql_stmt_prepare(MYSQL_STMT *st, const char *sql, unsigned long len);
int __real_mysql_stmt_execute(MYSQL_STMT *st);
int __wrap_mysql_stmt_execute(MYSQL_STMT *st);
int __real_mysql_stmt_store_result(MYSQL_STMT *st);
int __wrap_mysql_stmt_store_result(MYSQL_STMT *st);
MYSQL *__real_mysql_real_connect(MYSQL *my, const char *host, const char *user, const char *password, const char *db,
                                 unsigned port, const char *unix_socket, unsigned long flags);
MYSQL *__wrap_mysql_real_connect(MYSQL *my, const char *host, const char *user, const char *password, const char *db,
                                 unsigned port, const char *unix_socket, unsigned long flags);

static void
cut(MYSQL *my)
{
    shutdown((int)mysql_get_socket(my), SHUT_RDWR);
}

/* The kind that strikes now; OFF: none. All kinds count the same calls. */
static enum kind
struck(void)
{
    return kind >= LOST && kind <= FULL && hit(kind) ? kind : OFF;
}

static int
say(MYSQL *my, MYSQL_STMT *st, unsigned code)
{
    my->net.last_errno = code;
    snprintf(my->net.last_error, sizeof(my->net.last_error), "injected");
    if (st != NULL) {
        st->last_errno = code;
        snprintf(st->last_error, sizeof(st->last_error), "injected");
    }
    return 1;
}

/* What the kind means for a call that has not been made (done: that was made well). */
static int
strike(enum kind k, MYSQL *my, MYSQL_STMT *st)
{
    static const char back[] = "ROLLBACK";

    if (k == DEADLOCK) {
        if (__real_mysql_real_query(my, back, sizeof(back) - 1) != 0)
            return say(my, st, mysql_errno(my));
        return say(my, st, 1213);
    }
    if (k == FULL)
        return say(my, st, 1114);
    cut(my);
    return say(my, st, 2013);
}

#define DATABASE(real, my, st)                                                                                         \
    enum kind k = struck();                                                                                            \
    if (k == OFF)                                                                                                      \
        return real;                                                                                                   \
    if (k == LOST)                                                                                                     \
        cut(my);                                                                                                       \
    if (k == LOST || k == AFTER) {                                                                                     \
        int rc = real;                                                                                                 \
        return rc != 0 ? rc : strike(k, my, st);                                                                       \
    }                                                                                                                  \
    return strike(k, my, st)

int
__wrap_mysql_real_query(MYSQL *my, const char *sql, unsigned long len)
{
    DATABASE(__real_mysql_real_query(my, sql, len), my, NULL);
}

int
__wrap_mysql_ping(MYSQL *my)
{
    DATABASE(__real_mysql_ping(my), my, NULL);
}

int
__wrap_mysql_stmt_prepare(MYSQL_STMT *st, const char *sql, unsigned long len)
{
    DATABASE(__real_mysql_stmt_prepare(st, sql, len), st->mysql, st);
}

int
__wrap_mysql_stmt_execute(MYSQL_STMT *st)
{
    DATABASE(__real_mysql_stmt_execute(st), st->mysql, st);
}

int
__wrap_mysql_stmt_store_result(MYSQL_STMT *st)
{
    enum kind k = struck();

    if (k == LOST)
        cut(st->mysql);
    /* The answer is read in any case, else nothing could follow it on this connection. */
    int rc = __real_mysql_stmt_store_result(st);

    return rc != 0 || k == OFF ? rc : strike(k, st->mysql, st);
}

MYSQL *
__wrap_mysql_real_connect(MYSQL *my, const char *host, const char *user, const char *password, const char *db,
                          unsigned port, const char *unix_socket, unsigned long flags)
{
    if (struck() != OFF) {
        say(my, NULL, 2002);
        return NULL;
    }
    return __real_mysql_real_connect(my, host, user, password, db, port, unix_socket, flags);
}

void __real_serve(struct req *r);
void __wrap_serve(struct req *r);

void
__wrap_serve(struct req *r)
{
    const char *spec = req_param(r, "RP_FAULT");
    bool leaks = spec != NULL && strstr(spec, "leaks") != NULL;
    char told[96];

    arm(spec);
    __real_serve(r);
    kind = OFF;
    if (spec == NULL)
        return;
    arena_reset(r->arena); /* what it holds is no leak, but what only it pointed at would be */
    int found = leaks && __lsan_do_recoverable_leak_check != NULL ? __lsan_do_recoverable_leak_check() : 0;
    int n = snprintf(told, sizeof(told), "\n#calls %ld failed %ld leaks %d\n", calls, failed, found);

    if (!fcgi_write(r->p->link, told, (size_t)n))
        return;
}

enum err __real_queue_take(struct req *r, struct held_job *ret_job);
enum err __wrap_queue_take(struct req *r, struct held_job *ret_job);

enum err
__wrap_queue_take(struct req *r, struct held_job *ret_job)
{
    char path[512], spec[64] = "";
    FILE *f;
    enum err e;

    if (kind != OFF)
        fprintf(stderr, "#fault calls %ld failed %ld leaks %d\n", calls, failed,
                __lsan_do_recoverable_leak_check != NULL ? __lsan_do_recoverable_leak_check() : 0);
    kind = OFF;
    e = __real_queue_take(r, ret_job);
    snprintf(path, sizeof(path), "%s/fault", config()->run_dir);
    f = e == ERR_NONE ? fopen(path, "r") : NULL;
    if (f == NULL)
        return e;
    if (fgets(spec, sizeof(spec), f) != NULL)
        unlink(path);
    fclose(f);
    arm(spec);
    return e;
}
