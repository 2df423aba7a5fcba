/*
 * recommendations.c: what to do for a customer: the model's best action, and what people propose. The model's has an id made of
 * customer and action; it is kept as a row once somebody decided about it.
 */
#include "item.h"

#include <math.h>

#include "crypt.h"
#include "out.h"
#include "quote.h"
#include "records.h"
#include "timeline.h"

static const char *const sources[] = { "model", "person", NULL };
static const char *const states[] = { "open", "done", "dismissed", "snoozed", NULL };

enum column {
    C_ID,
    C_SOURCE,
    C_FEATURE,
    C_TITLE,
    C_IMPACT,
    C_DETAILS,
    C_STATE,
    C_SNOOZED,
    C_OUTCOME,
    C_CREATED,
    C_UPDATED,
    C_VERSION
};

struct rec_in {
    struct uuid id, rec;
    const char *title, *details, *state, *outcome;
    int64_t impact, snoozed_until;
};

#define CUSTOMER FIELD_UUID(struct rec_in, id, .in = IN_PATH, .need = true, .doc = "The customer")

static const struct field list_fields[] = {
    CUSTOMER,
    FIELD_ENUM(struct rec_in, state, .in = IN_QUERY, .choices = states, .doc = "Only those"),
    FIELD_END,
};
static const struct field add_fields[] = {
    CUSTOMER,
    FIELD_STR(struct rec_in, title, .need = true, .min_len = 1, .max = 255, .check = is_plain_text,
              .doc = "What to do"),
    FIELD_INT(struct rec_in, impact, .low = -100, .high = 100,
              .doc = "Change of the risk in percentage points: below 0 lowers it"),
    FIELD_STR(struct rec_in, details, .max = 2000, .check = is_plain_text, .doc = "How"),
    FIELD_END,
};
static const struct field change_fields[] = {
    CUSTOMER,
    FIELD_UUID(struct rec_in, rec, .in = IN_PATH, .need = true, .doc = "The recommendation"),
    FIELD_ENUM(struct rec_in, state, .need = true, .choices = states, .doc = "What becomes of it"),
    FIELD_STR(struct rec_in, outcome, .max = 2000, .check = is_plain_text, .doc = "What came of it"),
    FIELD_TIME(struct rec_in, snoozed_until, .doc = "With snoozed: until then"),
    FIELD_END,
};

static const struct shape rec_shape[] = {
    { .name = "id", .type = S_UUID },
    { .name = "source", .type = S_STR, .choices = sources },
    { .name = "feature", .type = S_STR, .nullable = true },
    { .name = "title", .type = S_STR },
    { .name = "impact", .type = S_INT, .doc = "Percentage points; below 0 lowers the risk" },
    { .name = "details", .type = S_STR },
    { .name = "state", .type = S_STR, .choices = states },
    { .name = "snoozed_until", .type = S_TIME, .nullable = true },
    { .name = "outcome", .type = S_STR },
    { .name = "created_at", .type = S_TIME, .nullable = true },
    { .name = "updated_at", .type = S_TIME, .nullable = true },
    { .name = "version", .type = S_INT },
    SHAPE_END,
};
static const struct shape list_out[] = { { .name = "data", .type = S_ARRAY, .of = rec_shape }, SHAPE_END };

/* The best action of the present scoring. */
struct best {
    struct uuid id;
    const char *feature, *title, *details;
    int64_t impact;
    bool there;
};

static struct uuid
id_of(struct uuid customer, const char *feature, const char *set)
{
    char text[700];
    struct uuid id;
    const int n = snprintf(text, sizeof text, "%s\n%s", feature, set);
    const struct sha256 h =
        hmac_sha256(customer.b, sizeof customer.b, text, n < (int)sizeof text ? (size_t)n : sizeof text - 1);

    memcpy(id.b, h.b, sizeof id.b);
    id.b[6] = (uint8_t)((id.b[6] & 0x0f) | 0x80); /* version 8: made of something else */
    id.b[8] = (uint8_t)((id.b[8] & 0x3f) | 0x80);
    return id;
}

