#include "model.h"

#include <math.h>
#include <pthread.h>
#include <sched.h>

#define FEW_ROWS 64 /* not worth a thread */

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
    while (m->copy_count > 0)
        booster_free(m->copies[--m->copy_count]);
}

enum err
model_spread(struct model *m)
{
    const void *bytes;
    size_t len;
    cpu_set_t cpus;
    int threads = sched_getaffinity(0, sizeof cpus, &cpus) == 0 ? CPU_COUNT(&cpus) : 1;
    enum err e = booster_save(m->booster, &bytes, &len);

    for (int i = 1; e == ERR_NONE && i < threads && m->copy_count < MODEL_THREADS - 1; i++) {
        e = booster_load(bytes, len, &m->copies[m->copy_count]);
        m->copy_count += e == ERR_NONE;
    }
    return e;
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

/* Rows that one thread explains. */
struct slice {
    const struct model *m;
    struct booster *booster;
    const float *x;
    size_t n;
    double *margins;
    float *shap;
    enum err e;
    char why[BOOSTER_ERROR];
};

static enum err
explain(const struct slice *s)
{
    const struct model *m = s->m;
    size_t columns = m->encoder->columns, features = m->encoder->feature_count;
    double folded[SCHEMA_MAX_COLUMNS];
    struct matrix *rows = NULL;
    const float *values = NULL;
    enum err e = matrix_new(s->x, s->n, columns, NULL, &rows);

    if (e == ERR_NONE)
        e = booster_contributions(s->booster, rows, &values);
    for (size_t i = 0; e == ERR_NONE && i < s->n; i++) {
        encoder_fold(m->encoder, values + i * (columns + 1), folded);
        s->margins[i] = m->base;
        for (size_t f = 0; f < features; f++) {
            float shap = (float)(m->platt_b * folded[f]);
            s->shap[i * features + f] = shap;
            s->margins[i] += (double)shap;
        }
    }
    matrix_free(rows);
    return e;
}

static void *
explain_slice(void *slice)
{
    struct slice *s = slice;

    s->e = explain(s);
    if (s->e != ERR_NONE)
        snprintf(s->why, sizeof s->why, "%s", booster_error());
    return NULL;
}

enum err
model_explain(struct model *m, const float *x, size_t n, double *ret_margins, float *ret_shap)
{
    struct slice slices[MODEL_THREADS];
    pthread_t threads[MODEL_THREADS];
    bool runs[MODEL_THREADS] = { false };
    size_t columns = m->encoder->columns, features = m->encoder->feature_count;
    size_t count = n < FEW_ROWS ? 1 : m->copy_count + 1, from = 0;
    enum err e = ERR_NONE;

    for (size_t i = 0; i < count; i++) {
        size_t part = (n - from) / (count - i);
        slices[i] = (struct slice){ .m = m,
                                    .booster = i == 0 ? m->booster : m->copies[i - 1],
                                    .x = x + from * columns,
                                    .n = part,
                                    .margins = ret_margins + from,
                                    .shap = ret_shap + from * features };
        from += part;
        runs[i] = i > 0 && pthread_create(&threads[i], NULL, explain_slice, &slices[i]) == 0;
    }
    for (size_t i = 0; i < count; i++)
        if (!runs[i])
            explain_slice(&slices[i]);
    for (size_t i = 0; i < count; i++) {
        if (runs[i])
            pthread_join(threads[i], NULL);
        if (e == ERR_NONE && slices[i].e != ERR_NONE)
            e = booster_failed(slices[i].e, slices[i].why);
    }
    return e;
}
