/*
 * predictions.c: see predictions.h.
 */
#include "predictions.h"

#include <math.h>

#include "out.h"
#include "sheet.h"

#define NO_BYTES   64
#define TEXT_BYTES 127
#define LONG_BYTES 2000
#define CODE_MAX   9e15

static const char none[] = "There is no such prediction.";
static const char *const levels[] = { "high", "medium", "low", NULL };
const char *const incidents[] = {
    "internet_problem", "wifi_issue", "hardware_config", "slow_connection", "disconnection", "other_incident", NULL
};

static const struct shape prediction_shape[] = {
    { .name = "id", .type = S_UUID },
    { .name = "no", .type = S_INT },
    { .name = "customer_no", .type = S_STR, .doc = "External number of the customer" },
    { .name = "customer_id", .type = S_UUID, .nullable = true, .doc = "The record with that number, if there is one" },
    { .name = "customer", .type = S_STR, .doc = "The name" },
    { .name = "region", .type = S_STR },
    { .name = "client_type", .type = S_STR },
    { .name = "category", .type = S_NUM, .nullable = true },
    { .name = "q1", .type = S_NUM, .doc = "Percent" },
    { .name = "q2", .type = S_NUM },
    { .name = "q3", .type = S_NUM },
    { .name = "q4", .type = S_NUM },
    { .name = "average", .type = S_NUM, .doc = "Of the four quarters" },
    { .name = "level", .type = S_STR, .choices = levels, .doc = "high from 60, medium from 30" },
    { .name = "incident", .type = S_STR, .choices = incidents, .doc = "The most likely" },
    { .name = "recommendation", .type = S_STR },
    { .name = "created_at", .type = S_TIME },
    { .name = "updated_at", .type = S_TIME },
    { .name = "version", .type = S_INT },
    SHAPE_END,
};
static const struct shape list_out[] = { PAGE_OF(prediction_shape), SHAPE_END };

struct predictions_in {
    const char *region, *incident, *level, *cursor;
    double min_risk;
    int64_t limit;
};

static const struct field list_fields[] = {
    FIELD_STR(struct predictions_in, region, .in = IN_QUERY, .max = TEXT_BYTES, .doc = "Only of this region"),
    FIELD_ENUM(struct predictions_in, incident, .in = IN_QUERY, .choices = incidents, .doc = "Only these"),
    FIELD_ENUM(struct predictions_in, level, .in = IN_QUERY, .choices = levels, .doc = "Only these"),
    FIELD_NUM(struct predictions_in, min_risk, .in = IN_QUERY, .low = 0, .high = 100, .doc = "Average from this on"),
    PAGE_MEMBERS(struct predictions_in),
    FIELD_END,
};

/* The averages that a level stands for. */
static void
bounds(const char *level, double *ret_from, double *ret_below)
{
    *ret_from = level == NULL || *level == 'l' ? 0 : *level == 'h' ? 60 : 30;
    *ret_below = level == NULL || *level == 'h' ? 1000 : *level == 'm' ? 60 : 30;
}