static enum err
find_best(struct req *r, struct uuid customer, struct best *ret_best)
{
    const struct scoring *s = NULL;
    struct item item;
    enum err e = scored_item(r, customer, &s, &item);

    if (e != ERR_NONE || s == NULL)
        return e;
    const int64_t i = col_int(item.row, COL_ACTION);

    if (i < 0 || (size_t)i >= s->schema->action_count)
        return ERR_NONE;
    const struct schema_action *action = &s->schema->actions[i];
    const bool known = !col_null(item.row, COL_ACTION_SCORE);

    ret_best->feature = schema_feature(s->schema, action->feature)->header;
    ret_best->title = action->title;
    ret_best->details = action->details != NULL ? action->details : "";
    ret_best->impact = known ? lround((col_num(item.row, COL_ACTION_SCORE) - col_num(item.row, COL_SCORE)) * 100) : 0;
    ret_best->id = id_of(customer, ret_best->feature, action->set);
    ret_best->there = true;
    return ERR_NONE;
}

static void
out_stored(struct req *r, const struct rows *row)
{
    out_uuid(r, "id", col_uuid(row, C_ID));
    out_str(r, "source", col_str(row, C_SOURCE));
    out_str(r, "feature", col_null(row, C_FEATURE) ? NULL : col_str(row, C_FEATURE));
    out_str(r, "title", col_str(row, C_TITLE));
    out_int(r, "impact", col_int(row, C_IMPACT));
    out_str(r, "details", col_str(row, C_DETAILS));
    out_str(r, "state", col_str(row, C_STATE));
    out_time(r, "snoozed_until", col_time(row, C_SNOOZED));
    out_str(r, "outcome", col_str(row, C_OUTCOME));
    out_time(r, "created_at", col_time(row, C_CREATED));
    out_time(r, "updated_at", col_time(row, C_UPDATED));
    out_int(r, "version", col_int(row, C_VERSION));
}

static void
out_best(struct req *r, const struct best *b)
{
    out_uuid(r, "id", b->id);
    out_str(r, "source", "model");
    out_str(r, "feature", b->feature);
    out_str(r, "title", b->title);
    out_int(r, "impact", b->impact);
    out_str(r, "details", b->details);
    out_str(r, "state", "open");
    out_null(r, "snoozed_until");
    out_str(r, "outcome", "");
    out_null(r, "created_at");
    out_null(r, "updated_at");
    out_int(r, "version", 0);
}

