/* Shared by train.c, train_search.c and train_report.c. */
#ifndef HF_SCORES_TRAIN_PRIVATE_H
#define HF_SCORES_TRAIN_PRIVATE_H

#include "train.h"

struct training {
    struct arena *arena;
    const struct table *t;
    struct trained *out;
    uint8_t *fold; /* per row, TRAIN_FOLDS of them */
    train_progress *progress;
    void *ctx;
    size_t done, total; /* steps */
};

/* A matrix of the rows whose fold is (or, with outside, is not) `fold`, at most `max` of them. */
enum err training_matrix(const struct training *g, const uint8_t *folds, unsigned fold, bool outside, size_t max,
                         struct matrix **ret_matrix, uint8_t **ret_labels, size_t *ret_rows) HF_CHECK;

/* One step further. */
enum err training_step(struct training *g) HF_CHECK;

/* Chooses out->params, rounds included. */
enum err training_search(struct training *g) HF_CHECK;
#define TRAINING_SEARCH_STEPS 28

/* Fills metrics, calibration and lift from out->oof. */
enum err training_report(struct training *g) HF_CHECK;

/* Mean |contribution| per feature and the base, on at most 2,000 of the rows. */
enum err training_importance(struct training *g) HF_CHECK;

void training_warn(struct training *g, const char *fmt, ...) HF_PRINTF(2, 3);

#endif
