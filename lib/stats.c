#include "stats.h"

#include <math.h>
#include <stdlib.h>

/* A row while it is being ranked; `at` leads back to the caller's arrays. */
struct ranked {
    double score;
    size_t at;
    uint8_t label;
};

double
stats_sigmoid(double x)
{
    if (x >= 0)
        return 1.0 / (1.0 + exp(-x));
    double e = exp(x);
    return e / (1.0 + e);
}

double
stats_logit(double p)
{
    const double edge = 1e-12;

    p = p < edge ? edge : p > 1 - edge ? 1 - edge : p;
    return log(p / (1 - p));
}

double
stats_normal_cdf(double z)
{
    return 0.5 * erfc(-z / sqrt(2.0));
}

static int
compare_double(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Ascending by score; equal scores by position, so that a result never depends on the sort's whims. */
static int
compare_ranked(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;

    if (x->score != y->score)
        return x->score < y->score ? -1 : 1;
    return (x->at > y->at) - (x->at < y->at);
}

void
stats_sort(double *values, size_t n)
{
    if (n > 1)
        qsort(values, n, sizeof *values, compare_double);
}

/* The rows in ascending order of score, to be freed; NULL without rows or memory. */
static struct ranked *
rank(struct stats_sample s)
{
    struct ranked *r = s.n ? calloc(s.n, sizeof *r) : NULL;

    if (!r)
        return NULL;
    for (size_t i = 0; i < s.n; i++)
        r[i] = (struct ranked){ .score = s.score[i], .at = i, .label = s.label[i] };
    qsort(r, s.n, sizeof *r, compare_ranked);
    return r;
}

static size_t
count_leavers(struct stats_sample s)
{
    size_t hits = 0;

    for (size_t i = 0; i < s.n; i++)
        hits += s.label[i] != 0;
    return hits;
}

/* One past the last row that shares the score of row i. */
static size_t
end_of_tie(const struct ranked *r, size_t n, size_t i)
{
    double score = r[i].score;

    while (i < n && r[i].score == score)
        i++;
    return i;
}

double
stats_auc(struct stats_sample s)
{
    struct ranked *r = rank(s);
    double below = 0, area = 0, leavers = 0;

    if (!r)
        return NAN;
    for (size_t i = 0, end; i < s.n; i = end) {
        double plus = 0, minus = 0;
        end = end_of_tie(r, s.n, i);
        for (size_t k = i; k < end; k++)
            *(r[k].label ? &plus : &minus) += 1;
        area += plus * (below + minus / 2);
        below += minus;
        leavers += plus;
    }
    free(r);
    return leavers > 0 && below > 0 ? area / (leavers * below) : NAN;
}

double
stats_average_precision(struct stats_sample s)
{
    size_t leavers = count_leavers(s);
    struct ranked *r = leavers ? rank(s) : NULL;
    double hits = 0, sum = 0;

    if (!r)
        return NAN;
    for (size_t i = s.n; i > 0;) {
        double before = hits, score = r[i - 1].score;
        while (i > 0 && r[i - 1].score == score)
            hits += r[--i].label != 0;
        sum += (hits - before) * (hits / (double)(s.n - i));
    }
    free(r);
    return sum / (double)leavers;
}

double
stats_log_loss(struct stats_sample s)
{
    const double edge = 1e-15;
    double sum = 0;

    for (size_t i = 0; i < s.n; i++) {
        double p = s.label[i] ? s.score[i] : 1 - s.score[i];
        sum -= log(p < edge ? edge : p);
    }
    return s.n ? sum / (double)s.n : NAN;
}

double
stats_brier(struct stats_sample s)
{
    double sum = 0;

    for (size_t i = 0; i < s.n; i++) {
        double off = s.score[i] - (s.label[i] ? 1 : 0);
        sum += off * off;
    }
    return s.n ? sum / (double)s.n : NAN;
}

double
stats_ks(struct stats_sample s)
{
    double leavers = (double)count_leavers(s), stayers = (double)s.n - leavers;
    struct ranked *r = leavers > 0 && stayers > 0 ? rank(s) : NULL;
    double plus = 0, minus = 0, gap = 0;

    if (!r)
        return NAN;
    for (size_t i = 0, end; i < s.n; i = end) {
        end = end_of_tie(r, s.n, i);
        for (size_t k = i; k < end; k++)
            *(r[k].label ? &plus : &minus) += 1;
        gap = fmax(gap, fabs(plus / leavers - minus / stayers));
    }
    free(r);
    return gap;
}

double
stats_ks_two(double *a, size_t na, double *b, size_t nb)
{
    size_t i = 0, j = 0;
    double gap = 0;

    if (na == 0 || nb == 0)
        return NAN;
    stats_sort(a, na);
    stats_sort(b, nb);
    while (i < na && j < nb) {
        double at = fmin(a[i], b[j]);
        while (i < na && a[i] <= at)
            i++;
        while (j < nb && b[j] <= at)
            j++;
        gap = fmax(gap, fabs((double)i / (double)na - (double)j / (double)nb));
    }
    return gap;
}

double
stats_mcc(struct stats_sample s, double cut)
{
    double tp = 0, fp = 0, tn = 0, fn = 0;

    for (size_t i = 0; i < s.n; i++) {
        if (s.score[i] >= cut)
            *(s.label[i] ? &tp : &fp) += 1;
        else
            *(s.label[i] ? &fn : &tn) += 1;
    }
    double product = (tp + fp) * (tp + fn) * (tn + fp) * (tn + fn);
    return product > 0 ? (tp * tn - fp * fn) / sqrt(product) : 0;
}

bool
stats_lift_at(struct stats_sample s, double fraction, struct stats_lift *ret)
{
    double leavers = (double)count_leavers(s), want = floor((double)s.n * fraction + 0.5), taken = 0, hits = 0;
    struct ranked *r = leavers > 0 && fraction > 0 && fraction <= 1 ? rank(s) : NULL;

    if (!r)
        return false;
    want = want < 1 ? 1 : want;
    for (size_t i = s.n; i > 0 && taken < want;) {
        double tied = 0, tied_hits = 0, score = r[i - 1].score;
        for (; i > 0 && r[i - 1].score == score; i--) {
            tied += 1;
            tied_hits += r[i - 1].label != 0;
        }
        double share = fmin(1, (want - taken) / tied);
        hits += tied_hits * share;
        taken += tied * share;
    }
    free(r);
    *ret = (struct stats_lift){ fraction, hits / leavers, hits / leavers * (double)s.n / want };
    return true;
}

struct stats_interval
stats_wilson(double hits, double n, double z)
{
    if (n <= 0)
        return (struct stats_interval){ 0, 1 };
    double rate = hits / n, zz = z * z / n;
    double middle = (rate + zz / 2) / (1 + zz);
    double half = z * sqrt(rate * (1 - rate) / n + zz / (4 * n)) / (1 + zz);
    return (struct stats_interval){ fmax(0, middle - half), fmin(1, middle + half) };
}

bool
stats_calibration(struct stats_sample s, size_t bins, struct stats_bin *ret)
{
    double sum[STATS_BINS_MAX] = { 0 }, hits[STATS_BINS_MAX] = { 0 };

    if (s.n == 0 || bins == 0 || bins > STATS_BINS_MAX)
        return false;
    for (size_t k = 0; k < bins; k++)
        ret[k].count = 0;
    for (size_t i = 0; i < s.n; i++) {
        double place = s.score[i] * (double)bins;
        size_t k = place <= 0 ? 0 : place >= (double)bins ? bins - 1 : (size_t)place;
        ret[k].count++;
        sum[k] += s.score[i];
        hits[k] += s.label[i] != 0;
    }
    for (size_t k = 0; k < bins; k++) {
        double n = (double)ret[k].count;
        struct stats_interval w = stats_wilson(hits[k], n, STATS_Z95);
        ret[k].mean_probability = n > 0 ? sum[k] / n : NAN;
        ret[k].rate = n > 0 ? hits[k] / n : NAN;
        ret[k].low = w.low;
        ret[k].high = w.high;
    }
    return true;
}

double
stats_ece(struct stats_sample s, size_t bins)
{
    struct stats_bin bin[STATS_BINS_MAX];
    double sum = 0;

    if (!stats_calibration(s, bins, bin))
        return NAN;
    for (size_t k = 0; k < bins; k++)
        if (bin[k].count)
            sum += (double)bin[k].count * fabs(bin[k].rate - bin[k].mean_probability);
    return sum / (double)s.n;
}

double
stats_psi(const double *base, const double *now, size_t k)
{
    const double least = 1e-4;
    double sum = 0;

    for (size_t i = 0; i < k; i++) {
        double a = fmax(base[i], least), b = fmax(now[i], least);
        sum += (b - a) * log(b / a);
    }
    return k ? sum : NAN;
}

double
stats_quantile(const double *sorted, size_t n, double q)
{
    if (n == 0)
        return NAN;
    double place = q * (double)(n - 1);
    size_t low = place <= 0 ? 0 : (size_t)place;
    if (low >= n - 1)
        return sorted[n - 1];
    return sorted[low] + (sorted[low + 1] - sorted[low]) * (place - (double)low);
}

size_t
stats_quantile_cuts(const double *sorted, size_t n, size_t k, double *ret_cuts)
{
    size_t cuts = 0;

    for (size_t i = 1; n > 0 && i < k; i++) {
        double cut = stats_quantile(sorted, n, (double)i / (double)k);
        if (cuts == 0 || cut > ret_cuts[cuts - 1])
            ret_cuts[cuts++] = cut;
    }
    return cuts;
}

size_t
stats_cell(const double *cuts, size_t ncuts, double value)
{
    size_t i = 0;

    while (i < ncuts && value > cuts[i])
        i++;
    return i;
}
