/*
 * filter.c: see filter.h. One pass over the text; a fragment is written as soon as its part is read.
 */
#include "filter.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "req.h"
#include "utf8.h"

#define NAME_MAX_BYTES 64

enum op { OP_EQ, OP_NE, OP_LT, OP_LE, OP_GT, OP_GE, OP_HAS, OP_IN };
static const char *const op_sql[] = { "=", "<>", "<", "<=", ">", ">=", "LIKE", "IN" };

struct value {
    size_t at;
    const char *text;
    bool quoted;
};

struct reader {
    struct arena *a;
    const char *text;
    size_t at;
    struct uuid me;
    struct filter *f;
    struct filter_fault fault;
};

static enum err
expected(struct reader *p, size_t at, const char *message)
{
    p->fault = (struct filter_fault){ at, message };
    return ERR_INVALID;
}

static void
skip_space(struct reader *p)
{
    p->at += strspn(p->text + p->at, " \t\r\n");
}

static bool
in_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("_.-+:@", c) != NULL ||
           (unsigned char)c >= 0x80;
}

static size_t
word_length(const struct reader *p)
{
    size_t n = 0;

    while (p->text[p->at + n] != '\0' && in_word(p->text[p->at + n]))
        n++;
    return n;
}

/* Takes a word in lower or upper letters if it stands here by itself. */
static bool
take_word(struct reader *p, const char *word)
{
    size_t n;

    skip_space(p);
    n = word_length(p);
    if (n != strlen(word) || strncasecmp(p->text + p->at, word, n) != 0)
        return false;
    p->at += n;
    return true;
}

static bool
take(struct reader *p, char c)
{
    skip_space(p);
    if (p->text[p->at] != c)
        return false;
    p->at++;
    return true;
}

static enum err
read_op(struct reader *p, enum op *ret_op)
{
    static const struct {
        const char *text;
        enum op op;
    } ops[] = { { "!=", OP_NE }, { "<=", OP_LE }, { ">=", OP_GE }, { "=", OP_EQ },
                { "<", OP_LT },  { ">", OP_GT },  { "~", OP_HAS } };

    if (take_word(p, "in")) {
        *ret_op = OP_IN;
        return ERR_NONE;
    }
    for (size_t i = 0; i < sizeof ops / sizeof ops[0]; i++) {
        if (strncmp(p->text + p->at, ops[i].text, strlen(ops[i].text)) == 0) {
            p->at += strlen(ops[i].text);
            *ret_op = ops[i].op;
            return ERR_NONE;
        }
    }
    return expected(p, p->at, "expected one of = != < <= > >= ~ in");
}

static enum err
read_quoted(struct reader *p, struct value *v)
{
    char *to = arena_alloc(p->a, strlen(p->text + p->at) + 1);

    if (to == NULL)
        return ERR_UNAVAILABLE;
    v->text = to;
    v->quoted = true;
    for (p->at++; p->text[p->at] != '"'; *to++ = p->text[p->at++]) {
        if (p->text[p->at] == '\\' && (p->text[p->at + 1] == '"' || p->text[p->at + 1] == '\\'))
            p->at++;
        if (p->text[p->at] == '\0')
            return expected(p, v->at, "expected a \" that ends the text which begins here");
    }
    p->at++;
    return ERR_NONE;
}

static enum err
read_value(struct reader *p, struct value *v)
{
    size_t n;

    skip_space(p);
    *v = (struct value){ .at = p->at };
    if (p->text[p->at] == '"')
        return read_quoted(p, v);
    n = word_length(p);
    if (n == 0)
        return expected(p, p->at, "expected a value: a word, a number or a \"text\"");
    v->text = arena_copy(p->a, p->text + p->at, n);
    p->at += n;
    return v->text == NULL ? ERR_UNAVAILABLE : ERR_NONE;
}

static enum err
bind(struct reader *p, size_t at, struct arg v)
{
    if (p->f->n == FILTER_MAX_ARGS)
        return expected(p, at, "too many values");
    p->f->args[p->f->n++] = v;
    return ERR_NONE;
}

static enum err
add_sql(struct reader *p, const char *sql)
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

/* A field as it is met in a filter: rest is what follows the dot of a field whose name ends in one. */
struct met {
    const struct filter_field *field;
    const char *rest;
    size_t at;
    enum op op;
};

/* The field's fragment, between two pieces of SQL. */
static enum err
add_field(struct reader *p, const struct met *m, const char *before, const char *after)
{
    enum err e = add_sql(p, arena_printf(p->a, "%s%s%s", before, m->field->sql, after));

    return e == ERR_NONE && m->rest != NULL ? bind(p, m->at, a_str(m->rest)) : e;
}

