/*
 * models.h: a model as people see it; shared by the endpoints of the registry.
 */
#ifndef HF_SCORES_MODELS_H
#define HF_SCORES_MODELS_H

#include "scores.h"
#include "shape.h"

extern const char *const model_states[];
extern const struct shape model_feature_shape[], model_metrics_shape[], model_calibration_shape[],
    model_importance_shape[], model_lift_shape[], model_comparison_shape[], model_excluded_shape[], model_shape[];

/* The members of model_shape, for answers that have more. */
#define MODEL_MEMBERS                                                                                                  \
    { .name = "id", .type = S_UUID }, { .name = "no", .type = S_INT }, { .name = "dataset_id", .type = S_UUID },       \
        { .name = "dataset_no", .type = S_INT }, { .name = "schema", .type = S_STR },                                  \
        { .name = "rows", .type = S_INT }, { .name = "churners", .type = S_INT },                                      \
        { .name = "state", .type = S_STR, .choices = model_states },                                                   \
        { .name = "features", .type = S_ARRAY, .of = model_feature_shape },                                            \
        { .name = "metrics", .type = S_OBJECT, .of = model_metrics_shape },                                            \
        { .name = "calibration", .type = S_ARRAY, .of = model_calibration_shape },                                     \
        { .name = "importance", .type = S_ARRAY, .of = model_importance_shape },                                       \
        { .name = "lift", .type = S_ARRAY, .of = model_lift_shape },                                                   \
        { .name = "comparison", .type = S_OBJECT, .of = model_comparison_shape, .nullable = true },                    \
        { .name = "warnings", .type = S_ARRAY, .items = S_STR },                                                       \
        { .name = "excluded", .type = S_ARRAY, .of = model_excluded_shape },                                           \
        { .name = "params", .type = S_ANY, .doc = "How the trees were grown" },                                        \
        { .name = "code", .type = S_STR, .doc = "Version of the program that trained it" },                            \
        { .name = "created_at", .type = S_TIME }, { .name = "created_by", .type = S_UUID, .nullable = true },          \
    {                                                                                                                  \
        .name = "created_by_name", .type = S_STR, .nullable = true                                                     \
    }

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

struct model_id_in {
    struct uuid id;
};

extern const struct field model_id_fields[];

/* Tells the model of a row of MODEL_TELL (queries.c) as members. */
enum err model_out(struct req *r, const struct rows *row) HF_CHECK;

/* The same by its id. ERR_NOT_FOUND when there is none. */
enum err model_tell(struct req *r, struct uuid id) HF_CHECK;

#endif
