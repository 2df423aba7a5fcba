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
    Q_OWN_EXPECTED, /* the same for who sees only the customers assigned to them */
    Q_OWN_VALUE,
    Q_OWN_SCORE,
    Q_OWN_NAME,
    Q_ONE,        /* one customer in a scoring */
    Q_BEFORE,     /* the same customer in the version before */
    Q_SEARCH_TOP, /* VigilPay's search box: among the highest scores, among all */
    Q_SEARCH,

    Q_RECORD, /* one record; the same, locked */
    Q_RECORD_LOCK,
    Q_RECORD_INSERT,
    Q_RECORD_UPDATE,
    Q_LIST_PLACE,
    Q_LIST_RECENT,
    Q_LIST_NAME,
    Q_LIST_RISK,
    Q_LIST_STAGE,
    Q_LIST_ASSIGNED,
    Q_CUSTOM_FIELDS,
    Q_CUSTOM_FIELDS_DROP,
    Q_CUSTOM_FIELD_ADD,
    Q_CONSENT_SET,
    Q_CONSENT_ADD,
    Q_CONSENTS,
    Q_POINTS_ADD,
    Q_POINTS_NOW,
    Q_POINT_ENTRY,
    Q_POINTS_TOLD,
    Q_POINT_ENTRIES,
    Q_TIMELINE,
    Q_TIMELINE_KIND,
    Q_RISK_HISTORY,
    Q_SCORED_ROW,
    Q_ASSIGNMENT_NOW,
    Q_ASSIGNMENT_END,
    Q_ASSIGNMENT_ADD,
    Q_ASSIGNED_SET,
    Q_ASSIGNEE,
    Q_ASSIGNEES,
    Q_ASSIGNMENTS,

    Q_SEARCH_SOURCE, /* words of customers, and finding by them */
    Q_SEARCH_NOTES,
    Q_SEARCH_WORD_IDS,
    Q_SEARCH_WORDS_ADD,
    Q_SEARCH_NEAR_ADD,
    Q_SEARCH_POSTINGS_ADD,
    Q_SEARCH_POSTINGS_DROP,
    Q_SEARCH_DOC_SET,
    Q_SEARCH_DOC_DROP,
    Q_SEARCH_SCAN,
    Q_SEARCH_POSTING,
    Q_SEARCH_DOC,
    Q_SEARCH_STATE_SET,
    Q_SEARCH_ACTIVE,
    Q_SEARCH_READY,
    Q_WORDS_BEGIN,
    Q_WORDS_NEAR,
    Q_SEARCH_HITS,
    Q_SEARCH_OWN,
    Q_SEARCH_COUNT,
    Q_SEARCH_ID,
    Q_SEARCH_EMAIL,
    Q_SEARCH_PHONE,
    Q_COUNT
};

extern const struct query customers_queries[Q_COUNT];
extern const struct compat customers_compat[];

extern const struct endpoint customer_list, customer_read, customer_search, customer_create, customer_change;
extern const struct endpoint custom_fields_read, custom_fields_put, consent_read, consent_put, points_add, points_list;
extern const struct endpoint timeline_read, risk_history_read, assignment_put, assignment_read, assignees;
extern const struct endpoint global_search;

#endif
