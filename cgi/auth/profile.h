/*
 * profile.h: what people say about themselves.
 */
#ifndef HF_CGI_AUTH_PROFILE_H
#define HF_CGI_AUTH_PROFILE_H

#include "account.h"

/* Texts are never NULL but the phone number. */
struct person {
    struct account account;
    const char *street, *city, *region, *postal_code, *country;
    const char *dietary_preferences, *favourite_products;
    bool email, sms, push; /* channels on which they want to hear of us */
    const char *language, *time_zone;
    int64_t version, created_at;
    const char *phone_rule;
    int64_t total_purchases, loyalty_points;
    const char *company;
};

/* Whoever asks. One statement. */
enum err person_read(struct req *r, struct person *ret) HF_CHECK;

/* The same without the tenant's phone rule and lifetimes; the rest of the tenant and the second factor may be a second old. One
   small statement. */
enum err person_read_hot(struct req *r, struct person *ret) HF_CHECK;

/* By a statement with the columns of Q_PROFILE. */
enum err person_read_by(struct req *r, int query, struct person *ret) HF_CHECK;

/* Members of GET /api/v1/auth/me, person_shape. */
void person_out(struct req *r, const struct person *p);
extern const struct shape person_shape[];

/* A change: NULL members stay as they are, "" empties. */
struct person_change {
    const char *first_name, *last_name, *phone;
    const char *street, *city, *region, *postal_code, *country;
    const char *dietary_preferences, *favourite_products, *language, *time_zone;
    bool email, sms, push;
    bool has_email, has_sms, has_push;
    struct uuid picture; /* one of their own; nil: none */
    bool has_picture;
    const char *phone_field; /* for faults; NULL: "phone" */
};

/* Writes it in the current transaction and gives the person as it is now. any_version: without If-Match, for older clients. */
enum err person_change(struct req *r, const struct person_change *c, bool any_version, struct person *ret) HF_CHECK;

#endif
