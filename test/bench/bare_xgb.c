/*
 * bare_xgb FILE THREADS train: the library alone at the same task as ours: 18 points of a grid with early stopping on one third of
 * the rows, the best 6 on the second, the best 3 on the last, five folds with the winner, one model of all rows; prints seconds and processor seconds.
 * bare_xgb FILE THREADS explain ROUNDS DEPTH: a model of that size, then exact contributions of all rows, prints the time of those.
 * FILE: bank customers with an outcome. Rows are read and encoded before the clock runs.
 */
#include <math.h>
#include <xgboost/c_api.h>

#include "bare.h"

#define COLUMNS 12
#define GRID    18
#define MOST    60000

struct part {
    float x[MOST * COLUMNS], y[MOST];
    size_t n;
};

struct point {
    unsigned depth, weight, lambda, most;
    double loss;
    unsigned rounds;
};

static struct part all, own, others;
static const char *threads;

static void
check(int rc)
{
    if (rc != 0)
        die(XGBGetLastError());
}

/* RowNumber,CustomerId,Surname,CreditScore,Geography,Gender,Age,Tenure,Balance,NumOfProducts,HasCrCard,IsActiveMember,EstimatedSalary,Exited */
static void
read_rows(char *text)
{
    char *line = text, *cell;

    strsep(&line, "\n");
    for (; line != NULL && *line != '\0' && all.n < MOST; all.n++) {
        char *row = strsep(&line, "\n");
        float *x = all.x + all.n * COLUMNS;

        for (int i = 0; (cell = strsep(&row, ",")) != NULL; i++)
            if (i == 4) {
                x[0] = strcmp(cell, "France") == 0;
                x[1] = strcmp(cell, "Germany") == 0;
                x[2] = strcmp(cell, "Spain") == 0;
            } else if (i == 5) {
                x[3] = strcmp(cell, "Male") == 0;
            } else if (i == 13) {
                all.y[all.n] = strtof(cell, NULL);
            } else if (i >= 3) {
                x[i == 3 ? 4 : i - 1] = strtof(cell, NULL);
            }
    }
}

static void
divide(size_t parts, size_t part)
{
    own.n = others.n = 0;
    for (size_t i = 0; i < all.n; i++) {
        struct part *p = (i * 2654435761u >> 7) % parts == part ? &own : &others;

        memcpy(p->x + p->n * COLUMNS, all.x + i * COLUMNS, COLUMNS * sizeof(float));
        p->y[p->n++] = all.y[i];
    }
}

static DMatrixHandle
matrix(const struct part *p)
{
    DMatrixHandle m;

    check(XGDMatrixCreateFromMat(p->x, p->n, COLUMNS, NAN, &m));
    check(XGDMatrixSetFloatInfo(m, "label", p->y, p->n));
    return m;
}

static void
set(BoosterHandle b, const char *name, double value)
{
    char text[32];

    snprintf(text, sizeof text, "%.9g", value);
    check(XGBoosterSetParam(b, name, text));
}

static BoosterHandle
booster(const struct point *p, double eta, const DMatrixHandle *known, unsigned count)
{
    BoosterHandle b;

    check(XGBoosterCreate(known, count, &b));
    check(XGBoosterSetParam(b, "nthread", threads));
    check(XGBoosterSetParam(b, "objective", "binary:logistic"));
    check(XGBoosterSetParam(b, "tree_method", "hist"));
    check(XGBoosterSetParam(b, "verbosity", "0"));
    set(b, "max_depth", p->depth);
    set(b, "min_child_weight", p->weight);
    set(b, "lambda", p->lambda);
    set(b, "eta", eta);
    set(b, "subsample", .8);
    set(b, "colsample_bytree", .8);
    return b;
}

