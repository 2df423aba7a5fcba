/*
 * actions.h: what is worth doing for a customer. For an action a on a customer with probability p of leaving, who
 * would have p' if the action's feature were set (the model asked again), and with lifetime contribution
 * CLV = value_rate * value:
 *
 *   EV(a) = acceptance * (p - p') * (CLV - incentive) - cost - (1 - p) * redemption * incentive
 *
 * the expected profit of contacting the customer: the share `acceptance` of those who would leave is kept in
 * proportion to the modelled effect and costs the incentive, contacting costs `cost`, and those who would have stayed
 * anyway take the incentive with chance `redemption` (Neslin et al., Journal of Marketing Research 43, 2006; Verbraken
 * et al., IEEE TKDE 25, 2013; their constant acceptance is scaled here by the what-if effect). A what-if is the
 * model's estimate, not an effect, until a trial has measured it. Doing nothing is worth 0.
 */
#ifndef HF_SCORES_ACTIONS_H
#define HF_SCORES_ACTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "json.h"
#include "schema.h"

struct writer;

/* A tenant's assumptions and cut-offs. Fractions 0..1, money in the tenant's currency. */
struct economics {
    double acceptance, incentive, redemption, value_rate;
    double band_high, band_medium;
    char currency[4];
};

enum band { BAND_LOW, BAND_MEDIUM, BAND_HIGH };

enum band economics_band(const struct economics *e, double probability);
double
economics_value(const struct economics *e, double probability, double probability_after, double value, double cost);

/* As kept in scorings.settings, money as decimal strings; and back. */
void economics_write(const struct economics *e, struct writer *w);
void economics_read(const json *v, struct economics *ret);

/* The best action for a customer: place in the schema's actions, or -1 for doing nothing (then value is 0). */
struct choice {
    int action;
    double value, effect; /* expected value; p - p' */
};

/* after[i]: probability with action i, NAN where it does not apply. value NAN: not known, nothing is chosen. */
struct choice
choose_action(const struct economics *e, const struct schema *s, double probability, const double *after, double value);

#endif