static enum err
list(struct req *r, const void *input)
{
    const struct rec_in *in = input;
    const char *state = in->state != NULL ? in->state : "";
    struct best best = { .there = false };
    struct rows *rows = NULL, *kept = NULL;
    enum err e = record_visible(r, in->id);

    if (e == ERR_NONE)
        e = find_best(r, in->id, &best);
    if (e == ERR_NONE && best.there) {
        e = db_one(r, Q_RECOMMENDATION, ARGS(a_uuid(in->id), a_uuid(best.id)), &kept);
        best.there = e == ERR_NOT_FOUND;
        e = e == ERR_NOT_FOUND ? ERR_NONE : e;
    }
    if (e == ERR_NONE)
        e = db_rows(r, Q_RECOMMENDATIONS, ARGS(a_uuid(in->id), a_str(state), a_str(state)), &rows);
    if (e != ERR_NONE)
        return e;
    out_array(r, "data");
    if (best.there && (*state == '\0' || strcmp(state, "open") == 0)) {
        out_object(r, NULL);
        out_best(r, &best);
        out_end(r);
    }
    while (rows_next(rows)) {
        out_object(r, NULL);
        out_stored(r, rows);
        out_end(r);
    }
    out_end(r);
    e = rows_error(rows);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint recommendation_list = { .title = "List what to do for a customer",
                                              .fields = list_fields,
                                              .out = list_out,
                                              .input_size = sizeof(struct rec_in),
                                              .run = list };

static enum err
tell(struct req *r, struct uuid customer, const struct rows *row)
{
    char id[UUID_TEXT];

    uuid_text(col_uuid(row, C_ID), id);
    return timeline_add(r, customer, "recommendation", id,
                        arena_printf(r->arena, "{\"title\":%s,\"state\":\"%s\",\"outcome\":%s}",
                                     json_quote(r, col_str(row, C_TITLE)), col_str(row, C_STATE),
                                     json_quote(r, col_str(row, C_OUTCOME))));
}

/* What the timeline and the client get of it now. */
static enum err
show(struct req *r, struct uuid customer, struct uuid rec)
{
    struct rows *row = NULL;
    enum err e = db_one(r, Q_RECOMMENDATION, ARGS(a_uuid(customer), a_uuid(rec)), &row);

    if (e == ERR_NONE)
        e = tell(r, customer, row);
    if (e != ERR_NONE)
        return e;
    out_stored(r, row);
    reply_etag(r, col_int(row, C_VERSION));
    return ERR_NONE;
}

static enum err
add(struct req *r, const void *input)
{
    const struct rec_in *in = input;
    const struct uuid id = uuid_v7();
    int64_t version = 0;
    enum err e = record_lock(r, in->id, &version);

    if (e == ERR_NONE)
        e = db_insert(r, Q_RECOMMENDATION_ADD,
                      ARGS(a_uuid(id), a_uuid(in->id), a_str("person"), a_null(), a_str(in->title), a_int(in->impact),
                           a_str(in->details != NULL ? in->details : "")));
    if (e == ERR_NONE)
        e = show(r, in->id, id);
    return e != ERR_NONE ? e : reply(r, 201);
}

const struct endpoint recommendation_add = { .title = "Propose what to do for a customer",
                                             .fields = add_fields,
                                             .out = rec_shape,
                                             .input_size = sizeof(struct rec_in),
                                             .run = add,
                                             .status = 201 };

/* The row, locked; the model's is made now, when it is still what the model says. *ret_made: it was. */
static enum err
lock(struct req *r, const struct rec_in *in, struct rows **ret_row, bool *ret_made)
{
    struct best best = { .there = false };
    enum err e = db_one(r, Q_RECOMMENDATION_LOCK, ARGS(a_uuid(in->id), a_uuid(in->rec)), ret_row);

    if (e != ERR_NOT_FOUND)
        return e;
    e = find_best(r, in->id, &best);
    if (e == ERR_NONE && (!best.there || !uuid_equal(best.id, in->rec)))
        return fail(r, ERR_NOT_FOUND, NULL, "There is no such recommendation.");
    if (e == ERR_NONE)
        e = db_insert(r, Q_RECOMMENDATION_ADD,
                      ARGS(a_uuid(best.id), a_uuid(in->id), a_str("model"), a_str(best.feature), a_str(best.title),
                           a_int(best.impact), a_str(best.details)));
    *ret_made = true;
    return e != ERR_NONE ? e : db_one(r, Q_RECOMMENDATION_LOCK, ARGS(a_uuid(in->id), a_uuid(in->rec)), ret_row);
}

static enum err
change(struct req *r, const void *input)
{
    const struct rec_in *in = input;
    struct rows *row = NULL;
    int64_t version = 0;
    bool made = false;
    enum err e;

    if (strcmp(in->state, "snoozed") == 0 && in->snoozed_until == 0)
        return fail(r, ERR_INVALID, "snoozed_until", "Until when?");
    e = record_lock(r, in->id, &version);
    if (e == ERR_NONE)
        e = lock(r, in, &row, &made);
    if (e == ERR_NONE)
        e = req_if_match(r, made ? 0 : col_int(row, C_VERSION));
    if (e == ERR_STALE) {
        out_stored(r, row);
        return fail_current(r, e);
    }
    if (e == ERR_NONE)
        e = db_exec(r, Q_RECOMMENDATION_SET,
                    ARGS(a_str(in->state), strcmp(in->state, "snoozed") == 0 ? a_time(in->snoozed_until) : a_null(),
                         a_str(in->outcome), a_str(in->outcome), a_uuid(in->rec)),
                    NULL);
    if (e == ERR_NONE)
        e = show(r, in->id, in->rec);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint recommendation_change = { .title = "Decide about a recommendation",
                                                .fields = change_fields,
                                                .out = rec_shape,
                                                .input_size = sizeof(struct rec_in),
                                                .run = change,
                                                .if_match = true };
