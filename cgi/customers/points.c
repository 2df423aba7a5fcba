/*
 * points.c: loyalty points. The sum is one column, changed by one statement; each change is a row.
 */
#include "records.h"

#include "clock.h"
#include "out.h"
#include "page.h"
#include "quote.h"
#include "visible.h"

#define MOST 1000000000

struct points_in {
    struct uuid id;
    int64_t delta, limit;
    const char *reason, *cursor;
};

static const struct field add_fields[] = {
    FIELD_UUID(struct points_in, id, .in = IN_PATH, .need = true, .doc = "The customer"),
    FIELD_INT(struct points_in, delta, .need = true, .low = -MOST, .high = MOST,
              .doc = "To add, or to take when below 0"),
    FIELD_STR(struct points_in, reason, .max = 255, .check = is_plain_text, .doc = "What for"),
    FIELD_END,
};

static const struct field list_fields[] = {
    FIELD_UUID(struct points_in, id, .in = IN_PATH, .need = true, .doc = "The customer"),
    PAGE_MEMBERS(struct points_in),
    FIELD_END,
};

static const struct shape add_out[] = {
    { .name = "id", .type = S_UUID },   { .name = "points", .type = S_INT, .doc = "There now" },
    { .name = "delta", .type = S_INT }, { .name = "reason", .type = S_STR },
    { .name = "at", .type = S_TIME },   SHAPE_END,
};

static const struct shape entry_shape[] = {
    { .name = "id", .type = S_UUID },    { .name = "delta", .type = S_INT },
    { .name = "reason", .type = S_STR }, { .name = "by", .type = S_OBJECT, .nullable = true, .of = person_shape },
    { .name = "at", .type = S_TIME },    SHAPE_END,
};

static const struct shape list_out[] = { PAGE_OF(entry_shape), SHAPE_END };

/* Why nothing was added. */
static enum err
refuse(struct req *r, struct uuid id)
{
    int64_t version = 0;
    const enum err e = record_lock(r, id, &version);

    return e != ERR_NONE ? e : fail_as(r, ERR_CONFLICT, "not_enough_points", "delta", "There are not so many points.");
}

static enum err
add(struct req *r, const void *input)
{
    const struct points_in *in = input;
    const char *reason = in->reason != NULL ? in->reason : "";
    const struct uuid id = uuid_v7();
    const int64_t at = clock_now_us();
    char text[UUID_TEXT];
    uint64_t n = 0;
    struct rows *row = NULL;
    enum err e;

    if (in->delta == 0)
        return fail(r, ERR_INVALID, "delta", "Adding nothing changes nothing.");
    /* The entry first: the row of a customer who gets many at once is locked as short as can be. */
    e = db_insert(r, Q_POINT_ENTRY, ARGS(a_uuid(in->id), a_uuid(id), a_int(in->delta), a_str(reason), a_time(at)));
    if (e == ERR_NONE)
        e = db_exec(r, Q_POINTS_ADD, ARGS(a_int(in->delta), a_uuid(in->id), a_int(in->delta), a_all(r)), &n);
    if (e == ERR_NONE && n == 0)
        return refuse(r, in->id);
    if (e == ERR_NONE)
        e = db_one(r, Q_POINTS_NOW, ARGS(a_uuid(in->id), a_all(r)), &row);
    uuid_text(id, text);
    /* Without an event: many in a second are no news. */
    if (e == ERR_NONE)
        e = db_insert(
            r, Q_POINTS_TOLD,
            ARGS(a_uuid(in->id), a_uuid(uuid_v7()), a_str(text),
                 a_str(arena_printf(r->arena, "{\"delta\":%lld,\"points\":%lld,\"reason\":%s}", (long long)in->delta,
                                    (long long)col_int(row, 0), json_quote(r, reason)))));
    if (e != ERR_NONE)
        return e;
    out_uuid(r, "id", id);
    out_int(r, "points", col_int(row, 0));
    out_int(r, "delta", in->delta);
    out_str(r, "reason", reason);
    out_time(r, "at", at);
    return reply(r, 201);
}

const struct endpoint points_add = { .title = "Add points to a customer",
                                     .fields = add_fields,
                                     .out = add_out,
                                     .input_size = sizeof(struct points_in),
                                     .run = add,
                                     .status = 201 };

static enum err
out_entry(struct req *r, const struct rows *row)
{
    out_uuid(r, "id", col_uuid(row, 0));
    out_int(r, "delta", col_int(row, 1));
    out_str(r, "reason", col_str(row, 2));
    person_out(r, "by", col_uuid(row, 4), col_str(row, 5));
    out_time(r, "at", col_time(row, 3));
    return ERR_NONE;
}

static enum err
list(struct req *r, const void *input)
{
    const struct points_in *in = input;
    struct id_page page;
    struct rows *rows = NULL;
    enum err e = record_visible(r, in->id);

    if (e == ERR_NONE)
        e = page_from(r, in->cursor, in->limit, &page);
    if (e == ERR_NONE)
        e = db_rows(r, Q_POINT_ENTRIES, ARGS(a_uuid(in->id), a_uuid(page.below), a_int(in->limit + 1)), &rows);
    if (e == ERR_NONE)
        e = page_rows(r, &page, rows, out_entry);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint points_list = { .title = "List changes of a customer's points",
                                      .fields = list_fields,
                                      .out = list_out,
                                      .input_size = sizeof(struct points_in),
                                      .run = list };
