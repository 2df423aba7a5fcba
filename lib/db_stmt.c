/*
 * db_stmt.c: prepared statements: made at first use, kept with their binds, run.
 */
#include "db_private.h"

#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "db_sql.h"

const struct query *
db_query(const struct app *app, int number)
{
    if (number < 0)
        return lib_query(number);
    if ((size_t)number >= app->query_count || app->queries[number].sql == NULL)
        return NULL;
    return &app->queries[number];
}

static const char *
plan_word(struct sql_plan *plan, const struct sql_word *w)
{
    if (w->kind != SQL_PARAM && w->kind != SQL_NAMED)
        return NULL;
    if (plan->params == DB_MAX_PARAMS)
        return "too many parameters";
    if (w->kind == SQL_PARAM) {
        plan->args++;
        plan->slots[plan->params++] = SLOT_ARG;
    } else if (sql_is(w, "tenant")) {
        plan->slots[plan->params++] = SLOT_TENANT;
    } else if (sql_is(w, "actor")) {
        plan->slots[plan->params++] = SLOT_ACTOR;
    } else {
        return "an unknown :name";
    }
    return NULL;
}

enum err
sql_plan_make(const char *sql, struct sql_plan *ret_plan, const char **ret_why)
{
    struct sql_plan plan = { .text = malloc(strlen(sql) + 1) };
    struct sql_word w = sql_word(sql);
    const char *from = sql;
    char *to = plan.text;

    if (plan.text == NULL) {
        *ret_why = "no memory";
        return ERR_UNAVAILABLE;
    }
    *ret_why = NULL;
    plan.reads = sql_is(&w, "SELECT") || sql_is(&w, "WITH") || (w.kind == SQL_OTHER && *w.text == '(');
    for (; *ret_why == NULL && w.kind != SQL_END; w = sql_word(w.end)) {
        *ret_why = plan_word(&plan, &w);
        if (w.kind == SQL_NAMED) {
            memcpy(to, from, (size_t)(w.text - 1 - from));
            to += w.text - 1 - from;
            *to++ = '?';
            from = w.end;
        }
    }
    if (*ret_why != NULL) {
        free(plan.text);
        return ERR_INTERNAL;
    }
    memcpy(to, from, strlen(from) + 1);
    *ret_plan = plan;
    return ERR_NONE;
}

static void
close_handle(struct stmt *st)
{
    if (st->handle != NULL)
        mysql_stmt_close(st->handle); /* its result says whether the server heard it: of no use here */
    st->handle = NULL;
    st->out_bound = st->busy = false;
}

static void
stmt_free(struct stmt *st)
{
    if (st == NULL)
        return;
    close_handle(st);
    stmt_columns_free(st);
    free(st->plan.text);
    free(st->in);
    free(st->values);
    free(st);
}

/* NULL: it is not well formed, or there is no memory; *ret_error says which. */
static struct stmt *
stmt_new(struct req *r, const char *sql, enum err *ret_error)
{
    const char *why = "no memory";
    struct stmt *st = calloc(1, sizeof(*st));
    enum err e = ERR_UNAVAILABLE;

    if (st != NULL)
        e = sql_plan_make(sql, &st->plan, &why);
    if (st != NULL && e == ERR_NONE) {
        st->in = calloc(st->plan.params + 1, sizeof(*st->in));
        st->values = calloc(st->plan.params + 1, sizeof(*st->values));
        if (st->in != NULL && st->values != NULL)
            return st;
        e = ERR_UNAVAILABLE;
        why = "no memory";
    }
    stmt_free(st);
    *ret_error = fault(r, e, "database: %s in: %.100s", why, sql);
    return NULL;
}

static enum err
prepare(struct req *r, struct stmt *st)
{
    const char *sql = st->plan.text;

    st->handle = mysql_stmt_init(r->db->my);
    if (st->handle == NULL)
        return fault(r, ERR_UNAVAILABLE, "no memory for a statement");
    if (mysql_stmt_prepare(st->handle, sql, (unsigned long)strlen(sql)) != 0)
        return stmt_failed(r, r->db, st->handle, sql);
    if (mysql_stmt_param_count(st->handle) != st->plan.params)
        return fault(r, ERR_INTERNAL, "database: a ? where none is understood in: %.100s", sql);
    return ERR_NONE;
}

static struct stmt **
instances_of(struct db *db, int number)
{
    /* cppcheck-suppress arrayIndexOutOfBoundsCond ; those below 0 begin with LQ_SESSION */
    return number < 0 ? &db->lib[number - LQ_SESSION] : &db->own[number];
}

/* Rows that live on may still name the columns of a statement that has to go: it waits for the end of the db. */
static void
retire(struct db *db, struct stmt **slot, struct stmt *st)
{
    while (*slot != st)
        slot = &(*slot)->next;
    *slot = st->next;
    close_handle(st);
    st->next = db->retired;
    db->retired = st;
}

