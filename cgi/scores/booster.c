#include "booster.h"

#include <math.h>
#include <xgboost/c_api.h>

struct booster {
    BoosterHandle handle;
};

struct matrix {
    DMatrixHandle handle;
    size_t rows, cols;
};

static _Thread_local char last_error[BOOSTER_ERROR];

const char *
booster_error(void)
{
    return last_error;
}

enum err
booster_failed(enum err e, const char *why)
{
    snprintf(last_error, sizeof last_error, "%s", why);
    return e;
}

/* The library's messages carry a stack trace: only the first line is worth keeping. */
static enum err
checked(int rc)
{
    if (rc == 0)
        return ERR_NONE;
    const char *said = XGBGetLastError();
    size_t len = strcspn(said, "\n");
    snprintf(last_error, sizeof last_error, "%.*s", (int)(len < 200 ? len : 200), said);
    return ERR_INTERNAL;
}

enum err
matrix_new(const float *x, size_t rows, size_t cols, const uint8_t *labels, struct matrix **ret)
{
    struct matrix *m = calloc(1, sizeof *m);
    enum err e = m != NULL ? ERR_NONE : ERR_UNAVAILABLE;

    if (e == ERR_NONE)
        e = checked(XGDMatrixCreateFromMat(x, rows, cols, NAN, &m->handle));
    if (e == ERR_NONE && labels != NULL) {
        float *wide = calloc(rows + 1, sizeof *wide);
        for (size_t i = 0; wide != NULL && i < rows; i++)
            wide[i] = labels[i] != 0 ? 1 : 0;
        e = wide != NULL ? checked(XGDMatrixSetFloatInfo(m->handle, "label", wide, rows)) : ERR_UNAVAILABLE;
        free(wide);
    }
    if (e != ERR_NONE) {
        matrix_free(m);
        return e;
    }
    m->rows = rows;
    m->cols = cols;
    *ret = m;
    return ERR_NONE;
}

void
matrix_free(struct matrix *m)
{
    if (m != NULL && m->handle != NULL)
        (void)XGDMatrixFree(m->handle);
    free(m);
}

void
booster_free(struct booster *b)
{
    if (b != NULL && b->handle != NULL)
        (void)XGBoosterFree(b->handle);
    free(b);
}

static enum err
set_text(struct booster *b, const char *name, const char *value)
{
    return checked(XGBoosterSetParam(b->handle, name, value));
}

/* Zero: leave the library's default. */
static enum err
set_number(struct booster *b, const char *name, double value)
{
    char text[32];

    if (!(value > 0))
        return ERR_NONE;
    snprintf(text, sizeof text, "%.9g", value);
    return set_text(b, name, text);
}

static enum err
set_params(struct booster *b, const struct booster_params *p)
{
    const char *const texts[][2] = { { "nthread", "1" },      { "verbosity", "0" },
                                     { "booster", "gbtree" }, { "objective", "binary:logistic" },
                                     { "base_score", "0.5" }, { "seed", "42" },
                                     { "max_bin", "256" },    { "tree_method", p->tree_method } };
    const struct {
        const char *name;
        double value;
    } numbers[] = { { "max_depth", p->depth },
                    { "eta", p->eta },
                    { "lambda", p->lambda },
                    { "subsample", p->subsample },
                    { "colsample_bytree", p->colsample },
                    { "min_child_weight", p->min_child_weight } };
    enum err e = ERR_NONE;

    for (size_t i = 0; e == ERR_NONE && i < sizeof texts / sizeof texts[0]; i++)
        if (strcmp(texts[i][0], "max_bin") != 0 || strcmp(p->tree_method, "hist") == 0)
            e = set_text(b, texts[i][0], texts[i][1]);
    for (size_t i = 0; e == ERR_NONE && i < sizeof numbers / sizeof numbers[0]; i++)
        e = set_number(b, numbers[i].name, numbers[i].value);
    return e;
}

/* A booster that knows the matrices, so that its predictions for them grow with the trees. */
static enum err
booster_new(const struct booster_params *params, const DMatrixHandle *known, size_t count, struct booster **ret)
{
    struct booster *b = calloc(1, sizeof *b);
    enum err e = b != NULL ? checked(XGBoosterCreate(known, count, &b->handle)) : ERR_UNAVAILABLE;

    if (e == ERR_NONE && params != NULL)
        e = set_params(b, params);
    if (e != ERR_NONE) {
        booster_free(b);
        return e;
    }
    *ret = b;
    return ERR_NONE;
}

