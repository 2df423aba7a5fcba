/*
 * encoder.h: from cells to the floats a booster takes, and back from columns to features.
 *
 * A number or yes/no feature is one column. A category is one column per category but the first (sorted by bytes),
 * which is told by all its columns being zero, as is an unknown category. A missing cell is NAN in each of the
 * feature's columns. A feature with more than the kept number of categories keeps its most frequent ones, all with a
 * column, and the others look unknown. An excluded feature has no column.
 *
 * The encoder also remembers how the training rows were distributed: the typical value of each feature, for words,
 * and shares per cell of a histogram, for drift (PSI).
 */
#ifndef HF_SCORES_ENCODER_H
#define HF_SCORES_ENCODER_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "json.h"
#include "schema.h"
#include "table.h"

#define ENCODER_MAX_CATEGORIES 50
#define ENCODER_MAX_COLUMNS    1000
#define ENCODER_CELLS          10                           /* of a number's histogram, deciles */
#define ENCODER_SHARES         (ENCODER_MAX_CATEGORIES + 3) /* categories or deciles, others, missing */

struct writer;

struct encoder_feature {
    const char *name, *title; /* of the column */
    enum schema_type type;
    bool excluded;
    size_t first, width;            /* columns first .. first + width - 1 */
    const char **categories;        /* sorted; all kept ones, the dropped one too */
    size_t category_count, dropped; /* dropped: 1 when the first has no column, else 0 */
    const char *typical;            /* text; "" when there was no value */
    double cuts[ENCODER_CELLS];
    size_t cut_count, share_count;
    double shares[ENCODER_SHARES];
};

struct encoder {
    struct encoder_feature *features; /* in the schema's order */
    size_t feature_count, columns;
};

/* Learns from the table's rows; excluded[i] leaves feature i out. From the arena. */
enum err encoder_build(struct arena *a, const struct table *t, const bool *excluded, struct encoder **ret) HF_CHECK;

/* The x of one row of the table, and of a row of cells (which must fit the schema; a bad cell counts as missing). */
void encoder_table_row(const struct encoder *e, const struct table *t, size_t row, float *ret_x);
void encoder_row(const struct encoder *e, const struct schema_cell *cells, float *ret_x);

/* Writes only the columns of one feature. */
void encoder_cell(const struct encoder *e, size_t feature, struct schema_cell cell, float *x);

/* Adds up the columns of each feature. */
void encoder_fold(const struct encoder *e, const float *columns, double *ret_features);

/* In which share does this cell fall? Below features[feature].share_count. */
size_t encoder_share(const struct encoder *e, size_t feature, struct schema_cell cell);

/* Is the category known (always true for other types)? */
bool encoder_knows(const struct encoder *e, size_t feature, struct schema_cell cell);

/* As JSON, {"features":[...]}; reading checks that it fits the schema: ERR_INVALID when not. */
void encoder_write(const struct encoder *e, struct writer *w);
enum err encoder_read(struct arena *a, const json *v, const struct schema *schema, struct encoder **ret) HF_CHECK;

#endif
