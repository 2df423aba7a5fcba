/*
 * db.h: the database. Statements are numbered rows of the binary's table, prepared once per connection; no other SQL
 * exists. Values go in by ARGS, rows come out by cursor. `:tenant` in a statement is bound by this layer from the
 * actor; `:actor` to the actor's user id (nil: NULL). No handler passes either.
 *
 * At start-up every statement is checked: one on a tenant's table (all but those of the few global tables listed in
 * lib/db_check.c) without :tenant stops the binary. What a GET runs must be a SELECT, unless its handler called db_begin;
 * this is checked at each run and refused with ERR_INTERNAL.
 *
 * Failures: 1062 -> ERR_CONFLICT; 1451, 1452 -> ERR_CONFLICT; 1020, 1205, 1213 -> ERR_REPEAT (serve repeats the whole
 * step); lost connection -> ERR_LOST; max_statement_time (5 s, none in jobs) and no memory -> ERR_UNAVAILABLE; anything
 * else -> ERR_INTERNAL. The detail goes to the log without the user's values, never to a user.
 */
#ifndef HF_DB_H
#define HF_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "crypt.h"
#include "err.h"
#include "uuid.h"

struct req;
struct db;

struct query {
    const char *sql;
    bool global; /* touches tables of no tenant on purpose (login, jobs, outbox): says so here */
};

enum arg_kind { ARG_NULL, ARG_INT, ARG_NUM, ARG_STR, ARG_BYTES, ARG_UUID, ARG_TIME };

struct arg {
    enum arg_kind kind;
    union {
        int64_t i;
        double d;
        struct {
            const void *p;
            size_t len;
        } s;
        struct uuid u;
    };
};

struct args {
    const struct arg *v;
    size_t n;
};

#define ARGS(...)                                                                                                      \
    ((struct args){ (const struct arg[]){ __VA_ARGS__ },                                                               \
                    sizeof((const struct arg[]){ __VA_ARGS__ }) / sizeof(struct arg) })
#define NO_ARGS ((struct args){ NULL, 0 })

struct arg a_null(void);
struct arg a_int(int64_t v);
struct arg a_num(double v);
struct arg a_str(const char *v); /* NULL: SQL NULL */
struct arg a_strn(const char *v, size_t len);
struct arg a_bytes(const void *v, size_t len); /* NULL: SQL NULL */
struct arg a_uuid(struct uuid v);              /* nil: SQL NULL */
struct arg a_time(int64_t us);                 /* DATETIME(6); 0: SQL NULL */

/* Runs a statement that returns no rows. ret_rows (may be NULL): rows matched. */
enum err db_exec(struct req *r, int query, struct args args, uint64_t *ret_rows) HF_CHECK;

/* db_exec that must touch exactly one row: 0 -> ERR_NOT_FOUND. */
enum err db_exec_one(struct req *r, int query, struct args args) HF_CHECK;
enum err db_insert(struct req *r, int query, struct args args) HF_CHECK; /* db_exec, named for what it is */

/* An open result, buffered on the client. Its strings live until the next row; from db_one until the arena ends. */
struct rows;

/* Runs a SELECT. Close is not needed before the end of the request, but rows_close frees early. */
enum err db_rows(struct req *r, int query, struct args args, struct rows **ret_rows) HF_CHECK;
/* The same for a result of any length: it stays with the server and is fetched by and by. For statements that run only so. */
enum err db_rows_long(struct req *r, int query, struct args args, struct rows **ret_rows) HF_CHECK;
bool rows_next(struct rows *rows); /* false at the end; rows_error tells whether it was one */
enum err rows_error(const struct rows *rows);
void rows_close(struct rows *rows);

/* Runs a SELECT and stands on its first row: ERR_NOT_FOUND without one. */
enum err db_one(struct req *r, int query, struct args args, struct rows **ret_row) HF_CHECK;

/*
 * db_rows of a statement that has the comment DB_MORE among its conditions: more stands in its place, conditions with ? made of
 * fragments that are written in the code (filter.h), never of what came from outside; "" for none. args: in the order of the text.
 * Texts are kept prepared, so there should be few of them. db_exec_more likewise for a change.
 */
#define DB_MORE "/*more*/"
enum err db_rows_more(struct req *r, int query, const char *more, struct args args, struct rows **ret_rows) HF_CHECK;
enum err db_exec_more(struct req *r, int query, const char *more, struct args args, uint64_t *ret_rows) HF_CHECK;

/* The single integer of a SELECT's first row; fallback when there is no row or it is NULL. */
enum err db_int(struct req *r, int query, struct args args, int64_t fallback, int64_t *ret_value) HF_CHECK;

/* Columns by position from 0. Wrong positions abort in tests. Conversions are the obvious ones; NULL gives 0, "", nil. */
bool col_null(const struct rows *rows, unsigned col);
int64_t col_int(const struct rows *rows, unsigned col);
double col_num(const struct rows *rows, unsigned col);
const char *col_str(const struct rows *rows, unsigned col); /* NUL-terminated; DECIMAL comes as its text */
size_t col_len(const struct rows *rows, unsigned col);
const void *col_bytes(const struct rows *rows, unsigned col);
struct uuid col_uuid(const struct rows *rows, unsigned col);
int64_t col_time(const struct rows *rows, unsigned col); /* microseconds UTC; NULL gives 0 */
unsigned col_count(const struct rows *rows);
const char *col_name(const struct rows *rows, unsigned col);

/* Writes the current row's columns as members: aliases are the JSON keys; a suffix tells the type where SQL does not:
   "name:bool", "name:json" (stored JSON as is), "name:str", "name:int" and "name:num" (a SUM, which is DECIMAL).
   UUID, DATETIME, DECIMAL (as string), numbers by SQL type; binary columns as hexadecimal. */
void out_row(struct req *r, const struct rows *rows);

/* An array of objects, one for each row that is left; closes the rows. */
enum err out_rows(struct req *r, const char *key, struct rows *rows) HF_CHECK;

/* The same of all that a statement finds. */
enum err out_found(struct req *r, const char *key, int query, struct args args) HF_CHECK;

/* The first of them, as many as fit into an answer (OUT_ROWS_BYTES): for lists that know no pages. */
enum err out_fitting(struct req *r, const char *key, int query, struct args args) HF_CHECK;

/* Transactions, for jobs; a request has its own around the handler. */
enum err db_begin(struct req *r) HF_CHECK;
enum err db_commit(struct req *r) HF_CHECK;
void db_rollback(struct req *r);
bool db_in_transaction(const struct req *r);

/*
 * Bulk insert by array binding. Columns are the statement's ? in order (:tenant is bound by itself). Values are copied.
 * A full batch is sent by bulk_row itself; bulk_flush sends the rest. Bad state is remembered and returned by those two.
 */
struct bulk;
enum err bulk_open(struct req *r, int query, const enum arg_kind *kinds, unsigned columns, unsigned batch_rows,
                   struct bulk **ret_bulk) HF_CHECK;
void bulk_set(struct bulk *b, unsigned col, struct arg v); /* kind must be the column's or ARG_NULL */
enum err bulk_row(struct bulk *b) HF_CHECK;
enum err bulk_flush(struct bulk *b) HF_CHECK;
void bulk_close(struct bulk *b); /* also done when the arena is reset; NULL is fine */

#endif
