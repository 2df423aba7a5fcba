/*
 * page.h: lists that are read page by page, ordered by an id whose order is that of time, the latest first. Column 0 of
 * such a list's statement is the id (UUIDv7), and it is asked for one row more than a page has.
 */
#ifndef HF_PAGE_H
#define HF_PAGE_H

#include "db.h"
#include "req.h"
#include "shape.h"

/* Members of an input structure that has int64_t limit and const char *cursor. */
#define PAGE_MEMBERS(type)                                                                                             \
    FIELD_INT(type, limit, .in = IN_QUERY, .low = 1, .high = 200, .fallback = 25, .doc = "Entries a page"),            \
        FIELD_STR(type, cursor, .in = IN_QUERY, .max = 700, .doc = "next_cursor of the page before")

/* Members of the answer; entry is the shape of one. */
#define PAGE_OF(entry)                                                                                                 \
    { .name = "data", .type = S_ARRAY, .of = (entry) },                                                                \
    {                                                                                                                  \
        .name = "next_cursor", .type = S_STR, .nullable = true                                                         \
    }

struct id_page {
    int64_t limit;     /* entries a page, at least 1 */
    struct uuid below; /* the page begins below this id */
};

/* The page that a cursor names; the first for NULL. ERR_INVALID at "cursor" for one that is forged or of another list. */
enum err page_from(struct req *r, const char *cursor, int64_t limit, struct id_page *ret) HF_CHECK;

/* Writes "data", each entry by `one` inside an object of its own, and "next_cursor". The rows remain the caller's. */
enum err page_rows(struct req *r, const struct id_page *p, struct rows *rows,
                   enum err (*one)(struct req *, const struct rows *)) HF_CHECK;

/* The same of a statement whose columns are the members of an entry. */
enum err page_out(struct req *r, const struct id_page *p, int query, struct args args) HF_CHECK;

#endif
