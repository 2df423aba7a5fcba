/*
 * item.h: a row of a scoring as the wire shows it. The row comes from a statement whose columns are ITEM in queries.c.
 */
#ifndef HF_CUSTOMERS_ITEM_H
#define HF_CUSTOMERS_ITEM_H

#include "customers.h"
#include "scoring.h"

/* A row taken apart: cells and contributions by feature. */
struct item {
    const struct rows *row;
    struct schema_cell *cells;
    double *shap, *points; /* NULL: nothing is known about why */
};

enum item_column {
    COL_ROW,
    COL_ID,
    COL_EXTERNAL,
    COL_NAME,
    COL_SEGMENT,
    COL_SCORE,
    COL_BAND,
    COL_MARGIN,
    COL_VALUE,
    COL_EXPECTED,
    COL_AT_RISK,
    COL_ACTION,
    COL_ACTION_SCORE,
    COL_CONTRIBUTIONS,
    COL_CELLS,
    COL_EMAIL,
    COL_PHONE,
    COL_STAGE,
    COL_ASSIGNED,
    COL_ASSIGNED_NAME,
    COL_NO,
    COL_STAGE_AT,
    COL_CREATED_AT,
    COL_MERGED,
    COL_ROW_NAME, /* as the dataset has them */
    COL_ROW_SEGMENT
};

/* ERR_INTERNAL when the row does not fit the schema. Lives as long as the request's arena and the row. */
enum err item_read(struct req *r, const struct scoring *s, const struct rows *row, struct item *ret_item) HF_CHECK;

/* The members that a list shows, into the open object: who it is, then what the scoring says, which is for ever. */
void item_out(struct req *r, const struct scoring *s, const struct item *item);
void item_head_out(struct req *r, struct uuid id, const char *external_id, const char *name, const char *segment);
void item_scored_out(struct req *r, const struct scoring *s, const struct item *item);

/* The customer's row of the present scoring; *ret_scoring NULL when there is none. */
enum err
scored_item(struct req *r, struct uuid customer, const struct scoring **ret_scoring, struct item *ret_item) HF_CHECK;

/* The same for a customer who is in no dataset now, whatever the row. */
void item_bare_out(struct req *r, struct uuid id, const char *external_id, const char *name, const char *segment);

/* What a list shows beside it of the record: contacts, stage, who looks after it. */
void item_record_out(struct req *r, const struct rows *row);

/* A cell in the type of its column: a number, true or false, a text, null when it is empty. */
void item_value(struct req *r, const char *key, const struct scoring *s, const struct item *item, size_t feature);

/* The set value of an action in the type of its column. */
void item_action(struct req *r, const char *key, const struct scoring *s, const struct schema_action *action);

/* Text for LIKE ... ESCAPE '!': its wildcards stand for themselves. From the arena. */
const char *like_text(struct req *r, const char *text);

/* What an item consists of, for the document. */
extern const struct shape item_shape[], listed_shape[], scoring_shape[];

/* How the shape of one value of a customer is called in both tables: any type. */
#define ITEM_MEMBERS                                                                                                   \
    { .name = "id", .type = S_UUID }, { .name = "external_id", .type = S_STR }, { .name = "name", .type = S_STR },     \
        { .name = "segment", .type = S_STR },                                                                          \
        { .name = "probability",                                                                                       \
          .type = S_NUM,                                                                                               \
          .nullable = true,                                                                                            \
          .doc = "Of leaving, 0 to 1; null without a learnt model" },                                                  \
        { .name = "rule_score",                                                                                        \
          .type = S_NUM,                                                                                               \
          .nullable = true,                                                                                            \
          .doc = "Rule of thumb, 0 to 100; never a probability" },                                                     \
        { .name = "band", .type = S_STR, .nullable = true, .choices = item_bands },                                    \
        { .name = "value", .type = S_DECIMAL, .nullable = true },                                                      \
        { .name = "value_at_risk", .type = S_DECIMAL, .nullable = true, .doc = "probability * value" },                \
        { .name = "expected_value", .type = S_DECIMAL, .nullable = true, .doc = "Of the recommended action" },         \
        { .name = "recommended_action", .type = S_OBJECT, .nullable = true, .of = item_action_shape },                 \
    {                                                                                                                  \
        .name = "reasons", .type = S_ARRAY, .of = item_reason_shape, .doc = "Up to three for leaving and one against"  \
    }

extern const char *const item_bands[];
extern const struct shape item_action_shape[], item_reason_shape[];

#endif
