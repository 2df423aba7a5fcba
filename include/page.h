/*
 * page.h: pages of lists that are ordered by id (UUIDv7: the newest first), with a signed cursor.
 */
#ifndef HF_PAGE_H
#define HF_PAGE_H

#include "db.h"
#include "input.h"
#include "req.h"
#include "uuid.h"

/* A page of a list that is ordered by id, newest first. */
#define PAGE_MEMBERS(type)                                                                                             \
    FIELD_INT(type, limit, .in = IN_QUERY, .low = 1, .high = 200, .fallback = 25, .doc = "Entries a page"),            \
        FIELD_STR(type, cursor, .in = IN_QUERY, .max = 256, .doc = "next_cursor of the page before")
struct page {
    int64_t limit;
    struct uuid below; /* the page begins below this id */
};
enum err page_from(struct req *r, const char *cursor, int64_t limit, struct page *ret) HF_CHECK;

/* Writes data and next_cursor. The statement's first column is the id; it was asked for one row more than limit. */
enum err page_out(struct req *r, const struct page *p, int query, struct args args) HF_CHECK;

#endif
