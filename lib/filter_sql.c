/*
 * filter_sql.c: conditions of a filter as fragments of SQL and values that are bound; nothing that was typed is part of a fragment.
 */
#include "filter_private.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *const op_sql[] = { "=", "<>", "<", "<=", ">", ">=", "LIKE", "IN" };

enum err
filter_bind(struct reader *p, size_t at, struct arg v)
{
    if (p->f->n == FILTER_MAX_ARGS)
        return filter_expected(p, at, "too many values");
    p->f->args[p->f->n++] = v;
    return ERR_NONE;
}

enum err
filter_add(struct reader *p, const char *sql)
{
    p->f->sql = sql == NULL ? NULL : arena_printf(p->a, "%s%s", p->f->sql, sql);
    return p->f->sql == NULL ? ERR_UNAVAILABLE : ERR_NONE;
}

static int
digits(const char *s, size_t n)
{
    int v = 0;

    for (size_t i = 0; i < n; i++)
        v = v * 10 + (s[i] - '0');
    return v;
}

static bool
is_date(const char *s)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    int year, month, day;

    for (size_t i = 0; i < 10; i++)
        if (i == 4 || i == 7 ? s[i] != '-' : s[i] < '0' || s[i] > '9')
            return false;
    if (s[10] != '\0')
        return false;
    year = digits(s, 4);
    month = digits(s + 5, 2);
    day = digits(s + 8, 2);
    if (year < 1000 || month < 1 || month > 12 || day < 1)
        return false;
    return day <= days[month - 1] + (month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
}

/* The text between two wildcards; wildcards in it stand for themselves. */
static const char *
contains(struct arena *a, const char *text)
{
    char *s = arena_alloc(a, strlen(text) * 2 + 3), *end = s;

    if (s == NULL)
        return NULL;
    *end++ = '%';
    for (; *text != '\0'; text++) {
        if (strchr("!%_", *text) != NULL)
            *end++ = '!';
        *end++ = *text;
    }
    *end = '%';
    return s;
}

enum err
filter_add_field(struct reader *p, const struct met *m, const char *before, const char *after)
{
    enum err e = filter_add(p, arena_printf(p->a, "%s%s%s", before, m->field->sql, after));

    return e == ERR_NONE && m->field->arg != NULL ? filter_bind(p, m->at, a_str(m->field->arg)) : e;
}

static enum err
add_empty(struct reader *p, const struct met *m, size_t at)
{
    const bool text = m->field->type == FILTER_TEXT;

    if (m->op != OP_EQ && m->op != OP_NE)
        return filter_expected(p, at, "expected a value: only = and != go with none");
    if (text)
        return filter_add_field(p, m, " AND COALESCE(", m->op == OP_EQ ? ", '') = ''" : ", '') <> ''");
    return filter_add_field(p, m, " AND ", m->op == OP_EQ ? " IS NULL" : " IS NOT NULL");
}

/* Half-open, so that a moment within the day counts to it. */
static enum err
add_date(struct reader *p, const struct met *m, const struct value *v)
{
    static const char *const after[] = {
        [OP_EQ] = " >= ?",
        [OP_NE] = " < ?",
        [OP_LT] = " < ?",
        [OP_LE] = " < ? + INTERVAL 1 DAY",
        [OP_GT] = " >= ? + INTERVAL 1 DAY",
        [OP_GE] = " >= ?",
    };
    enum err e;

    if (m->op > OP_GE || !is_date(v->text))
        return filter_expected(p, v->at, "expected a date like 2026-01-31");
    e = filter_add_field(p, m, m->op == OP_NE ? " AND (" : " AND ", after[m->op]);
    if (e == ERR_NONE)
        e = filter_bind(p, v->at, a_str(v->text));
    if (e != ERR_NONE || (m->op != OP_EQ && m->op != OP_NE))
        return e;
    e = m->op == OP_EQ ? filter_add_field(p, m, " AND ", " < ? + INTERVAL 1 DAY")
                       : filter_add_field(p, m, " OR ", " >= ? + INTERVAL 1 DAY)");
    return e != ERR_NONE ? e : filter_bind(p, v->at, a_str(v->text));
}

static bool
is_number(const char *s, double *ret_v)
{
    char *end = NULL;

    if (s[strspn(s, "+-.0123456789eE")] != '\0')
        return false;
    errno = 0;
    *ret_v = strtod(s, &end);
    return end != s && *end == '\0' && errno == 0 && isfinite(*ret_v);
}

