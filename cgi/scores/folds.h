/*
 * folds.h: a deterministic division of the rows for cross-validation. The same customers get the same division in
 * whatever order they come. Both classes are spread evenly, and near-duplicate rows stay together, so that no model is
 * judged on a row it has as good as seen: same categories and answers, and every number within a fiftieth of the
 * column's standard deviation. A group larger than a quarter of a fold is no repeated customer but a coarse table, and
 * is dealt out like single rows.
 */
#ifndef HF_SCORES_FOLDS_H
#define HF_SCORES_FOLDS_H

#include <stddef.h>
#include <stdint.h>

#include "table.h"

/* ret_fold[row] is 0 .. folds - 1. salt: another division. ret_duplicates (may be NULL): rows that share a group. */
enum err
folds_assign(const struct table *t, unsigned folds, uint64_t salt, uint8_t *ret_fold, size_t *ret_duplicates) HF_CHECK;

#endif
