/*
 * db_check.c: rules that every statement keeps, checked before a binary does anything else.
 */
#include "db_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "app.h"
#include "arena.h"
#include "db_sql.h"
#include "request.h"

#define MAX_NAMES 16 /* common table expressions of a statement */

/* Tables that belong to no tenant. Every other table is a tenant's: its statements say :tenant or are marked global. */
static const char *const global_tables[] = {
    "tenants",        "permissions",       "public_keys",  "rate_counters",           "idempotency",
    "schema_presets", "schema_migrations", "role_presets", "role_preset_permissions",
};

/* Tables of one person's things, without a tenant of their own: :actor will do as well. */
static const char *const personal_tables[] = { "sessions" };

struct reading {
    bool tenant, actor;
    struct sql_word bad; /* the first tenant's table, SQL_END: none */
    bool personal;       /* it is a personal one */
    const char *fault;   /* another breach */
    struct sql_word names[MAX_NAMES];
    unsigned name_count;
};

static bool
listed(const struct sql_word *w, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (sql_is(w, list[i]))
            return true;
    return false;
}

static bool
is_own_name(const struct reading *s, const struct sql_word *w)
{
    for (unsigned i = 0; i < s->name_count; i++)
        if (s->names[i].len == w->len && strncasecmp(s->names[i].text, w->text, w->len) == 0)
            return true;
    return false;
}

static void
meet_table(struct reading *s, const struct sql_word *w)
{
    if (w->kind != SQL_WORD || s->bad.kind != SQL_END || is_own_name(s, w) || sql_is(w, "DUAL") ||
        sql_is(w, "SELECT") || sql_is(w, "LATERAL") || sql_is(w, "JSON_TABLE"))
        return;
    if (listed(w, global_tables, sizeof(global_tables) / sizeof(global_tables[0])))
        return;
    s->bad = *w;
    s->personal = listed(w, personal_tables, sizeof(personal_tables) / sizeof(personal_tables[0]));
}

/* After FROM: names separated by commas, each with an alias, until something else begins. */
static void
read_from(struct reading *s, struct sql_word w)
{
    for (;;) {
        while (w.kind == SQL_OTHER && *w.text == '(')
            w = sql_word(w.end);
        meet_table(s, &w);
        w = sql_word(w.end);
        if (sql_is(&w, "AS"))
            w = sql_word(w.end);
        if (w.kind == SQL_WORD)
            w = sql_word(w.end);
        if (w.kind != SQL_OTHER || *w.text != ',')
            return;
        w = sql_word(w.end);
    }
}

/* Whether a name is followed by "AS (" or "(columns) AS (". */
static bool
names_query(const struct sql_word *name)
{
    struct sql_word w = sql_word(name->end);

    if (w.kind == SQL_OTHER && *w.text == '(') {
        while (w.kind != SQL_END && !(w.kind == SQL_OTHER && *w.text == ')'))
            w = sql_word(w.end);
        w = sql_word(w.end);
    }
    if (!sql_is(&w, "AS"))
        return false;
    w = sql_word(w.end);
    return w.kind == SQL_OTHER && *w.text == '(';
}

/* Notes the names that WITH gives to its queries. */
static void
read_names(struct reading *s, const char *sql)
{
    struct sql_word before = { .kind = SQL_END }, w = sql_word(sql);
    bool with = false;

    for (; w.kind != SQL_END; before = w, w = sql_word(w.end)) {
        bool place = sql_is(&before, "WITH") || sql_is(&before, "RECURSIVE") ||
                     (before.kind == SQL_OTHER && *before.text == ',');

        with = with || sql_is(&w, "WITH");
        if (with && place && w.kind == SQL_WORD && s->name_count < MAX_NAMES && names_query(&w))
            s->names[s->name_count++] = w;
    }
}

static void
read_word(struct reading *s, const struct sql_word *before, const struct sql_word *w)
{
    struct sql_word next = sql_word(w->end);

    s->tenant = s->tenant || (w->kind == SQL_NAMED && sql_is(w, "tenant"));
    s->actor = s->actor || (w->kind == SQL_NAMED && sql_is(w, "actor"));
    if (w->kind == SQL_OTHER && *w->text == ';')
        s->fault = "more than one statement";
    else if (sql_is(w, "SELECT") && next.kind == SQL_OTHER && *next.text == '*')
        s->fault = "SELECT *: name the columns";
    else if (w->kind != SQL_WORD)
        return;
    else if (sql_is(w, "FROM"))
        read_from(s, next);
    else if (sql_is(w, "JOIN") || sql_is(w, "STRAIGHT_JOIN") || sql_is(w, "INTO"))
        read_from(s, next);
    else if (sql_is(w, "UPDATE") && !sql_is(before, "KEY") && !sql_is(before, "FOR"))
        read_from(s, sql_is(&next, "IGNORE") ? sql_word(next.end) : next);
}

static unsigned
check_one(const struct app *app, const struct query *q, int number)
{
    struct reading s = { .bad = { .kind = SQL_END } };
    struct sql_word before = { .kind = SQL_END };
    struct sql_plan plan;
    const char *why;

    if (sql_plan_make(q->sql, &plan, &why) == ERR_NONE)
        free(plan.text);
    else
        s.fault = why;
    read_names(&s, q->sql);
    for (struct sql_word w = sql_word(q->sql); w.kind != SQL_END; before = w, w = sql_word(w.end))
        read_word(&s, &before, &w);
    if (s.fault == NULL && s.bad.kind != SQL_END && !q->global && !s.tenant && !(s.personal && s.actor)) {
        fprintf(stderr, "holdfast-%s: statement %d: table %.*s without :tenant: %s\n", app->name, number,
                (int)s.bad.len, s.bad.text, q->sql);
        return 1;
    }
    if (s.fault != NULL)
        fprintf(stderr, "holdfast-%s: statement %d: %s: %s\n", app->name, number, s.fault, q->sql);
    return s.fault != NULL;
}

unsigned
db_check_rules(const struct app *app)
{
    unsigned faults = 0;

    for (size_t i = 0; i < app->query_count; i++) {
        if (app->queries[i].sql != NULL) {
            faults += check_one(app, &app->queries[i], (int)i);
        } else {
            fprintf(stderr, "holdfast-%s: statement %zu is missing\n", app->name, i);
            faults++;
        }
    }
    for (int n = LQ_SESSION; n < LQ_END; n++)
        if (lib_query(n) != NULL)
            faults += check_one(app, lib_query(n), n);
    return faults;
}

static unsigned
prepare_one(struct req *r, int number)
{
    struct stmt *st;

    if (db_query(r->app, number) == NULL || stmt_get(r, number, &st) == ERR_NONE)
        return 0;
    fprintf(stderr, "holdfast-%s: statement %d: %s\n", r->app->name, number,
            r->log_detail != NULL ? r->log_detail : "");
    return 1;
}

unsigned
db_check_prepare(struct db *db, const struct app *app)
{
    struct req_private p = { 0 };
    struct req r = { .app = app, .db = db, .p = &p, .arena = arena_new(0), .method = "CHECK" };
    unsigned faults = 0;

    if (r.arena == NULL)
        return 1;
    for (size_t i = 0; i < app->query_count; i++)
        faults += prepare_one(&r, (int)i);
    for (int n = LQ_SESSION; n < LQ_END; n++)
        if (lib_query_checked(n, app->jobs != NULL || app->idle != NULL))
            faults += prepare_one(&r, n);
    arena_free(r.arena);
    return faults;
}
