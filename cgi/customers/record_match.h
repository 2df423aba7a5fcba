/*
 * record_match.h: which customers a list or a change of many means.
 */
#ifndef HF_CUSTOMERS_RECORD_MATCH_H
#define HF_CUSTOMERS_RECORD_MATCH_H

#include "filter.h"
#include "records.h"

#define MATCH_ALL  4000000000 /* count all */
#define MATCH_ARGS (32 + FILTER_MAX_ARGS)

struct match {
    const char *segment, *stage, *q; /* "" for any */
    int64_t band;                    /* -1: any */
    struct uuid person;              /* nil: nobody */
    bool any_person;
    bool all; /* not only those whom the actor sees */
    struct filter filter;
    bool few;                                   /* those of AMONG in queries_records.h are looked at one by one */
    const char *words, *number, *email, *phone; /* its arguments */
};

struct match_args {
    struct arg v[MATCH_ARGS];
    size_t n;
};

/* From a list's parameters, seen by the actor. ERR_INVALID with a sentence. */
enum err match_of(struct req *r, const struct list_wanted *wanted, struct match *ret_match) HF_CHECK;

/* From {"q", "stage", "band", "segment", "assigned_to", "filter"}, of all customers. */
enum err match_json(struct req *r, const json *given, struct match *ret_match) HF_CHECK;

/* For the audit, which nobody can blank: by what was chosen (a match that match_json took; NULL for ids) and never the values. */
const char *match_told(struct req *r, const json *given, size_t ids);

/* Where a text is asked for and few customers can have it, those are looked at alone: sets few; the arguments of AMONG. */
enum err match_narrow(struct req *r, struct match *m) HF_CHECK;
void match_among(const struct match *m, struct match_args *a);

/* The arguments of LIST_REST in queries_records.h; its DB_MORE is filter.sql. */
void match_rest(struct req *r, const struct match *m, struct match_args *a);
void match_add(struct match_args *a, struct arg v);

/* The next ids after one, in their order; how many there are, at most `most`. */
enum err
match_rows(struct req *r, const struct match *m, struct uuid after, int64_t limit, struct rows **ret_rows) HF_CHECK;
enum err match_count(struct req *r, const struct match *m, int64_t most, int64_t *ret_count) HF_CHECK;

/* Member "matching", when it was asked for. */
enum err match_count_out(struct req *r, const struct list_wanted *wanted) HF_CHECK;

#endif
