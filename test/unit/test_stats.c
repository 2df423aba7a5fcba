/* The figures of stats.h against hand-made cases and, where the real data is at hand, against known values. */
#include "stats.h"
#include "unit/unit.h"

#include <stdlib.h>

#define ROWS_MAX 10000

UNIT(tiny)
{
    static const double score[] = { .1, .4, .35, .8 }, tied[] = { .5, .5, .5, .5 };
    static const uint8_t label[] = { 0, 0, 1, 1 }, all[] = { 1, 1, 1, 1 };
    struct stats_sample s = { score, label, 4 };
    struct stats_lift lift;

    CHECK_NEAR(stats_auc(s), .75, 1e-6);
    CHECK_NEAR(stats_average_precision(s), .5 + .5 * 2 / 3, 1e-6);
    CHECK_NEAR(stats_auc((struct stats_sample){ tied, label, 4 }), .5, 1e-6);
    CHECK_NEAR(stats_average_precision((struct stats_sample){ tied, label, 4 }), .5, 1e-6);
    CHECK(isnan(stats_auc((struct stats_sample){ score, all, 4 })));
    CHECK(isnan(stats_auc((struct stats_sample){ score, label, 0 })));
    CHECK(isnan(stats_brier((struct stats_sample){ score, label, 0 })));
    CHECK(isnan(stats_ks((struct stats_sample){ score, all, 4 })));
    CHECK_NEAR(stats_ks(s), .5, 1e-6);
    CHECK_NEAR(stats_log_loss((struct stats_sample){ (double[]){ 1, 0 }, (uint8_t[]){ 1, 0 }, 2 }), 0, 1e-6);
    CHECK(isfinite(stats_log_loss((struct stats_sample){ (double[]){ 0 }, (uint8_t[]){ 1 }, 1 })));
    CHECK(stats_lift_at((struct stats_sample){ tied, label, 4 }, .5, &lift));
    CHECK_NEAR(lift.lift, 1, 1e-6);
    CHECK(!stats_lift_at((struct stats_sample){ score, all, 0 }, .5, &lift));
}

UNIT(intervals)
{
    struct stats_interval w = stats_wilson(5, 10, STATS_Z95);

    CHECK_NEAR(w.low, .236593090, 1e-6);
    CHECK_NEAR(w.high, .763406910, 1e-6);
    w = stats_wilson(0, 0, STATS_Z95);
    CHECK(w.low == 0 && w.high == 1);
    w = stats_wilson(10, 10, STATS_Z95);
    CHECK(w.high <= 1 && w.low > .7);
    CHECK_NEAR(stats_normal_cdf(1.959963984540054), .975, 1e-6);
    CHECK_NEAR(stats_mcnemar_p(10, 25), erfc(14 / sqrt(35) / sqrt(2)), 1e-6);
    CHECK(isnan(stats_mcnemar_p(0, 0)));
    CHECK(stats_mcnemar_p(5, 5) == 1);
    CHECK_NEAR(stats_sigmoid(0), .5, 1e-6);
    CHECK(stats_sigmoid(-800) == 0 && stats_sigmoid(800) == 1);
    CHECK_NEAR(stats_logit(stats_sigmoid(2.5)), 2.5, 1e-6);
}

UNIT(cells)
{
    static const double even[] = { .5, .5 }, skew[] = { .9, .1 };
    double v[] = { 5, 1, 4, 2, 3, 3 }, cuts[9];

    CHECK_NEAR(stats_psi(even, even, 2), 0, 1e-6);
    CHECK_NEAR(stats_psi(even, skew, 2), .4 * log(1.8) - .4 * log(.2), 1e-6);
    stats_sort(v, 6);
    CHECK_NEAR(stats_quantile(v, 6, .5), 3, 1e-6);
    CHECK(isnan(stats_quantile(v, 0, .5)));
    CHECK(stats_quantile_cuts((double[]){ 7, 7, 7 }, 3, 10, cuts) == 1);
    CHECK(stats_cell(cuts, 1, 7) == 0 && stats_cell(cuts, 1, 7.1) == 1);
}

