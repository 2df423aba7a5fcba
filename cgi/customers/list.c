/*
 * list.c: the register. A cursor names the scoring it walks and the row it came to; the row's keys are looked up again,
 * so nothing about a customer travels in it. A page needs no snapshot: a finished scoring does not change.
 */
#include "kept_pages.h"

#include <inttypes.h>

#include "item.h"
#include "number_text.h"
#include "out.h"
#include "page.h"
#include "record_match.h"
#include "records.h"
#include "search_index.h"
#include "visible.h"
#include "walk.h"

#define Q_MAX    100
#define FEW_ROWS 50000 /* so many are searched at once; of more, a stretch first */

struct list_in {
    const char *band, *segment, *sort, *q, *cursor, *stage, *assigned_to, *list, *filter, *count;
    int64_t limit;
};

static const char *const sorts[] = {
    "expected_value", "probability", "value", "name", "recent", "risk", "stage", NULL
};
static const char *const yes[] = { "yes", NULL };
static const char *const lists[] = { "scored", "all", "mine", NULL };

static const struct field list_fields[] = {
    FIELD_ENUM(struct list_in, band, .in = IN_QUERY, .choices = item_bands, .doc = "Only this band of risk"),
    FIELD_STR(struct list_in, segment, .in = IN_QUERY, .max = 64, .doc = "Only this segment"),
    FIELD_ENUM(struct list_in, sort, .in = IN_QUERY, .choices = sorts,
               .doc = "Highest first (names: from A); expected_value when not given. "
                      "Those without one, or for whom nothing pays, follow, highest risk first. "
                      "recent, risk and stage are of all customers, the others then become recent"),
    FIELD_STR(struct list_in, stage, .in = IN_QUERY, .max = 50, .doc = "Only this stage, who came last first"),
    FIELD_STR(struct list_in, assigned_to, .in = IN_QUERY, .max = 36, .doc = "Only this person's: an id, me or none"),
    FIELD_STR(struct list_in, filter, .in = IN_QUERY, .max = FILTER_MAX,
              .doc = "field op value, joined by and: band = high and city ~ \"Paris\"; of all customers"),
    FIELD_ENUM(struct list_in, count, .in = IN_QUERY, .choices = yes, .doc = "Tell how many match"),
    FIELD_ENUM(struct list_in, list, .in = IN_QUERY, .choices = lists,
               .doc = "scored: those in the active dataset, best first (when there is one, and neither stage nor "
                      "assigned_to is given); all: every customer; mine: assigned to me"),
    FIELD_STR(struct list_in, q, .in = IN_QUERY, .max = Q_MAX, .doc = "Part of the name or beginning of the number"),
    FIELD_INT(struct list_in, limit, .in = IN_QUERY, .low = 1, .high = 200, .fallback = 25, .doc = "Customers a page"),
    FIELD_STR(struct list_in, cursor, .in = IN_QUERY, .max = 700, .doc = "next_cursor of the page before"),
    FIELD_END,
};

static const struct shape list_out[] = {
    PAGE_OF(listed_shape),
    { .name = "scoring",
      .type = S_OBJECT,
      .nullable = true,
      .of = scoring_shape,
      .doc = "What the figures come from; null before the first dataset" },
    { .name = "matching",
      .type = S_INT,
      .nullable = true,
      .optional = true,
      .doc = "With count: how many customers match; null when they are more than 100,000" },
    SHAPE_END,
};

static enum sort
sort_of(const char *name)
{
    for (size_t i = 0; name != NULL && sorts[i] != NULL; i++)
        if (strcmp(sorts[i], name) == 0)
            return (enum sort)i;
    return BY_EXPECTED;
}

static enum err
bad_cursor(struct req *r)
{
    return fail_as(r, ERR_INVALID, "cursor_expired", "cursor",
                   "The list that this cursor belongs to is gone. Start again without one.");
}

/* The walk goes on below this row. */
static enum err
from_row(struct req *r, struct page *p, int64_t number)
{
    struct rows *row = NULL;
    enum err e = db_one(r, Q_PLACE, ARGS(a_int(p->scoring->no), a_int(number), a_int(p->scoring->dataset_no)), &row);

    if (e != ERR_NONE)
        return e;
    p->row = number;
    p->expected = arena_str(r->arena, col_str(row, 0));
    p->value = arena_str(r->arena, col_str(row, 1));
    p->score = col_num(row, 2);
    p->name = arena_str(r->arena, col_str(row, 3));
    return ERR_NONE;
}

