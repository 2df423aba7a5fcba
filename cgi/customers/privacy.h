/*
 * privacy.h: a person as the law knows one: a record and all that were merged into it.
 */
#ifndef HF_CUSTOMERS_PRIVACY_H
#define HF_CUSTOMERS_PRIVACY_H

#include "customers.h"

#define PARTS_MOST 32

struct person {
    struct uuid ids[PARTS_MOST];
    size_t n;
    const char *external_id, *email;
};

#define PRIVACY_PLACE(n, name, rows, columns) PRIVACY_OF_##n,
enum { PRIVACY_TABLES(PRIVACY_PLACE) PRIVACY_FOLLOWERS(PRIVACY_PLACE) PRIVACY_COUNT };

/* What the tables are called for people, in the order of PRIVACY_TABLES and PRIVACY_FOLLOWERS. */
extern const char *const privacy_names[PRIVACY_COUNT];

/* statement: Q_PERSON_LOCK or Q_PERSON_LOOK. ERR_NOT_FOUND, or ERR_CONFLICT for a record that is part of another. */
enum err person_find(struct req *r, int statement, struct uuid id, struct person *p, bool *ret_hold) HF_CHECK;

/* Rows in each table; *ret_total also counts the records themselves. counts has PRIVACY_COUNT places. */
enum err person_count(struct req *r, const struct person *p, int64_t *counts, int64_t *ret_total) HF_CHECK;

#define PERSON_HASH 65 /* hexadecimal, and the NUL */

/* Says who it was to whoever knows, and to nobody else. Of external_id and email. */
enum err person_hash(struct req *r, const struct person *p, char ret_hash[PERSON_HASH]) HF_CHECK;

/* The audit's row: who it was stands there as a keyed hash, with the ids of the records. again: when this was done before, for what came
   back with a backup; 0: it is the first time. */
enum err person_note(struct req *r, const char *action, const struct person *p, int64_t rows, int64_t again) HF_CHECK;

/* Erases all of it, in the current transaction. rows as counted; again as above. */
enum err person_erase(struct req *r, const struct person *p, int64_t rows, int64_t again) HF_CHECK;

/* Blanks the person where others wrote or asked for them: notes between colleagues, saved views, assignments of many, lists of those whose
   risk moved. person: the row of Q_PERSON. */
enum err person_blank(struct req *r, struct uuid id, const struct rows *person) HF_CHECK;

/* Forgets the answers that are kept for whoever asks the same again and have this text in them; nothing for "". */
enum err answers_drop(struct req *r, const char *text) HF_CHECK;

#endif
