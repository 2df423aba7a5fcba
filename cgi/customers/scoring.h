/*
 * scoring.h: the header of a scoring with its dataset's schema, read. A finished scoring never changes, so a worker
 * keeps those it met last.
 */
#ifndef HF_CUSTOMERS_SCORING_H
#define HF_CUSTOMERS_SCORING_H

#include <stdbool.h>
#include <stdint.h>

#include "err.h"
#include "schema.h"
#include "uuid.h"

struct req;

enum scoring_kind { SCORED_NONE, SCORED_RULE, SCORED_MODEL };

struct scoring {
    struct arena *arena;
    uint32_t tenant;
    int64_t no, dataset_no, rows, scored_at_us, used;
    enum scoring_kind kind;
    struct uuid id, dataset_id, model_id; /* model nil: none */
    bool has_base;
    double base;                   /* margin before any contribution */
    double band_high, band_medium; /* cut-offs as fractions */
    double acceptance, redemption, value_rate;
    const char *incentive, *currency;
    const struct schema *schema;
    const char **typical; /* per feature, "" when not known */
    const char **choices; /* per feature: a JSON list of the categories the model tells apart, NULL when it has none */
};

/* The scoring of that number and id (a number is used again when all versions were removed); valid until the next call.
   ERR_NOT_FOUND when it does not exist any more or is not finished. */
enum err scoring_get(struct req *r, int64_t no, struct uuid id, const struct scoring **ret_scoring) HF_CHECK;

/* The tenant's active one; *ret_scoring NULL when it has none. */
enum err scoring_active(struct req *r, const struct scoring **ret_scoring) HF_CHECK;

/* Writes member "scoring" (null for NULL). */
void scoring_out(struct req *r, const struct scoring *s);

#endif
