// Sign-in and renewal when memory or the database fails, at every point there is: an error, never half a session, nothing leaked
// (the sanitizers see to that). The Makefile links this program with --wrap for the functions that fail here.
#include "unit/unit.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>

#include "auth/account.h"
#include "password.h"
#include "unit/db_fixture.h"
#include "unit/key.h"

#define POINTS_MAX 400

enum failing { NOTHING, MEMORY, STATEMENT, COMMIT_LOST };

static enum failing armed;
static long countdown; /* the fault happens when it reaches 0 */
static bool happened;
static void *latest, *broken; /* connections: the one made last; the one that breaks */

static bool
now(enum failing kind)
{
    if (armed != kind || countdown <= 0 || --countdown > 0)
        return false;
    happened = true;
    return true;
}

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
int __real_mysql_stmt_execute(void *stmt);
int __real_mysql_stmt_prepare(void *stmt, const char *text, unsigned long len);
int __real_mysql_real_query(void *my, const char *text, unsigned long len);
void *__real_mysql_real_connect(void *my, const char *host, const char *user, const char *password, const char *db,
                                unsigned port, const char *socket, unsigned long flags);
int mysql_get_socket(void *my);
int mysql_send_query(void *my, const char *text, unsigned long len);
signed char mysql_read_query_result(void *my);

void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);
int __wrap_mysql_stmt_execute(void *stmt);
int __wrap_mysql_stmt_prepare(void *stmt, const char *text, unsigned long len);
int __wrap_mysql_real_query(void *my, const char *text, unsigned long len);
void *__wrap_mysql_real_connect(void *my, const char *host, const char *user, const char *password, const char *db,
                                unsigned port, const char *socket, unsigned long flags);
const char *__wrap_fcgi_param(const void *link, const char *name);

void *
__wrap_malloc(size_t n)
{
    return now(MEMORY) ? NULL : __real_malloc(n);
}

void *
__wrap_calloc(size_t n, size_t size)
{
    return now(MEMORY) ? NULL : __real_calloc(n, size);
}

void *
__wrap_realloc(void *p, size_t n)
{
    return now(MEMORY) ? NULL : __real_realloc(p, n);
}

static void
cut(int how)
{
    shutdown(mysql_get_socket(broken), how);
}

int
__wrap_mysql_stmt_execute(void *stmt)
{
    if (now(STATEMENT))
        cut(SHUT_RDWR);
    return __real_mysql_stmt_execute(stmt);
}

int
__wrap_mysql_stmt_prepare(void *stmt, const char *text, unsigned long len)
{
    if (now(STATEMENT))
        cut(SHUT_RDWR);
    return __real_mysql_stmt_prepare(stmt, text, len);
}

/* Waits until the server has answered, so that what it did can be counted, and takes the answer away. */
static void
drop_answer(void)
{
    struct pollfd answer = { .fd = mysql_get_socket(broken), .events = POLLIN };
    char bytes[512];

    if (poll(&answer, 1, 10000) == 1 && recv(answer.fd, bytes, sizeof(bytes), MSG_DONTWAIT) > 0)
        cut(SHUT_RD);
}

/* BEGIN, COMMIT, ROLLBACK. COMMIT_LOST: the server gets it, we never hear of it. */
int
__wrap_mysql_real_query(void *my, const char *text, unsigned long len)
{
    if (my == broken && now(STATEMENT))
        cut(SHUT_RDWR);
    if (my == broken && len >= 6 && strncmp(text, "COMMIT", 6) == 0 && now(COMMIT_LOST)) {
        if (mysql_send_query(my, text, len) != 0)
            return 1;
        drop_answer();
        return mysql_read_query_result(my) != 0;
    }
    return __real_mysql_real_query(my, text, len);
}

void *
__wrap_mysql_real_connect(void *my, const char *host, const char *user, const char *password, const char *db,
                          unsigned port, const char *socket, unsigned long flags)
{
    latest = __real_mysql_real_connect(my, host, user, password, db, port, socket, flags);
    return latest;
}

/* The request brings an Idempotency-Key and nothing else. */
const char *
__wrap_fcgi_param(const void *link, const char *name)
{
    (void)link;
    return strcmp(name, "HTTP_IDEMPOTENCY_KEY") == 0 ? "5f0c7d1e" : NULL;
}

