/*
 * train.h: from labelled rows to a model and an honest report on it. No database, no clock, no chance: the same rows
 * give the same bytes.
 *
 * Steps: columns that alone give the outcome away are left out; a small grid of tree parameters is searched with early
 * stopping (each point on one third of the data, the best third of the points on the second, the best of those on the
 * last); five-fold out-of-fold predictions with the chosen parameters and a fixed number of trees; Platt's scaling of
 * those, kept only if the cross-validated log-loss improves; the final model on all rows. Every figure reported comes
 * from the out-of-fold predictions, that is from rows the judged model has not seen.
 */
#ifndef HF_SCORES_TRAIN_H
#define HF_SCORES_TRAIN_H

#include <stdbool.h>

#include "booster.h"
#include "encoder.h"
#include "stats.h"
#include "table.h"

#define TRAIN_FOLDS        5
#define TRAIN_BINS         10
#define TRAIN_FEW_ROWS     500
#define TRAIN_FEW_CHURNERS 50
#define TRAIN_LEAST        10    /* of each class: below, nothing is learnt */
#define TRAIN_SEARCH_ROWS  20000 /* the grid is searched on at most so many rows */
#define TRAIN_MAX_ROWS     50000 /* more rows teach little and cost much; a sample by customer id is taken */
#define TRAIN_MAX_CELLS    16000000
#define TRAIN_LIFTS        5
#define TRAIN_WARNINGS     8

struct train_metrics {
    double auc, auc_low, auc_high, log_loss, brier, ece, pr_auc, ks, lift_top_decile, capture_top_decile;
};

struct trained {
    struct encoder *encoder;
    struct booster_params params;
    struct booster *booster; /* the caller frees it */
    double platt_a, platt_b; /* calibrated margin = a + b * margin; 0 and 1 when not kept */
    double base;             /* calibrated margin of the average customer, what contributions start from */
    struct train_metrics metrics;
    struct stats_bin calibration[TRAIN_BINS];
    struct stats_lift lift[TRAIN_LIFTS];
    double *importance; /* per feature: mean |contribution| */
    double *alone;      /* per feature: AUC of the column alone */
    bool *excluded;     /* per feature */
    double *oof;        /* per row: calibrated margin by the model that has not seen it */
    const char *warnings[TRAIN_WARNINGS];
    size_t warning_count;
    size_t duplicates;
};

/* Called between steps; anything but ERR_NONE stops the training with that error. */
typedef enum err train_progress(void *ctx, size_t done, size_t total);

/*
 * Trains on the table. ERR_INVALID: nothing can be learnt, *ret_why (static text) says why. Results live in the arena.
 */
enum err train_run(struct arena *a, const struct table *t, train_progress *progress, void *ctx, struct trained *ret,
                   const char **ret_why) HF_CHECK;

/* The parts, for tests and for comparisons. */
enum err
train_metrics_of(const double *probability, const uint8_t *label, size_t n, struct train_metrics *ret) HF_CHECK;

#endif
