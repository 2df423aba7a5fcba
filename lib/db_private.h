/*
 * db_private.h: lib-private: a connection and its prepared statements. The one place that names mysql.h.
 *
 * A statement is prepared when it is first used and kept with its parameter and column binds, so that running it again
 * costs little more than the round trip. While a result of it is open, another run takes another instance.
 */
#ifndef HF_DB_PRIVATE_H
#define HF_DB_PRIVATE_H

#include <mysql.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "db.h"
#include "db_open.h"
#include "err.h"
#include "queries.h"
#include "req.h"

#define DB_MAX_PARAMS    160
#define DB_MAX_COLUMNS   128
#define DB_MAX_INSTANCES 8
#define LIB_QUERIES      (LQ_END - LQ_SESSION)

/* Who gives a parameter its value. */
enum slot { SLOT_ARG, SLOT_TENANT, SLOT_ACTOR };

/* A statement's text as it is prepared. */
struct sql_plan {
    char *text;            /* malloc */
    unsigned params, args; /* all, and those of the caller */
    enum slot slots[DB_MAX_PARAMS];
    bool reads; /* SELECT or WITH */
};

/* What a column is read as, and what its alias says about its JSON. */
enum column_kind { COL_INT, COL_UINT, COL_NUM, COL_TIME, COL_TEXT, COL_DECIMAL, COL_BYTES };
enum column_form { FORM_BY_TYPE, FORM_BOOL, FORM_JSON, FORM_STRING, FORM_INTEGER, FORM_NUMBER };

struct column {
    char *name; /* malloc; the alias without its suffix */
    enum column_kind kind;
    enum column_form form;
};

/* A value of the current row; the target of libmariadb's bind. */
struct cell {
    char *s; /* of text and bytes: NUL-terminated */
    unsigned long len;
    my_bool null, cut;
    union {
        long long i;
        unsigned long long u;
        double d;
        MYSQL_TIME t;
    };
};

union param {
    long long i;
    double d;
    MYSQL_TIME t;
    char uuid[UUID_TEXT];
};

struct stmt {
    struct stmt *next;  /* another instance of the same statement */
    MYSQL_STMT *handle; /* NULL: to be prepared (again) */
    struct sql_plan plan;
    MYSQL_BIND *in;
    union param *values;
    unsigned column_count;
    struct column *columns;
    struct cell *cells;
    MYSQL_BIND *out;
    bool out_bound;
    bool large; /* a column's buffer has grown beyond what is worth keeping */
    bool busy;  /* a result is open */
};

/* A statement of the table with conditions put in. */
struct made {
    struct made *next;
    char *sql; /* malloc */
    struct stmt *instances;
    int64_t used; /* started_us of the request that used it last */
};

enum transaction { TX_NONE, TX_WRITE, TX_READ };

struct db {
    const struct app *app;
    MYSQL *my;
    struct stmt **own; /* by the binary's number */
    struct stmt *lib[LIB_QUERIES];
    struct stmt *retired;
    struct made *made; /* the one used last first */
    struct rows *open; /* results that read from a statement */
    enum transaction tx;
    bool lost;       /* nothing works before db_reconnect */
    bool committing; /* COMMIT was sent, no answer yet */
    bool waited;     /* the last failure was the end of a wait for a lock */
};

struct rows {
    struct req *r;
    struct db *db;
    struct stmt *st; /* NULL: closed, or the row is a copy */
    struct rows *next;
    const struct column *columns;
    unsigned column_count;
    const struct cell *cells;
    enum err error;
    bool at_row;
};

/* The table row of a number, NULL for none. */
const struct query *db_query(const struct app *app, int number);

/* Replaces :tenant and :actor by ? and notes who binds what. Errors: message printed into ret_why. */
enum err sql_plan_make(const char *sql, struct sql_plan *ret_plan, const char **ret_why) HF_CHECK;

/* Whether the request may run it: a GET may only read, unless it opened a transaction of its own. */
bool db_may_run(const struct req *r, const struct sql_plan *plan);

/* A free instance of a statement, prepared. */
enum err stmt_get(struct req *r, int number, struct stmt **ret_stmt) HF_CHECK;

/* The same for a text, among the instances in *slot. */
enum err stmt_get_in(struct req *r, struct stmt **slot, const char *sql, struct stmt **ret_stmt) HF_CHECK;
void stmt_free_list(struct stmt **list);
void db_free_made(struct db *db);

/* Makes columns, cells and binds after preparing. ERR_REPEAT: prepared again, it has other columns than before. */
enum err stmt_columns_make(struct stmt *st) HF_CHECK;
void stmt_columns_free(struct stmt *st);

/* Binds the arguments and executes; a result, if any, is on its way. */
enum err stmt_run(struct req *r, int number, struct args args, struct stmt **ret_stmt) HF_CHECK;
enum err stmt_execute(struct req *r, struct stmt *st, struct args args) HF_CHECK;

/* The rows of a statement that was run. */
enum err rows_of(struct req *r, struct stmt *st, struct rows **ret_rows) HF_CHECK;

/* Buffers the result; the next row (ERR_NOT_FOUND after the last one); gives up the rest. */
enum err stmt_store(struct req *r, struct stmt *st) HF_CHECK;
enum err stmt_fetch(struct req *r, struct stmt *st) HF_CHECK;
void stmt_done(struct stmt *st);

/* Fills a parameter. UUID and time values are written to *store, all others are pointed at. */
void bind_value(MYSQL_BIND *b, const struct arg *v, union param *store);
struct arg bind_slot(const struct req *r, enum slot slot);

/* Records and maps a failure of the connection or of a statement. */
enum err db_failed(struct req *r, struct db *db, const char *what);
enum err stmt_failed(struct req *r, struct db *db, MYSQL_STMT *handle, const char *sql);
enum err db_err_of(unsigned code);
bool stmt_outdated(MYSQL_STMT *handle);

/* Ends all results and prepared handles of a connection that is closed; the statements are prepared again at need. */
void db_close_statements(struct db *db);
void db_free_statements(struct db *db);

#endif