/* The statements of the domain, and ours behind them. */
enum { U_CLEAN = QUERY_COUNT, U_TENANT, U_USER, U_SESSIONS, U_OPENED, U_ALIVE, U_HASH, U_COUNT };

static struct query all[U_COUNT];
static struct app app = { .name = "unit", .queries = all, .query_count = U_COUNT };
static const struct uuid user = { { 1, 0x90, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0xfa, 0x17 } };

static void
fill_queries(void)
{
    setenv("HF_LOGIN_LIMIT", "1000000", 1); /* a failure counts as a try */
    memcpy(all, auth_queries, sizeof(struct query) * QUERY_COUNT);
    all[U_CLEAN] = (struct query){ "DELETE FROM sessions WHERE user_id = ?", true };
    all[U_TENANT] = (struct query){ "INSERT IGNORE INTO tenants (id, public_id, slug, name) VALUES"
                                    " (990, '01900000-0000-7000-8000-00000000fa00', 'faults', 'Faults')",
                                    true };
    all[U_USER] =
        (struct query){ "INSERT INTO users (id, tenant_id, username, username_key, password) VALUES"
                        " (?, 990, 'faulty', 'faulty', ?) ON DUPLICATE KEY UPDATE password = VALUES(password)",
                        true };
    all[U_SESSIONS] = (struct query){ "SELECT COUNT(*) FROM sessions WHERE user_id = ?", true };
    all[U_OPENED] =
        (struct query){ "SELECT COUNT(*) FROM audit WHERE actor_id = ? AND action = 'login.succeeded'", true };
    all[U_ALIVE] = (struct query){ "SELECT COUNT(*) FROM sessions WHERE user_id = ? AND revoked_at IS NULL", true };
    all[U_HASH] = (struct query){ "SELECT password FROM users WHERE id = ?", true };
}

/* The signing key that access tokens need, in a secrets folder of our own. */
static bool
make_key(void)
{
    const char *folder = config()->secrets_dir;

    return (mkdir(folder, 0700) == 0 || errno == EEXIST) && db_fixture_file(folder, "ed25519.pem", TEST_KEY_PEM);
}

static int64_t
count(struct req *r, int query)
{
    int64_t n = -1;

    return db_int(r, query, ARGS(a_uuid(user)), -1, &n) == ERR_NONE ? n : -1;
}

struct login_body {
    const char *identifier, *password;
};
struct refresh_body {
    const char *refresh_token;
};

/* The argon2 hash of "autumn rain" that everybody has in these tests; made once. */
static const char *
hash_of_all(void)
{
    static char hash[PASSWORD_HASH_BYTES];

    if (hash[0] == '\0' && password_hash("autumn rain", hash) != ERR_NONE)
        return NULL;
    return hash;
}

/* One request on a connection of its own, with that fault at that point. */
static enum err
run(const struct endpoint *endpoint, const void *input, enum failing kind, long point, char *ret_refresh)
{
    struct req_private private = { .link = &armed };
    struct req r = {
        .app = &app, .p = &private, .method = "POST", .path = "/", .query = "", .id = "t1", .address = "::1"
    };
    enum err e = ERR_UNAVAILABLE;

    r.arena = arena_new(0);
    r.started_us = 0;
    happened = false;
    if (r.arena != NULL && db_connect(&app, &r.db) == ERR_NONE) {
        broken = latest;
        countdown = point;
        armed = kind;
        e = endpoint->run(&r, input);
        armed = NOTHING;
        if (e == ERR_NONE && (private.out_failed || arena_full(r.arena)))
            e = ERR_INTERNAL; /* as serve() says it */
    }
    if (e == ERR_NONE && ret_refresh != NULL) {
        const char *at = strstr(fixture_body(&r), "\"refresh_token\":\"");

        snprintf(ret_refresh, TOKEN_TEXT, "%.86s", at == NULL ? "" : at + 17);
    }
    db_rollback(&r);
    db_disconnect(r.db);
    arena_free(r.arena);
    free(private.out);
    return e;
}

static bool
prepare(struct req *watch)
{
    return make_key() && db_exec(watch, U_TENANT, NO_ARGS, NULL) == ERR_NONE &&
           db_exec(watch, U_USER, ARGS(a_uuid(user), a_str(hash_of_all())), NULL) == ERR_NONE &&
           db_exec(watch, U_CLEAN, ARGS(a_uuid(user)), NULL) == ERR_NONE;
}

