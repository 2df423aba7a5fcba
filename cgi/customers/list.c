/*
 * list.c: the register. A cursor names the scoring it walks and the row it came to; the row's keys are looked up again,
 * so nothing about a customer travels in it. A page needs no snapshot: a finished scoring does not change.
 */
#include "item.h"

#include <inttypes.h>
#include <math.h>

#include "out.h"

#define Q_MAX       100
#define BANDS       3
#define TOP_MONEY   "9999999999999999.99" /* as high as a DECIMAL(18,2) goes */
#define TOP_SCORE   1e300
#define TOP_ROW     4294967295
#define SCORE_SLACK 1e-9 /* the walk over scores may begin a little outside its band; the band itself decides */

struct list_in {
    const char *band, *segment, *sort, *q, *cursor;
    int64_t limit;
};

static const char *const sorts[] = { "expected_value", "probability", "value", "name", NULL };

static const struct field list_fields[] = {
    FIELD_ENUM(struct list_in, band, .in = IN_QUERY, .choices = item_bands, .doc = "Only this band of risk"),
    FIELD_STR(struct list_in, segment, .in = IN_QUERY, .max = 64, .doc = "Only this segment"),
    FIELD_ENUM(struct list_in, sort, .in = IN_QUERY, .choices = sorts,
               .doc = "Highest first (names: from A); expected_value when not given"),
    FIELD_STR(struct list_in, q, .in = IN_QUERY, .max = Q_MAX, .doc = "Part of the name or beginning of the number"),
    FIELD_INT(struct list_in, limit, .in = IN_QUERY, .low = 1, .high = 200, .fallback = 25, .doc = "Customers a page"),
    FIELD_STR(struct list_in, cursor, .in = IN_QUERY, .max = 700, .doc = "next_cursor of the page before"),
    FIELD_END,
};

static const struct shape list_out[] = {
    { .name = "data", .type = S_ARRAY, .of = item_shape },
    { .name = "next_cursor", .type = S_STR, .nullable = true },
    { .name = "scoring",
      .type = S_OBJECT,
      .nullable = true,
      .of = scoring_shape,
      .doc = "What the figures come from; null before the first dataset" },
    SHAPE_END,
};

enum sort { BY_EXPECTED, BY_SCORE, BY_VALUE, BY_NAME };

/* What a page is asked for. Keys: where the walk begins. */
struct page {
    const struct list_in *in;
    const struct scoring *scoring;
    enum sort sort;
    int64_t band; /* -1: all */
    int64_t limit, row;
    const char *expected, *value, *name;
    double score;
};

struct arguments {
    struct arg v[40];
    size_t n;
};

static void
add(struct arguments *a, struct arg v)
{
    if (a->n < sizeof a->v / sizeof a->v[0])
        a->v[a->n++] = v;
}

static enum sort
sort_of(const char *name)
{
    for (size_t i = 0; name != NULL && sorts[i] != NULL; i++)
        if (strcmp(sorts[i], name) == 0)
            return (enum sort)i;
    return BY_EXPECTED;
}

static void
add_bands(struct arguments *a, const struct page *p)
{
    add(a, a_int(p->band < 0 ? 0 : p->band));
    add(a, a_int(p->band < 0 ? BANDS - 1 : p->band));
}

static void
add_key(struct arguments *a, const struct page *p)
{
    struct arg key = p->sort == BY_SCORE   ? a_num(p->score)
                     : p->sort == BY_VALUE ? a_str(p->value)
                     : p->sort == BY_NAME  ? a_str(p->name)
                                           : a_str(p->expected);

    add(a, key);
    add(a, key);
    add(a, a_int(p->row));
}

/* Segment filter, how many rows, and whose contents. */
static void
add_end(struct arguments *a, const struct page *p)
{
    const char *segment = p->in->segment != NULL ? p->in->segment : "";

    add(a, a_str(segment));
    add(a, a_str(segment));
    add(a, a_int(p->limit + 1));
}

