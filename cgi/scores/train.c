#include "train_private.h"

#include <math.h>

#include "folds.h"
#include "leak.h"

static const uint64_t division = 1; /* salt of the folds that figures are judged on */

void
training_warn(struct training *g, const char *fmt, ...)
{
    va_list ap;

    if (g->out->warning_count >= TRAIN_WARNINGS)
        return;
    va_start(ap, fmt);
    const char *text = arena_vprintf(g->arena, fmt, ap);
    va_end(ap);
    if (text != NULL)
        g->out->warnings[g->out->warning_count++] = text;
}

enum err
training_step(struct training *g)
{
    g->done++;
    return g->progress != NULL ? g->progress(g->ctx, g->done, g->total) : ERR_NONE;
}

enum err
training_matrix(const struct training *g, const uint8_t *folds, unsigned fold, bool outside, size_t max,
                struct matrix **ret_matrix, uint8_t **ret_labels, size_t *ret_rows)
{
    const struct encoder *e = g->out->encoder;
    size_t n = 0;

    for (size_t row = 0; row < g->t->rows; row++)
        n += (folds[row] == fold) != outside;
    n = n < max ? n : max;
    float *x = calloc(n * e->columns + 1, sizeof *x);
    uint8_t *labels = calloc(n + 1, 1);
    enum err rc = x != NULL && labels != NULL && n > 0 ? ERR_NONE : ERR_UNAVAILABLE;
    for (size_t row = 0, i = 0; rc == ERR_NONE && i < n; row++)
        if ((folds[row] == fold) != outside) {
            encoder_table_row(e, g->t, row, x + i * e->columns);
            labels[i++] = g->t->labels[row];
        }
    if (rc == ERR_NONE)
        rc = matrix_new(x, n, e->columns, labels, ret_matrix);
    free(x);
    if (rc != ERR_NONE || ret_labels == NULL)
        free(labels);
    else
        *ret_labels = labels;
    if (rc == ERR_NONE && ret_rows != NULL)
        *ret_rows = n;
    return rc;
}

/* The rows of one fold, judged by a model of the others. Raw margins go to out->oof. */
static enum err
judge_fold(struct training *g, unsigned fold)
{
    struct matrix *others = NULL, *own = NULL;
    struct booster *b = NULL;
    float *margins = NULL;
    size_t n = 0;
    enum err e = training_matrix(g, g->fold, fold, true, SIZE_MAX, &others, NULL, NULL);

    if (e == ERR_NONE)
        e = booster_train(&g->out->params, others, &b);
    matrix_free(others);
    if (e == ERR_NONE)
        e = training_matrix(g, g->fold, fold, false, SIZE_MAX, &own, NULL, &n);
    if (e == ERR_NONE && (margins = calloc(n, sizeof *margins)) == NULL)
        e = ERR_UNAVAILABLE;
    if (e == ERR_NONE)
        e = booster_margins(b, own, margins);
    for (size_t row = 0, i = 0; e == ERR_NONE && row < g->t->rows; row++)
        if (g->fold[row] == fold)
            g->out->oof[row] = (double)margins[i++];
    booster_free(b);
    matrix_free(own);
    free(margins);
    return e;
}

/* Platt's scaling of each fold by the others' rows. False when a fit fails. */
static bool
cross_calibrate(const struct training *g, double *x, uint8_t *y, double *ret_calibrated)
{
    for (unsigned fold = 0; fold < TRAIN_FOLDS; fold++) {
        struct stats_platt w;
        size_t n = 0;
        for (size_t row = 0; row < g->t->rows; row++)
            if (g->fold[row] != fold) {
                x[n] = g->out->oof[row];
                y[n++] = g->t->labels[row];
            }
        if (!stats_platt_fit((struct stats_sample){ x, y, n }, &w) || w.b <= 0)
            return false;
        for (size_t row = 0; row < g->t->rows; row++)
            if (g->fold[row] == fold)
                ret_calibrated[row] = w.a + w.b * g->out->oof[row];
    }
    return true;
}

static double
loss_of(const struct training *g, const double *margins, double *scratch)
{
    for (size_t row = 0; row < g->t->rows; row++)
        scratch[row] = stats_sigmoid(margins[row]);
    return stats_log_loss((struct stats_sample){ scratch, g->t->labels, g->t->rows });
}

