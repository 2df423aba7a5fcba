/*
 * filter.c: see filter.h. One pass over the text; a fragment is written as soon as its part is read.
 */
#include "filter_private.h"

#include <string.h>

#include "req.h"
#include "utf8.h"

#define NAME_MAX_BYTES 64

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
    return m->field->type == FILTER_NUMBER || m->field->type == FILTER_DATE;
}

static enum err
read_list(struct reader *p, const struct met *m)
{
    struct value v;
    struct arg arg;
    enum err e;

    if (!filter_take(p, '('))
        return filter_expected(p, p->at, "expected ( after in");
    e = filter_add_field(p, m, " AND ", " IN (");
    for (bool first = true; e == ERR_NONE; first = false) {
        e = filter_read_value(p, &v);
        if (e == ERR_NONE)
            e = filter_arg(p, m, &v, &arg);
        if (e == ERR_NONE)
            e = filter_bind(p, v.at, arg);
        if (e == ERR_NONE)
            e = filter_add(p, first ? "?" : ", ?");
        if (e != ERR_NONE || !filter_take(p, ','))
            break;
    }
    if (e == ERR_NONE && !filter_take(p, ')'))
        e = filter_expected(p, p->at, "expected , or )");
    return e != ERR_NONE ? e : filter_add(p, ")");
}

static enum err
read_field(struct reader *p, const struct filter_field *fields, struct met *ret_met)
{
    size_t n;
    char *name;

    filter_skip_space(p);
    n = filter_word_length(p);
    name = n > 0 && n <= NAME_MAX_BYTES ? arena_copy(p->a, p->text + p->at, n) : NULL;
    if (n == 0 || n > NAME_MAX_BYTES)
        return filter_expected(p, p->at, "expected the name of a field");
    if (name == NULL)
        return ERR_UNAVAILABLE;
    for (const struct filter_field *f = fields; f->name != NULL; f++) {
        if (strcmp(name, f->name) == 0) {
            *ret_met = (struct met){ .field = f, .at = p->at };
            p->at += n;
            return ERR_NONE;
        }
    }
    return filter_expected(p, p->at, arena_printf(p->a, "there is no field %s here", name));
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
    filter_skip_space(p);
    at = p->at;
    e = filter_read_op(p, &m.op);
    if (e != ERR_NONE)
        return e;
    if (!op_goes(&m))
        return filter_expected(p, at, arena_printf(p->a, "%s cannot be compared so", m.field->name));
    if (m.op == OP_IN)
        return read_list(p, &m);
    e = filter_read_value(p, &v);
    return e != ERR_NONE ? e : filter_add_one(p, &m, &v);
}

enum err
filter_parse(struct arena *a, const char *text, const struct filter_field *fields, struct uuid me,
             struct filter *ret_filter, struct filter_fault *ret_fault)
{
    struct filter f = { .sql = "" };
    struct reader p = { .a = a, .text = text, .me = me, .f = &f };
    enum err e = ERR_NONE;

    if (strlen(text) > FILTER_MAX)
        e = filter_expected(&p, FILTER_MAX, "the filter is too long");
    else if (!utf8_valid(text, strlen(text)))
        e = filter_expected(&p, utf8_good(text, strlen(text)), "this is no UTF-8");
    for (bool more = true; e == ERR_NONE && more;) {
        e = read_part(&p, fields);
        more = e == ERR_NONE && filter_take_word(&p, "and");
    }
    filter_skip_space(&p);
    if (e == ERR_NONE && text[p.at] != '\0')
        e = filter_expected(&p, p.at, "expected and, or the end");
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
