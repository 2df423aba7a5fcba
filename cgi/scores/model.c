#include "model.h"

#include <math.h>

enum err
model_open(struct encoder *encoder, struct booster *booster, double platt_a, double platt_b, struct model *ret)
{
    struct model m = { .encoder = encoder, .booster = booster, .platt_a = platt_a, .platt_b = platt_b };
    float *x = calloc(encoder->columns + 1, sizeof *x);
    struct matrix *one = NULL;
    const float *values = NULL;
    enum err e = x != NULL ? ERR_NONE : ERR_UNAVAILABLE;

    /* The bias is the same for all rows: any row tells it. */
    for (size_t i = 0; e == ERR_NONE && i < encoder->columns; i++)
        x[i] = NAN;
    if (e == ERR_NONE)
        e = matrix_new(x, 1, encoder->columns, NULL, &one);
    if (e == ERR_NONE)
        e = booster_contributions(booster, one, &values);
    if (e == ERR_NONE)
        m.base = platt_a + platt_b * (double)values[encoder->columns];
    matrix_free(one);
    free(x);
    if (e != ERR_NONE) {
        booster_free(booster);
        return e;
    }
    *ret = m;
    return ERR_NONE;
}

void
model_close(struct model *m)
{
    booster_free(m->booster);
    m->booster = NULL;
}

enum err
model_margins(struct model *m, const float *x, size_t n, double *ret_margins)
{
    float *raw = calloc(n + 1, sizeof *raw);
    struct matrix *rows = NULL;
    enum err e = raw != NULL ? ERR_NONE : ERR_UNAVAILABLE;

    if (e == ERR_NONE)
        e = matrix_new(x, n, m->encoder->columns, NULL, &rows);
    if (e == ERR_NONE)
        e = booster_margins(m->booster, rows, raw);
    for (size_t i = 0; e == ERR_NONE && i < n; i++)
        ret_margins[i] = m->platt_a + m->platt_b * (double)raw[i];
    matrix_free(rows);
    free(raw);
    return e;
}

enum err
model_explain(struct model *m, const float *x, size_t n, double *ret_margins, float *ret_shap)
{
    size_t columns = m->encoder->columns, features = m->encoder->feature_count;
    double folded[SCHEMA_MAX_COLUMNS];
    struct matrix *rows = NULL;
    const float *values = NULL;
    enum err e = matrix_new(x, n, columns, NULL, &rows);

    if (e == ERR_NONE)
        e = booster_contributions(m->booster, rows, &values);
    for (size_t i = 0; e == ERR_NONE && i < n; i++) {
        encoder_fold(m->encoder, values + i * (columns + 1), folded);
        ret_margins[i] = m->base;
        for (size_t f = 0; f < features; f++) {
            float shap = (float)(m->platt_b * folded[f]);
            ret_shap[i * features + f] = shap;
            ret_margins[i] += (double)shap;
        }
    }
    matrix_free(rows);
    return e;
}
