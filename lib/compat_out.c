/*
 * compat_out.c: our reply in the form of an older system, by the rows of a compat route.
 *
 * The rows' paths are cut into steps; rows that share their first steps stand together and are written as one object or
 * list. A list of theirs walks the list that its first row with a list names on our side.
 */
#include "compat_private.h"

#include <math.h>

#include "req.h"

#define OUT_MAX_LISTS 4 /* lists within lists */

struct walk {
    struct req *r;
    const json *ours;
    struct text *t;
    size_t at[OUT_MAX_LISTS]; /* where each open list stands */
    unsigned lists;
};

/* Their path cut at its next step: a member "name", or a list "[]". Steps: a.b[].c -> "a" "b" "[]" "c". */
struct step {
    const char *s;
    size_t len;
};

static struct step
next_step(const char *path)
{
    struct step step = { path, 0 };

    if (*path == '.')
        step.s++;
    step.len = *step.s == '[' ? 2 : strcspn(step.s, ".[");
    return step;
}

static bool
same_step(struct step a, struct step b)
{
    return a.len == b.len && memcmp(a.s, b.s, a.len) == 0;
}

/* Follows our path; the n-th [] takes the n-th open list's place. stop_at: the value of that list itself (counted
   from 0), not of an item. NULL when it is not there. */
static const json *
follow(const struct walk *w, const char *path, unsigned stop_at)
{
    const json *v = w->ours;
    unsigned list = 0;
    char name[128];

    while (v != NULL && *path != '\0') {
        const struct step step = next_step(path);

        path = step.s + step.len;
        if (step.s[0] == '[') {
            if (list == stop_at)
                return v;
            v = list < w->lists ? json_at(v, w->at[list]) : NULL;
            list++;
            continue;
        }
        if (step.len >= sizeof name)
            return NULL;
        memcpy(name, step.s, step.len);
        name[step.len] = '\0';
        v = json_get(v, name);
    }
    return v;
}

static double
number_of(const json *v)
{
    const char *s = json_str(v, NULL);

    return s != NULL ? strtod(s, NULL) : json_num(v, NAN);
}

/* A number with a decimal point, in the fewest digits that read back. */
static void
put_float(struct text *t, double v)
{
    char buf[40];

    if (!isfinite(v)) {
        text_add(t, "null");
        return;
    }
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(buf, sizeof buf, "%.*g", digits, v);
        if (strtod(buf, NULL) == v)
            break;
    }
    text_add(t, buf);
    if (strpbrk(buf, ".e") == NULL)
        text_add(t, ".0");
}

static void
put_int(struct text *t, double v)
{
    char buf[40];

    snprintf(buf, sizeof buf, "%.0f", round(v) + 0.0);
    text_add(t, isfinite(v) ? buf : "null");
}

static void
put_hex_id(struct text *t, const char *id)
{
    text_add(t, "\"");
    for (; *id != '\0'; id++)
        if (*id != '-' && *id != '"' && *id != '\\')
            text_addn(t, id, 1);
    text_add(t, "\"");
}

static const char *
their_word(const char *const *words, const char *ours)
{
    for (; words != NULL && words[0] != NULL && words[1] != NULL; words += 2)
        if (strcmp(words[0], ours) == 0)
            return words[1];
    return ours;
}

/* s: RFC 3339 in UTC, as we write it. */
static void
put_time(struct walk *w, enum compat_form form, const char *s)
{
    const bool day = form == FORM_DATE || strlen(s) < 19;
    const char *text = day                     ? arena_printf(w->r->arena, "%.10s", s)
                       : form == FORM_ZONELESS ? arena_copy(w->r->arena, s, strcspn(s, "Z"))
                                               : arena_printf(w->r->arena, "%.10s %.8s", s, s + 11);

    text_quote(w->t, text != NULL ? text : "");
}

