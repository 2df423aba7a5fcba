/* Shared by figures.c, figures_breakdown.c and figures_write.c. */
#ifndef HF_SCORES_FIGURES_PRIVATE_H
#define HF_SCORES_FIGURES_PRIVATE_H

#include "figures.h"

/* Totals of some customers. */
struct tally {
    size_t customers, labelled, churners, bands[3];
    double score, value, at_risk;
};

struct named_tally {
    const char *name;
    double order; /* of a number or bin; else 0 */
    struct tally tally;
};

/* Customers by the values of one feature. */
struct breakdown {
    size_t feature;
    struct named_tally *values; /* FIGURES_NAMES of them and one for the others */
    size_t count;
    bool overflow;            /* there were more values */
    struct named_tally *bins; /* of a number: by the training deciles, in pairs; NULL: none */
    size_t bin_count;
};

/* How a feature moves the probability. */
struct factor {
    double points;                        /* sum of |points| */
    double n, mean_x, mean_s, xx, ss, xs; /* of value and contribution, for the direction */
};

struct action_tally {
    size_t customers;
    double expected, effect;
};

struct previous {
    uint64_t key;
    float score;
};

struct figures {
    struct arena *arena;
    const struct schema *schema;
    const struct encoder *encoder;
    double base;
    enum scoring_kind kind;
    struct economics economics;
    struct tally all;
    size_t bars[FIGURES_BARS];
    struct breakdown *breakdowns; /* the first is the main segment when there is one */
    size_t breakdown_count;
    struct factor *factors;
    struct action_tally *actions;
    double (*shares)[ENCODER_SHARES]; /* per feature: rows in each share of the training histogram */
    struct previous *previous;        /* own memory, sorted by key once ready */
    size_t previous_count, previous_size;
    struct mover movers[2][FIGURES_MOVERS]; /* up, down; the largest first */
    size_t mover_count[2];
};

void tally_add(struct tally *t, const struct figures *f, const struct figure_row *row);

bool breakdowns_make(struct figures *f);
void breakdown_add(struct figures *f, struct breakdown *b, const struct figure_row *row);

/* The values to show: by number where that has an order, else the largest group first. Returns how many. */
size_t breakdown_values(const struct breakdown *b, struct named_tally *ret);

#endif
