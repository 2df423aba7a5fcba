/*
 * db_open.h: lib-private side of the database layer: connections, for app.c and jobs.c.
 */
#ifndef HF_DB_OPEN_H
#define HF_DB_OPEN_H

#include <stdbool.h>

#include "err.h"

struct app;
struct db;
struct req;

/* Connections made from now on are a job runner's: statements may take long (no max_statement_time, waits of minutes). */
void db_long_work(void);

/* Connects with the process's config (3 s connect, 10 s read and write timeouts, no reconnect, no local infile, found
   rows), sets the session, prepares nothing yet: statements are prepared at first use and kept. ERR_UNAVAILABLE. */
enum err db_connect(const struct app *app, struct db **ret_db) HF_CHECK;
void db_disconnect(struct db *db); /* NULL is fine */

/* Drops a broken connection and makes a new one in place. Open results end with ERR_LOST. On ERR_UNAVAILABLE the
   db stays without a connection, every use of it is ERR_LOST, and db_reconnect may be called again. */
enum err db_reconnect(struct db *db) HF_CHECK;

/* False while this process reads from a replica (HF_DB_READ_HOSTS): general limits count nothing there. */
bool db_takes_writes(void);

/* Whether the server answers a ping. */
bool db_ping(struct db *db);

/* Whether the connection is known to be broken (NULL: never made); asks nobody. */
bool db_broken(const struct db *db);

/* Starts a read-only consistent snapshot; db_commit ends it. */
enum err db_begin_snapshot(struct req *r) HF_CHECK;

/* True from the moment COMMIT was sent until its answer arrived: after ERR_LOST the outcome is unknown then. */
bool db_commit_unknown(const struct db *db);

/* Of the last failure: whether it was the end of a wait for a lock (1205), and no deadlock. */
bool db_lock_waited(const struct db *db);

/* The highest applied migration, for the schema range. */
enum err db_schema_version(struct req *r, unsigned *ret_version) HF_CHECK;

/* Static rules over the binary's statements (tenant bound, no SELECT *): prints each breach, returns the count. */
unsigned db_check_rules(const struct app *app);

/* Prepares every statement of the binary on the connected database: prints each failure, returns the count. */
unsigned db_check_prepare(struct db *db, const struct app *app);

#endif
