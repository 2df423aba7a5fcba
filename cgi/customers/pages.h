/*
 * pages.h: lists of things with an id whose order is that of time, the latest first. Column 0 of a row is its id.
 */
#ifndef HF_CUSTOMERS_PAGES_H
#define HF_CUSTOMERS_PAGES_H

#include "customers.h"

#define PAGE_FIELDS(s)                                                                                                 \
    FIELD_INT(s, limit, .in = IN_QUERY, .low = 1, .high = 200, .fallback = 25, .doc = "Rows a page"),                  \
        FIELD_STR(s, cursor, .in = IN_QUERY, .max = 700, .doc = "next_cursor of the page before")

#define PAGE_OF(shape)                                                                                                 \
    { .name = "data", .type = S_ARRAY, .of = (shape) },                                                                \
    {                                                                                                                  \
        .name = "next_cursor", .type = S_STR, .nullable = true                                                         \
    }

/* The id below which the page begins; the highest of all without a cursor. */
enum err page_begin(struct req *r, const char *cursor, struct uuid *ret_before) HF_CHECK;

/* Writes "data" with one object for each row, by `one`, and "next_cursor": limit + 1 rows were asked for. */
enum err
page_out(struct req *r, struct rows *rows, int64_t limit, enum err (*one)(struct req *, const struct rows *)) HF_CHECK;

/* A JSON string of a text, from the arena. */
const char *json_quote(struct req *r, const char *text);

#endif