static void
add_contents(struct arguments *a, const struct page *p)
{
    add(a, a_int(p->scoring->no));
    add(a, a_int(p->scoring->dataset_no));
}

static void
add_walk(struct arguments *a, const struct page *p, int64_t band)
{
    add(a, a_int(p->scoring->no));
    add(a, a_int(band));
    add_key(a, p);
    add_end(a, p);
}

/* Scores at which a band begins and ends; a rule of thumb counts in hundredths. */
static void
score_range(const struct page *p, double *ret_low, double *ret_high)
{
    const struct scoring *s = p->scoring;
    const double unit = s->kind == SCORED_RULE ? 100 : 1;
    const double low[] = { -TOP_SCORE, s->band_medium * unit, s->band_high * unit };
    const double high[] = { s->band_medium * unit, s->band_high * unit, TOP_SCORE };

    *ret_low = p->band < 0 ? -TOP_SCORE : low[p->band] - SCORE_SLACK;
    *ret_high = p->band < 0 ? TOP_SCORE : high[p->band] + SCORE_SLACK;
}

static int
browse(const struct page *p, struct arguments *a)
{
    double low, high;

    switch (p->sort) {
    case BY_SCORE:
        score_range(p, &low, &high);
        add(a, a_int(p->scoring->no));
        add(a, a_num(low));
        add_bands(a, p);
        add(a, a_num(fmin(p->score, high)));
        add(a, a_num(fmin(p->score, high)));
        add(a, a_int(p->row));
        add_end(a, p);
        break;
    case BY_NAME:
        add(a, a_int(p->scoring->dataset_no));
        add_key(a, p);
        add(a, a_int(p->scoring->no));
        add_bands(a, p);
        add_end(a, p);
        break;
    case BY_EXPECTED:
    case BY_VALUE:
        for (int64_t band = p->band < 0 ? 0 : p->band; band <= (p->band < 0 ? BANDS - 1 : p->band); band++)
            add_walk(a, p, band);
        if (p->band < 0)
            add(a, a_int(p->limit + 1));
        break;
    }
    add_contents(a, p);
    if (p->sort == BY_SCORE || p->sort == BY_NAME)
        return p->sort == BY_SCORE ? Q_PAGE_SCORE : Q_PAGE_NAME;
    if (p->sort == BY_EXPECTED)
        return p->band < 0 ? Q_PAGE_EXPECTED_ALL : Q_PAGE_EXPECTED;
    return p->band < 0 ? Q_PAGE_VALUE_ALL : Q_PAGE_VALUE;
}

static int
find(struct req *r, const struct page *p, struct arguments *a)
{
    static const int statements[] = {
        [BY_EXPECTED] = Q_FIND_EXPECTED,
        [BY_SCORE] = Q_FIND_SCORE,
        [BY_VALUE] = Q_FIND_VALUE,
        [BY_NAME] = Q_FIND_NAME,
    };
    const char *text = like_text(r, p->in->q);

    add(a, a_int(p->scoring->dataset_no));
    add(a, a_str(arena_printf(r->arena, "%%%s%%", text)));
    add(a, a_int(p->scoring->dataset_no));
    add(a, a_str(arena_printf(r->arena, "%s%%", text)));
    if (p->sort == BY_NAME) {
        add(a, a_int(p->scoring->dataset_no));
        add_key(a, p);
    }
    add(a, a_int(p->scoring->no));
    add_bands(a, p);
    if (p->sort != BY_NAME)
        add_key(a, p);
    add_end(a, p);
    add_contents(a, p);
    return statements[p->sort];
}

const char *
like_text(struct req *r, const char *text)
{
    char *s = arena_alloc(r->arena, strlen(text) * 2 + 1), *end = s;

    if (s == NULL)
        return "";
    for (; *text != '\0'; text++) {
        if (strchr("!%_", *text) != NULL)
            *end++ = '!';
        *end++ = *text;
    }
    return s;
}