/* Fails at the first point, the second, and so on until there is none any more. */
static long
sweep_login(struct req *watch, enum failing kind)
{
    const struct login_body body = { "faulty", "autumn rain" };
    int64_t audited = count(watch, U_OPENED) - count(watch, U_SESSIONS);

    for (long point = 1; point < POINTS_MAX; point++) {
        int64_t before = count(watch, U_SESSIONS);
        enum err e = run(&login_endpoint, &body, kind, point, NULL);
        int64_t after = count(watch, U_SESSIONS);

        /* Its session and its audit row are there together or not at all. */
        if (count(watch, U_OPENED) - after != audited || after < before || after > before + 1)
            return -point;
        if (e == ERR_NONE && after != before + 1)
            return -point;
        if (!happened)
            return e == ERR_NONE ? point : -point;
    }
    return -POINTS_MAX;
}

UNIT(a_sign_in_survives_every_failure)
{
    fill_queries();
    NEEDS_DATABASE;
    DB_FIXTURE(watch, &app);
    CHECK(hash_of_all() != NULL && prepare(&watch));
    long memory = sweep_login(&watch, MEMORY), statements = sweep_login(&watch, STATEMENT),
         commits = sweep_login(&watch, COMMIT_LOST);

    /* There were points to fail at, and each was passed. */
    CHECK(memory > 10);
    CHECK(statements > 10);
    CHECK(commits >= 2);
    DB_DROP(watch);
}

/* A renewal that failed is made again with the same key, and gives a token that works; the session never ends by it. */
static long
sweep_refresh(struct req *watch, enum failing kind)
{
    const struct login_body body = { "faulty", "autumn rain" };
    char token[TOKEN_TEXT], next[TOKEN_TEXT];

    if (db_exec(watch, U_CLEAN, ARGS(a_uuid(user)), NULL) != ERR_NONE ||
        run(&login_endpoint, &body, NOTHING, 0, token) != ERR_NONE)
        return 0;
    for (long point = 1; point < POINTS_MAX; point++) {
        struct refresh_body again = { token };
        enum err e = run(&refresh_endpoint, &again, kind, point, next);
        bool over = !happened;

        if (count(watch, U_ALIVE) != 1)
            return -point;
        if (e != ERR_NONE)
            e = run(&refresh_endpoint, &again, NOTHING, 0, next);
        if (e != ERR_NONE || strcmp(token, next) == 0)
            return -point;
        if (over)
            return point;
        memcpy(token, next, sizeof(token));
    }
    return -POINTS_MAX;
}

UNIT(a_renewal_survives_every_failure)
{
    fill_queries();
    NEEDS_DATABASE;
    DB_FIXTURE(watch, &app);
    CHECK(hash_of_all() != NULL && prepare(&watch));
    long memory = sweep_refresh(&watch, MEMORY), statements = sweep_refresh(&watch, STATEMENT),
         commits = sweep_refresh(&watch, COMMIT_LOST);

    CHECK(memory > 10);
    CHECK(statements > 5);
    CHECK(commits >= 2);
    DB_DROP(watch);
}

/* A hash of an older system is renewed with the session or not at all, and stays good either way. */
UNIT(a_hash_is_renewed_whole_or_not_at_all)
{
    static const char old[] = "pbkdf2_sha256$1200$pinch of salt$JFQEitplZXyuSzU2iZvNzs4Y0hkqNSY/dGQrZaFtlxU=";
    const struct login_body body = { "faulty", "correct horse" };
    struct rows *row;
    bool rehash;

    fill_queries();
    NEEDS_DATABASE;
    DB_FIXTURE(watch, &app);
    CHECK(prepare(&watch));
    CHECK(password_verify(body.password, old, &rehash));
    for (long point = 1; point < POINTS_MAX; point++) {
        CHECK_INT(db_exec(&watch, U_USER, ARGS(a_uuid(user), a_str(old)), NULL), ERR_NONE);
        int64_t before = count(&watch, U_SESSIONS);
        enum err e = run(&login_endpoint, &body, STATEMENT, point, NULL);

        CHECK_INT(db_one(&watch, U_HASH, ARGS(a_uuid(user)), &row), ERR_NONE);
        CHECK(password_verify(body.password, col_str(row, 0), &rehash));
        CHECK(rehash == (count(&watch, U_SESSIONS) == before));
        CHECK(happened || e == ERR_NONE);
        if (!happened)
            break;
    }
    DB_DROP(watch);
}

UNIT_MAIN