static bool
is_yes(const char *s, bool *ret_v)
{
    *ret_v = strcasecmp(s, "yes") == 0 || strcasecmp(s, "true") == 0;
    return *ret_v || strcasecmp(s, "no") == 0 || strcasecmp(s, "false") == 0;
}

static enum err
read_choice(struct reader *p, const struct met *m, const struct value *v, struct arg *ret_arg)
{
    const char *all = "";

    for (int64_t i = 0; m->field->choices[i] != NULL; i++) {
        if (strcasecmp(m->field->choices[i], v->text) == 0) {
            *ret_arg = a_int(i);
            return ERR_NONE;
        }
        all = arena_printf(p->a, "%s%s%s", all, i > 0 ? ", " : "", m->field->choices[i]);
        if (all == NULL)
            return ERR_UNAVAILABLE;
    }
    return filter_expected(p, v->at, arena_printf(p->a, "expected one of %s", all));
}

enum err
filter_arg(struct reader *p, const struct met *m, const struct value *v, struct arg *ret_arg)
{
    struct uuid id;
    double number;
    bool yes;

    switch (m->field->type) {
    case FILTER_TEXT:
        *ret_arg = a_str(m->op == OP_HAS ? contains(p->a, v->text) : v->text);
        return ret_arg->kind == ARG_NULL ? ERR_UNAVAILABLE : ERR_NONE;
    case FILTER_NUMBER:
        if (!is_number(v->text, &number))
            return filter_expected(p, v->at, "expected a number");
        *ret_arg = a_num(number);
        return ERR_NONE;
    case FILTER_YES_NO:
        if (!is_yes(v->text, &yes))
            return filter_expected(p, v->at, "expected yes or no");
        *ret_arg = a_int(yes);
        return ERR_NONE;
    case FILTER_CHOICE:
        return read_choice(p, m, v, ret_arg);
    case FILTER_PERSON:
        if (strcasecmp(v->text, "me") == 0)
            id = p->me;
        else if (!uuid_parse(v->text, &id))
            return filter_expected(p, v->at, "expected me, none or the id of a person");
        *ret_arg = a_uuid(id);
        return ERR_NONE;
    case FILTER_DATE:
    case FILTER_SEARCH:
        break;
    }
    return filter_expected(p, v->at, "expected another value");
}

/* The longest text that something indexed must contain. */
static void
note_text(struct reader *p, const struct met *m, const struct value *v)
{
    const bool search = m->field->type == FILTER_SEARCH;

    if (m->op == OP_EQ && m->field->keyed)
        p->f->is = v->text;
    if (m->op != OP_HAS || (!search && !m->field->worded))
        return;
    if (p->f->has != NULL && strlen(p->f->has) >= strlen(v->text))
        return;
    p->f->has = v->text;
    p->f->has_anyhow = search;
}

static enum err
add_search(struct reader *p, const struct met *m, const struct value *v)
{
    const char *has = contains(p->a, v->text);
    enum err e = has == NULL ? ERR_UNAVAILABLE : filter_add_field(p, m, " AND ", "");

    for (const char *s = strchr(m->field->sql, '?'); e == ERR_NONE && s != NULL; s = strchr(s + 1, '?')) {
        e = filter_bind(p, v->at, a_str(has));
        if (has[0] == '%' && e == ERR_NONE)
            has++;
    }
    return e;
}

enum err
filter_add_one(struct reader *p, const struct met *m, const struct value *v)
{
    struct arg arg;
    const char *after;
    enum err e;

    note_text(p, m, v);
    if (m->field->type == FILTER_SEARCH)
        return add_search(p, m, v);
    if (!v->quoted && strcasecmp(v->text, "none") == 0)
        return add_empty(p, m, v->at);
    if (m->field->type == FILTER_DATE)
        return add_date(p, m, v);
    e = filter_arg(p, m, v, &arg);
    if (e != ERR_NONE)
        return e;
    after = m->op == OP_NE    ? " <=> ?)"
            : m->op == OP_HAS ? " LIKE ? ESCAPE '!'"
                              : arena_printf(p->a, " %s ?", op_sql[m->op]);
    if (after == NULL)
        return ERR_UNAVAILABLE;
    e = filter_add_field(p, m, m->op == OP_NE ? " AND NOT (" : " AND ", after);
    return e != ERR_NONE ? e : filter_bind(p, v->at, arg);
}
