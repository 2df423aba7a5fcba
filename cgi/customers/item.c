#include "item.h"

#include "explain.h"
#include "out.h"
#include "records.h"

const char *const item_bands[] = { "low", "medium", "high", NULL };

const struct shape item_action_shape[] = {
    { .name = "feature", .type = S_STR },
    { .name = "set", .type = S_ANY },
    { .name = "title", .type = S_STR },
    { .name = "cost", .type = S_DECIMAL },
    SHAPE_END,
};

const struct shape item_reason_shape[] = {
    { .name = "feature", .type = S_STR },
    { .name = "value", .type = S_ANY },
    { .name = "points", .type = S_NUM, .doc = "Difference in probability, 0.14 for 14 percentage points" },
    { .name = "text", .type = S_STR },
    SHAPE_END,
};

const struct shape item_shape[] = { ITEM_MEMBERS, SHAPE_END };

const struct shape listed_shape[] = {
    ITEM_MEMBERS,
    { .name = "email", .type = S_STR, .nullable = true },
    { .name = "phone", .type = S_STR, .nullable = true },
    { .name = "stage", .type = S_STR, .nullable = true, .doc = "Code of the stage" },
    { .name = "stage_at", .type = S_TIME, .nullable = true },
    { .name = "assignee", .type = S_OBJECT, .nullable = true, .of = person_shape },
    { .name = "no", .type = S_INT, .nullable = true },
    { .name = "created_at", .type = S_TIME },
    SHAPE_END,
};

static const char *const kinds[] = { "model", "rule", "none", NULL };

const struct shape scoring_shape[] = {
    { .name = "kind", .type = S_STR, .choices = kinds },
    { .name = "no", .type = S_INT },
    { .name = "model_id", .type = S_UUID, .nullable = true },
    { .name = "scored_at", .type = S_TIME, .nullable = true },
    { .name = "dataset_id", .type = S_UUID },
    SHAPE_END,
};

enum err
item_read(struct req *r, const struct scoring *s, const struct rows *row, struct item *ret_item)
{
    const size_t n = s->schema->feature_count;
    struct item item = { .row = row, .cells = ARENA_NEW(r->arena, struct schema_cell, n + 1) };
    /* A copy: the row's strings are gone with the next row, and texts are made from the cells. */
    const char *cells = arena_copy(r->arena, col_str(row, COL_CELLS), col_len(row, COL_CELLS));

    if (item.cells == NULL || cells == NULL)
        return ERR_UNAVAILABLE;
    if (n > 0 && !schema_split(cells, col_len(row, COL_CELLS), item.cells, n))
        return fault(r, ERR_INTERNAL, "row %lld of dataset %lld does not fit its schema",
                     (long long)col_int(row, COL_ROW), (long long)s->dataset_no);
    if (!col_null(row, COL_CONTRIBUTIONS) && s->has_base) {
        item.shap = ARENA_NEW(r->arena, double, n + 1);
        item.points = ARENA_NEW(r->arena, double, n + 1);
        if (item.shap == NULL || item.points == NULL)
            return ERR_UNAVAILABLE;
        if (!explain_unpack(col_bytes(row, COL_CONTRIBUTIONS), col_len(row, COL_CONTRIBUTIONS), item.shap, n))
            return fault(r, ERR_INTERNAL, "contributions of scoring %lld do not fit its schema", (long long)s->no);
        explain_points(s->base, item.shap, n, item.points);
    }
    *ret_item = item;
    return ERR_NONE;
}

static void
typed(struct req *r, const char *key, const struct schema_column *column, struct schema_cell cell)
{
    double number = 0;

    if (cell.len == 0)
        out_null(r, key);
    else if (column->type == SCHEMA_YES_NO && schema_yes_no(cell) >= 0)
        out_bool(r, key, schema_yes_no(cell) == 1);
    else if (column->type == SCHEMA_NUMBER && schema_number(cell, &number))
        out_num(r, key, number);
    else
        out_strn(r, key, cell.s, cell.len);
}

void
item_value(struct req *r, const char *key, const struct scoring *s, const struct item *item, size_t feature)
{
    typed(r, key, schema_feature(s->schema, feature), item->cells[feature]);
}

void
item_action(struct req *r, const char *key, const struct scoring *s, const struct schema_action *action)
{
    typed(r, key, schema_feature(s->schema, action->feature), (struct schema_cell){ action->set, strlen(action->set) });
}

