/*
 * record.c: one customer: everything the list says, and all that it was made of.
 */
#include "item.h"

#include <math.h>

#include "explain.h"
#include "out.h"
#include "records.h"
#include "stats.h"

struct read_in {
    struct uuid id;
};

static const struct field read_fields[] = {
    FIELD_UUID(struct read_in, id, .in = IN_PATH, .need = true, .doc = "The customer"),
    FIELD_END,
};

static const char *const types[] = {
    [SCHEMA_NUMBER] = "number", [SCHEMA_CATEGORY] = "category", [SCHEMA_YES_NO] = "yes_no", NULL
};

static const struct shape attribute_shape[] = {
    { .name = "feature", .type = S_STR },
    { .name = "title", .type = S_STR },
    { .name = "type", .type = S_STR, .choices = types },
    { .name = "value", .type = S_ANY, .doc = "A number, true or false, or a text; null when it is missing" },
    { .name = "unit", .type = S_STR, .nullable = true },
    { .name = "choices",
      .type = S_ARRAY,
      .items = S_STR,
      .nullable = true,
      .doc = "Categories the model tells apart; null for other types and without a model" },
    SHAPE_END,
};

static const struct shape contribution_shape[] = {
    { .name = "feature", .type = S_STR },
    { .name = "title", .type = S_STR },
    { .name = "value", .type = S_ANY },
    { .name = "shap", .type = S_NUM, .doc = "Added to the margin (log-odds)" },
    { .name = "points", .type = S_NUM, .doc = "Added to the probability, strongest first" },
    SHAPE_END,
};

static const struct shape action_shape[] = {
    { .name = "feature", .type = S_STR },
    { .name = "set", .type = S_ANY },
    { .name = "title", .type = S_STR },
    { .name = "cost", .type = S_DECIMAL },
    { .name = "probability_after",
      .type = S_NUM,
      .nullable = true,
      .doc = "Kept for the best one; ask /predictions for others" },
    { .name = "expected_value", .type = S_DECIMAL, .nullable = true },
    SHAPE_END,
};

static const struct shape economics_shape[] = {
    { .name = "acceptance", .type = S_NUM }, { .name = "incentive", .type = S_DECIMAL },
    { .name = "redemption", .type = S_NUM }, { .name = "value_rate", .type = S_NUM },
    { .name = "currency", .type = S_STR },   SHAPE_END,
};

static const struct shape previous_shape[] = {
    { .name = "probability", .type = S_NUM, .nullable = true },
    { .name = "band", .type = S_STR, .nullable = true, .choices = item_bands },
    { .name = "dataset_no", .type = S_INT },
    SHAPE_END,
};

const struct shape customer_shape[] = {
    ITEM_MEMBERS,
    { .name = "attributes", .type = S_ARRAY, .of = attribute_shape },
    { .name = "base", .type = S_NUM, .nullable = true, .doc = "Margin before any contribution" },
    { .name = "margin", .type = S_NUM, .nullable = true, .doc = "base + the sum of shap" },
    { .name = "base_probability", .type = S_NUM, .nullable = true },
    { .name = "contributions", .type = S_ARRAY, .of = contribution_shape },
    { .name = "actions", .type = S_ARRAY, .of = action_shape, .doc = "Those that apply to this customer" },
    { .name = "economics",
      .type = S_OBJECT,
      .nullable = true,
      .of = economics_shape,
      .doc = "The assumptions behind expected_value" },
    { .name = "previous", .type = S_OBJECT, .nullable = true, .of = previous_shape, .doc = "In the version before" },
    { .name = "scoring", .type = S_OBJECT, .nullable = true, .of = scoring_shape },
    { .name = "risk",
      .type = S_OBJECT,
      .nullable = true,
      .of = risk_shape,
      .doc = "Of the present scoring, else what people entered" },
    RECORD_MEMBERS,
    SHAPE_END,
};

static void
out_attributes(struct req *r, const struct scoring *s, const struct item *item)
{
    out_array(r, "attributes");
    for (size_t i = 0; i < s->schema->feature_count; i++) {
        const struct schema_column *column = schema_feature(s->schema, i);

        out_object(r, NULL);
        out_str(r, "feature", column->header);
        out_str(r, "title", column->title);
        out_str(r, "type", types[column->type]);
        item_value(r, "value", s, item, i);
        out_str(r, "unit", column->unit);
        if (s->choices[i] != NULL)
            out_raw(r, "choices", s->choices[i], strlen(s->choices[i]));
        else
            out_null(r, "choices");
        out_end(r);
    }
    out_end(r);
}

static void
out_contributions(struct req *r, const struct scoring *s, const struct item *item)
{
    const bool known = item->shap != NULL;

    out_num(r, "base", known ? s->base : NAN);
    out_num(r, "margin", col_null(item->row, COL_MARGIN) ? NAN : col_num(item->row, COL_MARGIN));
    out_num(r, "base_probability", known ? stats_sigmoid(s->base) : NAN);
    out_array(r, "contributions");
    for (size_t i = 0; known && i < s->schema->feature_count; i++) {
        out_object(r, NULL);
        out_str(r, "feature", schema_feature(s->schema, i)->header);
        out_str(r, "title", schema_feature(s->schema, i)->title);
        item_value(r, "value", s, item, i);
        out_num(r, "shap", item->shap[i]);
        out_num(r, "points", item->points[i]);
        out_end(r);
    }
    out_end(r);
}

