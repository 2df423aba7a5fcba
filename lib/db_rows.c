/*
 * db_rows.c: running statements, and rows.
 */
#include "db_private.h"

#include <string.h>

#include "arena.h"

enum err
db_exec(struct req *r, int query, struct args args, uint64_t *ret_rows)
{
    struct stmt *st = NULL;
    enum err e = stmt_run(r, query, args, &st);

    if (e != ERR_NONE)
        return e;
    if (st->column_count == 0) {
        if (ret_rows != NULL)
            *ret_rows = mysql_stmt_affected_rows(st->handle);
        return ERR_NONE;
    }
    /* A SELECT, run for its locks. */
    e = stmt_store(r, st);
    if (e == ERR_NONE && ret_rows != NULL)
        *ret_rows = mysql_stmt_num_rows(st->handle);
    stmt_done(st);
    return e;
}

enum err
db_exec_one(struct req *r, int query, struct args args)
{
    uint64_t n = 0;
    enum err e = db_exec(r, query, args, &n);

    if (e != ERR_NONE || n == 1)
        return e;
    if (n == 0)
        return ERR_NOT_FOUND;
    return fault(r, ERR_INTERNAL, "database: %llu rows where one was meant, statement %d", (unsigned long long)n,
                 query);
}

enum err
db_insert(struct req *r, int query, struct args args)
{
    return db_exec(r, query, args, NULL);
}

static void
unlink_rows(struct rows *rows)
{
    for (struct rows **p = &rows->db->open; *p != NULL; p = &(*p)->next) {
        if (*p == rows) {
            *p = rows->next;
            return;
        }
    }
}

void
rows_close(struct rows *rows)
{
    if (rows == NULL || rows->st == NULL)
        return;
    unlink_rows(rows);
    stmt_done(rows->st);
    rows->st = NULL;
    rows->at_row = false;
}

static void
close_deferred(void *rows)
{
    rows_close(rows);
}

static struct rows *
rows_new(struct req *r, const struct stmt *st)
{
    struct rows *rows = ARENA_NEW(r->arena, struct rows, 1);

    if (rows == NULL)
        return NULL;
    rows->r = r;
    rows->db = r->db;
    rows->columns = st->columns;
    rows->column_count = st->column_count;
    rows->cells = st->cells;
    return rows;
}

static enum err
run_select(struct req *r, int query, struct args args, struct stmt **ret_stmt)
{
    struct stmt *st = NULL;
    enum err e = stmt_run(r, query, args, &st);

    if (e != ERR_NONE)
        return e;
    if (st->column_count == 0)
        return fault(r, ERR_INTERNAL, "database: no rows come from: %.100s", st->plan.text);
    e = stmt_store(r, st);
    if (e == ERR_NONE)
        *ret_stmt = st;
    return e;
}

enum err
db_rows(struct req *r, int query, struct args args, struct rows **ret_rows)
{
    struct stmt *st = NULL;
    enum err e = run_select(r, query, args, &st);

    return e != ERR_NONE ? e : rows_of(r, st, ret_rows);
}

enum err
db_rows_long(struct req *r, int query, struct args args, struct rows **ret_rows)
{
    const unsigned long cursor = CURSOR_TYPE_READ_ONLY, rows_at_once = 100;
    struct stmt *st = NULL;
    enum err e;

    if (r->db == NULL || r->db->lost)
        return fault(r, ERR_LOST, "no connection to the database");
    e = stmt_get(r, query, &st);
    if (e != ERR_NONE)
        return e;
    if (mysql_stmt_attr_set(st->handle, STMT_ATTR_CURSOR_TYPE, &cursor) != 0 ||
        mysql_stmt_attr_set(st->handle, STMT_ATTR_PREFETCH_ROWS, &rows_at_once) != 0)
        return stmt_failed(r, r->db, st->handle, st->plan.text);
    e = stmt_execute(r, st, args);
    return e != ERR_NONE ? e : rows_of(r, st, ret_rows);
}

enum err
rows_of(struct req *r, struct stmt *st, struct rows **ret_rows)
{
    struct rows *rows = rows_new(r, st);

    if (rows == NULL) {
        stmt_done(st);
        return fault(r, ERR_UNAVAILABLE, "no memory for a result");
    }
    st->busy = true;
    rows->st = st;
    rows->next = r->db->open;
    r->db->open = rows;
    arena_defer(r->arena, close_deferred, rows); /* closes at once when the arena is full */
    if (rows->st == NULL)
        return fault(r, ERR_UNAVAILABLE, "no memory for a result");
    *ret_rows = rows;
    return ERR_NONE;
}

bool
rows_next(struct rows *rows)
{
    enum err e;

    rows->at_row = false;
    if (rows->st == NULL)
        return false;
    e = stmt_fetch(rows->r, rows->st);
    if (e == ERR_NONE) {
        rows->at_row = true;
        return true;
    }
    if (e != ERR_NOT_FOUND)
        rows->error = e;
    rows_close(rows);
    return false;
}

enum err
rows_error(const struct rows *rows)
{
    return rows->error;
}

/* The statement's current row as a copy of its own in the arena. */
static struct rows *
copy_row(struct req *r, const struct stmt *st)
{
    struct rows *row = rows_new(r, st);
    struct cell *cells = ARENA_NEW(r->arena, struct cell, st->column_count);

    if (row == NULL || cells == NULL)
        return NULL;
    memcpy(cells, st->cells, sizeof(*cells) * st->column_count);
    for (unsigned i = 0; i < st->column_count; i++) {
        if (cells[i].s == NULL)
            continue;
        cells[i].s = arena_copy(r->arena, cells[i].s, cells[i].len);
        if (cells[i].s == NULL)
            return NULL;
    }
    row->cells = cells;
    row->at_row = true;
    return row;
}

enum err
db_one(struct req *r, int query, struct args args, struct rows **ret_row)
{
    struct rows *row;
    struct stmt *st = NULL;
    enum err e = run_select(r, query, args, &st);

    if (e != ERR_NONE)
        return e;
    e = stmt_fetch(r, st);
    if (e == ERR_NONE) {
        row = copy_row(r, st);
        if (row != NULL)
            *ret_row = row;
        else
            e = fault(r, ERR_UNAVAILABLE, "no memory for a row");
    }
    stmt_done(st);
    return e;
}

enum err
db_int(struct req *r, int query, struct args args, int64_t fallback, int64_t *ret_value)
{
    struct stmt *st = NULL;
    enum err e = run_select(r, query, args, &st);

    if (e != ERR_NONE)
        return e;
    e = stmt_fetch(r, st);
    if (e == ERR_NONE) {
        struct rows row = {
            .r = r, .columns = st->columns, .column_count = st->column_count, .cells = st->cells, .at_row = true
        };

        *ret_value = col_null(&row, 0) ? fallback : col_int(&row, 0);
    } else if (e == ERR_NOT_FOUND) {
        *ret_value = fallback;
        e = ERR_NONE;
    }
    stmt_done(st);
    return e;
}
