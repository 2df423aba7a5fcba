/*
 * search.c: VigilPay's search box: up to eight rows of the bank's dataset whose number, surname, geography or gender
 * contains the text. The names of that system's columns are known here and nowhere else; a dataset without them has
 * blanks there.
 */
#include "item.h"

#include <errno.h>
#include <math.h>

#include "out.h"
#include "visible.h"

#define LEAST_CHARACTERS 2
#define HITS             8
#define FEW_ROWS         200000 /* so many are looked at all */
#define TOP_ROWS         20000  /* of more, these first: common texts are found there */

struct search_in {
    const char *q;
};

static const struct field search_fields[] = {
    FIELD_STR(struct search_in, q, .in = IN_QUERY, .max = 200, .doc = "At least two characters"),
    FIELD_END,
};

static const struct shape hit_shape[] = {
    { .name = "customer_no", .type = S_INT }, { .name = "name", .type = S_STR },
    { .name = "geography", .type = S_STR },   { .name = "gender", .type = S_STR },
    { .name = "score", .type = S_NUM },       { .name = "level", .type = S_STR },
    { .name = "driver", .type = S_STR },      SHAPE_END,
};

static const struct shape search_out[] = {
    { .name = "query", .type = S_STR },
    { .name = "count", .type = S_INT },
    { .name = "data", .type = S_ARRAY, .of = hit_shape },
    SHAPE_END,
};

static const char *
cell_text(struct req *r, const struct scoring *s, const struct schema_cell *cells, const char *header)
{
    const size_t f = schema_find_feature(s->schema, header);

    return f == SCHEMA_NONE ? "" : arena_copy(r->arena, cells[f].s, cells[f].len);
}

static double
cell_number(const struct scoring *s, const struct schema_cell *cells, const char *header, double fallback)
{
    const size_t f = schema_find_feature(s->schema, header);
    double v = fallback;

    if (f == SCHEMA_NONE || cells[f].len == 0)
        return fallback;
    if (schema_feature(s->schema, f)->type == SCHEMA_YES_NO)
        return schema_yes_no(cells[f]);
    return schema_number(cells[f], &v) ? v : fallback;
}

/* The first that fits, in that system's order; complaints are not kept with a dataset. */
static const char *
driver(const struct scoring *s, const struct schema_cell *cells)
{
    if (cell_number(s, cells, "IsActiveMember", 1) == 0)
        return "Low activity";
    if (cell_number(s, cells, "CreditScore", 600) < 600)
        return "Low credit score";
    if (cell_number(s, cells, "NumOfProducts", 1) <= 1)
        return "Low product usage";
    if (cell_number(s, cells, "Balance", 0) < 1000)
        return "Low balance";
    return "Stable behavior";
}

/* That system's numbers are integers: a number that is none there was replaced by the row's. */
static int64_t
customer_number(const struct rows *row)
{
    const char *text = col_str(row, 1);
    char *end = NULL;
    long long v;

    errno = 0;
    v = strtoll(text, &end, 10);
    return errno != 0 || end == text || *end != '\0' ? col_int(row, 0) : v;
}

static enum err
out_hit(struct req *r, const struct scoring *s, const struct rows *row)
{
    const size_t n = s->schema->feature_count;
    struct schema_cell *cells = ARENA_NEW(r->arena, struct schema_cell, n + 1);
    const char *text = arena_copy(r->arena, col_str(row, 3), col_len(row, 3));
    const double unit = s->kind == SCORED_MODEL ? 100 : 1;
    const double score = fmin(fmax(round(col_num(row, 4) * unit * 100) / 100, 0), 100);

    if (cells == NULL || text == NULL)
        return ERR_UNAVAILABLE;
    if (n > 0 && !schema_split(text, col_len(row, 3), cells, n))
        return fault(r, ERR_INTERNAL, "a row of dataset %lld does not fit its schema", (long long)s->dataset_no);
    out_object(r, NULL);
    out_int(r, "customer_no", customer_number(row));
    out_str(r, "name", col_str(row, 2));
    out_str(r, "geography", cell_text(r, s, cells, "Geography"));
    out_str(r, "gender", cell_text(r, s, cells, "Gender"));
    out_num(r, "score", score);
    out_str(r, "level", score >= 70 ? "High" : score >= 40 ? "Medium" : "Low");
    out_str(r, "driver", driver(s, cells));
    out_end(r);
    return ERR_NONE;
}

