/* The database layer and what stands on it, with every allocation of ours failing in turn, and with the connection cut before each call:
   an error, never half of it written, and the next request works. Linked with --wrap for what is cut. */
#include "unit/faults.h"

#include <sys/socket.h>

#include "clock.h"
#include "unit/db_fixture.h"

#define CALLS_MAX 200

enum { Q_DROP, Q_CREATE, Q_CLEAR, Q_INSERT, Q_READ, Q_COUNT };

static const struct query queries[] = {
    [Q_DROP] = { "DROP TABLE IF EXISTS unit_faults", .global = true },
    [Q_CREATE] = { "CREATE TABLE unit_faults (tenant_id INT UNSIGNED NOT NULL, id INT NOT NULL, text LONGTEXT NOT NULL,"
                   " PRIMARY KEY (tenant_id, id)) ENGINE = InnoDB",
                   .global = true },
    [Q_CLEAR] = { "DELETE FROM unit_faults WHERE tenant_id = :tenant" },
    [Q_INSERT] = { "INSERT INTO unit_faults (tenant_id, id, text) VALUES (:tenant, ?, ?)" },
    [Q_READ] = { "SELECT id, text, UTC_TIMESTAMP(6) FROM unit_faults WHERE tenant_id = :tenant ORDER BY id" },
    [Q_COUNT] = { "SELECT COUNT(*) FROM unit_faults WHERE tenant_id = :tenant" },
};
static const struct app app = { .name = "unit",
                                .queries = queries,
                                .query_count = sizeof(queries) / sizeof(queries[0]) };

static long calls_left; /* the connection is cut before the call at which it reaches 0 */
static bool cut;
static void *watched, *last;

int __real_mysql_stmt_execute(void *stmt);
int __real_mysql_stmt_prepare(void *stmt, const char *text, unsigned long len);
int __real_mysql_real_query(void *my, const char *text, unsigned long len);
void *__real_mysql_real_connect(void *my, const char *host, const char *user, const char *password, const char *db,
                                unsigned port, const char *socket, unsigned long flags);
int __wrap_mysql_stmt_execute(void *stmt);
int __wrap_mysql_stmt_prepare(void *stmt, const char *text, unsigned long len);
int __wrap_mysql_real_query(void *my, const char *text, unsigned long len);
void *__wrap_mysql_real_connect(void *my, const char *host, const char *user, const char *password, const char *db,
                                unsigned port, const char *socket, unsigned long flags);
int mysql_get_socket(void *my);

static void
perhaps_cut(void)
{
    if (calls_left == 0 || --calls_left > 0)
        return;
    cut = true;
    shutdown(mysql_get_socket(watched), SHUT_RDWR);
}

int
__wrap_mysql_stmt_execute(void *stmt)
{
    perhaps_cut();
    return __real_mysql_stmt_execute(stmt);
}

int
__wrap_mysql_stmt_prepare(void *stmt, const char *text, unsigned long len)
{
    perhaps_cut();
    return __real_mysql_stmt_prepare(stmt, text, len);
}

int
__wrap_mysql_real_query(void *my, const char *text, unsigned long len)
{
    if (my == watched)
        perhaps_cut();
    return __real_mysql_real_query(my, text, len);
}

void *
__wrap_mysql_real_connect(void *my, const char *host, const char *user, const char *password, const char *db,
                          unsigned port, const char *socket, unsigned long flags)
{
    last = __real_mysql_real_connect(my, host, user, password, db, port, socket, flags);
    return last;
}

/* Two rows in one transaction, one of them long; read back before the commit. */
static enum err
write_and_read(struct req *r)
{
    static char text[70000];
    struct rows *rows;
    int64_t n = 0;
    enum err e = db_begin(r);

    memset(text, 'x', sizeof(text) - 1);
    if (e == ERR_NONE)
        e = db_insert(r, Q_INSERT, ARGS(a_int(1), a_str("short")));
    if (e == ERR_NONE)
        e = db_insert(r, Q_INSERT, ARGS(a_int(2), a_str(text)));
    if (e == ERR_NONE)
        e = db_rows(r, Q_READ, NO_ARGS, &rows);
    if (e == ERR_NONE) {
        while (rows_next(rows))
            n += (int64_t)col_len(rows, 1);
        e = rows_error(rows);
        rows_close(rows);
    }
    if (e == ERR_NONE && n != 5 + (int64_t)sizeof(text) - 1)
        e = ERR_CONFLICT; /* never: an answer that is not whole and no error */
    if (e == ERR_NONE)
        e = db_commit(r);
    if (e != ERR_NONE)
        db_rollback(r);
    return e;
}

static struct req *watch; /* on a connection of its own */

/* Both rows or none, as the answer says. */
static enum err
judge(enum err e)
{
    long left = faults.left;
    int64_t n = -1;

    faults.left = 0;
    if (db_int(watch, Q_COUNT, NO_ARGS, -1, &n) != ERR_NONE || db_exec(watch, Q_CLEAR, NO_ARGS, NULL) != ERR_NONE)
        n = -1;
    arena_reset(watch->arena);
    faults.left = left;
    if (n != (e == ERR_NONE ? 2 : 0))
        return ERR_CONFLICT;
    return e == ERR_LOST || e == ERR_REPEAT ? ERR_UNAVAILABLE : e;
}

static enum err
on_a_new_connection(void)
{
    struct req_private private = { 0 };
    struct req r = { .app = &app, .arena = arena_new(0), .p = &private, .method = "POST", .path = "/", .id = "t1" };
    enum err e = r.arena == NULL ? ERR_UNAVAILABLE : db_connect(&app, &r.db);

    r.actor.tenant = 7;
    if (e == ERR_NONE) {
        watched = last;
        e = write_and_read(&r);
        calls_left = 0;
        if (e != ERR_NONE && cut) { /* the next request on this worker */
            enum err again = db_reconnect(r.db);

            if (again == ERR_NONE)
                again = write_and_read(&r);
            if (again != ERR_NONE || judge(ERR_NONE) != ERR_NONE)
                e = ERR_CONFLICT;
        }
    }
    calls_left = 0;
    db_disconnect(r.db);
    arena_free(r.arena);
    return judge(e);
}

UNIT(memory)
{
    NEEDS_DATABASE;
    DB_FIXTURE(own, &app);
    watch = &own;
    CHECK_INT(db_exec(watch, Q_DROP, NO_ARGS, NULL), ERR_NONE);
    CHECK_INT(db_exec(watch, Q_CREATE, NO_ARGS, NULL), ERR_NONE);
    SWEEP_OURS(on_a_new_connection, ERR_NONE);
    CHECK(faults.stopped_at > 5);
    DB_DROP(own);
}

UNIT(connections)
{
    long at = 1;

    NEEDS_DATABASE;
    DB_FIXTURE(own, &app);
    watch = &own;
    for (; at < CALLS_MAX; at++) {
        calls_left = at;
        cut = false;
        enum err e = on_a_new_connection();

        CHECK(e == (cut ? ERR_UNAVAILABLE : ERR_NONE));
        if (!cut)
            break;
    }
    CHECK(at > 6 && at < CALLS_MAX);
    CHECK_INT(db_exec(watch, Q_DROP, NO_ARGS, NULL), ERR_NONE);
    DB_DROP(own);
}

UNIT_MAIN
