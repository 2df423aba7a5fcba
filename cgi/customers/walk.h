/*
 * walk.h: a page of the register as statement and arguments: which band, in which order, from where on.
 */
#ifndef HF_CUSTOMERS_WALK_H
#define HF_CUSTOMERS_WALK_H

#include "customers.h"
#include "scoring.h"

enum sort { BY_EXPECTED, BY_SCORE, BY_VALUE, BY_NAME };

/* What a page is asked for. Keys: where the walk begins. */
struct page {
    const struct scoring *scoring;
    enum sort sort;
    int64_t band; /* -1: all */
    int64_t limit, row;
    int64_t walk;            /* rows to walk at most */
    const char *segment, *q; /* "" for none */
    const char *word;        /* of q, as indexed; NULL: the words are not those of this dataset */
    const char *expected, *value, *name;
    double score;
};

struct arguments {
    struct arg v[40];
    size_t n;
};

/* Puts the page at the beginning of its list. */
void walk_from_start(struct page *p);

/* Fill in the arguments and return the statement's number: the page; what a text fits of the next stretch of rows;
   what it fits of all rows, or of those that the actor sees. */
int walk_page(struct page *p, struct arguments *a);
int walk_sieve(struct req *r, struct page *p, struct arguments *a);
int walk_find(struct req *r, struct page *p, struct arguments *a);

#endif