/* Trees until the log-loss of the rows beside has not fallen for `patience` rounds. */
static void
search(struct point *p, DMatrixHandle train, DMatrixHandle beside, double eta, unsigned patience)
{
    const char *names[] = { "own" }, *said;
    double best = INFINITY;
    unsigned at = 0;
    BoosterHandle b = booster(p, eta, (DMatrixHandle[]){ train, beside }, 2);

    for (unsigned i = 0; i < p->most && i < at + patience; i++) {
        check(XGBoosterUpdateOneIter(b, (int)i, train));
        check(XGBoosterEvalOneIter(b, (int)i, &beside, names, 1, &said));
        double loss = strtod(strrchr(said, ':') + 1, NULL);

        if (loss < best) {
            best = loss;
            at = i + 1;
        }
    }
    XGBoosterFree(b);
    p->loss += best;
    p->rounds = at;
}

static int
by_loss(const void *a, const void *b)
{
    double x = ((const struct point *)a)->loss, y = ((const struct point *)b)->loss;

    return (x > y) - (x < y);
}

static BoosterHandle
grow(const struct point *p, DMatrixHandle train)
{
    BoosterHandle b = booster(p, .05, &train, 1);

    for (unsigned i = 0; i < p->rounds; i++)
        check(XGBoosterUpdateOneIter(b, (int)i, train));
    return b;
}

static void
judge(const struct point *p, size_t fold)
{
    const bst_ulong *shape;
    bst_ulong dimensions;
    const float *margins;

    divide(5, fold);
    DMatrixHandle train = matrix(&others), beside = matrix(&own);
    BoosterHandle b = grow(p, train);

    check(XGBoosterPredictFromDMatrix(b, beside,
                                      "{\"type\":1,\"training\":false,\"iteration_begin\":0,\"iteration_end\":0,"
                                      "\"strict_shape\":false}",
                                      &shape, &dimensions, &margins));
    XGBoosterFree(b);
    XGDMatrixFree(train);
    XGDMatrixFree(beside);
}

static void
train_all(void)
{
    static const unsigned depths[] = { 2, 3, 4 }, weights[] = { 1, 5, 20 }, lambdas[] = { 2, 10 };
    static const size_t counts[] = { GRID, 6, 3 };
    struct point grid[GRID];

    for (unsigned i = 0; i < GRID; i++)
        grid[i] = (struct point){ depths[i / 6], weights[i / 2 % 3], lambdas[i % 2], 600, 0, 0 };
    for (unsigned i = 0; i < GRID; i++) {
        unsigned most = MOST / (grid[i].depth * grid[i].depth << grid[i].depth);
        grid[i].most = most < 600 ? most : 600;
    }
    for (size_t part = 0; part < 3; part++) {
        divide(3, part);
        DMatrixHandle train = matrix(&others), beside = matrix(&own);

        for (size_t i = 0; i < counts[part]; i++)
            search(&grid[i], train, beside, part == 0 ? .1 : .05, part == 0 ? 25 : 50);
        XGDMatrixFree(train);
        XGDMatrixFree(beside);
        qsort(grid, counts[part], sizeof *grid, by_loss);
    }
    for (size_t fold = 0; fold < 5; fold++)
        judge(&grid[0], fold);
    DMatrixHandle train = matrix(&all);

    XGBoosterFree(grow(&grid[0], train));
    XGDMatrixFree(train);
}

int
main(int argc, char **argv)
{
    if (argc < 4)
        die("see the top of bare_xgb.c");
    threads = argv[2];
    read_rows(read_file(argv[1], NULL));
    double start = now_s(), cpu = cpu_s();

    if (strcmp(argv[3], "train") == 0) {
        train_all();
    } else if (argc == 6) {
        struct point p = {
            .depth = (unsigned)number(argv[5]), .weight = 1, .lambda = 2, .rounds = (unsigned)number(argv[4])
        };
        DMatrixHandle m = matrix(&all);
        BoosterHandle b = grow(&p, m);
        const bst_ulong *shape;
        bst_ulong dimensions;
        const float *values;

        XGDMatrixFree(m);
        start = now_s();
        cpu = cpu_s();
        m = matrix(&all);
        check(XGBoosterPredictFromDMatrix(b, m,
                                          "{\"type\":2,\"training\":false,\"iteration_begin\":0,\"iteration_end\":0,"
                                          "\"strict_shape\":false}",
                                          &shape, &dimensions, &values));
        XGDMatrixFree(m);
    }
    printf("%.6f %.6f\n", now_s() - start, cpu_s() - cpu);
    return 0;
}
