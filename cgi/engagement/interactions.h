/*
 * interactions.h: what was done with a customer: calls, mails, visits; and what became of offers and complaints.
 */
#ifndef HF_ENGAGEMENT_INTERACTIONS_H
#define HF_ENGAGEMENT_INTERACTIONS_H

#include "person.h"

struct interaction {
    struct uuid customer; /* nil: of the account `user`, which is staff */
    struct uuid user;
    const char *kind, *summary; /* summary NULL: none */
    int64_t at;                 /* 0: now */
    struct uuid complaint, product;
    const char *metadata; /* a JSON value as text; NULL: {} */
};

/* Writes the row and its line of the timeline. ret_id may be NULL. */
enum err interaction_add(struct req *r, const struct interaction *i, struct uuid *ret_id) HF_CHECK;

extern const struct endpoint interactions_endpoint, interaction_endpoint, interaction_add_endpoint, training_endpoint;

#endif
