/* The small grid, made cheap by dropping the weaker points early. */
#include "train_private.h"

#include <math.h>

#include "folds.h"

#define PARTS       3
#define POINTS      18
#define PATIENCE    50
#define MOST_ROUNDS 600
/*
 * An exact explanation of a row costs about rounds * 2^depth * depth^2 steps. So many at most: a million rows are then
 * explained in minutes, and the bank's model needs a third of it.
 */
#define MOST_STEPS 60000
/* What a level of depth must gain in log-loss: exact explanations of deeper trees cost several times as much. */
#define DEPTH_PRICE 0.0005

static const uint64_t division = 2; /* other folds than those the figures are judged on */

struct point {
    struct booster_params params;
    double loss;     /* with the price of depth; sum over the parts tried */
    unsigned rounds; /* sum over the parts tried without hurry */
};

static unsigned
most_rounds(unsigned depth)
{
    unsigned rounds = MOST_STEPS / (depth * depth << depth);

    return rounds < MOST_ROUNDS ? rounds : MOST_ROUNDS;
}

static void
make_grid(struct point *grid)
{
    static const unsigned depths[] = { 2, 3, 4 };
    static const double child_weights[] = { 1, 5, 20 }, lambdas[] = { 2, 10 };
    size_t n = 0;

    for (size_t i = 0; i < 3; i++)
        for (size_t k = 0; k < 3; k++)
            for (size_t m = 0; m < 2; m++)
                grid[n++] = (struct point){ .params = { .tree_method = "hist",
                                                        .depth = depths[i],
                                                        .rounds = most_rounds(depths[i]),
                                                        .eta = .05,
                                                        .lambda = lambdas[m],
                                                        .subsample = .8,
                                                        .colsample = .8,
                                                        .min_child_weight = child_weights[k] } };
}

static int
by_loss(const void *a, const void *b)
{
    double x = ((const struct point *)a)->loss, y = ((const struct point *)b)->loss;
    return (x > y) - (x < y);
}

/*
 * Tries the first `count` points on one part and sorts them by their loss so far. In a hurry the trees learn twice as
 * fast: good enough to tell which points are poor, not to tell how many trees are best.
 */
static enum err
try_points(struct training *g, struct point *grid, size_t count, const uint8_t *parts, unsigned part)
{
    unsigned hurry = part == 0 ? 2 : 1;
    struct matrix *train = NULL, *check = NULL;
    uint8_t *labels = NULL;
    enum err e = training_matrix(g, parts, part, true, TRAIN_SEARCH_ROWS, &train, NULL, NULL);

    if (e == ERR_NONE)
        e = training_matrix(g, parts, part, false, TRAIN_SEARCH_ROWS / 2, &check, &labels, NULL);
    for (size_t i = 0; e == ERR_NONE && i < count; i++) {
        struct booster_params params = grid[i].params;
        unsigned rounds;
        double loss;
        params.eta *= hurry;
        e = booster_search(&params, train, check, labels, PATIENCE / hurry, &rounds, &loss);
        if (e == ERR_NONE) {
            grid[i].loss += loss + DEPTH_PRICE * params.depth;
            grid[i].rounds += hurry == 1 ? rounds : 0;
            e = training_step(g);
        }
    }
    matrix_free(train);
    matrix_free(check);
    free(labels);
    if (e == ERR_NONE)
        qsort(grid, count, sizeof *grid, by_loss);
    return e;
}

/* More rows carry more trees: with more than the search saw, the number is found again on four fifths of all. */
static enum err
recount(struct training *g)
{
    struct matrix *train = NULL, *check = NULL;
    uint8_t *labels = NULL;
    double loss;
    struct booster_params params = g->out->params;
    enum err e = training_matrix(g, g->fold, 0, true, SIZE_MAX, &train, NULL, NULL);

    params.rounds = most_rounds(params.depth);
    if (e == ERR_NONE)
        e = training_matrix(g, g->fold, 0, false, SIZE_MAX, &check, &labels, NULL);
    if (e == ERR_NONE)
        e = booster_search(&params, train, check, labels, PATIENCE, &g->out->params.rounds, &loss);
    matrix_free(train);
    matrix_free(check);
    free(labels);
    return e;
}

enum err
training_search(struct training *g)
{
    struct point grid[POINTS] = { 0 };
    static const size_t counts[PARTS] = { POINTS, 6, 3 };
    uint8_t *parts = calloc(g->t->rows + 1, 1);
    enum err e = parts != NULL ? folds_assign(g->t, PARTS, division, parts, NULL) : ERR_UNAVAILABLE;

    make_grid(grid);
    for (unsigned part = 0; e == ERR_NONE && part < PARTS; part++)
        e = try_points(g, grid, counts[part], parts, part);
    free(parts);
    if (e != ERR_NONE)
        return e;
    g->out->params = grid[0].params;
    g->out->params.rounds = (grid[0].rounds + 1) / (PARTS - 1);
    if (g->out->params.rounds == 0)
        g->out->params.rounds = 1;
    if (g->t->rows > TRAIN_SEARCH_ROWS * 3 / 2)
        e = recount(g);
    return e == ERR_NONE ? training_step(g) : e;
}
