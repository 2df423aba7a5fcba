/* The registry as it is told, and the one change that people make: who is champion. */
#include "scores.h"

#include <inttypes.h>
#include <math.h>

#include "out.h"
#include "page.h"

#define LIST_MAX 50

static const char *const states[] = { "challenger", "champion", "retired", "refused", NULL };
static const char *const types[] = { "number", "category", "yes_no", NULL };
static const char *const history_actions[] = { "trained", "promoted", "kept", "refused", "scored", NULL };

static const struct shape feature_shape[] = {
    { .name = "name", .type = S_STR },
    { .name = "title", .type = S_STR },
    { .name = "type", .type = S_STR, .choices = types },
    SHAPE_END,
};

static const struct shape metrics_shape[] = {
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

static const struct shape calibration_shape[] = {
    { .name = "bin", .type = S_INT },
    { .name = "count", .type = S_INT },
    { .name = "mean_probability", .type = S_NUM, .nullable = true },
    { .name = "churn_rate", .type = S_NUM, .nullable = true },
    { .name = "low", .type = S_NUM },
    { .name = "high", .type = S_NUM },
    SHAPE_END,
};

static const struct shape importance_shape[] = {
    { .name = "feature", .type = S_STR },
    { .name = "title", .type = S_STR },
    { .name = "mean_abs_shap", .type = S_NUM, .doc = "Mean absolute contribution to the log-odds" },
    SHAPE_END,
};

static const struct shape lift_shape[] = {
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

static const struct shape comparison_shape[] = {
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

static const struct shape excluded_shape[] = {
    { .name = "feature", .type = S_STR },
    { .name = "reason", .type = S_STR },
    { .name = "auc", .type = S_NUM, .doc = "Of the column alone" },
    SHAPE_END,
};

#define MODEL_MEMBERS                                                                                                  \
    { .name = "id", .type = S_UUID }, { .name = "no", .type = S_INT }, { .name = "dataset_id", .type = S_UUID },       \
        { .name = "dataset_no", .type = S_INT }, { .name = "schema", .type = S_STR },                                  \
        { .name = "rows", .type = S_INT }, { .name = "churners", .type = S_INT },                                      \
        { .name = "state", .type = S_STR, .choices = states },                                                         \
        { .name = "features", .type = S_ARRAY, .of = feature_shape },                                                  \
        { .name = "metrics", .type = S_OBJECT, .of = metrics_shape },                                                  \
        { .name = "calibration", .type = S_ARRAY, .of = calibration_shape },                                           \
        { .name = "importance", .type = S_ARRAY, .of = importance_shape },                                             \
        { .name = "lift", .type = S_ARRAY, .of = lift_shape },                                                         \
        { .name = "comparison", .type = S_OBJECT, .of = comparison_shape, .nullable = true },                          \
        { .name = "warnings", .type = S_ARRAY, .items = S_STR },                                                       \
        { .name = "excluded", .type = S_ARRAY, .of = excluded_shape },                                                 \
        { .name = "params", .type = S_ANY, .doc = "How the trees were grown" },                                        \
        { .name = "code", .type = S_STR, .doc = "Version of the program that trained it" },                            \
        { .name = "created_at", .type = S_TIME }, { .name = "created_by", .type = S_UUID, .nullable = true },          \
    {                                                                                                                  \
        .name = "created_by_name", .type = S_STR, .nullable = true                                                     \
    }

static const struct shape model_shape[] = { MODEL_MEMBERS, SHAPE_END };

/* Columns of MODEL_TELL in queries.c. */
enum model_column {
    COL_ID,
    COL_NO,
    COL_DATASET_ID,
    COL_DATASET_NO,
    COL_SCHEMA,
    COL_ROWS,
    COL_CHURNERS,
    COL_STATE,
    COL_PARAMS,
    COL_ENCODING,
    COL_METRICS,
    COL_CALIBRATION,
    COL_IMPORTANCE,
    COL_LIFT,
    COL_COMPARISON,
    COL_WARNINGS,
    COL_EXCLUDED,
    COL_CODE,
    COL_CREATED_AT,
    COL_CREATED_BY,
    COL_CREATED_BY_NAME
};

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

static enum err
out_model(struct req *r, const struct rows *row)
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

struct list_in {
    const char *schema, *cursor;
    int64_t limit;
};

static const struct field list_fields[] = {
    FIELD_STR(struct list_in, schema, .in = IN_QUERY, .max = 63, .doc = "Only models of this schema"),
    FIELD_INT(struct list_in, limit, .in = IN_QUERY, .low = 1, .high = LIST_MAX, .fallback = 20,
              .doc = "Models a page"),
    FIELD_STR(struct list_in, cursor, .in = IN_QUERY, .max = 400, .doc = "next_cursor of the page before"),
    FIELD_END,
};

static const struct shape list_out[] = {
    PAGE_OF(model_shape),
    SHAPE_END,
};

static enum err
list(struct req *r, const void *input)
{
    const struct list_in *in = input;
    const char *schema = in->schema != NULL ? in->schema : "", *text = NULL;
    int64_t before = INT64_C(4294967295), last = 0, n = 0;
    struct rows *rows;
    enum err e = in->cursor != NULL ? cursor_read(r, in->cursor, &text) : ERR_NONE;

    if (e == ERR_NONE && text != NULL)
        before = strtoll(text, NULL, 10);
    if (e == ERR_NONE)
        e = db_rows(r, Q_MODEL_LIST, ARGS(a_int(before), a_str(schema), a_str(schema), a_int(in->limit + 1)), &rows);
    if (e != ERR_NONE)
        return e;
    out_array(r, "data");
    for (; e == ERR_NONE && n < in->limit && rows_next(rows); n++) {
        out_object(r, NULL);
        e = out_model(r, rows);
        out_end(r);
        last = col_int(rows, COL_NO);
    }
    out_end(r);
    bool more = e == ERR_NONE && n == in->limit && rows_next(rows);
    if (e == ERR_NONE)
        e = rows_error(rows);
    out_str(r, "next_cursor", more ? cursor_make(r, arena_printf(r->arena, "%" PRId64, last)) : NULL);
    return e == ERR_NONE ? reply(r, 200) : e;
}

const struct endpoint model_list = { "Models, the newest first", list_fields, list_out, sizeof(struct list_in), list };

struct champion_in {
    const char *schema;
};

static const struct field champion_fields[] = {
    FIELD_STR(struct champion_in, schema, .in = IN_QUERY, .max = 63,
              .doc = "The active dataset's schema when not given"),
    FIELD_END,
};

static enum err
champion(struct req *r, const void *input)
{
    const struct champion_in *in = input;
    const char *schema = in->schema != NULL ? in->schema : "";
    struct rows *row;
    enum err e = db_one(r, Q_MODEL_CHAMPION, ARGS(a_str(schema)), &row);

    if (e == ERR_NOT_FOUND)
        return fail(r, e, NULL, "No model has been learnt yet. Upload customers with known outcomes.");
    if (e == ERR_NONE)
        e = out_model(r, row);
    return e == ERR_NONE ? reply(r, 200) : e;
}

const struct endpoint model_champion = { "The model that scores now", champion_fields, model_shape,
                                         sizeof(struct champion_in), champion };

struct id_in {
    struct uuid id;
};

static const struct field id_fields[] = {
    FIELD_UUID(struct id_in, id, .in = IN_PATH, .need = true, .doc = "A model"),
    FIELD_END,
};

static enum err
tell_model(struct req *r, struct uuid id)
{
    struct rows *row;
    enum err e = db_one(r, Q_MODEL_GET, ARGS(a_uuid(id)), &row);

    if (e == ERR_NOT_FOUND)
        return fail(r, e, NULL, "There is no such model.");
    return e == ERR_NONE ? out_model(r, row) : e;
}

static enum err
get(struct req *r, const void *input)
{
    const struct id_in *in = input;
    enum err e = tell_model(r, in->id);

    return e == ERR_NONE ? reply(r, 200) : e;
}

const struct endpoint model_get = { "One model: quality, calibration, importance", id_fields, model_shape,
                                    sizeof(struct id_in), get };

/* The active dataset, when this model is of its schema; *ret_no 0 otherwise. */
static enum err
active_of_schema(struct req *r, const char *schema_name, struct dataset *d)
{
    struct rows *row;
    enum err e = db_one(r, Q_ACTIVE, NO_ARGS, &row);

    d->no = 0;
    if (e == ERR_NONE)
        e = dataset_load(r, col_int(row, 0), d);
    if (e == ERR_NOT_FOUND)
        return ERR_NONE;
    if (e == ERR_NONE && strcmp(d->schema_name, schema_name) != 0)
        d->no = 0;
    return e;
}

/* A model that cannot score is never made champion. */
static enum err
try_model(struct req *r, int64_t no, const struct dataset *d)
{
    struct model m;
    enum err e = registry_load(r, r->arena, no, d->schema, &m);

    if (e == ERR_NONE)
        model_close(&m);
    if (e == ERR_CONFLICT)
        return fail(r, e, NULL, "This model was learnt from other columns than the active data has.");
    if (e == ERR_INTERNAL)
        return fail(r, ERR_CONFLICT, NULL, "This model is damaged and cannot be used.");
    return e;
}

static enum err
change_champion(struct req *r, int64_t no, const char *schema, struct uuid id, const struct dataset *d)
{
    char text[UUID_TEXT];
    enum err e = registry_promote(r, schema, no, d->no, "Chosen by hand.");

    uuid_text(id, text);
    if (e == ERR_NONE)
        e = audit_add(r, "model.promote", "model", text, NULL);
    if (e == ERR_NONE)
        e = event_add(r, NULL, EVENT_MODEL, text);
    if (e == ERR_NONE && d->no > 0)
        e = job_add(r, "scores", "rescore",
                    arena_printf(r->arena, "{\"dataset_no\":%" PRId64 ",\"model_no\":%" PRId64 "}", d->no, no));
    return e;
}

static const struct shape promote_out[] = {
    MODEL_MEMBERS,
    { .name = "rescoring", .type = S_BOOL, .doc = "The active customers are being scored anew" },
    SHAPE_END,
};

static enum err
promote(struct req *r, const void *input)
{
    const struct id_in *in = input;
    struct dataset d;
    struct rows *row;
    int64_t now = 0;
    enum err e = db_exec(r, Q_TENANT_LOCK, NO_ARGS, NULL);

    if (e == ERR_NONE)
        e = db_one(r, Q_MODEL_BY_ID, ARGS(a_uuid(in->id)), &row);
    if (e == ERR_NOT_FOUND)
        return fail(r, e, NULL, "There is no such model.");
    if (e != ERR_NONE)
        return e;
    int64_t no = col_int(row, 0);
    const char *schema = arena_str(r->arena, col_str(row, 1));
    e = active_of_schema(r, schema, &d);
    if (e == ERR_NONE && d.no > 0)
        e = try_model(r, no, &d);
    if (e == ERR_NONE)
        e = registry_champion(r, schema, &now);
    if (e == ERR_NONE && now != no)
        e = change_champion(r, no, schema, in->id, &d);
    if (e == ERR_NONE)
        e = tell_model(r, in->id);
    if (e != ERR_NONE)
        return e;
    out_bool(r, "rescoring", now != no && d.no > 0);
    return reply(r, 200);
}

const struct endpoint model_promote = { "Make a model the champion, or go back to an earlier one", id_fields,
                                        promote_out, sizeof(struct id_in), promote };

struct history_in {
    const char *cursor;
    int64_t limit;
};

static const struct field history_fields[] = {
    FIELD_INT(struct history_in, limit, .in = IN_QUERY, .low = 1, .high = 200, .fallback = 50, .doc = "Entries a page"),
    FIELD_STR(struct history_in, cursor, .in = IN_QUERY, .max = 400, .doc = "next_cursor of the page before"),
    FIELD_END,
};

static const struct shape history_entry[] = {
    { .name = "id", .type = S_UUID },
    { .name = "at", .type = S_TIME },
    { .name = "action", .type = S_STR, .choices = history_actions },
    { .name = "schema", .type = S_STR },
    { .name = "model_id", .type = S_UUID, .nullable = true },
    { .name = "model_no", .type = S_INT },
    { .name = "dataset_id", .type = S_UUID, .nullable = true },
    { .name = "dataset_no", .type = S_INT, .nullable = true },
    { .name = "dataset_name", .type = S_STR, .nullable = true },
    { .name = "reason", .type = S_STR },
    { .name = "actor_id", .type = S_UUID, .nullable = true },
    { .name = "actor_name", .type = S_STR, .nullable = true },
    SHAPE_END,
};

static const struct shape history_out[] = {
    PAGE_OF(history_entry),
    SHAPE_END,
};

static enum err
history(struct req *r, const void *input)
{
    const struct history_in *in = input;
    const char *text = "ffffffff-ffff-7fff-bfff-ffffffffffff";
    struct uuid last = { { 0 } };
    struct rows *rows;
    int64_t n = 0;
    enum err e = in->cursor != NULL ? cursor_read(r, in->cursor, &text) : ERR_NONE;

    if (e == ERR_NONE && !uuid_parse(text, &last))
        e = fail(r, ERR_INVALID, "cursor", "This cursor belongs to another list.");
    if (e == ERR_NONE)
        e = db_rows(r, Q_HISTORY_LIST, ARGS(a_uuid(last), a_int(in->limit + 1)), &rows);
    if (e != ERR_NONE)
        return e;
    out_array(r, "data");
    for (; n < in->limit && rows_next(rows); n++) {
        out_object(r, NULL);
        out_row(r, rows);
        out_end(r);
        last = col_uuid(rows, 0);
    }
    out_end(r);
    char id[UUID_TEXT];
    uuid_text(last, id);
    bool more = n == in->limit && rows_next(rows);
    out_str(r, "next_cursor", more ? cursor_make(r, id) : NULL);
    e = rows_error(rows);
    return e == ERR_NONE ? reply(r, 200) : e;
}

const struct endpoint model_history = { "What happened to the models, the newest first", history_fields, history_out,
                                        sizeof(struct history_in), history };
