#include "folds.h"

#include <math.h>

#define PASSES     3
#define NEIGHBOURS 48
#define NEAR       0.02 /* of a standard deviation */

struct place {
    double at;
    uint32_t row;
};

struct dealt {
    uint64_t order;
    uint32_t row; /* the group's root */
    uint8_t label;
};

struct grouping {
    const struct table *t;
    double *spread; /* tolerance per feature */
    struct place *places;
    uint32_t *parent; /* union-find over rows */
    uint32_t *size;
};

static uint64_t
mix(uint64_t h)
{
    h = (h ^ (h >> 33)) * 0xff51afd7ed558ccdU;
    h = (h ^ (h >> 33)) * 0xc4ceb9fe1a85ec53U;
    return h ^ (h >> 33);
}

/* A number from 0 to 1 made of bits. */
static double
unit(uint64_t h)
{
    return (double)(mix(h) >> 11) * 0x1p-53;
}

static int
by_place(const void *a, const void *b)
{
    const struct place *x = a, *y = b;

    if (x->at < y->at || x->at > y->at)
        return x->at < y->at ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

static int
by_deal(const void *a, const void *b)
{
    const struct dealt *x = a, *y = b;

    if (x->label != y->label)
        return x->label > y->label ? -1 : 1;
    if (x->order != y->order)
        return x->order < y->order ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

static uint32_t
root_of(struct grouping *g, uint32_t row)
{
    while (g->parent[row] != row)
        row = g->parent[row] = g->parent[g->parent[row]];
    return row;
}

static void
join(struct grouping *g, uint32_t a, uint32_t b)
{
    a = root_of(g, a);
    b = root_of(g, b);
    if (a == b)
        return;
    g->parent[b] = a;
    g->size[a] += g->size[b];
}

/* The tolerance of each feature: 0 for what must be the same. */
static void
measure(struct grouping *g)
{
    const struct table *t = g->t;

    for (size_t f = 0; f < t->features; f++) {
        double n = 0, mean = 0, squares = 0;
        for (size_t row = 0; row < t->rows && schema_feature(t->schema, f)->type == SCHEMA_NUMBER; row++) {
            double v = (double)t->cells[row * t->features + f], off = v - mean;
            if (isnan(v))
                continue;
            n += 1;
            mean += off / n;
            squares += off * (v - mean);
        }
        g->spread[f] = n > 1 ? NEAR * sqrt(squares / n) : 0;
    }
}

/*
 * One number per row such that near rows have near numbers: differing categories jump by up to 1000, numbers add
 * their size in tolerances. *ret_reach: how far apart near rows can be at most.
 */
static void
project(struct grouping *g, unsigned pass, double *ret_reach)
{
    const struct table *t = g->t;

    *ret_reach = 1e-9;
    for (size_t f = 0; f < t->features; f++)
        *ret_reach += g->spread[f] > 0 ? NEAR * (0.5 + unit(f * 31 + pass)) : 0;
    for (size_t row = 0; row < t->rows; row++) {
        double at = 0;
        for (size_t f = 0; f < t->features; f++) {
            double v = (double)t->cells[row * t->features + f];
            if (isnan(v) || !(g->spread[f] > 0))
                at += 1000 * unit(mix(f + 977 * pass) ^ (isnan(v) ? ~UINT64_C(0) : (uint64_t)(int64_t)(v * 16)));
            else
                at += v / g->spread[f] * NEAR * (0.5 + unit(f * 31 + pass));
        }
        g->places[row] = (struct place){ at, (uint32_t)row };
    }
    qsort(g->places, t->rows, sizeof *g->places, by_place);
}

static bool
near(const struct grouping *g, uint32_t a, uint32_t b)
{
    const float *x = g->t->cells + a * g->t->features, *y = g->t->cells + b * g->t->features;

    for (size_t f = 0; f < g->t->features; f++) {
        if ((isnan(x[f]) != 0) != (isnan(y[f]) != 0))
            return false;
        if (!isnan(x[f]) && fabs((double)x[f] - (double)y[f]) > g->spread[f])
            return false;
    }
    return true;
}

static void
group_rows(struct grouping *g)
{
    double reach;

    for (uint32_t row = 0; row < g->t->rows; row++) {
        g->parent[row] = row;
        g->size[row] = 1;
    }
    measure(g);
    for (unsigned pass = 0; pass < PASSES; pass++) {
        project(g, pass, &reach);
        for (size_t i = 0; i < g->t->rows; i++)
            for (size_t k = i + 1; k < g->t->rows && k <= i + NEIGHBOURS; k++) {
                if (g->places[k].at - g->places[i].at > reach)
                    break;
                if (near(g, g->places[i].row, g->places[k].row))
                    join(g, g->places[i].row, g->places[k].row);
            }
    }
}

/* Deals the groups out in an order that only the customers' ids decide: by the lowest hash in the group. */
static enum err
deal(struct grouping *g, unsigned folds, uint64_t salt, uint8_t *ret_fold, size_t *ret_duplicates)
{
    size_t n = g->t->rows, count = 0, duplicates = 0, largest = n / (4 * (size_t)folds);
    struct dealt *hand = calloc(n + 1, sizeof *hand);
    uint64_t *lowest = calloc(n + 1, sizeof *lowest);

    for (uint32_t row = 0; hand != NULL && lowest != NULL && row < n; row++) {
        uint32_t root = root_of(g, row);
        uint64_t h = mix(g->t->keys[row] ^ mix(salt));
        if (g->size[root] > (largest > 1 ? largest : 1))
            root = row;
        else
            duplicates += g->size[root] > 1;
        if (lowest[root] == 0 || h < lowest[root])
            lowest[root] = h;
        hand[row] = (struct dealt){ 0, root, g->t->labels[row] };
    }
    for (uint32_t row = 0; hand != NULL && lowest != NULL && row < n; row++) {
        uint32_t root = hand[row].row;
        ret_fold[row] = 0;
        if (root == row)
            hand[count++] = (struct dealt){ lowest[root], root, g->t->labels[root] };
    }
    free(lowest);
    if (hand == NULL || lowest == NULL) {
        free(hand);
        return ERR_UNAVAILABLE;
    }
    qsort(hand, count, sizeof *hand, by_deal);
    for (size_t i = 0; i < count; i++)
        ret_fold[hand[i].row] = (uint8_t)(i % folds);
    free(hand);
    for (uint32_t row = 0; row < n; row++) {
        uint32_t root = root_of(g, row);
        if (g->size[root] <= (largest > 1 ? largest : 1))
            ret_fold[row] = ret_fold[root];
    }
    if (ret_duplicates != NULL)
        *ret_duplicates = duplicates;
    return ERR_NONE;
}

enum err
folds_assign(const struct table *t, unsigned folds, uint64_t salt, uint8_t *ret_fold, size_t *ret_duplicates)
{
    struct grouping g = { .t = t,
                          .spread = calloc(t->features + 1, sizeof *g.spread),
                          .places = calloc(t->rows + 1, sizeof *g.places),
                          .parent = calloc(t->rows + 1, sizeof *g.parent),
                          .size = calloc(t->rows + 1, sizeof *g.size) };
    enum err e = ERR_UNAVAILABLE;

    if (g.spread != NULL && g.places != NULL && g.parent != NULL && g.size != NULL) {
        group_rows(&g);
        e = deal(&g, folds, salt, ret_fold, ret_duplicates);
    }
    free(g.spread);
    free(g.places);
    free(g.parent);
    free(g.size);
    return e;
}