enum err
booster_train(const struct booster_params *params, struct matrix *train, struct booster **ret)
{
    struct booster *b;
    enum err e = booster_new(params, &train->handle, 1, &b);

    if (e != ERR_NONE)
        return e;
    for (unsigned i = 0; e == ERR_NONE && i < params->rounds; i++)
        e = checked(XGBoosterUpdateOneIter(b->handle, (int)i, train->handle));
    if (e != ERR_NONE) {
        booster_free(b);
        return e;
    }
    *ret = b;
    return ERR_NONE;
}

/* type 1: margins; 2: contributions. */
static enum err
predict(struct booster *b, struct matrix *m, int type, bst_ulong want, const float **ret)
{
    char config[128];
    const bst_ulong *shape;
    bst_ulong dimensions, total = 1;

    snprintf(config, sizeof config,
             "{\"type\":%d,\"training\":false,\"iteration_begin\":0,\"iteration_end\":0,\"strict_shape\":false}", type);
    enum err e = checked(XGBoosterPredictFromDMatrix(b->handle, m->handle, config, &shape, &dimensions, ret));
    if (e != ERR_NONE)
        return e;
    for (bst_ulong i = 0; i < dimensions; i++)
        total *= shape[i];
    if (total != want) {
        snprintf(last_error, sizeof last_error, "prediction of an unexpected shape");
        return ERR_INTERNAL;
    }
    return ERR_NONE;
}

enum err
booster_margins(struct booster *b, struct matrix *m, float *ret_margins)
{
    const float *values;
    enum err e = predict(b, m, 1, m->rows, &values);

    if (e == ERR_NONE)
        memcpy(ret_margins, values, m->rows * sizeof *values);
    return e;
}

enum err
booster_contributions(struct booster *b, struct matrix *m, const float **ret_values)
{
    return predict(b, m, 2, m->rows * (m->cols + 1), ret_values);
}

static double
log_loss_of(const float *margins, const uint8_t *labels, size_t n)
{
    double sum = 0;

    for (size_t i = 0; i < n; i++) {
        double towards = labels[i] != 0 ? -(double)margins[i] : (double)margins[i];
        sum += towards > 0 ? towards + log1p(exp(-towards)) : log1p(exp(towards));
    }
    return n > 0 ? sum / (double)n : NAN;
}

enum err
booster_search(const struct booster_params *params, struct matrix *train, struct matrix *check,
               const uint8_t *check_labels, unsigned patience, unsigned *ret_rounds, double *ret_loss)
{
    struct booster *b;
    const float *margins;
    unsigned best = 0;
    double best_loss = INFINITY;
    enum err e = booster_new(params, (DMatrixHandle[]){ train->handle, check->handle }, 2, &b);

    if (e != ERR_NONE)
        return e;
    for (unsigned i = 0; e == ERR_NONE && i < params->rounds && i < best + patience; i++) {
        e = checked(XGBoosterUpdateOneIter(b->handle, (int)i, train->handle));
        if (e == ERR_NONE)
            e = predict(b, check, 1, check->rows, &margins);
        double loss = e == ERR_NONE ? log_loss_of(margins, check_labels, check->rows) : INFINITY;
        if (loss < best_loss) {
            best_loss = loss;
            best = i + 1;
        }
    }
    booster_free(b);
    if (e == ERR_NONE) {
        *ret_rounds = best;
        *ret_loss = best_loss;
    }
    return e;
}

enum err
booster_save(struct booster *b, const void **ret_bytes, size_t *ret_len)
{
    bst_ulong len;
    const char *bytes;
    enum err e = checked(XGBoosterSaveModelToBuffer(b->handle, "{\"format\":\"ubj\"}", &len, &bytes));

    if (e == ERR_NONE) {
        *ret_bytes = bytes;
        *ret_len = len;
    }
    return e;
}

enum err
booster_load(const void *bytes, size_t len, struct booster **ret)
{
    struct booster *b;
    enum err e = booster_new(NULL, NULL, 0, &b);

    if (e != ERR_NONE)
        return e;
    e = checked(XGBoosterLoadModelFromBuffer(b->handle, bytes, len));
    if (e == ERR_NONE)
        e = set_text(b, "nthread", "1");
    if (e == ERR_NONE)
        e = set_text(b, "verbosity", "0");
    if (e != ERR_NONE) {
        booster_free(b);
        return e;
    }
    *ret = b;
    return ERR_NONE;
}
