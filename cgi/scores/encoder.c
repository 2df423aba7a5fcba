#include "encoder.h"

#include <math.h>

/* The column that holds category i, or NONE for the dropped one. */
static size_t
column_of(const struct encoder_feature *f, size_t category)
{
    return category >= f->dropped ? f->first + category - f->dropped : SCHEMA_NONE;
}

/* Place of a text among the sorted categories; category_count when unknown. */
static size_t
find_category(const struct encoder_feature *f, const char *s, size_t len)
{
    size_t low = 0, high = f->category_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const char *text = f->categories[middle];
        size_t have = strlen(text);
        int order = memcmp(text, s, have < len ? have : len);
        if (order == 0)
            order = (have > len) - (have < len);
        if (order == 0)
            return middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return f->category_count;
}

static void
fill(const struct encoder_feature *f, float *x, float value)
{
    for (size_t i = 0; i < f->width; i++)
        x[f->first + i] = value;
}

static void
put_category(const struct encoder_feature *f, const char *s, size_t len, float *x)
{
    size_t category = find_category(f, s, len);

    fill(f, x, 0);
    if (category < f->category_count && column_of(f, category) != SCHEMA_NONE)
        x[column_of(f, category)] = 1;
}

void
encoder_table_row(const struct encoder *e, const struct table *t, size_t row, float *ret_x)
{
    for (size_t i = 0; i < e->feature_count; i++) {
        const struct encoder_feature *f = &e->features[i];
        float cell = t->cells[row * t->features + i];
        const char *text;
        if (f->excluded)
            continue;
        if (f->type != SCHEMA_CATEGORY || isnan(cell))
            fill(f, ret_x, cell);
        else if ((text = table_category(t, i, cell)) != NULL)
            put_category(f, text, strlen(text), ret_x);
        else
            fill(f, ret_x, 0);
    }
}

void
encoder_cell(const struct encoder *e, size_t feature, struct schema_cell cell, float *x)
{
    const struct encoder_feature *f = &e->features[feature];
    double number;
    int answer;

    if (f->excluded)
        return;
    if (f->type == SCHEMA_CATEGORY && cell.len > 0) {
        put_category(f, cell.s, cell.len, x);
        return;
    }
    fill(f, x, NAN);
    if (f->type == SCHEMA_NUMBER && schema_number(cell, &number) && isfinite((float)number))
        fill(f, x, (float)number);
    if (f->type == SCHEMA_YES_NO && (answer = schema_yes_no(cell)) >= 0)
        fill(f, x, (float)answer);
}

void
encoder_row(const struct encoder *e, const struct schema_cell *cells, float *ret_x)
{
    for (size_t i = 0; i < e->feature_count; i++)
        encoder_cell(e, i, cells[i], ret_x);
}

void
encoder_fold(const struct encoder *e, const float *columns, double *ret_features)
{
    for (size_t i = 0; i < e->feature_count; i++) {
        const struct encoder_feature *f = &e->features[i];
        ret_features[i] = 0;
        for (size_t k = 0; k < f->width; k++)
            ret_features[i] += (double)columns[f->first + k];
    }
}

bool
encoder_knows(const struct encoder *e, size_t feature, struct schema_cell cell)
{
    const struct encoder_feature *f = &e->features[feature];

    return f->type != SCHEMA_CATEGORY || cell.len == 0 || find_category(f, cell.s, cell.len) < f->category_count;
}

size_t
encoder_share(const struct encoder *e, size_t feature, struct schema_cell cell)
{
    const struct encoder_feature *f = &e->features[feature];
    size_t missing = f->share_count - 1;
    double number;
    int answer;

    if (cell.len == 0)
        return missing;
    if (f->type == SCHEMA_CATEGORY)
        return find_category(f, cell.s, cell.len); /* unknown: category_count, the share of the others */
    if (f->type == SCHEMA_YES_NO)
        return (answer = schema_yes_no(cell)) >= 0 ? (size_t)answer : missing;
    if (!schema_number(cell, &number))
        return missing;
    size_t low = 0, high = f->cut_count; /* the first cut that is not below the number */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (f->cuts[middle] < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