static void
out_decimal(struct req *r, const char *key, const struct rows *row, unsigned col)
{
    out_str(r, key, col_null(row, col) ? NULL : col_str(row, col));
}

static void
out_recommended(struct req *r, const struct scoring *s, const struct item *item)
{
    const int64_t i = col_int(item->row, COL_ACTION);

    if (i < 0 || (size_t)i >= s->schema->action_count) {
        out_null(r, "recommended_action");
        return;
    }
    const struct schema_action *action = &s->schema->actions[i];

    out_object(r, "recommended_action");
    out_str(r, "feature", schema_feature(s->schema, action->feature)->header);
    item_action(r, "set", s, action);
    out_str(r, "title", action->title);
    out_str(r, "cost", action->cost_text);
    out_end(r);
}

static void
out_reasons(struct req *r, const struct scoring *s, const struct item *item)
{
    size_t chosen[EXPLAIN_MAX];
    const size_t n = item->points == NULL ? 0 : explain_choose(item->points, s->schema->feature_count, chosen);

    out_array(r, "reasons");
    for (size_t i = 0; i < n; i++) {
        const size_t f = chosen[i];
        const struct schema_column *column = schema_feature(s->schema, f);
        const char *cell = arena_copy(r->arena, item->cells[f].s, item->cells[f].len);

        out_object(r, NULL);
        out_str(r, "feature", column->header);
        item_value(r, "value", s, item, f);
        out_num(r, "points", item->points[f]);
        out_str(r, "text", explain_text(r->arena, column, cell, s->typical[f], item->points[f]));
        out_end(r);
    }
    out_end(r);
}

void
item_head_out(struct req *r, struct uuid id, const char *external_id, const char *name, const char *segment)
{
    out_uuid(r, "id", id);
    out_str(r, "external_id", external_id);
    out_str(r, "name", name);
    out_str(r, "segment", segment);
}

void
item_scored_out(struct req *r, const struct scoring *s, const struct item *item)
{
    const struct rows *row = item->row;
    const int64_t band = col_int(row, COL_BAND);

    if (s->kind == SCORED_MODEL)
        out_num(r, "probability", col_num(row, COL_SCORE));
    else
        out_null(r, "probability");
    if (s->kind == SCORED_RULE)
        out_num(r, "rule_score", col_num(row, COL_SCORE));
    else
        out_null(r, "rule_score");
    out_str(r, "band", s->kind == SCORED_NONE || band < 0 || band > 2 ? NULL : item_bands[band]);
    out_decimal(r, "value", row, COL_VALUE);
    if (s->kind == SCORED_MODEL)
        out_decimal(r, "value_at_risk", row, COL_AT_RISK);
    else
        out_null(r, "value_at_risk");
    out_decimal(r, "expected_value", row, COL_EXPECTED);
    out_recommended(r, s, item);
    out_reasons(r, s, item);
}

void
item_out(struct req *r, const struct scoring *s, const struct item *item)
{
    const struct rows *row = item->row;

    item_head_out(r, col_uuid(row, COL_ID), col_str(row, COL_EXTERNAL), col_str(row, COL_NAME),
                  col_str(row, COL_SEGMENT));
    item_scored_out(r, s, item);
}

void
item_bare_out(struct req *r, struct uuid id, const char *external_id, const char *name, const char *segment)
{
    static const char *const unknown[] = { "probability",    "rule_score",        "band", "value", "value_at_risk",
                                           "expected_value", "recommended_action" };

    item_head_out(r, id, external_id, name, segment);
    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++)
        out_null(r, unknown[i]);
    out_array(r, "reasons");
    out_end(r);
}

void
item_record_out(struct req *r, const struct rows *row)
{
    out_str(r, "email", col_null(row, COL_EMAIL) ? NULL : col_str(row, COL_EMAIL));
    out_str(r, "phone", col_null(row, COL_PHONE) ? NULL : col_str(row, COL_PHONE));
    out_str(r, "stage", col_null(row, COL_STAGE) ? NULL : col_str(row, COL_STAGE));
    out_time(r, "stage_at", col_time(row, COL_STAGE_AT));
    person_out(r, "assignee", col_uuid(row, COL_ASSIGNED), col_str(row, COL_ASSIGNED_NAME));
    if (col_null(row, COL_NO))
        out_null(r, "no");
    else
        out_int(r, "no", col_int(row, COL_NO));
    out_time(r, "created_at", col_time(row, COL_CREATED_AT));
}