UNIT(platt_edges)
{
    static const double x[] = { -2, -1, 1, 2 };
    static const uint8_t apart[] = { 0, 0, 1, 1 }, one[] = { 1, 1, 1, 1 }, mixed[] = { 0, 1, 0, 1 };
    struct stats_platt w = { 9, 9 };

    CHECK(!stats_platt_fit((struct stats_sample){ x, one, 4 }, &w));
    CHECK(w.a == 9);
    (void)stats_platt_fit((struct stats_sample){ x, apart, 4 }, &w);
    CHECK(isfinite(w.a) && isfinite(w.b));
    CHECK(stats_platt_fit((struct stats_sample){ x, mixed, 4 }, &w));
    CHECK_NEAR(w.a, 0, 1e-6);
}

UNIT(delong_edges)
{
    static const double a[] = { .1, .4, .35, .8 };
    static const uint8_t label[] = { 0, 0, 1, 1 }, lone[] = { 0, 0, 0, 1 };
    struct stats_auc_ci ci;
    struct stats_comparison c;

    CHECK(stats_delong((struct stats_sample){ a, label, 4 }, &ci));
    CHECK_NEAR(ci.auc, .75, 1e-6);
    CHECK_NEAR(ci.variance, .125, 1e-6);
    CHECK(!stats_delong((struct stats_sample){ a, lone, 4 }, &ci));
    CHECK(stats_delong_test(a, a, label, 4, &c));
    CHECK(c.z == 0 && c.p == 1);
}

/* The real data, as far as the known values need it. */
struct bank {
    size_t n;
    long id[ROWS_MAX];
    double age[ROWS_MAX], balance[ROWS_MAX], s1[ROWS_MAX];
    int products[ROWS_MAX], geography[ROWS_MAX];
    uint8_t label[ROWS_MAX];
};

static struct bank bank;

static double
fixed_score(double age, double active, double germany, double male, int products)
{
    static const double by_products[] = { 0, 0, -1.4, 2.2, 3.5 };

    return stats_sigmoid(-1.6 + .07 * (age - 40) - 1.0 * active + .8 * germany - .5 * male + by_products[products]);
}

static bool
read_bank(void)
{
    const char *folder = getenv("HF_DATA");
    char path[512], line[512], name[64], geography[32], gender[16];

    if (bank.n > 0)
        return true;
    snprintf(path, sizeof path, "%s/Churn_Modelling.csv", folder ? folder : "../shared/data");
    FILE *f = fopen(path, "r");
    if (!f || !fgets(line, sizeof line, f)) {
        if (f)
            fclose(f);
        return false;
    }
    while (bank.n < ROWS_MAX && fgets(line, sizeof line, f)) {
        size_t i = bank.n;
        double active, label;
        if (sscanf(line, "%*d,%ld,%63[^,],%*d,%31[^,],%15[^,],%lf,%*d,%lf,%d,%*d,%lf,%*f,%lf", &bank.id[i], name,
                   geography, gender, &bank.age[i], &bank.balance[i], &bank.products[i], &active, &label) != 9)
            continue;
        bank.geography[i] = geography[0];
        bank.label[i] = label > .5;
        bank.s1[i] = fixed_score(bank.age[i], active, geography[0] == 'G', gender[0] == 'M', bank.products[i]);
        bank.n++;
    }
    fclose(f);
    return true;
}

static double
auc_by_pairs(struct stats_sample s)
{
    double better = 0, pairs = 0;

    for (size_t i = 0; i < s.n; i++)
        for (size_t k = 0; s.label[i] && k < s.n; k++)
            if (!s.label[k]) {
                pairs += 1;
                better += s.score[i] > s.score[k] ? 1 : s.score[i] == s.score[k] ? .5 : 0;
            }
    return better / pairs;
}

UNIT(bank_figures)
{
    if (!read_bank())
        SKIP("HF_DATA has no Churn_Modelling.csv");
    struct stats_sample s = { bank.s1, bank.label, bank.n };
    struct stats_lift lift;

    CHECK_INT(bank.n, ROWS_MAX);
    /* Many true scores tie, and the order of additions breaks those ties: what ranks the rows is known to 2e-5 only. */
    CHECK_NEAR(stats_auc(s), auc_by_pairs(s), 1e-6);
    CHECK_NEAR(stats_auc(s), .833535, 2e-5);
    CHECK_NEAR(stats_average_precision(s), .616815, 2e-5);
    CHECK_NEAR(stats_log_loss(s), .427756, 1e-6);
    CHECK_NEAR(stats_brier(s), .132642, 1e-6);
    CHECK_NEAR(stats_ks(s), .516234, 1e-6);
    CHECK_NEAR(stats_mcc(s, .5), .307909, 1e-6);
    CHECK_NEAR(stats_ece(s, 10), .098181, 1e-6);
    CHECK(stats_lift_at(s, .1, &lift));
    CHECK_NEAR(lift.lift, 3.495336, 5e-3);
    CHECK_NEAR(lift.capture, .349534, 5e-4);
}

