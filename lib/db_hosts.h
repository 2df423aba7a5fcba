/*
 * db_hosts.h: lib-private: which server a connection goes to. Needs mysql.h before it.
 *
 * With HF_DB_SOCKET there is one. Else HF_DB_HOST lists those that take writes, best first ("db1 db2:3307 [::1]:3306"):
 * the first that answers and is not read-only. A binary that only reads (all its routes are GET, no queue) asks those
 * of HF_DB_READ_HOSTS before them.
 */
#ifndef HF_DB_HOSTS_H
#define HF_DB_HOSTS_H

#include <mysql.h>
#include <stdbool.h>

struct app;

/* A connected handle with its session set, or NULL; why goes to the log. set_options: what every handle gets. */
MYSQL *db_hosts_connect(const struct app *app, bool (*set_options)(MYSQL *my), const char *session);

#endif
