/*
 * stats: the statistics of churn scoring, on plain arrays.
 *
 * Conventions: a label is 1 (left) or 0 (stayed); a probability is a fraction 0..1; a score is any number that
 * grows with the risk.  Nothing here keeps state, touches disk or network, or reads the locale.  A figure that is
 * not defined (no rows, one class only) is NAN; functions that fill a result return false instead and leave the
 * result untouched.  Functions that rank allocate scratch of at most 24 bytes a row and free it themselves; without
 * memory they answer "not defined".  Scores must not be NAN.
 */
#ifndef HF_STATS_H
#define HF_STATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STATS_BINS_MAX 50
#define STATS_Z95      1.959963984540054

/* Scored rows with known outcomes.  Borrowed, never written. */
struct stats_sample {
    const double *score;
    const uint8_t *label;
    size_t n;
};

struct stats_interval {
    double low, high;
};

/* 1/(1+e^-x), exact at both ends; and its inverse, with p first moved into [1e-12, 1-1e-12]. */
double stats_sigmoid(double x);
double stats_logit(double p);

/* P(Z <= z) of the standard normal. */
double stats_normal_cdf(double z);

/*
 * Area under the ROC curve: P(s+ > s-) + P(s+ = s-)/2 (Hanley & McNeil, Radiology 143, 1982).
 */
double stats_auc(struct stats_sample s);

/*
 * Average precision: sum of (R_k - R_{k-1}) P_k over the distinct scores from the highest down; rows that share a
 * score enter together, so the order of the rows does not matter.
 */
double stats_average_precision(struct stats_sample s);

/* Mean of -ln p(what happened), p moved into [1e-15, 1-1e-15]. */
double stats_log_loss(struct stats_sample s);

/* Mean squared difference of probability and outcome (Brier, Monthly Weather Review 78, 1950). */
double stats_brier(struct stats_sample s);

/* Largest gap between the score distributions of leavers and stayers (two-sample Kolmogorov-Smirnov), 0..1. */
double stats_ks(struct stats_sample s);

/* The same gap between two samples of any values; a and b are sorted in place. */
double stats_ks_two(double *a, size_t na, double *b, size_t nb);

/* Matthews correlation of "score >= cut" with the label, -1..1; 0 when a margin of the table is empty. */
double stats_mcc(struct stats_sample s, double cut);

/*
 * The best `fraction` of the rows (0 < fraction <= 1), at least one row: which share of all leavers it holds
 * (capture, 0..1) and how many times the average rate that is (lift).  Rows tied at the border count in proportion.
 */
struct stats_lift {
    double fraction, capture, lift;
};
bool stats_lift_at(struct stats_sample s, double fraction, struct stats_lift *ret);

/*
 * Wilson's score interval of a proportion, `hits` of `n`, at normal quantile z (Wilson, JASA 22, 1927).
 * n = 0 gives 0..1: nothing is known.
 */
struct stats_interval stats_wilson(double hits, double n, double z);

/* One bar of a calibration plot.  low, high: Wilson 95 % interval of the observed rate. */
struct stats_bin {
    size_t count;
    double mean_probability, rate, low, high;
};

/* `bins` equal bins of the probability (last one closed); empty bins have count 0 and NAN means. */
bool stats_calibration(struct stats_sample s, size_t bins, struct stats_bin *ret);

/* Expected calibration error: sum of n_k/n |rate_k - mean p_k| over equal bins, 0..1 (Naeini et al., AAAI 2015). */
double stats_ece(struct stats_sample s, size_t bins);

/*
 * Population stability index of two distributions over the same k cells, given as shares: sum (b-a) ln(b/a), with
 * shares below 1e-4 raised to 1e-4 (so an empty cell counts heavily but not infinitely).  Usual reading: below .1
 * stable, .1 to .25 watch, above .25 changed.
 */
double stats_psi(const double *base, const double *now, size_t k);

/*
 * Cut points that divide `sorted` (ascending) in k parts: interpolated quantiles 1/k .. (k-1)/k, equal ones merged.
 * Returns how many were written (at most k-1).  A value belongs to the first cell whose cut is >= it.
 */
size_t stats_quantile_cuts(const double *sorted, size_t n, size_t k, double *ret_cuts);
size_t stats_cell(const double *cuts, size_t ncuts, double value);

/* Interpolated quantile q (0..1) of ascending values; NAN when n is 0. */
double stats_quantile(const double *sorted, size_t n, double q);

/* Ascending, in place. */
void stats_sort(double *values, size_t n);

/*
 * One AUC with its standard error and 95 % interval, cut to 0..1 (DeLong, DeLong & Clarke-Pearson, Biometrics 44,
 * 1988; ranks after Sun & Xu, IEEE SPL 21, 2014).  Needs two rows of each class.
 */
struct stats_auc_ci {
    double auc, variance, low, high;
};
bool stats_delong(struct stats_sample s, struct stats_auc_ci *ret);

/* Are two scores of the SAME rows equally good?  difference = AUC(a) - AUC(b); p two-sided.  Same source. */
struct stats_comparison {
    double auc_a, auc_b, difference, z, p;
};
bool stats_delong_test(const double *a, const double *b, const uint8_t *label, size_t n, struct stats_comparison *ret);

/*
 * McNemar's test of two classifiers on the same rows: `only_a` rows only a had right, `only_b` rows only b.
 * Chi-square with continuity correction, one degree of freedom (McNemar, Psychometrika 12, 1947).  NAN without rows.
 */
double stats_mcnemar_p(double only_a, double only_b);

/*
 * Platt's scaling: the a, b that maximise the likelihood of p = sigmoid(a + b x), by Newton steps with halving
 * (Platt 1999; numerics after Lin, Lin & Weng, Machine Learning 68, 2007, without target smoothing).  x is usually a
 * logit.  False when one class is missing or the data separate perfectly.
 */
struct stats_platt {
    double a, b;
};
bool stats_platt_fit(struct stats_sample x, struct stats_platt *ret);

#endif