static enum err
from_start(struct page *p)
{
    p->row = p->sort == BY_NAME ? 0 : TOP_ROW;
    p->expected = p->value = TOP_MONEY;
    p->score = TOP_SCORE;
    p->name = "";
    return ERR_NONE;
}

static enum err
bad_cursor(struct req *r)
{
    return fail_as(r, ERR_INVALID, "cursor_expired", "cursor",
                   "The list that this cursor belongs to is gone. Start again without one.");
}

/* The row that the cursor names, in the scoring that it names. */
static enum err
from_cursor(struct req *r, struct page *p)
{
    const char *text = NULL;
    struct rows *row = NULL;
    int64_t no = 0;
    unsigned sort = 0;
    enum err e = cursor_read(r, p->in->cursor, &text);

    if (e != ERR_NONE)
        return e;
    if (sscanf(text, "%" SCNd64 " %u %" SCNd64, &no, &sort, &p->row) != 3 || sort != p->sort)
        return fail(r, ERR_INVALID, "cursor", "This cursor belongs to a list in another order.");
    e = scoring_get(r, no, &p->scoring);
    if (e == ERR_NONE)
        e = db_one(r, Q_PLACE, ARGS(a_int(no), a_int(p->row), a_int(p->scoring->dataset_no)), &row);
    if (e != ERR_NONE)
        return e == ERR_NOT_FOUND ? bad_cursor(r) : e;
    p->expected = arena_str(r->arena, col_str(row, 0));
    p->value = arena_str(r->arena, col_str(row, 1));
    p->score = col_num(row, 2);
    p->name = arena_str(r->arena, col_str(row, 3));
    return ERR_NONE;
}

static enum err
write_page(struct req *r, const struct page *p)
{
    struct arguments a = { .n = 0 };
    const bool finds = p->in->q != NULL && p->in->q[0] != '\0';
    const int statement = finds ? find(r, p, &a) : browse(p, &a);
    struct rows *rows = NULL;
    int64_t count = 0, last = 0;
    bool more = false;
    enum err e = db_rows(r, statement, (struct args){ a.v, a.n }, &rows);

    if (e != ERR_NONE)
        return e;
    out_array(r, "data");
    while (!more && rows_next(rows)) {
        struct item item;

        more = count++ == p->limit;
        if (more)
            break;
        e = item_read(r, p->scoring, rows, &item);
        if (e != ERR_NONE)
            return e;
        last = col_int(rows, COL_ROW);
        out_object(r, NULL);
        item_out(r, p->scoring, &item);
        out_end(r);
    }
    out_end(r);
    out_str(r, "next_cursor",
            more ? cursor_make(r, arena_printf(r->arena, "%" PRId64 " %d %" PRId64, p->scoring->no, (int)p->sort, last))
                 : NULL);
    scoring_out(r, p->scoring);
    return more ? ERR_NONE : rows_error(rows);
}

static int64_t
band_of(const char *name)
{
    for (int64_t i = 0; name != NULL && item_bands[i] != NULL; i++)
        if (strcmp(item_bands[i], name) == 0)
            return i;
    return -1;
}

static enum err
list(struct req *r, const void *input)
{
    const struct list_in *in = input;
    struct page p = { .in = in, .sort = sort_of(in->sort), .band = band_of(in->band), .limit = in->limit };
    enum err e;

    if (in->cursor != NULL) {
        e = from_cursor(r, &p);
    } else {
        e = scoring_active(r, &p.scoring);
        if (e == ERR_NONE)
            e = from_start(&p);
    }
    if (e == ERR_NONE && p.scoring != NULL) {
        e = write_page(r, &p);
    } else if (e == ERR_NONE) {
        out_array(r, "data");
        out_end(r);
        out_null(r, "next_cursor");
        scoring_out(r, NULL);
    }
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint customer_list = {
    .title = "List customers, those first who are worth it most",
    .fields = list_fields,
    .out = list_out,
    .input_size = sizeof(struct list_in),
    .run = list,
};