static void
put_formed(struct walk *w, const struct compat_out *row, const json *v)
{
    const char *s = json_str(v, NULL);

    switch (row->form) {
    case FORM_INT:
        put_int(w->t, number_of(v));
        return;
    case FORM_FLOAT:
        put_float(w->t, number_of(v));
        return;
    case FORM_PERCENT_FLOAT:
        /* 0.07 * 100 would show the binary fraction; six digits after the point are more than any score has. */
        put_float(w->t, round(number_of(v) * 1e8) / 1e6);
        return;
    case FORM_PERCENT_INT:
        put_int(w->t, number_of(v) * 100);
        return;
    case FORM_HEX_ID:
        put_hex_id(w->t, s != NULL ? s : "");
        return;
    case FORM_DATE:
    case FORM_SECONDS:
    case FORM_ZONELESS:
        put_time(w, row->form, s != NULL ? s : "");
        return;
    case FORM_STR:
    case FORM_SAME:
        break;
    }
    if (s != NULL) {
        text_quote(w->t, their_word(row->words, s));
        return;
    }
    s = json_text(w->r->arena, v);
    if (row->form == FORM_STR && s != NULL)
        text_quote(w->t, s);
    else
        text_add(w->t, s != NULL ? s : "null");
}

static void
put_leaf(struct walk *w, const struct compat_out *row)
{
    const json *v = row->ours != NULL ? follow(w, row->ours, OUT_MAX_LISTS) : NULL;

    if (v != NULL)
        put_formed(w, row, v);
    else
        text_add(w->t, row->constant != NULL ? row->constant : "null");
}

/* What the steps so far have consumed of a row's path. */
static const char *
rest_of(const struct compat_out *row, size_t used)
{
    return row->theirs + used;
}

/* How many rows from the first on share its next step. */
static size_t
group(const struct compat_out *rows, size_t count, size_t used)
{
    const struct step first = next_step(rest_of(rows, used));
    size_t n = 1;

    while (n < count && same_step(first, next_step(rest_of(&rows[n], used))))
        n++;
    return n;
}

static void put_rows(struct walk *w, const struct compat_out *rows, size_t count, size_t used);

static void
put_list(struct walk *w, const struct compat_out *rows, size_t count, size_t used)
{
    const json *list = NULL;

    for (size_t i = 0; i < count && list == NULL; i++)
        if (rows[i].ours != NULL)
            list = follow(w, rows[i].ours, w->lists);
    text_add(w->t, "[");
    if (w->lists < OUT_MAX_LISTS && json_kind(list) == JSON_ARRAY) {
        const unsigned mine = w->lists++;

        for (size_t i = 0; i < json_len(list); i++) {
            const struct arena_mark before = arena_here(w->r->arena); /* the text has its place already */

            w->at[mine] = i;
            text_comma(w->t);
            put_rows(w, rows, count, used + 2);
            arena_rewind(w->r->arena, before);
        }
        w->lists--;
    }
    text_add(w->t, "]");
}

/* rows: all that share the first `used` characters of their path. */
static void
put_rows(struct walk *w, const struct compat_out *rows, size_t count, size_t used)
{
    const struct step first = next_step(rest_of(rows, used));

    if (first.len == 0) {
        put_leaf(w, rows);
        return;
    }
    if (first.s[0] == '[') {
        put_list(w, rows, count, used);
        return;
    }
    text_add(w->t, "{");
    for (size_t i = 0, n = 0; i < count; i += n) {
        const struct step step = next_step(rest_of(&rows[i], used));
        const char *name = arena_copy(w->r->arena, step.s, step.len);

        n = group(&rows[i], count - i, used);
        text_comma(w->t);
        text_quote(w->t, name != NULL ? name : "");
        text_add(w->t, ":");
        put_rows(w, &rows[i], n, (size_t)(step.s + step.len - rows[i].theirs));
    }
    text_add(w->t, "}");
}

enum err
compat_output(struct req *r, const char *ours, size_t len, const char **ret_text, size_t *ret_len)
{
    struct text t = { .a = r->arena };
    struct walk w = { .r = r, .t = &t };
    json *reply_json = NULL;
    size_t rows = 0;
    enum err e;

    if (r->compat->out == NULL) {
        *ret_text = ours;
        *ret_len = len;
        return ERR_NONE;
    }
    e = json_parse(r->arena, ours, len, &reply_json, NULL);
    if (e == ERR_UNAVAILABLE)
        return e;
    if (e != ERR_NONE)
        return fault(r, ERR_INTERNAL, "compat: the reply of %s is no JSON", r->compat->path);
    w.ours = reply_json;
    while (r->compat->out[rows].theirs != NULL)
        rows++;
    if (rows == 0)
        text_add(&t, "{}");
    else
        put_rows(&w, r->compat->out, rows, 0);
    if (t.failed)
        return ERR_UNAVAILABLE;
    *ret_text = t.s;
    *ret_len = t.len;
    return ERR_NONE;
}
