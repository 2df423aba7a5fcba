/*
 * db_made.c: statements of the table with conditions put in, kept prepared as long as they are in use.
 */
#include "db_private.h"

#include <stdlib.h>
#include <string.h>

#define KEPT 64  /* beyond these the one that was used longest ago goes */
#define MOST 512 /* of one request */

static void
free_made(struct made *m)
{
    stmt_free_list(&m->instances);
    free(m->sql);
    free(m);
}

void
db_free_made(struct db *db)
{
    for (struct made *m = db->made; m != NULL; m = db->made) {
        db->made = m->next;
        free_made(m);
    }
}

/* Rows of the present request may still name the columns of what it used. */
static enum err
make_room(struct req *r)
{
    struct made **last = &r->db->made;
    unsigned count = 1;

    if (*last == NULL)
        return ERR_NONE;
    for (; (*last)->next != NULL; last = &(*last)->next)
        count++;
    if (count >= KEPT && (*last)->used != r->started_us) {
        struct made *m = *last;

        *last = NULL;
        free_made(m);
    } else if (count >= MOST) {
        return fault(r, ERR_INTERNAL, "database: more than %d statements made in one request", MOST);
    }
    return ERR_NONE;
}

/* The one for this text, as the first of the list. */
static enum err
find(struct req *r, const char *sql, struct made **ret_made)
{
    struct db *db = r->db;
    struct made *m, **slot = &db->made;
    enum err e;

    while (*slot != NULL && strcmp((*slot)->sql, sql) != 0)
        slot = &(*slot)->next;
    m = *slot;
    if (m != NULL) {
        *slot = m->next;
    } else {
        e = make_room(r);
        if (e != ERR_NONE)
            return e;
        m = calloc(1, sizeof(*m));
        if (m == NULL || (m->sql = strdup(sql)) == NULL) {
            free(m);
            return fault(r, ERR_UNAVAILABLE, "no memory for a statement");
        }
    }
    m->next = db->made;
    m->used = r->started_us;
    db->made = m;
    *ret_made = m;
    return ERR_NONE;
}

static enum err
run(struct req *r, int query, const char *more, struct args args, struct stmt **ret_stmt)
{
    const struct query *q = db_query(r->db->app, query);
    const char *at = q == NULL ? NULL : strstr(q->sql, DB_MORE), *sql;
    struct made *m = NULL;
    struct stmt *st;
    enum err e;

    if (at == NULL)
        return fault(r, ERR_INTERNAL, "database: nothing can be put into statement %d", query);
    sql = arena_printf(r->arena, "%.*s%s%s", (int)(at - q->sql), q->sql, more, at + strlen(DB_MORE));
    if (sql == NULL)
        return fault(r, ERR_UNAVAILABLE, "no memory for a statement");
    if (r->db->lost)
        return fault(r, ERR_LOST, "no connection to the database");
    e = find(r, sql, &m);
    if (m == NULL)
        return e;
    if (e == ERR_NONE)
        e = stmt_get_in(r, &m->instances, m->sql, &st);
    if (e == ERR_NONE)
        e = stmt_execute(r, st, args);
    if (e == ERR_NONE)
        *ret_stmt = st;
    return e;
}

enum err
db_rows_more(struct req *r, int query, const char *more, struct args args, struct rows **ret_rows)
{
    struct stmt *st = NULL;
    enum err e = run(r, query, more, args, &st);

    if (st == NULL)
        return e;
    if (e == ERR_NONE && st->column_count == 0)
        e = fault(r, ERR_INTERNAL, "database: no rows come from: %.100s", st->plan.text);
    if (e == ERR_NONE)
        e = stmt_store(r, st);
    return e != ERR_NONE ? e : rows_of(r, st, ret_rows);
}

enum err
db_exec_more(struct req *r, int query, const char *more, struct args args, uint64_t *ret_rows)
{
    struct stmt *st = NULL;
    enum err e = run(r, query, more, args, &st);

    if (st == NULL)
        return e;
    if (e == ERR_NONE && st->column_count != 0)
        e = fault(r, ERR_INTERNAL, "database: this is to be read: %.100s", st->plan.text);
    if (e == ERR_NONE && ret_rows != NULL)
        *ret_rows = mysql_stmt_affected_rows(st->handle);
    return e;
}
