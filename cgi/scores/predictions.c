/* One probability, explained: of a customer of the active dataset or of given attributes, with changes on top. */
#include "ready.h"

#include <math.h>

#include "explain.h"
#include "out.h"
#include "stats.h"
#include "visible.h"

struct in {
    struct uuid customer_id;
    json *attributes, *overrides;
};

static const struct field fields[] = {
    FIELD_UUID(struct in, customer_id, .doc = "A customer of the active dataset"),
    FIELD_JSON(struct in, attributes, .doc = "Or the values of features by name; those not named are unknown"),
    FIELD_JSON(struct in, overrides, .doc = "Values put in place of the customer's or the attributes"),
    FIELD_END,
};

static const char *const bands[] = { "low", "medium", "high", NULL };

static const struct shape contribution_shape[] = {
    { .name = "feature", .type = S_STR },
    { .name = "title", .type = S_STR },
    { .name = "value", .type = S_ANY },
    { .name = "shap", .type = S_NUM, .doc = "What the feature adds to the log-odds" },
    { .name = "points", .type = S_NUM, .doc = "What it adds to the probability: base_probability + all = probability" },
    SHAPE_END,
};

static const struct shape reason_shape[] = {
    { .name = "feature", .type = S_STR },
    { .name = "value", .type = S_ANY },
    { .name = "points", .type = S_NUM },
    { .name = "text", .type = S_STR },
    SHAPE_END,
};

static const struct shape prediction_out[] = {
    { .name = "probability", .type = S_NUM },
    { .name = "band", .type = S_STR, .choices = bands },
    { .name = "margin", .type = S_NUM, .doc = "Calibrated log-odds: base + the sum of shap" },
    { .name = "base", .type = S_NUM },
    { .name = "base_probability", .type = S_NUM },
    { .name = "contributions", .type = S_ARRAY, .of = contribution_shape },
    { .name = "reasons", .type = S_ARRAY, .of = reason_shape },
    { .name = "model_id", .type = S_UUID },
    { .name = "stale", .type = S_BOOL, .doc = "The model of the figures is damaged; this is of the last good one" },
    SHAPE_END,
};

/* A JSON value as the text of a cell; NULL (with a sentence) when it does not suit the column. */
static const char *
cell_text(struct req *r, const struct schema_column *c, const json *v, const char **ret_why)
{
    enum json_kind kind = json_kind(v);
    const char *text = json_str(v, NULL);
    double number;

    if (kind == JSON_NULL)
        return "";
    if (kind == JSON_BOOL && c->type == SCHEMA_YES_NO)
        text = json_bool(v, false) ? "1" : "0";
    else if (kind == JSON_INT || kind == JSON_NUM)
        text = json_text(r->arena, v);
    if (text == NULL || strlen(text) > SCHEMA_MAX_TEXT) {
        *ret_why = "This must be a number, a short text, true, false or null.";
        return NULL;
    }
    struct schema_cell cell = { text, strlen(text) };
    *ret_why = NULL;
    if (cell.len == 0)
        return "";
    if (c->type == SCHEMA_YES_NO && schema_yes_no(cell) < 0)
        *ret_why = "This must be yes or no (true, false, 1 or 0).";
    for (size_t i = 0; c->type == SCHEMA_CATEGORY && i < cell.len; i++)
        if ((unsigned char)text[i] < 0x20)
            *ret_why = "This must not contain control characters.";
    if (c->type != SCHEMA_NUMBER)
        return *ret_why == NULL ? text : NULL;
    if (!schema_number(cell, &number))
        *ret_why = "This must be a number.";
    else if ((c->has_min && number < c->min) || (c->has_max && number > c->max))
        *ret_why = c->message != NULL ? c->message : "This number is outside the allowed range.";
    else if (c->integer && floor(number) < number)
        *ret_why = "This must be a whole number.";
    return *ret_why == NULL ? text : NULL;
}

/* Puts the members of an object into the cells; every member that does not fit is a fault. */
static enum err
put_members(struct req *r, const struct schema *s, const json *v, const char *where, struct schema_cell *cells)
{
    enum err e = ERR_NONE;

    if (v == NULL)
        return ERR_NONE;
    if (json_kind(v) != JSON_OBJECT)
        return fail(r, ERR_INVALID, where, "This must be an object of features and values.");
    for (struct json_member m = json_first(v); m.key != NULL; m = json_next(m)) {
        const char *pointer = arena_printf(r->arena, "/%s/%.80s", where, m.key), *why = NULL, *text = NULL;
        size_t feature = schema_find_feature(s, m.key);
        if (feature == SCHEMA_NONE)
            why = "There is no such feature.";
        else
            text = cell_text(r, schema_feature(s, feature), m.value, &why);
        if (text == NULL)
            e = fail(r, ERR_INVALID, pointer, why);
        else
            cells[feature] = (struct schema_cell){ text, strlen(text) };
    }
    return e;
}