/* "<scoring> <its id> <sort> <row>" */
static bool
read_place(const char *s, int64_t *ret_no, struct uuid *ret_id, int64_t *ret_sort, int64_t *ret_number)
{
    char id[UUID_TEXT];

    if (!number_take(&s, 1, INT64_MAX, ret_no))
        return false;
    snprintf(id, sizeof(id), "%.36s", s);
    if (!uuid_parse(id, ret_id) || s[UUID_TEXT - 1] != ' ')
        return false;
    s += UUID_TEXT;
    return number_take(&s, 0, INT64_MAX, ret_sort) && number_take(&s, INT64_MIN, INT64_MAX, ret_number);
}

/* The row that the cursor names, in the scoring that it names. */
static enum err
from_cursor(struct req *r, struct page *p, const char *cursor)
{
    const char *text = NULL;
    struct uuid id;
    int64_t no = 0, number = 0, sort = 0;
    enum err e = cursor_read(r, cursor, &text);

    if (e != ERR_NONE)
        return e;
    if (!read_place(text, &no, &id, &sort, &number) || sort != (int64_t)p->sort)
        return fail(r, ERR_INVALID, "cursor", "This cursor belongs to a list in another order.");
    e = scoring_get(r, no, id, &p->scoring);
    if (e == ERR_NONE)
        e = from_row(r, p, number);
    return e == ERR_NOT_FOUND ? bad_cursor(r) : e;
}

/* What has been written of the page; seen: rows that the last statement found, those of merged records too. */
struct written {
    int64_t count, last, seen, last_seen;
    bool more;
    struct kept_row *rows; /* to be kept; NULL: not to be */
};

/* What is written of a row, and in the memory of the request, so that it can be kept. */
static void
write_item(struct req *r, const struct page *p, const struct item *item, struct written *w)
{
    const struct rows *row = item->row;
    struct kept_row *k = w->rows == NULL ? NULL : &w->rows[w->count];
    size_t at, len = 0;

    out_object(r, NULL);
    item_head_out(r, col_uuid(row, COL_ID), col_str(row, COL_EXTERNAL), col_str(row, COL_NAME),
                  col_str(row, COL_SEGMENT));
    at = out_at(r);
    item_scored_out(r, p->scoring, item);
    const char *scored = out_since(r, at, &len);

    if (scored == NULL)
        w->rows = NULL;
    else if (k != NULL)
        *k = (struct kept_row){
            .id = col_uuid(row, COL_ID),
            .row = col_int(row, COL_ROW),
            .external_id = arena_str(r->arena, col_str(row, COL_EXTERNAL)),
            .name = arena_str(r->arena, col_str(row, COL_ROW_NAME)),
            .segment = arena_str(r->arena, col_str(row, COL_ROW_SEGMENT)),
            .scored = arena_copy(r->arena, scored, len),
            .scored_len = len,
        };
    item_record_out(r, row);
    out_end(r);
    w->count++;
    w->last = col_int(row, COL_ROW);
}

/* Writes what the statement finds until the page is full; w->more: there was one row too many. Who was merged into somebody else is told
   by that record. */
static enum err
write_items(struct req *r, const struct page *p, int statement, const struct arguments *a, struct written *w)
{
    struct rows *rows = NULL;
    struct item item;
    enum err e = db_rows(r, statement, (struct args){ a->v, a->n }, &rows);

    if (e != ERR_NONE)
        return e;
    w->seen = 0;
    while (rows_next(rows)) {
        if (w->count == p->limit && col_int(rows, COL_MERGED) == 0) {
            w->more = true;
            break;
        }
        w->seen++;
        w->last_seen = col_int(rows, COL_ROW);
        if (col_int(rows, COL_MERGED) != 0)
            continue;
        e = item_read(r, p->scoring, rows, &item);
        if (e != ERR_NONE)
            return e;
        write_item(r, p, &item, w);
    }
    e = rows_error(rows);
    rows_close(rows);
    return e;
}

/* Page after page of the walk, for as long as merged records leave gaps in ours. */
static enum err
write_walk(struct req *r, struct page *p, bool found, struct written *w)
{
    enum err e = ERR_NONE;

    do {
        struct arguments a = { .n = 0 };
        const int statement = found ? walk_find(r, p, &a) : walk_page(p, &a);

        e = write_items(r, p, statement, &a, w);
        if (e == ERR_NONE && !w->more && w->seen > p->limit)
            e = from_row(r, p, w->last_seen);
    } while (e == ERR_NONE && !w->more && w->seen > p->limit);
    return e;
}

