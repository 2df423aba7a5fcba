/* The tests of significance and the calibration fit of stats.h; the descriptive figures are in stats.c. */
#include "stats.h"

#include <math.h>
#include <stdlib.h>

#define PLATT_HALVINGS 34 /* of a step, until it is too small to matter: 2^-34 */

struct ranked {
    double score;
    size_t at;
};

static int
compare_ranked(const void *a, const void *b)
{
    double x = ((const struct ranked *)a)->score, y = ((const struct ranked *)b)->score;
    return (x > y) - (x < y);
}

/* Midranks (from 1) of the m scores in r, which is sorted; written to rank[at]. */
static void
midranks(struct ranked *r, size_t m, double *rank)
{
    qsort(r, m, sizeof *r, compare_ranked);
    for (size_t i = 0, end; i < m; i = end) {
        for (end = i + 1; end < m && r[end].score == r[i].score;)
            end++;
        for (size_t k = i; k < end; k++)
            rank[r[k].at] = (double)(i + 1 + end) / 2;
    }
}

/*
 * The placement of each row: for a leaver the share of stayers below it, for a stayer the share of leavers above it.
 * Their variances are what DeLong's method is made of.  `scratch` holds n rows, `own` n numbers.
 */
static void
placements(struct stats_sample s, struct ranked *scratch, double *own, double *ret_place)
{
    double count[2] = { 0, 0 };

    for (size_t i = 0; i < s.n; i++) {
        scratch[i] = (struct ranked){ s.score[i], i };
        count[s.label[i] != 0] += 1;
    }
    midranks(scratch, s.n, ret_place);
    for (int c = 0; c < 2; c++) {
        size_t m = 0;
        for (size_t i = 0; i < s.n; i++)
            if ((s.label[i] != 0) == c)
                scratch[m++] = (struct ranked){ s.score[i], i };
        midranks(scratch, m, own);
    }
    for (size_t i = 0; i < s.n; i++) {
        double others_below = ret_place[i] - own[i];
        ret_place[i] = s.label[i] ? others_below / count[0] : 1 - others_below / count[1];
    }
}

struct spread {
    double auc_a, auc_b, var_a, var_b, var_difference;
};

/* The AUCs, their variances and the variance of their difference, from placements of the same rows. */
static bool
spread_of(const double *a, const double *b, const uint8_t *label, size_t n, struct spread *ret)
{
    double count[2] = { 0 }, mean_a[2] = { 0 }, mean_b[2] = { 0 }, aa[2] = { 0 }, bb[2] = { 0 }, dd[2] = { 0 };

    for (size_t i = 0; i < n; i++) {
        int c = label[i] != 0;
        count[c] += 1;
        mean_a[c] += a[i];
        mean_b[c] += b[i];
    }
    if (count[0] < 2 || count[1] < 2)
        return false;
    for (int c = 0; c < 2; c++) {
        mean_a[c] /= count[c];
        mean_b[c] /= count[c];
    }
    for (size_t i = 0; i < n; i++) {
        int c = label[i] != 0;
        double x = a[i] - mean_a[c], y = b[i] - mean_b[c];
        aa[c] += x * x;
        bb[c] += y * y;
        dd[c] += (x - y) * (x - y);
    }
    *ret = (struct spread){ .auc_a = mean_a[1], .auc_b = mean_b[1] };
    for (int c = 0; c < 2; c++) {
        double unit = (count[c] - 1) * count[c];
        ret->var_a += aa[c] / unit;
        ret->var_b += bb[c] / unit;
        ret->var_difference += dd[c] / unit;
    }
    return true;
}

/* Runs both scores through placements and spread_of; a == b for a single score. */
static bool
delong(const double *a, const double *b, const uint8_t *label, size_t n, struct spread *ret)
{
    struct ranked *scratch = calloc(n ? n : 1, sizeof *scratch);
    double *numbers = calloc(n ? n : 1, 3 * sizeof *numbers);
    bool ok = false;

    if (scratch && numbers && n > 0) {
        double *place_a = numbers, *place_b = numbers + n, *own = numbers + 2 * n;
        placements((struct stats_sample){ a, label, n }, scratch, own, place_a);
        placements((struct stats_sample){ b, label, n }, scratch, own, place_b);
        ok = spread_of(place_a, place_b, label, n, ret);
    }
    free(scratch);
    free(numbers);
    return ok;
}

