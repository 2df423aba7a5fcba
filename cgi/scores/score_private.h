/*
 * Shared by score.c (the run and its rows), score_open.c (beginning or going on), score_chunk.c (what a chunk of rows is
 * worth) and score_finish.c (figures and the switch).
 */
#ifndef HF_SCORES_SCORE_PRIVATE_H
#define HF_SCORES_SCORE_PRIVATE_H

#include "figures.h"

/* A row of the dataset with what was found out about it. Texts live in the chunk's arena. */
struct scored {
    int64_t row_no;
    const char *external_id, *name, *value_text; /* value_text NULL: none */
    const struct schema_cell *cells;
    struct uuid customer_id;
    int label;
    double value;
    double score, margin, after; /* margin, after NAN: none */
    enum band band;
    struct choice choice;
    const float *shap;
};

struct run {
    struct req *r;
    const struct dataset *d;
    enum scoring_kind kind;
    struct model model; /* when kind is KIND_MODEL */
    struct economics economics;
    struct arena *arena; /* for the whole run */
    struct arena *chunk; /* reset after each chunk */
    struct figures *figures;
    struct bulk *bulk;
    int64_t no, stored_last, last, done;
    struct uuid id;
    struct scored *rows;
    size_t count;
    float *x, *x_after; /* SCORE_CHUNK x columns */
    float *shap;        /* SCORE_CHUNK x features */
    double *margins;    /* SCORE_CHUNK */
    double *after;      /* SCORE_CHUNK x actions: probability with the action, NAN where it does not apply */
    size_t *places;     /* SCORE_CHUNK */
};

/* By that model if it can read these rows, else by the schema's rule of thumb, else not at all. */
enum err scoring_choose(struct run *u, int64_t model_no) HF_CHECK;

/* Goes on with a scoring that was cut off, under the assumptions it began with; else begins one. */
enum err scoring_open(struct run *u) HF_CHECK;

/* The probabilities that readers see now, to tell who moved. */
enum err scoring_previous(struct run *u) HF_CHECK;

/* Keeps the figures, ends the scoring and queues its activation. */
enum err scoring_finish(struct run *u) HF_CHECK;

enum err chunk_room(struct run *u) HF_CHECK;
void chunk_room_free(struct run *u);

/* Fills score, margin, contributions, band and choice of the rows read. */
enum err chunk_score(struct run *u) HF_CHECK;

#endif
