/* What is told about a model. */
#include "train_private.h"

#include <math.h>

#define IMPORTANCE_ROWS 2000

enum err
train_metrics_of(const double *probability, const uint8_t *label, size_t n, struct train_metrics *ret)
{
    struct stats_sample s = { probability, label, n };
    struct stats_auc_ci ci;
    struct stats_lift top;

    if (!stats_delong(s, &ci) || !stats_lift_at(s, .1, &top))
        return ERR_UNAVAILABLE;
    *ret = (struct train_metrics){ .auc = ci.auc,
                                   .auc_low = ci.low,
                                   .auc_high = ci.high,
                                   .log_loss = stats_log_loss(s),
                                   .brier = stats_brier(s),
                                   .ece = stats_ece(s, TRAIN_BINS),
                                   .pr_auc = stats_average_precision(s),
                                   .ks = stats_ks(s),
                                   .lift_top_decile = top.lift,
                                   .capture_top_decile = top.capture };
    return ERR_NONE;
}

enum err
training_report(struct training *g)
{
    static const double fractions[TRAIN_LIFTS] = { .05, .1, .2, .3, .5 };
    size_t n = g->t->rows;
    double *p = calloc(n + 1, sizeof *p);
    struct stats_sample s = { p, g->t->labels, n };

    if (p == NULL)
        return ERR_UNAVAILABLE;
    for (size_t row = 0; row < n; row++)
        p[row] = stats_sigmoid(g->out->oof[row]);
    enum err e = train_metrics_of(p, g->t->labels, n, &g->out->metrics);
    bool ok = e == ERR_NONE && stats_calibration(s, TRAIN_BINS, g->out->calibration);
    for (size_t i = 0; ok && i < TRAIN_LIFTS; i++)
        ok = stats_lift_at(s, fractions[i], &g->out->lift[i]);
    free(p);
    return ok ? ERR_NONE : ERR_UNAVAILABLE;
}

enum err
training_importance(struct training *g)
{
    const struct encoder *e = g->out->encoder;
    size_t step = g->t->rows / IMPORTANCE_ROWS + 1, n = (g->t->rows + step - 1) / step;
    double *folded = calloc(e->feature_count + 1, sizeof *folded);
    float *x = calloc(n * e->columns + 1, sizeof *x);
    struct matrix *m = NULL;
    const float *values = NULL;
    enum err rc = folded != NULL && x != NULL ? ERR_NONE : ERR_UNAVAILABLE;

    for (size_t i = 0; rc == ERR_NONE && i < n; i++)
        encoder_table_row(e, g->t, i * step, x + i * e->columns);
    if (rc == ERR_NONE)
        rc = matrix_new(x, n, e->columns, NULL, &m);
    if (rc == ERR_NONE)
        rc = booster_contributions(g->out->booster, m, &values);
    for (size_t i = 0; rc == ERR_NONE && i < n; i++) {
        encoder_fold(e, values + i * (e->columns + 1), folded);
        for (size_t f = 0; f < e->feature_count; f++)
            g->out->importance[f] += fabs(g->out->platt_b * folded[f]) / (double)n;
    }
    if (rc == ERR_NONE)
        g->out->base = g->out->platt_a + g->out->platt_b * (double)values[e->columns];
    matrix_free(m);
    free(folded);
    free(x);
    return rc;
}