/* Keeps Platt's scaling if it lowers the log-loss of rows it was not fitted on. */
static enum err
calibrate(struct training *g)
{
    size_t n = g->t->rows;
    double *numbers = calloc(2 * n + 1, sizeof *numbers);
    uint8_t *labels = calloc(n + 1, 1);
    struct stats_platt w = { 0, 1 };

    g->out->platt_b = 1;
    if (numbers == NULL || labels == NULL) {
        free(numbers);
        free(labels);
        return ERR_UNAVAILABLE;
    }
    double *scratch = numbers, *calibrated = numbers + n;
    if (cross_calibrate(g, scratch, labels, calibrated) &&
        loss_of(g, calibrated, scratch) < loss_of(g, g->out->oof, scratch) &&
        stats_platt_fit((struct stats_sample){ g->out->oof, g->t->labels, n }, &w)) {
        g->out->platt_a = w.a;
        g->out->platt_b = w.b;
        memcpy(g->out->oof, calibrated, n * sizeof *calibrated);
    }
    free(numbers);
    free(labels);
    return ERR_NONE;
}

/* Which columns are left out, and what a reader should know about the rows. */
static enum err
look_at_columns(struct training *g)
{
    const struct schema *schema = g->t->schema;
    size_t churners = table_churners(g->t), left = 0;
    enum err e = leak_measure(g->t, g->fold, TRAIN_FOLDS, g->out->alone);

    for (size_t f = 0; e == ERR_NONE && f < schema->feature_count; f++) {
        const struct schema_column *c = schema_feature(schema, f);
        bool leaks = g->out->alone[f] >= LEAK_AUC;
        g->out->excluded[f] = leaks && !c->keep;
        left += !g->out->excluded[f];
        if (leaks)
            training_warn(g, "Column %s alone tells the outcome almost perfectly%s.", c->header,
                          c->keep ? "; it is used because the schema insists" : " and was left out");
    }
    if (g->t->rows < TRAIN_FEW_ROWS)
        training_warn(g, "Only %zu rows with an outcome: below %d the probabilities are rough.", g->t->rows,
                      TRAIN_FEW_ROWS);
    if (churners < TRAIN_FEW_CHURNERS)
        training_warn(g, "Only %zu customers who left: below %d the probabilities are rough.", churners,
                      TRAIN_FEW_CHURNERS);
    if (g->out->duplicates * 3 > g->t->rows)
        training_warn(g, "%zu rows are near-duplicates of others; they were kept together when the model was judged.",
                      g->out->duplicates);
    return e == ERR_NONE && left == 0 ? ERR_INVALID : e;
}

static enum err
final_model(struct training *g)
{
    struct matrix *all = NULL;
    enum err e = training_matrix(g, g->fold, TRAIN_FOLDS, true, SIZE_MAX, &all, NULL, NULL);

    if (e == ERR_NONE)
        e = booster_train(&g->out->params, all, &g->out->booster);
    matrix_free(all);
    return e;
}

static enum err
learn(struct training *g, const char **ret_why)
{
    enum err e = folds_assign(g->t, TRAIN_FOLDS, division, g->fold, &g->out->duplicates);

    if (e == ERR_NONE)
        e = look_at_columns(g);
    if (e == ERR_INVALID)
        *ret_why = "every feature alone gives the outcome away";
    if (e == ERR_NONE)
        e = encoder_build(g->arena, g->t, g->out->excluded, &g->out->encoder);
    if (e == ERR_NONE)
        e = training_step(g);
    if (e == ERR_NONE)
        e = training_search(g);
    for (unsigned fold = 0; e == ERR_NONE && fold < TRAIN_FOLDS; fold++) {
        e = judge_fold(g, fold);
        if (e == ERR_NONE)
            e = training_step(g);
    }
    if (e == ERR_NONE)
        e = calibrate(g);
    if (e == ERR_NONE)
        e = final_model(g);
    if (e == ERR_NONE)
        e = training_step(g);
    if (e == ERR_NONE)
        e = training_importance(g);
    if (e == ERR_NONE)
        e = training_report(g);
    return e;
}

enum err
train_run(struct arena *a, const struct table *t, train_progress *progress, void *ctx, struct trained *ret,
          const char **ret_why)
{
    size_t churners = table_churners(t);
    struct training g = { .arena = a, .t = t, .out = ret, .progress = progress, .ctx = ctx };

    memset(ret, 0, sizeof *ret);
    if (churners < TRAIN_LEAST || t->rows - churners < TRAIN_LEAST) {
        *ret_why = churners == 0 || churners == t->rows ? "all known outcomes are the same" : "too few known outcomes";
        return ERR_INVALID;
    }
    g.total = 1 + TRAINING_SEARCH_STEPS + TRAIN_FOLDS + 2;
    g.fold = ARENA_NEW(a, uint8_t, t->rows);
    ret->oof = ARENA_NEW(a, double, t->rows);
    ret->importance = ARENA_NEW(a, double, t->features);
    ret->alone = ARENA_NEW(a, double, t->features);
    ret->excluded = ARENA_NEW(a, bool, t->features);
    if (arena_full(a))
        return ERR_UNAVAILABLE;
    enum err e = learn(&g, ret_why);
    if (e != ERR_NONE) {
        booster_free(ret->booster);
        ret->booster = NULL;
        return e;
    }
    return training_step(&g);
}
