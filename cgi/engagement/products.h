/*
 * products.h: what a business offers, and to whom (V-B27, V-B28).
 */
#ifndef HF_ENGAGEMENT_PRODUCTS_H
#define HF_ENGAGEMENT_PRODUCTS_H

#include "person.h"

/* A tenant that has no product gets those of V-B28, in a transaction of its own. */
enum err products_ready(struct req *r) HF_CHECK;

/* The active products that the rules offer to somebody, by name. */
#define OFFERS_MAX 16
struct offer {
    struct uuid id;
    const char *name, *type, *answer; /* answer "": none yet */
    int64_t no, answered_at;
    bool resolution;
};
struct offers {
    struct offer v[OFFERS_MAX];
    size_t n;
};
enum err offers_read(struct req *r, const struct standing *s, struct uuid customer, struct offers *ret) HF_CHECK;

extern const struct shape offer_shape[];
void offers_out(struct req *r, const char *key, const struct offers *offers);

extern const struct endpoint products_endpoint, product_endpoint, product_add_endpoint, product_change_endpoint;
extern const struct endpoint products_eligible_endpoint;
extern const struct endpoint my_offers_endpoint, my_offer_accept_endpoint, my_offer_reject_endpoint;

#endif
