/*
 * search_text.h: the words of texts as the search knows them, and which words are nearly the same.
 */
#ifndef HF_CUSTOMERS_SEARCH_TEXT_H
#define HF_CUSTOMERS_SEARCH_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"

#define WORD_LETTERS 32  /* longer words are cut */
#define WORD_BYTES   129 /* with the NUL */
#define WORDS_MOST   300 /* different words kept of one customer */
#define FORMS_MOST   110 /* C(14, 2) + 14 + 1 and some */

struct words {
    const char *v[WORDS_MOST];
    size_t n;
};

/* Adds the words of a text that are not there yet: case folded, without accents (NFKD, Unicode annex 15), cut at all that is neither
   letter nor digit; apostrophes fall out. False: no memory, or no UTF-8. */
bool words_add(struct arena *a, struct words *w, const char *text);

/* How many letters may be wrong in a word: none in short ones and in those with digits. */
unsigned word_slack(const char *word);

/* The word, and what is left of it when up to `less` letters (2 at most) are left out: two words that are so near to each other have one
   of these in common. Returns how many. */
size_t word_forms(struct arena *a, const char *word, unsigned less, const char **ret_forms);

/* Letters to change, add, leave out or exchange with their neighbour to make one of the other; more than most: most + 1. */
unsigned word_distance(const char *a, const char *b, unsigned most);

#endif