/* An instance without an open result; NULL after a fault. */
static struct stmt *
find(struct req *r, struct stmt **slot, const char *sql, enum err *ret_error)
{
    unsigned instances = 0;
    struct stmt *st;

    for (st = *slot; st != NULL && st->busy; st = st->next)
        instances++;
    if (st != NULL)
        return st;
    if (instances == DB_MAX_INSTANCES) {
        *ret_error = fault(r, ERR_INTERNAL, "database: %u results open at once of: %.100s", instances, sql);
        return NULL;
    }
    st = stmt_new(r, sql, ret_error);
    if (st != NULL) {
        st->next = *slot;
        *slot = st;
    }
    return st;
}

enum err
stmt_get(struct req *r, int number, struct stmt **ret_stmt)
{
    const struct query *q = db_query(r->db->app, number);

    if (q == NULL)
        return fault(r, ERR_INTERNAL, "database: there is no statement %d", number);
    return stmt_get_in(r, instances_of(r->db, number), q->sql, ret_stmt);
}

enum err
stmt_get_in(struct req *r, struct stmt **slot, const char *sql, struct stmt **ret_stmt)
{
    enum err e = ERR_INTERNAL;
    struct stmt *st = find(r, slot, sql, &e);

    if (st == NULL)
        return e != ERR_NONE ? e : ERR_INTERNAL;
    if (st->handle == NULL) {
        e = prepare(r, st);
        if (e != ERR_NONE) {
            close_handle(st);
            return e;
        }
        e = stmt_columns_make(st);
        if (e != ERR_NONE) {
            retire(r->db, slot, st);
            return fault(r, e, "database: columns of: %.100s", sql);
        }
    }
    *ret_stmt = st;
    return ERR_NONE;
}

bool
db_may_run(const struct req *r, const struct sql_plan *plan)
{
    bool get = r->method != NULL && (strcmp(r->method, "GET") == 0 || strcmp(r->method, "HEAD") == 0);

    return plan->reads || !get || r->db->tx == TX_WRITE;
}

static enum err
bind(struct req *r, struct stmt *st, struct args args)
{
    size_t next = 0;

    if (args.n != st->plan.args)
        return fault(r, ERR_INTERNAL, "database: %zu values for %u in: %.100s", args.n, st->plan.args, st->plan.text);
    if (st->plan.params == 0)
        return ERR_NONE;
    for (unsigned i = 0; i < st->plan.params; i++) {
        if (st->plan.slots[i] == SLOT_ARG) {
            bind_value(&st->in[i], &args.v[next++], &st->values[i]);
        } else {
            struct arg v = bind_slot(r, st->plan.slots[i]);

            bind_value(&st->in[i], &v, &st->values[i]);
        }
    }
    return mysql_stmt_bind_param(st->handle, st->in) == 0 ? ERR_NONE : stmt_failed(r, r->db, st->handle, st->plan.text);
}

enum err
stmt_run(struct req *r, int number, struct args args, struct stmt **ret_stmt)
{
    struct stmt *st = NULL;
    enum err e;

    if (r->db == NULL || r->db->lost)
        return fault(r, ERR_LOST, "no connection to the database");
    e = stmt_get(r, number, &st);
    if (e == ERR_NONE)
        e = stmt_execute(r, st, args);
    if (e == ERR_NONE)
        *ret_stmt = st;
    return e;
}

enum err
stmt_execute(struct req *r, struct stmt *st, struct args args)
{
    enum err e;

    if (!db_may_run(r, &st->plan))
        return fault(r, ERR_INTERNAL, "database: a GET may only read; refused: %.100s", st->plan.text);
    e = bind(r, st, args);
    if (e != ERR_NONE)
        return e;
    if (mysql_stmt_execute(st->handle) != 0) {
        bool gone = stmt_outdated(st->handle);

        e = stmt_failed(r, r->db, st->handle, st->plan.text);
        if (gone)
            close_handle(st);
        return e;
    }
    return ERR_NONE;
}

void
stmt_free_list(struct stmt **list)
{
    for (struct stmt *st = *list; st != NULL; st = *list) {
        *list = st->next;
        stmt_free(st);
    }
}

void
db_free_statements(struct db *db)
{
    for (size_t i = 0; db->own != NULL && i < db->app->query_count; i++)
        stmt_free_list(&db->own[i]);
    for (size_t i = 0; i < LIB_QUERIES; i++)
        stmt_free_list(&db->lib[i]);
    stmt_free_list(&db->retired);
    db_free_made(db);
}

void
db_close_statements(struct db *db)
{
    for (struct rows *rows = db->open; rows != NULL; rows = rows->next) {
        rows->st = NULL;
        rows->at_row = false;
        rows->error = ERR_LOST;
    }
    db->open = NULL;
    for (size_t i = 0; db->own != NULL && i < db->app->query_count; i++)
        for (struct stmt *st = db->own[i]; st != NULL; st = st->next)
            close_handle(st);
    for (size_t i = 0; i < LIB_QUERIES; i++)
        for (struct stmt *st = db->lib[i]; st != NULL; st = st->next)
            close_handle(st);
    for (struct made *m = db->made; m != NULL; m = m->next)
        for (struct stmt *st = m->instances; st != NULL; st = st->next)
            close_handle(st);
}
