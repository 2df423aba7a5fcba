/*
 * figures.h: what is said about all customers of a scoring, gathered while its rows go by and kept as JSON, one text
 * per figure: overview, churn-by-segment, churn-factors, retention-actions, movers, histogram, drift. Memory does not
 * grow with the rows, but for the previous scores (16 bytes a row) that movers are compared with.
 */
#ifndef HF_SCORES_FIGURES_H
#define HF_SCORES_FIGURES_H

#include "scores.h"

#define FIGURES_BARS   20   /* of the histogram */
#define FIGURES_NAMES  50   /* values of a breakdown, the others are added up */
#define FIGURES_EXACT  12   /* distinct numbers that are shown one by one */
#define FIGURES_MOVERS 10   /* in each direction */
#define FIGURES_MOVED  0.01 /* smaller changes of the probability are not told */

enum scoring_kind { KIND_MODEL, KIND_RULE, KIND_NONE };
extern const char *const scoring_kinds[];

/* A scored row. Texts live during the call only. */
struct figure_row {
    const struct schema_cell *cells;
    const char *external_id, *name;
    struct uuid customer_id;
    int label;    /* 1, 0, or -1: not known */
    double value; /* NAN: none */
    double score; /* probability, or 0..100 by the rule of thumb */
    enum band band;
    const float *shap;       /* per feature; NULL: none */
    int action;              /* -1: none */
    double expected, effect; /* of that action */
};

struct figures;

/* encoder NULL: no model. From the arena, which must outlive it; figures_free gives back what is not the arena's. */
struct figures *figures_new(struct arena *a, const struct schema *s, const struct encoder *encoder, double base,
                            enum scoring_kind kind, const struct economics *economics);
void figures_free(struct figures *f);

/* A score of the previous scoring; all before the first row, then figures_previous_ready. */
bool figures_previous(struct figures *f, uint64_t key, double score);
void figures_previous_ready(struct figures *f);

void figures_add(struct figures *f, const struct figure_row *row);

/* The movers found, to be given the id that stands for their customer. */
struct mover {
    struct uuid customer_id;
    char external_id[65], name[256];
    double before, after;
};
size_t figures_movers(struct figures *f, bool up, struct mover **ret_movers);

/* The feature that differs most from the training rows, when that is a clear change (PSI above .25); else SCHEMA_NONE. */
size_t figures_changed(const struct figures *f, double *ret_psi);

/* The texts. w is empty and the caller's. */
struct figures_head {
    const struct dataset *dataset;
    int64_t scored_at_us;
    struct uuid model_id;
    int64_t model_no;
};
void figures_overview(struct figures *f, const struct figures_head *head, struct writer *w);
void figures_segments(const struct figures *f, struct writer *w);
void figures_factors(const struct figures *f, struct writer *w);
void figures_actions(const struct figures *f, struct writer *w);
void figures_movers_text(struct figures *f, struct writer *w);
void figures_histogram(const struct figures *f, struct writer *w);
void figures_drift(const struct figures *f, const struct figures_head *head, struct writer *w);

#endif
