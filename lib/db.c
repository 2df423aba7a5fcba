/*
 * db.c: connections and transactions.
 */
#include "db_private.h"

#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "db_hosts.h"
#include "log.h"

#define CONNECT_S    3
#define SERVE_WAIT_S 10
#define JOBS_WAIT_S  300
#define MAX_PACKET   ((unsigned long)32 << 20)

/* TRADITIONAL: strict, no zero dates, no division by zero. Snapshot isolation turns lost updates into error 1020. */
#define SESSION                                                                                                        \
    "SET sql_mode = 'TRADITIONAL', time_zone = '+00:00', innodb_snapshot_isolation = ON, innodb_lock_wait_timeout = 5"
static const char session_serve[] = SESSION ", max_statement_time = 5, idle_transaction_timeout = 30";
static const char session_jobs[] = SESSION ", max_statement_time = 0, idle_transaction_timeout = 300";

static bool long_work;

void
db_long_work(void)
{
    long_work = true;
}

static bool
set_options(MYSQL *my)
{
    unsigned connect_s = CONNECT_S, wait_s = long_work ? JOBS_WAIT_S : SERVE_WAIT_S, off = 0;
    unsigned long packet = MAX_PACKET;
    my_bool no = 0;

    return mysql_options(my, MYSQL_OPT_RECONNECT, &no) == 0 && mysql_options(my, MYSQL_OPT_LOCAL_INFILE, &off) == 0 &&
           mysql_options(my, MYSQL_OPT_CONNECT_TIMEOUT, &connect_s) == 0 &&
           mysql_options(my, MYSQL_OPT_READ_TIMEOUT, &wait_s) == 0 &&
           mysql_options(my, MYSQL_OPT_WRITE_TIMEOUT, &wait_s) == 0 &&
           mysql_options(my, MYSQL_OPT_MAX_ALLOWED_PACKET, &packet) == 0 &&
           mysql_options(my, MYSQL_SET_CHARSET_NAME, "utf8mb4") == 0;
}

static enum err
open_connection(struct db *db)
{
    MYSQL *my = db_hosts_connect(db->app, set_options, long_work ? session_jobs : session_serve);

    if (my == NULL)
        return ERR_UNAVAILABLE;
    db->my = my;
    db->lost = false;
    return ERR_NONE;
}

enum err
db_connect(const struct app *app, struct db **ret_db)
{
    struct db *db = calloc(1, sizeof(*db));
    enum err e;

    if (db == NULL)
        return ERR_UNAVAILABLE;
    db->app = app;
    db->own = calloc(app->query_count + 1, sizeof(*db->own));
    e = db->own == NULL ? ERR_UNAVAILABLE : open_connection(db);
    if (e != ERR_NONE) {
        db_disconnect(db);
        return e;
    }
    *ret_db = db;
    return ERR_NONE;
}

/* The connection first: then freeing the statements sends nothing, which matters when the server is gone. */
static void
close_connection(struct db *db)
{
    if (db->my != NULL)
        mysql_close(db->my);
    db->my = NULL;
    db->lost = true;
    db->tx = TX_NONE;
    db->committing = false;
    db_close_statements(db);
}

void
db_disconnect(struct db *db)
{
    if (db == NULL)
        return;
    close_connection(db);
    db_free_statements(db);
    free(db->own);
    free(db);
}

enum err
db_reconnect(struct db *db)
{
    close_connection(db);
    return open_connection(db);
}

bool
db_ping(struct db *db)
{
    if (db->lost || mysql_ping(db->my) != 0)
        db->lost = true;
    return !db->lost;
}

bool
db_broken(const struct db *db)
{
    return db == NULL || db->lost;
}

bool
db_in_transaction(const struct req *r)
{
    return r->db != NULL && r->db->tx != TX_NONE;
}

bool
db_commit_unknown(const struct db *db)
{
    return db->committing;
}

static enum err
command(struct req *r, const char *sql)
{
    struct db *db = r->db;

    if (db == NULL || db->lost)
        return fault(r, ERR_LOST, "no connection to the database");
    if (mysql_real_query(db->my, sql, (unsigned long)strlen(sql)) != 0)
        return db_failed(r, db, sql);
    return ERR_NONE;
}

static enum err
begin(struct req *r, enum transaction kind, const char *sql)
{
    enum err e;

    if (r->db != NULL && r->db->tx != TX_NONE)
        return fault(r, ERR_INTERNAL, "a transaction within a transaction");
    e = command(r, sql);
    if (e == ERR_NONE)
        r->db->tx = kind;
    return e;
}

enum err
db_begin(struct req *r)
{
    return begin(r, TX_WRITE, "START TRANSACTION");
}

enum err
db_begin_snapshot(struct req *r)
{
    return begin(r, TX_READ, "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
}

enum err
db_commit(struct req *r)
{
    enum err e;

    if (r->db == NULL || r->db->tx == TX_NONE)
        return fault(r, ERR_INTERNAL, "commit without a transaction");
    r->db->committing = r->db->tx == TX_WRITE && !r->db->lost;
    e = command(r, "COMMIT");
    if (e != ERR_LOST)
        r->db->committing = false;
    if (e == ERR_NONE)
        r->db->tx = TX_NONE;
    else
        db_rollback(r);
    return e;
}

/* What the server said last. One that goes on unknown to us would show an old world for ever, and keep its locks. */
static bool
left_open(const struct db *db)
{
    unsigned status = 0;

    if (db->lost || db->tx != TX_NONE || mariadb_get_infov(db->my, MARIADB_CONNECTION_SERVER_STATUS, &status) != 0 ||
        (status & SERVER_STATUS_IN_TRANS) == 0)
        return false;
    log_line(LOG_ERROR, "database", "a transaction was left open");
    return true;
}

void
db_rollback(struct req *r)
{
    struct db *db = r->db;

    if (db == NULL || (db->tx == TX_NONE && !left_open(db)))
        return;
    db->tx = TX_NONE;
    /* A connection that cannot roll back is given up: the server does it then. */
    if (!db->lost && mysql_real_query(db->my, "ROLLBACK", sizeof("ROLLBACK") - 1) != 0)
        db->lost = true;
}

enum err
db_schema_version(struct req *r, unsigned *ret_version)
{
    int64_t version;
    enum err e = db_int(r, LQ_SCHEMA_VERSION, NO_ARGS, 0, &version);

    if (e == ERR_NONE)
        *ret_version = (unsigned)version;
    return e;
}
