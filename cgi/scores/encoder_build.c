/* Learning an encoder from the training rows. */
#include "encoder.h"

#include <math.h>

#include "stats.h"

struct counted {
    const char *text;
    size_t count;
};

static int
by_count(const void *a, const void *b)
{
    const struct counted *x = a, *y = b;

    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return strcmp(x->text, y->text);
}

static int
by_text(const void *a, const void *b)
{
    return strcmp(((const struct counted *)a)->text, ((const struct counted *)b)->text);
}

static float
cell_at(const struct table *t, size_t row, size_t feature)
{
    return t->cells[row * t->features + feature];
}

/* How often each category occurs, most frequent first; scratch memory of the caller. */
static void
count_categories(const struct table *t, size_t feature, struct counted *ret, size_t n)
{
    for (size_t i = 0; i < n; i++)
        ret[i] = (struct counted){ t->dictionaries[feature].texts[i], 0 };
    for (size_t row = 0; row < t->rows; row++) {
        float cell = cell_at(t, row, feature);
        if (cell >= 0 && (size_t)cell < n)
            ret[(size_t)cell].count++;
    }
    qsort(ret, n, sizeof *ret, by_count);
}

static enum err
build_category(struct arena *a, const struct table *t, size_t feature, size_t most, struct encoder_feature *f)
{
    size_t n = t->dictionaries[feature].count, kept = n < most ? n : most;
    struct counted *all = calloc(n + 1, sizeof *all);

    if (all == NULL)
        return ERR_UNAVAILABLE;
    count_categories(t, feature, all, n);
    f->typical = n > 0 ? arena_str(a, all[0].text) : "";
    f->categories = ARENA_NEW(a, const char *, kept + 1);
    f->category_count = kept;
    f->dropped = kept > 0 && kept == n ? 1 : 0;
    f->width = kept - f->dropped;
    f->share_count = kept + 2;
    qsort(all, kept, sizeof *all, by_text);
    double told = 0;
    for (size_t i = 0; f->categories != NULL && i < kept; i++) {
        f->categories[i] = arena_str(a, all[i].text);
        f->shares[i] = (double)all[i].count / (double)t->rows;
        told += (double)all[i].count;
    }
    size_t missing = 0;
    for (size_t row = 0; row < t->rows; row++)
        missing += isnan(cell_at(t, row, feature)) ? 1 : 0;
    f->shares[kept] = ((double)t->rows - told - (double)missing) / (double)t->rows;
    f->shares[kept + 1] = (double)missing / (double)t->rows;
    free(all);
    return arena_full(a) ? ERR_UNAVAILABLE : ERR_NONE;
}

/* The shortest text of a float's value. */
static const char *
number_text(struct arena *a, double value)
{
    char text[40];

    for (int digits = 6; digits <= 9; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        double back = strtod(text, NULL);
        if ((float)back >= (float)value && (float)back <= (float)value)
            break;
    }
    return arena_str(a, text);
}

static enum err
build_number(struct arena *a, const struct table *t, size_t feature, struct encoder_feature *f)
{
    double *values = calloc(t->rows + 1, sizeof *values);
    size_t n = 0;

    if (values == NULL)
        return ERR_UNAVAILABLE;
    for (size_t row = 0; row < t->rows; row++)
        if (!isnan(cell_at(t, row, feature)))
            values[n++] = (double)cell_at(t, row, feature);
    stats_sort(values, n);
    f->width = 1;
    f->typical = n > 0 ? number_text(a, stats_quantile(values, n, .5)) : "";
    f->cut_count = stats_quantile_cuts(values, n, ENCODER_CELLS, f->cuts);
    f->share_count = f->cut_count + 2;
    for (size_t i = 0; i < n; i++)
        f->shares[stats_cell(f->cuts, f->cut_count, values[i])] += 1.0 / (double)t->rows;
    f->shares[f->share_count - 1] = (double)(t->rows - n) / (double)t->rows;
    free(values);
    return f->typical != NULL ? ERR_NONE : ERR_UNAVAILABLE;
}

static enum err
build_yes_no(const struct table *t, size_t feature, struct encoder_feature *f)
{
    double count[3] = { 0 };

    for (size_t row = 0; row < t->rows; row++) {
        float cell = cell_at(t, row, feature);
        count[isnan(cell) ? 2 : cell > 0 ? 1 : 0] += 1;
    }
    f->width = 1;
    f->share_count = 3;
    for (size_t i = 0; i < 3; i++)
        f->shares[i] = count[i] / (double)t->rows;
    f->typical = count[0] + count[1] > 0 ? count[1] > count[0] ? "1" : "0" : "";
    return ERR_NONE;
}

/* How many categories a feature may keep, so that all columns stay within the limit. */
static size_t
most_categories(const struct table *t)
{
    size_t categories = 0, room = ENCODER_MAX_COLUMNS - t->features;

    for (size_t i = 0; i < t->features; i++)
        categories += schema_feature(t->schema, i)->type == SCHEMA_CATEGORY;
    size_t share = categories > 0 ? room / categories : 0;
    return share < ENCODER_MAX_CATEGORIES ? share : ENCODER_MAX_CATEGORIES;
}

static enum err
build_feature(struct arena *a, const struct table *t, size_t i, size_t most, struct encoder_feature *f)
{
    f->name = schema_feature(t->schema, i)->header;
    f->title = schema_feature(t->schema, i)->title;
    f->type = schema_feature(t->schema, i)->type;
    switch (f->type) {
    case SCHEMA_CATEGORY:
        return build_category(a, t, i, most, f);
    case SCHEMA_NUMBER:
        return build_number(a, t, i, f);
    case SCHEMA_YES_NO:
        break;
    }
    return build_yes_no(t, i, f);
}

enum err
encoder_build(struct arena *a, const struct table *t, const bool *excluded, struct encoder **ret)
{
    struct encoder *e = ARENA_NEW(a, struct encoder, 1);
    size_t most = most_categories(t);
    enum err rc = ERR_NONE;

    if (e == NULL || (e->features = ARENA_NEW(a, struct encoder_feature, t->features)) == NULL)
        return ERR_UNAVAILABLE;
    e->feature_count = t->features;
    for (size_t i = 0; rc == ERR_NONE && i < t->features; i++) {
        struct encoder_feature *f = &e->features[i];
        rc = build_feature(a, t, i, most, f);
        f->excluded = excluded[i];
        f->width = f->excluded ? 0 : f->width;
        f->first = e->columns;
        e->columns += f->width;
    }
    if (rc == ERR_NONE)
        *ret = e;
    return rc;
}
