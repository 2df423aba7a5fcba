/*
 * leak.h: does one column alone give the outcome away? For each feature: how well it orders leavers and stayers by
 * itself, as an AUC of at least .5. Numbers are taken as they are, in either direction, and also as histogram cells;
 * categories, cells and missing values by the rate of leavers that the OTHER folds show for them, so that an id-like
 * column with a value per customer is not mistaken for a leak.
 */
#ifndef HF_SCORES_LEAK_H
#define HF_SCORES_LEAK_H

#include <stdint.h>

#include "table.h"

#define LEAK_AUC 0.98

/* ret_auc[feature]; NAN when one class is missing. fold as from folds_assign. */
enum err leak_measure(const struct table *t, const uint8_t *fold, unsigned folds, double *ret_auc) HF_CHECK;

#endif
