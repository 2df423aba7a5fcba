/*
 * model.h: a model that scores. Margins are calibrated log-odds (Platt's scaling applied), contributions are per
 * feature of the schema and on the same scale: base + their sum is the margin, to within 1e-5 of the booster's own.
 */
#ifndef HF_SCORES_MODEL_H
#define HF_SCORES_MODEL_H

#include <stdint.h>

#include "booster.h"
#include "encoder.h"
#include "uuid.h"

#define MODEL_THREADS 8

struct model {
    struct uuid id;
    int64_t no;
    struct encoder *encoder;
    struct booster *booster; /* model_close frees it */
    double platt_a, platt_b, base;
    struct booster *copies[MODEL_THREADS - 1]; /* for the other threads of model_explain */
    unsigned copy_count;
};

/* Makes a model of its parts; takes over the booster, also on failure. The encoder is borrowed. */
enum err model_open(struct encoder *encoder, struct booster *booster, double platt_a, double platt_b,
                    struct model *ret) HF_CHECK;
void model_close(struct model *m);

/* From now on model_explain works on as many threads as there are processors, each with a copy of the booster: a second thread
   of the library's own waits actively for the first, which is slower than none when something else needs the processor. */
enum err model_spread(struct model *m) HF_CHECK;

/* Calibrated margins of n encoded rows. */
enum err model_margins(struct model *m, const float *x, size_t n, double *ret_margins) HF_CHECK;

/* The same with contributions: ret_shap is n x features; the margin is base + their sum, bit for bit as stored. */
enum err model_explain(struct model *m, const float *x, size_t n, double *ret_margins, float *ret_shap) HF_CHECK;

#endif