static void
out_actions(struct req *r, const struct scoring *s, const struct item *item)
{
    const int64_t best = col_int(item->row, COL_ACTION);

    out_array(r, "actions");
    for (size_t i = 0; s->kind == SCORED_MODEL && i < s->schema->action_count; i++) {
        const struct schema_action *action = &s->schema->actions[i];
        const bool kept = (int64_t)i == best;

        if (!schema_applies(s->schema, action, item->cells[action->feature]))
            continue;
        out_object(r, NULL);
        out_str(r, "feature", schema_feature(s->schema, action->feature)->header);
        item_action(r, "set", s, action);
        out_str(r, "title", action->title);
        out_str(r, "cost", action->cost_text);
        out_num(r, "probability_after",
                kept && !col_null(item->row, COL_ACTION_SCORE) ? col_num(item->row, COL_ACTION_SCORE) : NAN);
        out_str(r, "expected_value",
                kept && !col_null(item->row, COL_EXPECTED) ? col_str(item->row, COL_EXPECTED) : NULL);
        out_end(r);
    }
    out_end(r);
}

static void
out_economics(struct req *r, const struct scoring *s)
{
    out_object(r, "economics");
    out_num(r, "acceptance", s->acceptance);
    out_str(r, "incentive", s->incentive);
    out_num(r, "redemption", s->redemption);
    out_num(r, "value_rate", s->value_rate);
    out_str(r, "currency", s->currency);
    out_end(r);
}

static enum err
out_previous(struct req *r, const struct scoring *s, const char *external_id)
{
    struct rows *row = NULL;
    enum err e = db_one(r, Q_BEFORE, ARGS(a_int(s->no), a_int(s->dataset_no), a_str(external_id)), &row);

    if (e == ERR_NOT_FOUND) {
        out_null(r, "previous");
        return ERR_NONE;
    }
    if (e != ERR_NONE)
        return e;
    const bool model = strcmp(col_str(row, 0), "model") == 0, none = strcmp(col_str(row, 0), "none") == 0;
    const int64_t band = col_int(row, 2);

    out_object(r, "previous");
    out_num(r, "probability", model ? col_num(row, 1) : NAN);
    out_str(r, "band", none || band < 0 || band > 2 ? NULL : item_bands[band]);
    out_int(r, "dataset_no", col_int(row, 3));
    out_end(r);
    return ERR_NONE;
}

/* Everything that the present scoring says. */
static enum err
out_scored(struct req *r, const struct scoring *s, const struct rows *row)
{
    struct item item;
    enum err e = item_read(r, s, row, &item);

    if (e != ERR_NONE)
        return e;
    item_out(r, s, &item);
    out_attributes(r, s, &item);
    out_contributions(r, s, &item);
    out_actions(r, s, &item);
    out_economics(r, s);
    e = out_previous(r, s, arena_str(r->arena, col_str(row, COL_EXTERNAL)));
    if (e == ERR_NONE)
        scoring_out(r, s);
    return e;
}

/* The same members of a customer who is in no dataset now. */
static void
out_unscored(struct req *r, const struct rows *record)
{
    static const char *const nothing[] = { "base", "margin", "base_probability", "economics", "previous", "scoring" };
    static const char *const none[] = { "attributes", "contributions", "actions" };

    item_bare_out(r, col_uuid(record, REC_ID), col_str(record, REC_EXTERNAL), col_str(record, REC_SHOWN_NAME),
                  col_str(record, REC_SHOWN_SEGMENT));
    for (size_t i = 0; i < sizeof nothing / sizeof nothing[0]; i++)
        out_null(r, nothing[i]);
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        out_array(r, none[i]);
        out_end(r);
    }
}

enum err
customer_out(struct req *r, struct uuid id)
{
    const struct scoring *s = NULL;
    struct rows *record = NULL, *row = NULL;
    enum err e = record_get(r, id, &record);

    if (e == ERR_NONE)
        e = scoring_active(r, &s);
    if (e != ERR_NONE)
        return e;
    e = s == NULL ? ERR_NOT_FOUND
                  : db_one(r, Q_ONE, ARGS(a_int(s->dataset_no), a_uuid(id), a_int(s->no), a_int(s->dataset_no)), &row);
    if (e == ERR_NONE)
        e = out_scored(r, s, row);
    else if (e == ERR_NOT_FOUND)
        out_unscored(r, record);
    if (e != ERR_NONE && e != ERR_NOT_FOUND)
        return e;
    record_risk_out(r, "risk", s, record);
    record_out(r, record);
    reply_etag(r, col_int(record, REC_VERSION));
    return ERR_NONE;
}

static enum err
read_one(struct req *r, const void *input)
{
    const struct read_in *in = input;
    enum err e = customer_out(r, in->id);

    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint customer_read = {
    .title = "Read a customer",
    .fields = read_fields,
    .out = customer_shape,
    .input_size = sizeof(struct read_in),
    .run = read_one,
};