static enum err
read_customer(struct req *r, const struct schema *s, int64_t dataset_no, struct uuid id, struct schema_cell *cells)
{
    struct rows *row;
    enum err e = db_one(r, Q_CUSTOMER_CELLS, ARGS(a_int(dataset_no), a_uuid(id), a_all(r)), &row);

    if (e == ERR_NOT_FOUND)
        return fail(r, e, NULL, "There is no such customer in the active dataset.");
    if (e != ERR_NONE)
        return e;
    const char *text = arena_copy(r->arena, col_str(row, 0), col_len(row, 0));
    if (text == NULL)
        return ERR_UNAVAILABLE;
    if (!schema_split(text, col_len(row, 0), cells, s->feature_count))
        return fault(r, ERR_INTERNAL, "a row of dataset %lld does not fit its schema", (long long)dataset_no);
    return ERR_NONE;
}

static void
out_value(struct req *r, const struct schema_column *c, struct schema_cell cell)
{
    double number;

    if (cell.len == 0)
        out_null(r, "value");
    else if (c->type == SCHEMA_YES_NO && schema_yes_no(cell) >= 0)
        out_bool(r, "value", schema_yes_no(cell) == 1);
    else if (c->type == SCHEMA_NUMBER && schema_number(cell, &number))
        out_num(r, "value", number);
    else
        out_strn(r, "value", cell.s, cell.len);
}

struct answer {
    const struct schema *schema;
    const struct schema_cell *cells;
    const struct model *model;
    double margin, shap[SCHEMA_MAX_COLUMNS], points[SCHEMA_MAX_COLUMNS];
};

static void
out_contributions(struct req *r, const struct answer *w)
{
    out_array(r, "contributions");
    for (size_t i = 0; i < w->schema->feature_count; i++) {
        const struct schema_column *c = schema_feature(w->schema, i);
        if (w->model->encoder->features[i].excluded)
            continue;
        out_object(r, NULL);
        out_str(r, "feature", c->header);
        out_str(r, "title", c->title);
        out_value(r, c, w->cells[i]);
        out_num(r, "shap", w->shap[i]);
        out_num(r, "points", w->points[i]);
        out_end(r);
    }
    out_end(r);
}

static void
out_reasons(struct req *r, const struct answer *w)
{
    size_t chosen[EXPLAIN_MAX], n = explain_choose(w->points, w->schema->feature_count, chosen);

    out_array(r, "reasons");
    for (size_t i = 0; i < n; i++) {
        size_t f = chosen[i];
        const struct schema_column *c = schema_feature(w->schema, f);
        const char *value = arena_copy(r->arena, w->cells[f].s, w->cells[f].len);
        out_object(r, NULL);
        out_str(r, "feature", c->header);
        out_value(r, c, w->cells[f]);
        out_num(r, "points", w->points[f]);
        out_str(r, "text", explain_text(r->arena, c, value, w->model->encoder->features[f].typical, w->points[f]));
        out_end(r);
    }
    out_end(r);
}

static void
out_answer(struct req *r, const struct answer *w, const struct economics *economics)
{
    double probability = stats_sigmoid(w->margin);

    out_num(r, "probability", probability);
    out_str(r, "band", bands[economics_band(economics, probability)]);
    out_num(r, "margin", w->margin);
    out_num(r, "base", w->model->base);
    out_num(r, "base_probability", stats_sigmoid(w->model->base));
    out_contributions(r, w);
    out_reasons(r, w);
    out_uuid(r, "model_id", w->model->id);
}

static enum err
predict(struct req *r, struct model *m, struct answer *w)
{
    float x[ENCODER_MAX_COLUMNS], shap[SCHEMA_MAX_COLUMNS];

    encoder_row(m->encoder, w->cells, x);
    enum err e = model_explain(m, x, 1, &w->margin, shap);
    if (e != ERR_NONE)
        return fault(r, e, "prediction: %s", booster_error());
    for (size_t i = 0; i < w->schema->feature_count; i++)
        w->shap[i] = (double)shap[i];
    explain_points(m->base, w->shap, w->schema->feature_count, w->points);
    return ERR_NONE;
}

static enum err
run(struct req *r, const void *input)
{
    const struct in *in = input;
    struct schema_cell cells[SCHEMA_MAX_COLUMNS];
    struct setting setting;
    struct ready *ready;
    bool customer = !uuid_is_nil(in->customer_id);

    if (customer == (in->attributes != NULL))
        return fail(r, ERR_INVALID, customer ? "attributes" : "customer_id", "Give either customer_id or attributes.");
    enum err e = ready_get(r, &setting, &ready);
    if (e != ERR_NONE)
        return e;
    const struct schema *s = ready->dataset.schema;
    for (size_t i = 0; i < s->feature_count; i++)
        cells[i] = (struct schema_cell){ "", 0 };
    if (customer && (e = read_customer(r, s, setting.dataset_no, in->customer_id, cells)) != ERR_NONE)
        return e;
    e = put_members(r, s, in->attributes, "attributes", cells);
    enum err changed = put_members(r, s, in->overrides, "overrides", cells);
    e = e == ERR_NONE ? changed : e;
    struct answer w = { .schema = s, .cells = cells, .model = &ready->model };
    if (e == ERR_NONE)
        e = predict(r, &ready->model, &w);
    if (e != ERR_NONE)
        return e;
    out_answer(r, &w, &setting.economics);
    out_bool(r, "stale", setting.stale);
    return reply(r, 200);
}

const struct endpoint prediction_run = { "The probability of leaving, explained; what if it were otherwise",
                                         fields,
                                         prediction_out,
                                         sizeof(struct in),
                                         run,
                                         .plain = true };