static enum err
add_empty(struct reader *p, const struct met *m, size_t at)
{
    const bool text = m->field->type == FILTER_TEXT;

    if (m->op != OP_EQ && m->op != OP_NE)
        return expected(p, at, "expected a value: only = and != go with none");
    if (text)
        return add_field(p, m, " AND COALESCE(", m->op == OP_EQ ? ", '') = ''" : ", '') <> ''");
    return add_field(p, m, " AND ", m->op == OP_EQ ? " IS NULL" : " IS NOT NULL");
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

    if (!is_date(v->text))
        return expected(p, v->at, "expected a date like 2026-01-31");
    e = add_field(p, m, m->op == OP_NE ? " AND (" : " AND ", after[m->op]);
    if (e == ERR_NONE)
        e = bind(p, v->at, a_str(v->text));
    if (e != ERR_NONE || (m->op != OP_EQ && m->op != OP_NE))
        return e;
    e = m->op == OP_EQ ? add_field(p, m, " AND ", " < ? + INTERVAL 1 DAY")
                       : add_field(p, m, " OR ", " >= ? + INTERVAL 1 DAY)");
    return e != ERR_NONE ? e : bind(p, v->at, a_str(v->text));
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
    return expected(p, v->at, arena_printf(p->a, "expected one of %s", all));
}

static enum err
value_of(struct reader *p, const struct met *m, const struct value *v, struct arg *ret_arg)
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
            return expected(p, v->at, "expected a number");
        *ret_arg = a_num(number);
        return ERR_NONE;
    case FILTER_YES_NO:
        if (!is_yes(v->text, &yes))
            return expected(p, v->at, "expected yes or no");
        *ret_arg = a_int(yes);
        return ERR_NONE;
    case FILTER_CHOICE:
        return read_choice(p, m, v, ret_arg);
    case FILTER_PERSON:
        if (strcasecmp(v->text, "me") == 0)
            id = p->me;
        else if (!uuid_parse(v->text, &id))
            return expected(p, v->at, "expected me, none or the id of a person");
        *ret_arg = a_uuid(id);
        return ERR_NONE;
    case FILTER_DATE:
    case FILTER_SEARCH:
        break;
    }
    return expected(p, v->at, "expected another value");
}

/* Custom fields hold texts and numbers: they are compared as what stands in the filter. */
static enum err
add_ordered_text(struct reader *p, const struct met *m, const struct value *v)
{
    double number;
    const bool is = !v->quoted && is_number(v->text, &number);
    enum err e = add_field(p, m, is ? " AND CAST(" : " AND ",
                           arena_printf(p->a, "%s %s ?", is ? " AS DOUBLE)" : "", op_sql[m->op]));

    return e != ERR_NONE ? e : bind(p, v->at, is ? a_num(number) : a_str(v->text));
}

static bool
op_goes(const struct met *m)
{
    if (m->field->type == FILTER_SEARCH)
        return m->op == OP_HAS;
    switch (m->op) {
    case OP_EQ:
    case OP_NE:
        return true;
    case OP_HAS:
        return m->field->type == FILTER_TEXT || m->field->type == FILTER_SEARCH;
    case OP_IN:
        return m->field->type != FILTER_DATE && m->field->type != FILTER_YES_NO;
    case OP_LT:
    case OP_LE:
    case OP_GT:
    case OP_GE:
        break;
    }
    return m->field->type == FILTER_NUMBER || m->field->type == FILTER_DATE || m->rest != NULL;
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
    enum err e = has == NULL ? ERR_UNAVAILABLE : add_field(p, m, " AND ", "");

    for (const char *s = strchr(m->field->sql, '?'); e == ERR_NONE && s != NULL; s = strchr(s + 1, '?')) {
        e = bind(p, v->at, a_str(has));
        if (has[0] == '%' && e == ERR_NONE)
            has++;
    }
    return e;
}

static enum err
add_one(struct reader *p, const struct met *m, const struct value *v)
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
    if (m->field->type == FILTER_TEXT && m->op != OP_EQ && m->op != OP_NE && m->op != OP_HAS)
        return add_ordered_text(p, m, v);
    e = value_of(p, m, v, &arg);
    if (e != ERR_NONE)
        return e;
    after = m->op == OP_NE    ? " <=> ?)"
            : m->op == OP_HAS ? " LIKE ? ESCAPE '!'"
                              : arena_printf(p->a, " %s ?", op_sql[m->op]);
    if (after == NULL)
        return ERR_UNAVAILABLE;
    e = add_field(p, m, m->op == OP_NE ? " AND NOT (" : " AND ", after);
    return e != ERR_NONE ? e : bind(p, v->at, arg);
}

