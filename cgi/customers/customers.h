/*
 * customers.h: the customer record: who they are, what they were scored at and why, read from the tenant's active
 * scoring.
 */
#ifndef HF_CUSTOMERS_H
#define HF_CUSTOMERS_H

#include "app.h"
#include "merge_tables.h"
#include "privacy_tables.h"

enum query_number {
    Q_ACTIVE, /* the tenant's present scoring */
    Q_SCORING_ID,
    Q_SCORING,       /* the header of one scoring */
    Q_PLACE,         /* the sort keys of a row, for a cursor */
    Q_KEPT,          /* records of the customers of a page, columns as of an item; merged: not active any more */
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
    Q_WORDED_EXPECTED, /* the same by way of indexed words */
    Q_WORDED_VALUE,
    Q_WORDED_SCORE,
    Q_WORDED_NAME,
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
    Q_MATCH,
    Q_MATCH_COUNT,
    Q_MATCH_COUNT_AMONG,
    Q_MATCH_WORDS,
    Q_MATCH_FEW,
    Q_LIST_PLACE,
    Q_LIST_RECENT,
    Q_LIST_NAME,
    Q_LIST_RISK,
    Q_LIST_STAGE,
    Q_LIST_ASSIGNED,
    Q_AMONG_RECENT, /* the same, in the same order, of few */
    Q_AMONG_NAME,
    Q_AMONG_RISK,
    Q_AMONG_STAGE,
    Q_AMONG_ASSIGNED,
    Q_CUSTOM_FIELDS,
    Q_CUSTOM_FIELDS_VERSION, /* a number for the whole list, kept among the counters */
    Q_CUSTOM_FIELDS_COUNTED,
    Q_CUSTOM_FIELDS_LOCK,
    Q_CUSTOM_FIELDS_UP,
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
    Q_PIPELINES,
    Q_PIPELINE,
    Q_PIPELINE_DEFAULT,
    Q_PIPELINE_COUNT,
    Q_PIPELINE_LOCK,
    Q_PIPELINE_ADD,
    Q_PIPELINE_NO_DEFAULT,
    Q_PIPELINE_SET,
    Q_PIPELINE_DROP,
    Q_PIPELINE_LOST,
    Q_STAGES,
    Q_STAGE,
    Q_STAGE_ADD,
    Q_STAGES_DROP,
    Q_STAGE_LOCK,
    Q_STAGE_CHANGE,
    Q_STAGE_SET,
    Q_STAGE_CHANGES,
    Q_FUNNEL,
    Q_FUNNEL_MOVES,
    Q_NOTES,
    Q_NOTE,
    Q_NOTE_LOCK,
    Q_NOTE_ADD,
    Q_NOTE_EDIT_ADD,
    Q_NOTE_SET,
    Q_NOTE_REMOVE,
    Q_NOTE_EDITS,
    Q_COLLEAGUE,
    Q_FACTORS,
    Q_FACTOR_ADD,
    Q_FACTOR_DROP,
    Q_RECOMMENDATIONS,
    Q_RECOMMENDATION,
    Q_RECOMMENDATION_LOCK,
    Q_RECOMMENDATION_ADD,
    Q_RECOMMENDATION_SET,
    Q_BATCH,
    Q_BATCHES,
    Q_BATCH_ADD,
    Q_BATCH_WORK,
    Q_BATCH_STEP,
    Q_BATCH_TOTAL,
    Q_BATCH_UNDO,
    Q_BATCH_IDS,
    Q_BATCH_GIVEN,
    Q_NOTIFIED_COUNT,
    Q_NOTIFIED_NEXT, /* who was notified with many others */
    Q_NOTIFIED_TELL,
    Q_NOTIFIED_HEAR,
    Q_MESSAGE_SAID,

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

    Q_VIEWS, /* saved views */
    Q_VIEW,
    Q_VIEW_LOCK,
    Q_VIEW_COUNT,
    Q_VIEW_ROLE,
    Q_VIEW_ADD,
    Q_VIEW_SET,
    Q_VIEW_DROP,

    Q_EXPORT_CUSTOMERS, /* lists as files */
    Q_EXPORT_COMPLAINTS,
    Q_EXPORT_GOALS,
    Q_EXPORT_SURVEYS,
    Q_EXPORT_INTERACTIONS,
    Q_EXPORT_NOTIFICATIONS,
    Q_EXPORT_ISSUES,
    Q_EXPORT_PREDICTIONS,
    Q_EXPORT_PRODUCTS,

    MERGE_TABLES(MERGE_NUMBERS) /* two records of one person */
    MERGE_COPIES(MERGE_COPY_NUMBERS) Q_MERGE,
    Q_MERGES,
    Q_MERGE_LOCK,
    Q_MERGE_FILLS,
    Q_MERGE_FILL,
    Q_MERGE_UNFILL,
    Q_MERGE_AWAY,
    Q_MERGE_RETURN,
    Q_MERGE_ACCOUNT,
    Q_MERGE_ADD,
    Q_MERGE_BEFORE,
    Q_MERGE_UNDONE,
    Q_DUPLICATE_IDS,
    Q_DUPLICATES,
    Q_DUPLICATE_OF,

    PRIVACY_TABLES(PRIVACY_NUMBERS) /* what is held about a person */
    PRIVACY_FOLLOWERS(FOLLOWER_NUMBERS) Q_PERSON,
    Q_PERSON_LOCK,
    Q_PERSON_LOOK,
    Q_PERSON_PARTS,
    Q_PERSON_ERASE,
    Q_PERSON_MAILS,
    Q_PERSON_FIGURES,
    Q_FIGURE_BLANK,
    Q_NOTES_BLANK,
    Q_VIEWS_NAMING,
    Q_VIEWS_BLANK,
    Q_BATCHES_BLANK,
    Q_WORDS_IDLE,
    Q_WORD_DROP,
    Q_WORD_NEAR_DROP,
    Q_PERSON_FRESH,
    Q_ANSWERS_ABOUT,
    Q_ANSWERS_OWN,
    Q_ANSWER_DROP,
    Q_ERASED_LIST,
    Q_ERASED_TENANTS,
    Q_ERASED_WALK,
    Q_COUNT
};

extern const struct query customers_queries[Q_COUNT];
extern const struct compat customers_compat[];

extern job_run notified_run;

extern const struct endpoint customer_list, customer_read, customer_search, customer_create, customer_change;
extern const struct endpoint custom_fields_read, custom_fields_put, consent_read, consent_put, points_add, points_list;
extern const struct endpoint stage_put, stage_read, pipeline_list, pipeline_read, pipeline_create, pipeline_change;
extern const struct endpoint pipeline_drop, funnel_read, note_list, note_add, note_change, note_remove, note_edits;
extern const struct endpoint factor_list, factor_add, factor_remove, recommendation_list, recommendation_add;
extern const struct endpoint recommendation_change, batch_add, batch_read, batch_list, batch_undo;
extern const struct endpoint timeline_read, risk_history_read, assignment_put, assignment_read, assignees;
extern const struct endpoint global_search, views_list, view_read, view_add, view_change, view_drop;
extern const struct endpoint export_run, export_small, export_lists;
extern const struct endpoint customer_merge, customer_merges, merge_undo, customer_duplicates, duplicates_typed;
extern const struct endpoint privacy_export, privacy_erase;

#endif
