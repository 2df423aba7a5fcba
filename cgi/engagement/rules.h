/*
 * rules.h: VigilPay's rules (contract V-B11, V-B17 to V-B28) as functions of numbers and texts: they know no database.
 */
#ifndef HF_ENGAGEMENT_RULES_H
#define HF_ENGAGEMENT_RULES_H

#include <stdbool.h>
#include <stdint.h>

#include "uuid.h"

/* V-B18: (good words - bad words) / words, four decimals; -1 to 1, 0 for no words. */
double complaint_sentiment(const char *text);

/* V-B19: "billing", "technical", "service" or "support". Static. */
const char *complaint_category(const char *text);

struct score_in {
    double loyalty;  /* 0..100 */
    double activity; /* 0..1 */
    double balance;
    bool complaint; /* one is open */
};

struct score {
    struct score_in in; /* cut to their ranges */
    double loyalty_points, activity_points, balance_points;
    int bonus, penalty;
    int credit;         /* 300..850 */
    double probability; /* percent, two decimals */
};

/* V-B22 to V-B24. */
struct score score_of(struct score_in in);

const char *score_tier(double probability);      /* V-B25: "high", "medium", "low" */
const char *score_driver(const struct score *s); /* V-B26 */
const char *score_summary(int credit);

/* V-B11: what a new customer begins with, always the same for an account: derived from its id. */
struct score_in score_starter(struct uuid user);

/* Half to even, at 1/places: 100 for two decimals. */
double score_rounded(double v, double places);

/* V-B27: whether a product is offered. count: how many were already; products come in the order of their names. */
struct product {
    const char *name;
    bool resolution;
    double min_score, min_balance;
};
bool product_offered(const struct score *s, const struct product *p, int count);

#endif
