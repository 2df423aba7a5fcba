/*
 * factors.c: what drives a customer: what the present model says, strongest first, and what people say.
 */
#include "item.h"

#include <math.h>

#include "explain.h"
#include "out.h"
#include "records.h"

static const char *const sources[] = { "model", "person", NULL };

struct factor_in {
    struct uuid id, factor;
    const char *name, *details;
    int64_t impact;
};

#define CUSTOMER FIELD_UUID(struct factor_in, id, .in = IN_PATH, .need = true, .doc = "The customer")

static const struct field list_fields[] = { CUSTOMER, FIELD_END };
static const struct field add_fields[] = {
    CUSTOMER,
    FIELD_STR(struct factor_in, name, .need = true, .min_len = 1, .max = 127, .check = is_plain_text,
              .doc = "What it is"),
    FIELD_INT(struct factor_in, impact, .need = true, .low = -100, .high = 100,
              .doc = "Percentage points towards leaving, or against when below 0"),
    FIELD_STR(struct factor_in, details, .max = 2000, .check = is_plain_text, .doc = "More about it"),
    FIELD_END,
};
static const struct field remove_fields[] = {
    CUSTOMER,
    FIELD_UUID(struct factor_in, factor, .in = IN_PATH, .need = true, .doc = "The factor"),
    FIELD_END,
};

static const struct shape factor_shape[] = {
    { .name = "id", .type = S_UUID, .nullable = true, .doc = "Null for the model's" },
    { .name = "source", .type = S_STR, .choices = sources },
    { .name = "name", .type = S_STR },
    { .name = "feature", .type = S_STR, .nullable = true },
    { .name = "impact", .type = S_INT, .doc = "Percentage points towards leaving" },
    { .name = "details", .type = S_STR },
    { .name = "created_at", .type = S_TIME, .nullable = true },
    SHAPE_END,
};
static const struct shape list_out[] = { { .name = "data", .type = S_ARRAY, .of = factor_shape }, SHAPE_END };

static void
out_factor(struct req *r, const struct rows *row)
{
    out_uuid(r, "id", col_uuid(row, 0));
    out_str(r, "source", "person");
    out_str(r, "name", col_str(row, 1));
    out_null(r, "feature");
    out_int(r, "impact", col_int(row, 2));
    out_str(r, "details", col_str(row, 3));
    out_time(r, "created_at", col_time(row, 4));
}

enum err
scored_item(struct req *r, struct uuid customer, const struct scoring **ret_scoring, struct item *ret_item)
{
    const struct scoring *s = NULL;
    struct rows *row = NULL;
    enum err e = scoring_active(r, &s);

    *ret_scoring = NULL;
    if (e == ERR_NONE && s == NULL)
        return ERR_NONE;
    if (e == ERR_NONE)
        e = db_one(r, Q_ONE, ARGS(a_int(s->dataset_no), a_uuid(customer), a_int(s->no), a_int(s->dataset_no)), &row);
    if (e == ERR_NONE)
        e = item_read(r, s, row, ret_item);
    if (e == ERR_NONE)
        *ret_scoring = s;
    return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

/* The reasons that a list shows, as whole percentage points. */
static void
out_models(struct req *r, const struct scoring *s, const struct item *item)
{
    size_t chosen[EXPLAIN_MAX];
    const size_t n = item->points == NULL ? 0 : explain_choose(item->points, s->schema->feature_count, chosen);

    for (size_t i = 0; i < n; i++) {
        const size_t f = chosen[i];
        const struct schema_column *column = schema_feature(s->schema, f);
        const char *cell = arena_copy(r->arena, item->cells[f].s, item->cells[f].len);

        out_object(r, NULL);
        out_null(r, "id");
        out_str(r, "source", "model");
        out_str(r, "name", column->title);
        out_str(r, "feature", column->header);
        out_int(r, "impact", lround(item->points[f] * 100));
        out_str(r, "details", explain_text(r->arena, column, cell, s->typical[f], item->points[f]));
        out_null(r, "created_at");
        out_end(r);
    }
}

static enum err
list(struct req *r, const void *input)
{
    const struct factor_in *in = input;
    const struct scoring *s = NULL;
    struct rows *rows = NULL;
    struct item item;
    enum err e = record_visible(r, in->id);

    if (e == ERR_NONE)
        e = scored_item(r, in->id, &s, &item);
    if (e == ERR_NONE)
        e = db_rows(r, Q_FACTORS, ARGS(a_uuid(in->id)), &rows);
    if (e != ERR_NONE)
        return e;
    out_array(r, "data");
    if (s != NULL)
        out_models(r, s, &item);
    while (rows_next(rows)) {
        out_object(r, NULL);
        out_factor(r, rows);
        out_end(r);
    }
    out_end(r);
    e = rows_error(rows);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint factor_list = { .title = "List what drives a customer",
                                      .fields = list_fields,
                                      .out = list_out,
                                      .input_size = sizeof(struct factor_in),
                                      .run = list };

static enum err
add(struct req *r, const void *input)
{
    const struct factor_in *in = input;
    const struct uuid id = uuid_v7();
    struct rows *rows = NULL;
    int64_t version = 0;
    enum err e = record_lock(r, in->id, &version);

    if (e == ERR_NONE)
        e = db_insert(r, Q_FACTOR_ADD,
                      ARGS(a_uuid(id), a_uuid(in->id), a_str(in->name), a_int(in->impact),
                           a_str(in->details != NULL ? in->details : "")));
    if (e == ERR_NONE)
        e = db_one(r, Q_FACTORS, ARGS(a_uuid(in->id)), &rows); /* the latest is first */
    if (e != ERR_NONE)
        return e;
    out_factor(r, rows);
    return reply(r, 201);
}

const struct endpoint factor_add = { .title = "Say what drives a customer",
                                     .fields = add_fields,
                                     .out = factor_shape,
                                     .input_size = sizeof(struct factor_in),
                                     .run = add,
                                     .status = 201 };

static enum err
drop(struct req *r, const void *input)
{
    const struct factor_in *in = input;
    int64_t version = 0;
    enum err e = record_lock(r, in->id, &version);

    if (e == ERR_NONE)
        e = db_exec_one(r, Q_FACTOR_DROP, ARGS(a_uuid(in->factor), a_uuid(in->id)));
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint factor_remove = { .title = "Take back what drives a customer",
                                        .fields = remove_fields,
                                        .input_size = sizeof(struct factor_in),
                                        .run = drop };
