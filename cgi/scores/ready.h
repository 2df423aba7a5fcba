/*
 * ready.h: the model that a tenant's predictions are made with, kept ready in the worker: that of the active scoring,
 * so that a what-if starts from the probability the page shows. Models never change, so what is ready stays right.
 */
#ifndef HF_SCORES_READY_H
#define HF_SCORES_READY_H

#include "scores.h"

struct ready {
    struct arena *arena; /* schema, encoder */
    uint32_t tenant;
    int64_t dataset_no, model_no, used;
    struct dataset dataset;
    struct model model;
};

/* The active dataset's number, its scoring's settings, and the model, valid until the next call. ERR_CONFLICT (told to
   the user): there is no dataset, or no model for it yet. ERR_UNAVAILABLE: neither its model nor an older one can be used. */
struct setting {
    int64_t dataset_no;
    struct economics economics;
    bool stale; /* its model is damaged: this is the last good one */
};
enum err ready_get(struct req *r, struct setting *ret_setting, struct ready **ret_ready) HF_CHECK;

#endif