static enum err
read_list(struct reader *p, const struct met *m)
{
    struct value v;
    struct arg arg;
    enum err e;

    if (!take(p, '('))
        return expected(p, p->at, "expected ( after in");
    e = add_field(p, m, " AND ", " IN (");
    for (bool first = true; e == ERR_NONE; first = false) {
        e = read_value(p, &v);
        if (e == ERR_NONE)
            e = value_of(p, m, &v, &arg);
        if (e == ERR_NONE)
            e = bind(p, v.at, arg);
        if (e == ERR_NONE)
            e = add_sql(p, first ? "?" : ", ?");
        if (e != ERR_NONE || !take(p, ','))
            break;
    }
    if (e == ERR_NONE && !take(p, ')'))
        e = expected(p, p->at, "expected , or )");
    return e != ERR_NONE ? e : add_sql(p, ")");
}

static enum err
read_field(struct reader *p, const struct filter_field *fields, struct met *ret_met)
{
    size_t n;
    char *name;

    skip_space(p);
    n = word_length(p);
    name = n > 0 && n <= NAME_MAX_BYTES ? arena_copy(p->a, p->text + p->at, n) : NULL;
    if (n == 0 || n > NAME_MAX_BYTES)
        return expected(p, p->at, "expected the name of a field");
    if (name == NULL)
        return ERR_UNAVAILABLE;
    for (const struct filter_field *f = fields; f->name != NULL; f++) {
        const size_t len = strlen(f->name);
        const bool open = f->name[len - 1] == '.';

        if (open ? strncmp(name, f->name, len) == 0 && n > len : strcmp(name, f->name) == 0) {
            *ret_met = (struct met){ .field = f, .rest = open ? name + len : NULL, .at = p->at };
            p->at += n;
            return ERR_NONE;
        }
    }
    return expected(p, p->at, arena_printf(p->a, "there is no field %s here", name));
}

static enum err
read_part(struct reader *p, const struct filter_field *fields)
{
    struct met m;
    struct value v;
    size_t at;
    enum err e = read_field(p, fields, &m);

    if (e != ERR_NONE)
        return e;
    skip_space(p);
    at = p->at;
    e = read_op(p, &m.op);
    if (e != ERR_NONE)
        return e;
    if (!op_goes(&m))
        return expected(p, at, arena_printf(p->a, "%s cannot be compared so", m.field->name));
    if (m.op == OP_IN)
        return read_list(p, &m);
    e = read_value(p, &v);
    return e != ERR_NONE ? e : add_one(p, &m, &v);
}

enum err
filter_parse(struct arena *a, const char *text, const struct filter_field *fields, struct uuid me,
             struct filter *ret_filter, struct filter_fault *ret_fault)
{
    struct filter f = { .sql = "" };
    struct reader p = { .a = a, .text = text, .me = me, .f = &f };
    enum err e = ERR_NONE;

    if (strlen(text) > FILTER_MAX)
        e = expected(&p, FILTER_MAX, "the filter is too long");
    else if (!utf8_valid(text, strlen(text)))
        e = expected(&p, utf8_good(text, strlen(text)), "this is no UTF-8");
    for (bool more = true; e == ERR_NONE && more;) {
        e = read_part(&p, fields);
        more = e == ERR_NONE && take_word(&p, "and");
    }
    skip_space(&p);
    if (e == ERR_NONE && text[p.at] != '\0')
        e = expected(&p, p.at, "expected and, or the end");
    if (e == ERR_NONE)
        *ret_filter = f;
    else if (e == ERR_INVALID)
        *ret_fault = p.fault;
    return e == ERR_INVALID && p.fault.message == NULL ? ERR_UNAVAILABLE : e;
}

enum err
filter_read(struct req *r, const char *text, const struct filter_field *fields, struct filter *ret_filter)
{
    struct filter_fault fault = { 0 };
    enum err e;

    ret_filter->sql = "";
    ret_filter->n = 0;
    if (text == NULL || text[strspn(text, " \t\r\n")] == '\0')
        return ERR_NONE;
    e = filter_parse(r->arena, text, fields, r->actor.user_id, ret_filter, &fault);
    if (e == ERR_INVALID)
        return fail_as(r, e, "filter_invalid", "filter",
                       arena_printf(r->arena, "At character %zu: %s.", fault.at + 1, fault.message));
    return e;
}
