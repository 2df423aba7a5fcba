/*
 * training.c: interactions as a table to learn from (V-B30), streamed.
 */
#include "interactions.h"

#define ROWS_AT_ONCE 2000

static const char heading[] = "user_id,user_type,loyalty_score,calculated_credit_score,has_active_complaint,event_type,"
                              "product_name,complaint_category,timestamp\r\n";

/* Quoted where need be; what a spreadsheet would take for a formula gets an apostrophe. */
static enum err
write_cell(struct req *r, const char *text, const char *end)
{
    const bool formula = *text != '\0' && strchr("=+-@\t\r", *text) != NULL;
    const bool quoted = formula || strpbrk(text, ",\"\r\n") != NULL;
    char *s = arena_alloc(r->arena, strlen(text) * 2 + 8), *to = s;

    if (s == NULL)
        return ERR_UNAVAILABLE;
    if (quoted)
        *to++ = '"';
    if (formula)
        *to++ = '\'';
    for (; *text != '\0'; text++) {
        if (*text == '"')
            *to++ = '"';
        *to++ = *text;
    }
    if (quoted)
        *to++ = '"';
    to = stpcpy(to, end);
    return stream_write(r, s, (size_t)(to - s));
}

static enum err
write_some(struct req *r, struct uuid *below, int64_t *ret_count)
{
    struct rows *rows;
    int64_t n = 0;
    enum err e = db_rows(r, Q_TRAINING, ARGS(a_uuid(*below), a_int(ROWS_AT_ONCE)), &rows);

    for (; e == ERR_NONE && rows_next(rows); n++) {
        const unsigned columns = col_count(rows);

        *below = col_uuid(rows, 0);
        for (unsigned i = 1; e == ERR_NONE && i < columns; i++)
            e = write_cell(r, col_str(rows, i), i + 1 < columns ? "," : "\r\n");
    }
    if (e == ERR_NONE)
        e = rows_error(rows);
    *ret_count = n;
    return e;
}

static enum err
training(struct req *r, const void *input)
{
    struct uuid below;
    int64_t n = ROWS_AT_ONCE;
    enum err e = db_begin(r);

    (void)input;
    memset(below.b, 0xff, sizeof below.b);
    if (e == ERR_NONE)
        e = audit_add(r, "training.exported", "interactions", "", NULL);
    if (e == ERR_NONE)
        e = db_commit(r);
    if (e == ERR_NONE)
        e = stream_begin(r, "text/csv; charset=utf-8", "training-data.csv");
    if (e == ERR_NONE)
        e = stream_write(r, heading, sizeof heading - 1);
    while (e == ERR_NONE && n == ROWS_AT_ONCE) {
        struct arena_mark mark = arena_here(r->arena);

        e = write_some(r, &below, &n);
        arena_rewind(r->arena, mark);
    }
    return e;
}

/* Nobody's name is in it, and the documented clients that fetch it cannot give a password again: no step-up. */
const struct endpoint training_endpoint = {
    .title = "Interactions as a table to learn from",
    .run = training,
    .gives = "text/csv",
    .outside = true,
};
