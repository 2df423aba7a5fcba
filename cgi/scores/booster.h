/*
 * booster.h: XGBoost (libxgboost 1.7 C API) behind a few calls. One thread always: a second OpenMP thread is slower on
 * a busy machine and makes a forked child hang. Boosted trees for a yes/no outcome; raw output is log-odds.
 *
 * Failures are ERR_INTERNAL; booster_error then has the first line of what the library said, for the log.
 */
#ifndef HF_SCORES_BOOSTER_H
#define HF_SCORES_BOOSTER_H

#include <stddef.h>
#include <stdint.h>

#include "err.h"

struct booster;
struct matrix;

/* How to grow the trees. Zero members take the library's default. */
struct booster_params {
    const char *tree_method; /* "hist" or "exact" */
    unsigned depth, rounds;
    double eta, lambda, subsample, colsample, min_child_weight;
};

/* Rows of `cols` floats (NAN: missing; no infinities). labels may be NULL. The data is copied. Owner: matrix_free. */
enum err matrix_new(const float *x, size_t rows, size_t cols, const uint8_t *labels, struct matrix **ret) HF_CHECK;
void matrix_free(struct matrix *m); /* NULL is fine */

/* Grows params->rounds trees on `train`. The booster keeps using the matrix while it trains only. */
enum err booster_train(const struct booster_params *params, struct matrix *train, struct booster **ret) HF_CHECK;

/*
 * Grows trees until the log-loss on `check` has not improved for `patience` rounds, at most params->rounds.
 * *ret_rounds: how many trees were best; *ret_loss: the log-loss with them.
 */
enum err
booster_search(const struct booster_params *params, struct matrix *train, struct matrix *check,
               const uint8_t *check_labels, unsigned patience, unsigned *ret_rounds, double *ret_loss) HF_CHECK;

void booster_free(struct booster *b); /* NULL is fine */

/* Log-odds of each row. */
enum err booster_margins(struct booster *b, struct matrix *m, float *ret_margins) HF_CHECK;

/* Exact TreeSHAP: for each row one number per column and, last, the bias; each row sums to its margin. The result
   belongs to the booster and lives until its next call. */
enum err booster_contributions(struct booster *b, struct matrix *m, const float **ret_values) HF_CHECK;

/* The model as bytes (UBJSON), owned by the booster until its next call; and back. Loading costs a few ms. */
enum err booster_save(struct booster *b, const void **ret_bytes, size_t *ret_len) HF_CHECK;
enum err booster_load(const void *bytes, size_t len, struct booster **ret) HF_CHECK;

/* First line of the thread's last failure. Static storage. */
#define BOOSTER_ERROR 256
const char *booster_error(void);

/* Makes a failure of another thread this one's; returns it. */
enum err booster_failed(enum err e, const char *why);

#endif
