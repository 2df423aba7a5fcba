/*
 * search_choice.h: which words of the vocabulary stand for a word that was asked for.
 */
#ifndef HF_CUSTOMERS_SEARCH_CHOICE_H
#define HF_CUSTOMERS_SEARCH_CHOICE_H

#include "search_index.h"

#define WORD_CHOICES 32

/* How far a word may be from the one that was asked for; each step also takes what those before it took. */
enum step { STEP_SAME, STEP_BEGINS, STEP_ONE_WRONG, STEP_TWO_WRONG, STEPS };

/* Words of the vocabulary that stand for one that was asked for: first the very word where it is there, then what begins so. */
struct choice {
    const char *word;
    int64_t ids[WORD_CHOICES];
    size_t n, same, begins;
};

/* Reads the beginnings of c->word; the rest of *c is zero before. */
enum err choice_begin(struct req *r, struct choice *c) HF_CHECK;

/* Takes the words of a step, in the order of the steps. *ret_more becomes true when there are some that the step before had not. */
enum err choice_widen(struct req *r, struct choice *c, enum step step, bool *ret_more) HF_CHECK;

/* " AND o.word_id IN (?,...)" for at least one word, and its arguments from args[*n] on, WORD_CHOICES at most. NULL: no memory. */
const char *choice_among(struct req *r, const struct choice *c, struct arg *args, size_t *n);

/* How many customers have one of the words; counting ends at `most`. */
enum err choice_count(struct req *r, const struct choice *c, int64_t most, int64_t *ret_count) HF_CHECK;

#endif
