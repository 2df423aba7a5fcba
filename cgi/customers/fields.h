/*
 * fields.h: lists that can be filtered and exported: their fields by name, in the order of the columns of their export statement.
 */
#ifndef HF_CUSTOMERS_FIELDS_H
#define HF_CUSTOMERS_FIELDS_H

#include "customers.h"
#include "filter.h"

struct listing {
    const char *name, *title;
    const char *permission; /* beside exports:run */
    int statement; /* id, then a text for each field; arguments: id, the filter's, whether all are seen, limit */
    const struct filter_field *fields;
};

/* Ends with one without a name. */
extern const struct listing listings[];

/* NULL when there is none of that name. */
const struct listing *listing_named(const char *name);

/* filter_read for a list; that of customers has the tenant's own fields as well (custom.NAME), of the types they were declared with. */
enum err listing_filter(struct req *r, const struct listing *l, const char *text, struct filter *ret_filter) HF_CHECK;

/* How many fields have a column. */
size_t listing_columns(const struct listing *l);

#endif
