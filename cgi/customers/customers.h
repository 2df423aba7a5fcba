/*
 * customers.h: the customer record: who they are, what they were scored at and why, read from the tenant's active
 * scoring.
 */
#ifndef HF_CUSTOMERS_H
#define HF_CUSTOMERS_H

#include "app.h"

enum query_number {
    Q_ACTIVE, /* the tenant's present scoring */
    Q_SCORING_ID,
    Q_SCORING,       /* the header of one scoring */
    Q_PLACE,         /* the sort keys of a row, for a cursor */
    Q_PAGE_EXPECTED, /* pages of the register, in one band and in all */
    Q_PAGE_EXPECTED_ALL,
    Q_PAGE_VALUE,
    Q_PAGE_VALUE_ALL,
    Q_PAGE_SCORE,
    Q_PAGE_NAME,
    Q_SIEVE_EXPECTED, /* in the order of the pages: a stretch of the walk, and of it what a text fits */
    Q_SIEVE_EXPECTED_ALL,
    Q_SIEVE_VALUE,
    Q_SIEVE_VALUE_ALL,
    Q_SIEVE_SCORE,
    Q_SIEVE_NAME,
    Q_FIND_EXPECTED, /* pages of all that a text fits */
    Q_FIND_VALUE,
    Q_FIND_SCORE,
    Q_FIND_NAME,
    Q_ONE,        /* one customer in a scoring */
    Q_BEFORE,     /* the same customer in the version before */
    Q_SEARCH_TOP, /* VigilPay's search box: among the highest scores, among all */
    Q_SEARCH,
    Q_COUNT
};

extern const struct query customers_queries[Q_COUNT];
extern const struct compat customers_compat[];

extern const struct endpoint customer_list, customer_read, customer_search;

#endif
