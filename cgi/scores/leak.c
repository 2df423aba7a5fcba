#include "leak.h"

#include <math.h>

#include "stats.h"

#define CELLS 20
#define PRIOR 2.0 /* rows that a cell's rate is pulled by towards the average */

struct work {
    const struct table *t;
    const uint8_t *fold;
    unsigned folds;
    double *score;  /* per row */
    uint32_t *cell; /* per row */
    double *counts; /* cells x folds x (rows, leavers) */
    size_t cells_max;
};

/* Which cell of a histogram, or category; the last one for missing. Returns how many cells there are. */
static size_t
place_rows(struct work *w, size_t feature)
{
    const struct table *t = w->t;
    bool category = schema_feature(t->schema, feature)->type == SCHEMA_CATEGORY;
    size_t n = 0, cells = category ? t->dictionaries[feature].count + 1 : 0;
    double cuts[CELLS];
    size_t cut_count = 0;

    if (!category) {
        for (size_t row = 0; row < t->rows; row++)
            if (!isnan(t->cells[row * t->features + feature]))
                w->score[n++] = (double)t->cells[row * t->features + feature];
        stats_sort(w->score, n);
        cut_count = stats_quantile_cuts(w->score, n, CELLS, cuts);
        cells = cut_count + 1;
    }
    for (size_t row = 0; row < t->rows; row++) {
        float v = t->cells[row * t->features + feature];
        size_t cell = isnan(v) ? cells : category ? (size_t)v : stats_cell(cuts, cut_count, (double)v);
        w->cell[row] = (uint32_t)cell;
    }
    return cells + 1;
}

/* Scores each row by what the other folds show for its cell. */
static double
auc_by_rates(struct work *w, size_t cells)
{
    const struct table *t = w->t;
    size_t stride = 2 * (size_t)w->folds;
    double average = (double)table_churners(t) / (double)t->rows;

    memset(w->counts, 0, cells * stride * sizeof *w->counts);
    for (size_t row = 0; row < t->rows; row++) {
        double *c = w->counts + w->cell[row] * stride + 2 * (size_t)w->fold[row];
        c[0] += 1;
        c[1] += t->labels[row];
    }
    for (size_t row = 0; row < t->rows; row++) {
        const double *c = w->counts + w->cell[row] * stride;
        double seen = PRIOR, left = PRIOR * average;
        for (unsigned f = 0; f < w->folds; f++) {
            seen += f == w->fold[row] ? 0 : c[2 * f];
            left += f == w->fold[row] ? 0 : c[2 * f + 1];
        }
        w->score[row] = left / seen;
    }
    return stats_auc((struct stats_sample){ w->score, t->labels, t->rows });
}

/* The order of the numbers themselves, in the better direction; missing rows stand in the middle. */
static double
auc_by_order(struct work *w, size_t feature)
{
    const struct table *t = w->t;
    size_t n = 0;

    for (size_t row = 0; row < t->rows; row++)
        if (!isnan(t->cells[row * t->features + feature]))
            w->score[n++] = (double)t->cells[row * t->features + feature];
    stats_sort(w->score, n);
    double middle = n > 0 ? stats_quantile(w->score, n, .5) : 0;
    for (size_t row = 0; row < t->rows; row++) {
        float v = t->cells[row * t->features + feature];
        w->score[row] = isnan(v) ? middle : (double)v;
    }
    double auc = stats_auc((struct stats_sample){ w->score, t->labels, t->rows });
    return fmax(auc, 1 - auc);
}

enum err
leak_measure(const struct table *t, const uint8_t *fold, unsigned folds, double *ret_auc)
{
    struct work w = { .t = t, .fold = fold, .folds = folds, .cells_max = CELLS + 2 };

    for (size_t f = 0; f < t->features; f++)
        if (t->dictionaries[f].count + 2 > w.cells_max)
            w.cells_max = t->dictionaries[f].count + 2;
    w.score = calloc(t->rows + 1, sizeof *w.score);
    w.cell = calloc(t->rows + 1, sizeof *w.cell);
    w.counts = calloc(w.cells_max * 2 * folds, sizeof *w.counts);
    bool ok = w.score != NULL && w.cell != NULL && w.counts != NULL;
    for (size_t f = 0; ok && f < t->features; f++) {
        ret_auc[f] = auc_by_rates(&w, place_rows(&w, f));
        if (schema_feature(t->schema, f)->type != SCHEMA_CATEGORY)
            ret_auc[f] = fmax(ret_auc[f], auc_by_order(&w, f));
    }
    free(w.score);
    free(w.cell);
    free(w.counts);
    return ok ? ERR_NONE : ERR_UNAVAILABLE;
}
