/*
 * home.h: the customer's home: everything of the own, and nothing of anyone else.
 */
#ifndef HF_ENGAGEMENT_HOME_H
#define HF_ENGAGEMENT_HOME_H

#include "person.h"

/* V-B22, as members of the open array: name, points, max_points, description. */
void score_factors_out(struct req *r, const struct score *s);
extern const struct shape score_factor_shape[];

extern const struct endpoint my_home_endpoint, my_score_endpoint, my_consent_endpoint, my_consent_change_endpoint;

#endif
