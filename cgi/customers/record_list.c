/*
 * record_list.c: all customers, whether a dataset has them or not: the latest first, by name, by risk, in a stage, of a person.
 * The cursor names the customer it came to; where that one stands now is looked up again.
 */
#include "records.h"

#include <math.h>

#include "item.h"
#include "out.h"
#include "record_match.h"

#define FAR_TIME  253402300799000000 /* the end of the year 9999 */
#define TOP_BAND  3
#define TOP_SCORE 1e300

enum way { BY_RECENT, BY_LETTER, BY_RISK, BY_STAGE, BY_PERSON };

struct records {
    const struct list_wanted *wanted;
    const struct scoring *scoring; /* NULL: none */
    enum way way;
    struct match match;
    /* Where the page begins. */
    int64_t at, band;
    double score;
    const char *name;
    struct uuid id;
    struct match_args a;
};

static void
add(struct records *l, struct arg v)
{
    match_add(&l->a, v);
}

/* The index that narrows most. */
static enum way
way_of(const struct records *l)
{
    const char *sort = l->wanted->sort != NULL ? l->wanted->sort : "";

    if (!l->match.any_person && !uuid_is_nil(l->match.person))
        return BY_PERSON;
    if (l->wanted->stage != NULL)
        return BY_STAGE;
    if (strcmp(sort, "risk") == 0 || strcmp(sort, "probability") == 0)
        return BY_RISK;
    if (strcmp(sort, "name") == 0)
        return BY_LETTER;
    return l->match.any_person ? BY_RECENT : BY_PERSON;
}

static void
from_start(struct records *l)
{
    l->at = FAR_TIME;
    l->band = TOP_BAND;
    l->score = TOP_SCORE;
    l->name = "";
    if (l->way == BY_LETTER)
        l->id = UUID_LOWEST;
    else
        memset(l->id.b, 0xff, sizeof l->id.b);
}

static enum err
from_cursor(struct req *r, struct records *l)
{
    const char *text = NULL;
    struct rows *row = NULL;
    enum err e = cursor_read(r, l->wanted->cursor, &text);

    if (e != ERR_NONE)
        return e;
    if (strlen(text) < 3 || text[0] != 'r' || text[1] != (char)('0' + (int)l->way) || !uuid_parse(text + 2, &l->id))
        return fail(r, ERR_INVALID, "cursor", "This cursor belongs to a list in another order.");
    e = db_one(r, Q_LIST_PLACE, ARGS(a_uuid(l->id)), &row);
    if (e == ERR_NOT_FOUND)
        return fail_as(r, ERR_INVALID, "cursor_expired", "cursor", "What this cursor names is gone. Start again.");
    if (e != ERR_NONE)
        return e;
    l->name = arena_str(r->arena, col_str(row, 0));
    l->band = col_int(row, 1);
    l->score = col_num(row, 2);
    l->at = col_time(row, 3);
    return ERR_NONE;
}

/* The keys of the walk; its statement. */
static int
add_keys(struct records *l)
{
    switch (l->way) {
    case BY_LETTER:
        add(l, a_str(l->name));
        add(l, a_str(l->name));
        add(l, a_uuid(l->id));
        return Q_LIST_NAME;
    case BY_RISK:
        add(l, a_int(l->band));
        add(l, a_int(l->band));
        add(l, a_num(l->score));
        add(l, a_num(l->score));
        add(l, a_uuid(l->id));
        return Q_LIST_RISK;
    case BY_PERSON:
        add(l, a_uuid(l->match.person));
        add(l, a_uuid(l->id));
        return Q_LIST_ASSIGNED;
    case BY_STAGE:
        add(l, a_str(l->wanted->stage));
        add(l, a_time(l->at));
        add(l, a_time(l->at));
        add(l, a_uuid(l->id));
        return Q_LIST_STAGE;
    case BY_RECENT:
    default:
        add(l, a_uuid(l->id));
        return Q_LIST_RECENT;
    }
}

static void
add_rest(struct req *r, struct records *l)
{
    match_rest(r, &l->match, &l->a);
    add(l, a_int(l->wanted->limit + 1));
    add(l, a_int(l->scoring != NULL ? l->scoring->dataset_no : 0));
    add(l, a_int(l->scoring != NULL ? l->scoring->no : 0));
}

static enum err
out_one(struct req *r, const struct records *l, const struct rows *row)
{
    struct item item;
    enum err e = ERR_NONE;

    out_object(r, NULL);
    if (l->scoring == NULL || col_null(row, COL_SCORE)) {
        item_bare_out(r, col_uuid(row, COL_ID), col_str(row, COL_EXTERNAL), col_str(row, COL_NAME),
                      col_str(row, COL_SEGMENT));
    } else {
        e = item_read(r, l->scoring, row, &item);
        if (e == ERR_NONE)
            item_out(r, l->scoring, &item);
    }
    item_record_out(r, row);
    out_end(r);
    return e;
}

static enum err
out_page(struct req *r, struct records *l, int statement)
{
    struct rows *rows = NULL;
    char last[UUID_TEXT] = "";
    int64_t count = 0;
    enum err e = db_rows_more(r, statement, l->match.filter.sql, (struct args){ l->a.v, l->a.n }, &rows);

    out_array(r, "data");
    while (e == ERR_NONE && count < l->wanted->limit && rows_next(rows)) {
        uuid_text(col_uuid(rows, COL_ID), last);
        count++;
        e = out_one(r, l, rows);
    }
    if (e != ERR_NONE)
        return e;
    const bool more = count == l->wanted->limit && rows_next(rows);

    out_end(r);
    out_str(r, "next_cursor",
            more ? cursor_make(r, arena_printf(r->arena, "r%c%s", (char)('0' + (int)l->way), last)) : NULL);
    scoring_out(r, l->scoring);
    return rows_error(rows);
}

enum err
record_list(struct req *r, const struct list_wanted *wanted, const struct scoring *s)
{
    struct records l = { .wanted = wanted, .scoring = s };
    enum err e = match_of(r, wanted, &l.match);

    if (e != ERR_NONE)
        return e;
    l.way = way_of(&l);
    from_start(&l);
    if (wanted->cursor != NULL)
        e = from_cursor(r, &l);
    if (e != ERR_NONE)
        return e;
    e = match_narrow(r, &l.match);
    if (e != ERR_NONE)
        return e;
    if (l.match.few)
        match_among(&l.match, &l.a);
    const int statement = add_keys(&l) + (l.match.few ? Q_AMONG_RECENT - Q_LIST_RECENT : 0);

    add_rest(r, &l);
    e = out_page(r, &l, statement);
    if (e == ERR_NONE)
        e = match_count_out(r, wanted);
    return e != ERR_NONE ? e : reply(r, 200);
}
