/*
 * person.h: whose rows these are. A signed-in customer has a record in the tenant's register, made (or found by the proved e-mail
 * address) at the first use. Older clients let staff have rows of their own too: those belong to the account.
 */
#ifndef HF_ENGAGEMENT_PERSON_H
#define HF_ENGAGEMENT_PERSON_H

#include "engagement.h"
#include "rules.h"

struct person {
    struct uuid customer; /* nil for staff */
    struct uuid user;
    const char *name, *segment; /* segment: "" for none */
    int64_t points, purchases;
    const char *since; /* YYYY-MM-DD */
    bool email, sms, push;
};

/* The actor, who has to be a customer: ERR_FORBIDDEN for staff. Makes the record in a transaction of its own when there is none. */
enum err person_me(struct req *r, struct person *ret) HF_CHECK;

/* The same within the transaction of a change. */
enum err person_me_changing(struct req *r, struct person *ret) HF_CHECK;

/* The actor of an older client: a customer as above, or staff with customer nil. changing: a transaction is open. */
enum err person_actor(struct req *r, bool changing, struct person *ret) HF_CHECK;

/* Who owns what the person writes. */
struct uuid person_owner(const struct person *p);

/* The record of a customer account of the tenant, made if need be. ERR_NOT_FOUND: no such account. Within a transaction. */
enum err person_of_user(struct req *r, struct uuid user, struct uuid *ret_customer) HF_CHECK;

/* V-B21 to V-B27 for a record. starter: the values are those that a new customer begins with; known: there are any. */
struct standing {
    struct score score;
    bool starter, known;
    int64_t computed_at;
};
enum err standing_read(struct req *r, struct uuid customer, struct standing *ret) HF_CHECK;

/* standing_read, and keeps the score with the record where it has changed (a transaction of its own). */
enum err standing_renew(struct req *r, struct uuid customer, struct standing *ret) HF_CHECK;

#endif