bool
stats_delong(struct stats_sample s, struct stats_auc_ci *ret)
{
    struct spread d;

    if (!delong(s.score, s.score, s.label, s.n, &d))
        return false;
    double half = STATS_Z95 * sqrt(d.var_a);
    *ret = (struct stats_auc_ci){ d.auc_a, d.var_a, fmax(0, d.auc_a - half), fmin(1, d.auc_a + half) };
    return true;
}

bool
stats_delong_test(const double *a, const double *b, const uint8_t *label, size_t n, struct stats_comparison *ret)
{
    struct spread d;

    if (!delong(a, b, label, n, &d))
        return false;
    double gap = d.auc_a - d.auc_b;
    /* Two scores that order the rows alike differ by nothing, with no variance: no evidence, not 0/0. */
    double z = d.var_difference > 0 ? gap / sqrt(d.var_difference) : 0;
    *ret = (struct stats_comparison){ d.auc_a, d.auc_b, gap, z, erfc(fabs(z) / sqrt(2.0)) };
    return true;
}

double
stats_mcnemar_p(double only_a, double only_b)
{
    double all = only_a + only_b;

    if (all <= 0)
        return NAN;
    double gap = fmax(0, fabs(only_a - only_b) - 1);
    return erfc(gap / sqrt(all) / sqrt(2.0));
}

/* -log likelihood of sigmoid(a + b x), without overflow. */
static double
platt_loss(struct stats_sample x, struct stats_platt w)
{
    double sum = 0;

    for (size_t i = 0; i < x.n; i++) {
        double z = w.a + w.b * x.score[i], towards = x.label[i] ? -z : z;
        sum += towards > 0 ? towards + log1p(exp(-towards)) : log1p(exp(towards));
    }
    return sum;
}

/* Newton direction at w; false when the curvature is exhausted. */
static bool
platt_step(struct stats_sample x, struct stats_platt w, struct stats_platt *ret_step, double *ret_slope)
{
    double g0 = 0, g1 = 0, h00 = 1e-12, h01 = 0, h11 = 1e-12;

    for (size_t i = 0; i < x.n; i++) {
        double v = x.score[i], p = stats_sigmoid(w.a + w.b * v), off = p - (x.label[i] ? 1 : 0), weight = p * (1 - p);
        g0 += off;
        g1 += off * v;
        h00 += weight;
        h01 += weight * v;
        h11 += weight * v * v;
    }
    double det = h00 * h11 - h01 * h01;
    if (!(det > 0))
        return false;
    ret_step->a = -(h11 * g0 - h01 * g1) / det;
    ret_step->b = -(h00 * g1 - h01 * g0) / det;
    *ret_slope = fmax(fabs(g0), fabs(g1));
    return isfinite(ret_step->a) && isfinite(ret_step->b);
}

bool
stats_platt_fit(struct stats_sample x, struct stats_platt *ret)
{
    struct stats_platt w = { 0, 1 }, step;
    double slope, leavers = 0;

    for (size_t i = 0; i < x.n; i++)
        leavers += x.label[i] != 0;
    if (leavers < 1 || leavers >= (double)x.n)
        return false;
    double loss = platt_loss(x, w);
    for (int round = 0; round < 100; round++) {
        if (!platt_step(x, w, &step, &slope))
            return false;
        if (slope < 1e-9 * (double)x.n)
            break;
        int halved = 0;
        for (; halved < PLATT_HALVINGS; halved++) {
            const double share = ldexp(1, -halved);
            struct stats_platt next = { w.a + share * step.a, w.b + share * step.b };
            double next_loss = platt_loss(x, next);
            if (next_loss <= loss) {
                w = next;
                loss = next_loss;
                break;
            }
        }
        if (halved == PLATT_HALVINGS)
            break;
    }
    if (!isfinite(w.a) || !isfinite(w.b) || fabs(w.b) > 1e3)
        return false;
    *ret = w;
    return true;
}
