/* A model as it is told: quality, calibration, importance, lift. */
#include "models.h"

#include "out.h"

const char *const model_states[] = { "challenger", "champion", "retired", "refused", NULL };
static const char *const types[] = { "number", "category", "yes_no", NULL };

const struct shape model_feature_shape[] = {
    { .name = "name", .type = S_STR },
    { .name = "title", .type = S_STR },
    { .name = "type", .type = S_STR, .choices = types },
    SHAPE_END,
};

const struct shape model_metrics_shape[] = {
    { .name = "auc", .type = S_NUM, .doc = "Area under the ROC curve, out of fold" },
    { .name = "auc_low", .type = S_NUM, .doc = "95 % interval by DeLong" },
    { .name = "auc_high", .type = S_NUM },
    { .name = "log_loss", .type = S_NUM },
    { .name = "brier", .type = S_NUM },
    { .name = "ece", .type = S_NUM, .doc = "Expected calibration error, 10 bins" },
    { .name = "pr_auc", .type = S_NUM, .doc = "Average precision" },
    { .name = "ks", .type = S_NUM },
    { .name = "lift_top_decile", .type = S_NUM },
    { .name = "capture_top_decile", .type = S_NUM },
    SHAPE_END,
};

const struct shape model_calibration_shape[] = {
    { .name = "bin", .type = S_INT },
    { .name = "count", .type = S_INT },
    { .name = "mean_probability", .type = S_NUM, .nullable = true },
    { .name = "churn_rate", .type = S_NUM, .nullable = true },
    { .name = "low", .type = S_NUM },
    { .name = "high", .type = S_NUM },
    SHAPE_END,
};

const struct shape model_importance_shape[] = {
    { .name = "feature", .type = S_STR },
    { .name = "title", .type = S_STR },
    { .name = "mean_abs_shap", .type = S_NUM, .doc = "Mean absolute contribution to the log-odds" },
    SHAPE_END,
};

const struct shape model_lift_shape[] = {
    { .name = "fraction", .type = S_NUM },
    { .name = "capture", .type = S_NUM },
    { .name = "lift", .type = S_NUM },
    SHAPE_END,
};

static const struct shape side_shape[] = {
    { .name = "auc", .type = S_NUM },
    { .name = "log_loss", .type = S_NUM },
    SHAPE_END,
};

const struct shape model_comparison_shape[] = {
    { .name = "champion_id", .type = S_UUID },
    { .name = "champion_no", .type = S_INT },
    { .name = "rows", .type = S_INT, .doc = "Customers that neither model was trained on" },
    { .name = "churners", .type = S_INT },
    { .name = "used", .type = S_STR, .doc = "Which predictions were compared" },
    { .name = "champion", .type = S_OBJECT, .of = side_shape, .optional = true },
    { .name = "challenger", .type = S_OBJECT, .of = side_shape, .optional = true },
    { .name = "difference", .type = S_NUM, .optional = true, .doc = "AUC of the challenger less the champion's" },
    { .name = "z", .type = S_NUM, .optional = true },
    { .name = "p", .type = S_NUM, .optional = true },
    { .name = "promoted", .type = S_BOOL },
    { .name = "reason", .type = S_STR },
    SHAPE_END,
};

const struct shape model_excluded_shape[] = {
    { .name = "feature", .type = S_STR },
    { .name = "reason", .type = S_STR },
    { .name = "auc", .type = S_NUM, .doc = "Of the column alone" },
    SHAPE_END,
};

const struct shape model_shape[] = { MODEL_MEMBERS, SHAPE_END };

/* The features that the model uses, from its encoding. */
static enum err
out_features(struct req *r, const struct rows *row)
{
    json *encoding;
    enum err e = json_parse(r->arena, col_str(row, COL_ENCODING), col_len(row, COL_ENCODING), &encoding, NULL);

    if (e != ERR_NONE)
        return fault(r, ERR_INTERNAL, "the encoding of model %lld is not JSON", (long long)col_int(row, COL_NO));
    const json *list = json_get(encoding, "features");
    out_array(r, "features");
    for (size_t i = 0; i < json_len(list); i++) {
        const json *f = json_at(list, i);
        const char *name = json_str(json_get(f, "name"), "");
        if (json_bool(json_get(f, "excluded"), false))
            continue;
        out_object(r, NULL);
        out_str(r, "name", name);
        out_str(r, "title", json_str(json_get(f, "title"), name));
        out_str(r, "type", json_str(json_get(f, "type"), ""));
        out_end(r);
    }
    out_end(r);
    return ERR_NONE;
}

static void
out_kept(struct req *r, const char *key, const struct rows *row, unsigned col)
{
    if (col_null(row, col))
        out_null(r, key);
    else
        out_raw(r, key, col_str(row, col), col_len(row, col));
}

enum err
model_out(struct req *r, const struct rows *row)
{
    static const struct {
        const char *key;
        unsigned col;
    } kept[] = { { "metrics", COL_METRICS },       { "calibration", COL_CALIBRATION },
                 { "importance", COL_IMPORTANCE }, { "lift", COL_LIFT },
                 { "comparison", COL_COMPARISON }, { "warnings", COL_WARNINGS },
                 { "excluded", COL_EXCLUDED },     { "params", COL_PARAMS } };

    out_uuid(r, "id", col_uuid(row, COL_ID));
    out_int(r, "no", col_int(row, COL_NO));
    out_uuid(r, "dataset_id", col_uuid(row, COL_DATASET_ID));
    out_int(r, "dataset_no", col_int(row, COL_DATASET_NO));
    out_str(r, "schema", col_str(row, COL_SCHEMA));
    out_int(r, "rows", col_int(row, COL_ROWS));
    out_int(r, "churners", col_int(row, COL_CHURNERS));
    out_str(r, "state", col_str(row, COL_STATE));
    enum err e = out_features(r, row);
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++)
        out_kept(r, kept[i].key, row, kept[i].col);
    out_str(r, "code", col_str(row, COL_CODE));
    out_time(r, "created_at", col_time(row, COL_CREATED_AT));
    out_uuid(r, "created_by", col_uuid(row, COL_CREATED_BY));
    out_str(r, "created_by_name", col_null(row, COL_CREATED_BY_NAME) ? NULL : col_str(row, COL_CREATED_BY_NAME));
    return e;
}

enum err
model_tell(struct req *r, struct uuid id)
{
    struct rows *row;
    enum err e = db_one(r, Q_MODEL_GET, ARGS(a_uuid(id)), &row);

    if (e == ERR_NOT_FOUND)
        return fail(r, e, NULL, "There is no such model.");
    return e == ERR_NONE ? model_out(r, row) : e;
}