/* Place of a feature among the cells from 1, and a pattern that nothing fits where there is no such feature. */
static struct arg
place(const struct scoring *s, const char *header)
{
    const size_t f = schema_find_feature(s->schema, header);

    return a_int(f == SCHEMA_NONE ? 1 : (int64_t)f + 1);
}

static struct arg
pattern(const struct scoring *s, const char *header, const char *text)
{
    return a_str(schema_find_feature(s->schema, header) == SCHEMA_NONE ? NULL : text);
}

/* What the statement finds; the text's patterns follow the `before` arguments. */
static enum err
look(struct req *r, const struct scoring *s, int statement, const char *q, struct args before, struct rows **ret_rows)
{
    const char *text = arena_printf(r->arena, "%%%s%%", like_text(r, q));
    const struct arg fits[] = { a_str(text),
                                a_str(text),
                                place(s, "Geography"),
                                pattern(s, "Geography", text),
                                place(s, "Gender"),
                                pattern(s, "Gender", text),
                                a_all(r) };
    struct arg all[12];
    size_t n = 0;

    for (size_t i = 0; i < before.n; i++)
        all[n++] = before.v[i];
    for (size_t i = 0; i < sizeof fits / sizeof fits[0]; i++)
        all[n++] = fits[i];
    if (statement == Q_SEARCH)
        all[n++] = a_int(s->no);
    return db_rows(r, statement, (struct args){ all, n }, ret_rows);
}

static enum err
out_hits(struct req *r, const struct scoring *s, struct rows *rows, int64_t *ret_count)
{
    enum err e = ERR_NONE;

    for (*ret_count = 0; e == ERR_NONE && rows_next(rows); ++*ret_count)
        e = out_hit(r, s, rows);
    return e != ERR_NONE ? e : rows_error(rows);
}

/* Of a very large dataset the highest scores first. They are enough when the eighth hit is among them. */
static enum err
find_hits(struct req *r, const struct scoring *s, const char *q, int64_t *ret_count)
{
    struct rows *rows = NULL;
    int64_t least = 0;
    enum err e = ERR_NONE;

    if (s->rows > FEW_ROWS) {
        e = look(r, s, Q_SEARCH_TOP, q, ARGS(a_int(s->no), a_int(TOP_ROWS), a_int(s->dataset_no)), &rows);
        while (e == ERR_NONE && least < HITS && rows_next(rows))
            least++;
        if (e != ERR_NONE)
            return e;
        rows_close(rows);
    }
    if (least == HITS)
        e = look(r, s, Q_SEARCH_TOP, q, ARGS(a_int(s->no), a_int(TOP_ROWS), a_int(s->dataset_no)), &rows);
    else
        e = look(r, s, Q_SEARCH, q, ARGS(a_int(s->dataset_no)), &rows);
    return e != ERR_NONE ? e : out_hits(r, s, rows, ret_count);
}

static size_t
characters(const char *s)
{
    size_t n = 0;

    for (; *s != '\0'; s++)
        n += ((unsigned char)*s & 0xc0) != 0x80; /* bytes that begin a character */
    return n;
}

static enum err
search(struct req *r, const void *input)
{
    const struct search_in *in = input;
    const char *q = in->q != NULL ? in->q : "";
    const struct scoring *s = NULL;
    int64_t count = 0;
    enum err e = ERR_NONE;

    out_str(r, "query", q);
    out_array(r, "data");
    if (characters(q) >= LEAST_CHARACTERS) {
        e = scoring_active(r, &s);
        if (e == ERR_NONE && s != NULL)
            e = find_hits(r, s, q, &count);
    }
    if (e != ERR_NONE)
        return e;
    out_end(r);
    out_int(r, "count", count);
    return reply(r, 200);
}

const struct endpoint customer_search = {
    .title = "Search customers as VigilPay did",
    .fields = search_fields,
    .out = search_out,
    .input_size = sizeof(struct search_in),
    .run = search,
};