/* The rows whose id leaves `remainder` when divided by `by`, packed into score and label. */
static size_t
rows_where(long by, long remainder, const double *from, double *score, uint8_t *label)
{
    size_t n = 0;

    for (size_t i = 0; i < bank.n; i++)
        if (bank.id[i] % by == remainder) {
            score[n] = from[i];
            label[n++] = bank.label[i];
        }
    return n;
}

UNIT(bank_platt)
{
    static double x[ROWS_MAX];
    static uint8_t y[ROWS_MAX];
    struct stats_platt w;
    size_t n = rows_where(5, 0, bank.s1, x, y);

    if (!read_bank())
        SKIP("HF_DATA has no Churn_Modelling.csv");
    CHECK_NEAR(stats_auc((struct stats_sample){ x, y, n }), .828969, 2e-5);
    n = rows_where(2, 1, bank.s1, x, y);
    for (size_t i = 0; i < n; i++)
        x[i] = stats_logit(x[i]);
    CHECK(stats_platt_fit((struct stats_sample){ x, y, n }, &w));
    CHECK_NEAR(w.a, 1.170573, 1e-6);
    CHECK_NEAR(w.b, 1.083823, 1e-6);
    n = rows_where(2, 0, bank.s1, x, y);
    CHECK_NEAR(stats_brier((struct stats_sample){ x, y, n }), .134978, 1e-6);
    for (size_t i = 0; i < n; i++)
        x[i] = stats_sigmoid(w.a + w.b * stats_logit(x[i]));
    CHECK_NEAR(stats_brier((struct stats_sample){ x, y, n }), .117266, 1e-6);
    CHECK_NEAR(stats_ece((struct stats_sample){ x, y, n }, 10), .014115, 1e-6);
}

/* PSI of `now` against the deciles of `base`. */
static double
psi_of(double *base, size_t nbase, const double *now, size_t nnow)
{
    double cuts[9], a[10] = { 0 }, b[10] = { 0 };

    stats_sort(base, nbase);
    size_t ncuts = stats_quantile_cuts(base, nbase, 10, cuts);
    for (size_t i = 0; i < nbase; i++)
        a[stats_cell(cuts, ncuts, base[i])] += 1.0 / (double)nbase;
    for (size_t i = 0; i < nnow; i++)
        b[stats_cell(cuts, ncuts, now[i])] += 1.0 / (double)nnow;
    return stats_psi(a, b, ncuts + 1);
}

static size_t
rows_of_country(int first_letter, const double *from, double *ret)
{
    size_t n = 0;

    for (size_t i = 0; i < bank.n; i++)
        if (bank.geography[i] == first_letter)
            ret[n++] = from[i];
    return n;
}

UNIT(bank_drift)
{
    static double a[ROWS_MAX], b[ROWS_MAX];
    static uint8_t y[ROWS_MAX];

    if (!read_bank())
        SKIP("HF_DATA has no Churn_Modelling.csv");
    size_t na = rows_where(2, 1, bank.age, a, y), nb = rows_where(2, 0, bank.age, b, y);
    CHECK_NEAR(psi_of(a, na, b, nb), .009109, 1e-6);
    na = rows_of_country('F', bank.balance, a);
    nb = rows_of_country('G', bank.balance, b);
    CHECK_NEAR(psi_of(a, na, b, nb), 4.438568, 1e-6);
    na = rows_of_country('F', bank.s1, a);
    nb = rows_of_country('G', bank.s1, b);
    CHECK_NEAR(psi_of(a, na, b, nb), .708536, 1e-6);
    na = rows_of_country('F', bank.age, a);
    nb = rows_of_country('G', bank.age, b);
    CHECK_NEAR(stats_ks_two(a, na, b, nb), .080046, 1e-6);
}

UNIT_MAIN
