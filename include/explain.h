/*
 * explain.h: what a score is made of, for people.
 *
 * A contribution (shap) is what one feature adds to the calibrated log-odds of leaving; base + the sum of all is the
 * margin, sigmoid(margin) the probability. Points tell the same in probability: starting from sigmoid(base), the
 * contributions are added one by one, the strongest first, and each gets the difference it makes. So points are
 * fractions of 1 (0.14 = 14 percentage points) and sigmoid(base) + their sum is the probability.
 *
 * Sentences say "associated with", never "because": a model knows what goes together, not what causes what.
 */
#ifndef HF_EXPLAIN_H
#define HF_EXPLAIN_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "schema.h"

#define EXPLAIN_FOR     3 /* reasons for leaving that are shown */
#define EXPLAIN_AGAINST 1 /* and against */
#define EXPLAIN_MAX     (EXPLAIN_FOR + EXPLAIN_AGAINST)
#define EXPLAIN_LEAST   0.0005 /* points below this (a twentieth of a percentage point) are no reason */

/* ret_points gets n fractions in the order of shap. n is at most SCHEMA_MAX_COLUMNS; more than that gives zeros. */
void explain_points(double base, const double *shap, size_t n, double *ret_points);

/*
 * The features to show, strongest first: up to three that raise the chance of leaving, then up to one that lowers it.
 * Returns how many were written to ret_features (at most EXPLAIN_MAX).
 */
size_t explain_choose(const double *points, size_t n, size_t *ret_features);

/*
 * A contribution in plain words: "Age 58 is above the typical 37, associated with a higher chance of leaving."
 * value and typical are texts of cells ("" or NULL: not known). Always a sentence; "" only when the arena is full.
 */
const char *explain_text(struct arena *a, const struct schema_column *column, const char *value, const char *typical,
                         double points);

/* A cell as people write it: yes/no, a number with at most two decimals and its unit, or the text itself. */
const char *explain_value(struct arena *a, const struct schema_column *column, const char *value);

/* Reads `n` little-endian float32 contributions as stored with a score; false when the length is another. */
bool explain_unpack(const void *bytes, size_t len, double *ret_shap, size_t n);

#endif
