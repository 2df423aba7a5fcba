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

struct model {
    struct uuid id;
    int64_t no;
    struct encoder *encoder;
    struct booster *booster; /* model_close frees it */
    double platt_a, platt_b, base;
};

/* Makes a model of its parts; takes over the booster, also on failure. The encoder is borrowed. */
enum err model_open(struct encoder *encoder, struct booster *booster, double platt_a, double platt_b,
                    struct model *ret) HF_CHECK;
void model_close(struct model *m);

/* Calibrated margins of n encoded rows. */
enum err model_margins(struct model *m, const float *x, size_t n, double *ret_margins) HF_CHECK;

/* The same with contributions: ret_shap is n x features; the margin is base + their sum, bit for bit as stored. */
enum err model_explain(struct model *m, const float *x, size_t n, double *ret_margins, float *ret_shap) HF_CHECK;

#endif