/* The rows that a text fits: of a large dataset a stretch in the list's order first, which is enough for common texts. */
static enum err
write_found(struct req *r, struct page *p, struct written *w)
{
    struct arguments a = { .n = 0 };
    enum err e = ERR_NONE;

    if (p->scoring->rows > FEW_ROWS && sees_all(r)) {
        e = write_items(r, p, walk_sieve(r, p, &a), &a, w);
        if (e == ERR_NONE && !w->more && w->seen > 0)
            e = from_row(r, p, w->last_seen);
        if (e != ERR_NONE || w->more)
            return e;
    }
    e = search_indexed_word(r, p->q, &p->word);
    return e != ERR_NONE ? e : write_walk(r, p, true, w);
}

/* A page as it was kept, or the walk; a full page that is found in one go is kept. */
static enum err
write_register(struct req *r, struct page *p, struct written *w)
{
    const int64_t from = p->row;
    enum err e = p->limit > KEPT_ROWS_MAX ? ERR_NOT_FOUND : kept_page_out(r, p, &w->last);

    w->more = e == ERR_NONE;
    if (e != ERR_NOT_FOUND)
        return e;
    if (p->limit <= KEPT_ROWS_MAX)
        w->rows = ARENA_NEW(r->arena, struct kept_row, (size_t)p->limit);
    e = write_walk(r, p, false, w);
    if (e == ERR_NONE && w->rows != NULL && w->more && p->row == from && w->seen == p->limit && !arena_full(r->arena))
        kept_page_put(p, w->rows);
    return e;
}

static const char *
cursor_to(struct req *r, const struct page *p, int64_t row)
{
    char id[UUID_TEXT];

    uuid_text(p->scoring->id, id);
    return cursor_make(r, arena_printf(r->arena, "%" PRId64 " %s %d %" PRId64, p->scoring->no, id, (int)p->sort, row));
}

static enum err
write_page(struct req *r, struct page *p)
{
    struct written w = { .count = 0 };
    enum err e;

    out_array(r, "data");
    if (p->q[0] != '\0' || !sees_all(r))
        e = write_found(r, p, &w);
    else
        e = write_register(r, p, &w);
    if (e != ERR_NONE)
        return e;
    out_end(r);
    out_str(r, "next_cursor", w.more ? cursor_to(r, p, w.last) : NULL);
    scoring_out(r, p->scoring);
    return ERR_NONE;
}

static int64_t
band_of(const char *name)
{
    for (int64_t i = 0; name != NULL && item_bands[i] != NULL; i++)
        if (strcmp(item_bands[i], name) == 0)
            return i;
    return -1;
}

/* Whether what is asked for goes beyond the customers of the active dataset, or there is none and not just those were asked for. */
static bool
beyond(const struct list_in *in, const struct scoring *s)
{
    if (in->list != NULL && strcmp(in->list, "scored") != 0)
        return true;
    return in->stage != NULL || in->assigned_to != NULL || in->filter != NULL ||
           (in->sort != NULL && sort_of(in->sort) > BY_NAME) || (s == NULL && in->list == NULL);
}

static struct list_wanted
wanted_of(const struct list_in *in)
{
    return (struct list_wanted){
        .segment = in->segment,
        .stage = in->stage,
        .assigned_to = in->list != NULL && strcmp(in->list, "mine") == 0 ? "me" : in->assigned_to,
        .sort = in->sort,
        .q = in->q,
        .filter = in->filter,
        .cursor = in->cursor,
        .band = band_of(in->band),
        .limit = in->limit,
        .count = in->count != NULL,
    };
}

static enum err
list_nothing(struct req *r)
{
    out_array(r, "data");
    out_end(r);
    out_null(r, "next_cursor");
    scoring_out(r, NULL);
    return reply(r, 200);
}

static enum err
list(struct req *r, const void *input)
{
    const struct list_in *in = input;
    struct page p = {
        .sort = sort_of(in->sort),
        .band = band_of(in->band),
        .limit = in->limit,
        .segment = in->segment != NULL ? in->segment : "",
        .q = in->q != NULL ? in->q : "",
    };
    const struct list_wanted wanted = wanted_of(in);
    enum err e = scoring_active(r, &p.scoring);

    if (e == ERR_NONE && beyond(in, p.scoring))
        return record_list(r, &wanted, p.scoring);
    if (e == ERR_NONE && p.scoring == NULL)
        return list_nothing(r);
    if (e == ERR_NONE && in->cursor != NULL)
        e = from_cursor(r, &p, in->cursor);
    else
        walk_from_start(&p);
    if (e == ERR_NONE)
        e = write_page(r, &p);
    if (e == ERR_NONE)
        e = match_count_out(r, &wanted);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint customer_list = {
    .title = "List customers, those first who are worth it most",
    .fields = list_fields,
    .out = list_out,
    .input_size = sizeof(struct list_in),
    .run = list,
};
