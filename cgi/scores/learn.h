/* Shared by learn.c, learn_train.c and learn_compare.c. */
#ifndef HF_SCORES_LEARN_H
#define HF_SCORES_LEARN_H

#include "crypt.h"
#include "scores.h"

/* What the child left, read. NUL-terminated texts from the arena. */
struct learnt {
    const char *encoding, *params, *metrics, *calibration, *importance, *lift, *warnings, *excluded;
    const char *booster, *oof;
    size_t booster_len, oof_len;
    double platt_a, platt_b;
    int64_t rows, churners;
    struct sha256 data_hash;
    const char *nothing; /* why nothing was learnt; NULL: a model was */
};

/* Gathers the labelled rows, trains in a child, reads what it left. Texts come from `a`. */
enum err learn_train(struct req *r, struct arena *a, const struct dataset *d, struct learnt *ret) HF_CHECK;

/* How the challenger does against the champion on rows that neither was trained on. */
struct verdict {
    bool promote;
    const char *reason;     /* a sentence */
    const char *comparison; /* JSON */
    const char *state;      /* of the challenger if it is not promoted */
};
enum err learn_compare(struct req *r, struct arena *a, const struct dataset *d, const struct learnt *challenger,
                       int64_t champion, struct verdict *ret) HF_CHECK;

#endif