static enum err
list(struct req *r, const void *input)
{
    const struct predictions_in *in = input;
    double from = 0, below = 0;
    struct id_page p;
    enum err e = page_from(r, in->cursor, in->limit, &p);

    bounds(in->level, &from, &below);
    if (e == ERR_NONE)
        e = page_out(r, &p, Q_PREDICTIONS,
                     ARGS(a_uuid(p.below), a_str(in->region), a_str(in->region), a_str(in->incident),
                          a_str(in->incident), a_num(fmax(from, in->min_risk)), a_num(below), a_all(r),
                          a_int(p.limit + 1)));
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint predictions_endpoint = { "Predictions of incidents, newest first", list_fields, list_out,
                                               sizeof(struct predictions_in), list };

static enum err
answer(struct req *r, struct uuid id, struct arg all, int status)
{
    enum err e = tell(r, Q_PREDICTION, ARGS(a_uuid(id), all), none);

    return e != ERR_NONE ? e : reply(r, status);
}

static enum err
get(struct req *r, const void *input)
{
    const struct id_in *in = input;

    return answer(r, in->id, a_all(r), 200);
}

const struct endpoint prediction_endpoint = { "One prediction", id_fields, prediction_shape, sizeof(struct id_in),
                                              get };

#define TEXT(member, needed, most, words)                                                                              \
    FIELD_STR(struct prediction_in, member, .need = (needed), .min_len = 1, .max = (most), .check = is_plain_text,     \
              .doc = (words))
#define QUARTER(q)                                                                                                     \
    FIELD_NUM(struct prediction_in, q, .low = 0, .high = 100, .has_offset = offsetof(struct prediction_in, has_##q),   \
              .doc = "Chance of an incident in percent")
#define MEMBERS(needed)                                                                                                \
    TEXT(customer_no, needed, NO_BYTES, "External number of the customer"),                                            \
        TEXT(region, needed, TEXT_BYTES, "Region"), TEXT(client_type, needed, TEXT_BYTES, "Kind of customer"),         \
        FIELD_NUM(struct prediction_in, category, .low = 0, .high = CODE_MAX,                                          \
                  .has_offset = offsetof(struct prediction_in, has_category), .doc = "Code"),                          \
        QUARTER(q1), QUARTER(q2), QUARTER(q3), QUARTER(q4),                                                            \
        FIELD_ENUM(struct prediction_in, incident, .need = (needed), .choices = incidents, .doc = "The most likely"),  \
        TEXT(recommendation, needed, LONG_BYTES, "What to do about it"), FIELD_END

const struct field prediction_fields[] = { MEMBERS(true) };
static const struct field change_fields[] = {
    FIELD_UUID(struct prediction_in, id, .in = IN_PATH, .need = true, .doc = "Id"), MEMBERS(false)
};

const struct field prediction_put_fields[] = {
    FIELD_INT(struct prediction_in, no, .in = IN_PATH, .need = true, .low = 0, .high = 4294967295.0, .doc = "Number"),
    MEMBERS(false),
};

static enum err
taken(struct req *r, enum err e)
{
    return e == ERR_CONFLICT ? fail(r, e, "customer_no", "There is a prediction for this customer.") : e;
}

static enum err
insert(struct req *r, const struct prediction_in *in, int64_t no, struct uuid id)
{
    enum err e =
        db_insert(r, Q_PREDICTION_ADD,
                  ARGS(a_uuid(id), a_int(no), a_str(in->customer_no), a_str(in->customer_no), a_str(in->region),
                       a_str(in->client_type), in->has_category ? a_num(in->category) : a_null(), a_num(in->q1),
                       a_num(in->q2), a_num(in->q3), a_num(in->q4), a_str(in->incident), a_str(in->recommendation)));

    return e != ERR_NONE ? e : db_exec(r, Q_PREDICTION_TOLD, ARGS(a_uuid(uuid_v7()), a_uuid(id)), NULL);
}

enum err
prediction_add(struct req *r, const struct prediction_in *in, int64_t no, struct uuid *ret_id)
{
    struct uuid id = uuid_v7();
    enum err e = taken(r, insert(r, in, no, id));

    if (e == ERR_NONE && ret_id != NULL)
        *ret_id = id;
    return e;
}

static struct arg
given(bool has, double v)
{
    return has ? a_num(v) : a_null();
}

enum err
prediction_change(struct req *r, const struct prediction_in *in, struct uuid id)
{
    return taken(
        r, db_exec_one(r, Q_PREDICTION_CHANGE,
                       ARGS(a_str(in->customer_no), a_str(in->customer_no), a_str(in->customer_no), a_str(in->region),
                            a_str(in->client_type), given(in->has_category, in->category), given(in->has_q1, in->q1),
                            given(in->has_q2, in->q2), given(in->has_q3, in->q3), given(in->has_q4, in->q4),
                            a_str(in->incident), a_str(in->recommendation), a_uuid(id))));
}

static enum err
add(struct req *r, const void *input)
{
    struct uuid id = { .b = { 0 } };
    int64_t no = 0;
    enum err e = number_next(r, "prediction", &no);

    if (e == ERR_NONE)
        e = prediction_add(r, input, no, &id);
    if (e == ERR_NONE)
        e = tell_pages(r);
    return e != ERR_NONE ? e : answer(r, id, a_int(1), 201);
}

const struct endpoint prediction_add_endpoint = {
    "Add a prediction", prediction_fields, prediction_shape, sizeof(struct prediction_in), add, .status = 201,
};

static enum err
lock(struct req *r, struct uuid id)
{
    struct rows *row;
    enum err e = db_one(r, Q_PREDICTION_LOCK, ARGS(a_uuid(id), a_all(r)), &row);

    if (e == ERR_NOT_FOUND)
        return fail(r, e, NULL, none);
    return e != ERR_NONE ? e : match(r, col_int(row, 0), Q_PREDICTION, ARGS(a_uuid(id), a_int(1)));
}

static enum err
change(struct req *r, const void *input)
{
    const struct prediction_in *in = input;
    enum err e = lock(r, in->id);

    if (e == ERR_NONE)
        e = prediction_change(r, in, in->id);
    return e != ERR_NONE ? e : answer(r, in->id, a_int(1), 200);
}

const struct endpoint prediction_change_endpoint = {
    "Change a prediction", change_fields, prediction_shape, sizeof(struct prediction_in), change, .if_match = true,
};

static enum err
drop(struct req *r, const void *input)
{
    const struct id_in *in = input;
    enum err e = lock(r, in->id);

    if (e == ERR_NONE)
        e = db_exec_one(r, Q_PREDICTION_REMOVE, ARGS(a_uuid(in->id)));
    if (e == ERR_NONE)
        e = audit_of(r, "prediction.removed", "prediction", in->id);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint prediction_remove_endpoint = {
    "Remove a prediction", id_fields, NULL, sizeof(struct id_in), drop, .if_match = true,
};

enum column { C_CUSTOMER, C_REGION, C_TYPE, C_CATEGORY, C_Q1, C_Q2, C_Q3, C_Q4, C_INCIDENT, C_RECOMMENDATION };
static const struct sheet_column columns[] = {
    [C_CUSTOMER] = { "customer_id", true },
    [C_REGION] = { "client_region", true },
    [C_TYPE] = { "client_type", true },
    [C_CATEGORY] = { "client_category", false },
    [C_Q1] = { "q1_prediction", false },
    [C_Q2] = { "q2_prediction", false },
    [C_Q3] = { "q3_prediction", false },
    [C_Q4] = { "q4_prediction", false },
    [C_INCIDENT] = { "most_likely_incident", true },
    [C_RECOMMENDATION] = { "recommendation", true },
    { NULL, false },
};

static bool
is_incident(const char *s)
{
    for (const char *const *one = incidents; *one != NULL; one++)
        if (strcmp(*one, s) == 0)
            return true;
    return false;
}

static bool
texts_fine(struct req *r, struct sheet *s, size_t row)
{
    static const struct {
        enum column column;
        size_t most;
    } texts[] = { { C_CUSTOMER, NO_BYTES },
                  { C_REGION, TEXT_BYTES },
                  { C_TYPE, TEXT_BYTES },
                  { C_INCIDENT, TEXT_BYTES },
                  { C_RECOMMENDATION, LONG_BYTES } };
    const char *const *cells = s->rows[row];

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const char *name = columns[texts[i].column].name, *cell = cells[texts[i].column];
        const char *why = *cell == '\0'                  ? "is empty"
                          : strlen(cell) > texts[i].most ? "is too long"
                          : is_plain_text(cell) != NULL  ? "is no plain text"
                                                         : NULL;

        if (why == NULL)
            continue;
        sheet_fault(s, s->lines[row], arena_printf(r->arena, "%s %s.", name, why));
        return false;
    }
    if (is_incident(cells[C_INCIDENT]))
        return true;
    sheet_fault(s, s->lines[row], arena_printf(r->arena, "%s is no known incident.", columns[C_INCIDENT].name));
    return false;
}

static bool
row_to_prediction(struct req *r, struct sheet *s, size_t row, struct prediction_in *ret)
{
    const char *const *cells = s->rows[row];
    double *const quarters[] = { &ret->q1, &ret->q2, &ret->q3, &ret->q4 };

    *ret = (struct prediction_in){ .customer_no = cells[C_CUSTOMER],
                                   .region = cells[C_REGION],
                                   .client_type = cells[C_TYPE],
                                   .incident = cells[C_INCIDENT],
                                   .recommendation = cells[C_RECOMMENDATION] };
    if (!texts_fine(r, s, row))
        return false;
    for (size_t i = 0; i < row; i++)
        if (strcmp(s->rows[i][C_CUSTOMER], cells[C_CUSTOMER]) == 0) {
            sheet_fault(s, s->lines[row], arena_printf(r->arena, "customer_id is that of row %u, too.", s->lines[i]));
            return false;
        }
    if (!sheet_number(r, s, row, C_CATEGORY, columns[C_CATEGORY].name, 0, CODE_MAX, &ret->category))
        return false;
    ret->has_category = !isnan(ret->category);
    for (unsigned i = 0; i < 4; i++) {
        if (!sheet_number(r, s, row, C_Q1 + i, columns[C_Q1 + i].name, 0, 100, quarters[i]))
            return false;
        *quarters[i] = isnan(*quarters[i]) ? 0 : *quarters[i];
    }
    return true;
}

/* A customer who has a prediction already makes the whole file refused. */
static enum err
store(struct req *r, struct sheet *s, size_t *ret_processed)
{
    int64_t no = 0;
    size_t n = 0;
    enum err e = numbers_take(r, "prediction", s->n, &no);

    for (size_t i = 0; e == ERR_NONE && i < s->n; i++) {
        struct prediction_in one;

        if (!row_to_prediction(r, s, i, &one))
            continue;
        e = insert(r, &one, no++, uuid_v7());
        if (e == ERR_CONFLICT)
            return fail_as(
                r, ERR_INVALID, "already_there", "file",
                arena_printf(r->arena, "Row %u: there is a prediction for customer %s.", s->lines[i], one.customer_no));
        n++;
    }
    *ret_processed = n;
    return e;
}

static enum err
import(struct req *r, const void *input)
{
    (void)input;
    return import_run(r, columns, "predictions.imported", store);
}

const struct endpoint prediction_import_endpoint = {
    .title = "Add predictions from a CSV file",
    .out = import_shape,
    .run = import,
    .body = BODY_STREAM,
    .takes = "multipart/form-data",
    .outside = true,
};
