/*
 * search_index.h: which words lead to which customers.
 */
#ifndef HF_CUSTOMERS_SEARCH_INDEX_H
#define HF_CUSTOMERS_SEARCH_INDEX_H

#include "customers.h"
#include "search_text.h"

/* Makes the words of a customer those of the present name, address and notes; of one that is not active: none. The last step of the
   transaction that changed one of these. */
enum err search_index_customer(struct req *r, struct uuid customer) HF_CHECK;

/* The job "search-index": payload {"customer": id} for one, {} for all whose name is another since. */
enum err search_index_run(struct req *r, const struct job *job) HF_CHECK;

/* The numbers of words, new ones added to the vocabulary; *ret_ids[i] for words[i]. */
enum err search_word_ids(struct req *r, const char *const *words, size_t n, int64_t *ret_ids) HF_CHECK;

/* Customers the actor sees whose words are those of the name or near to them; at most `most`. */
enum err search_similar(struct req *r, const char *name, struct uuid *ret_ids, size_t most, size_t *ret_n) HF_CHECK;

/* The longest word of a text, when the words of all customers are indexed; else NULL. */
enum err search_indexed_word(struct req *r, const char *text, const char **ret_word) HF_CHECK;

/* Words as a JSON list. Without what JSON escapes, since words are letters and digits. NULL: no memory. */
const char *words_json(struct arena *a, const char *const *words, size_t n);
const char *numbers_json(struct arena *a, const int64_t *numbers, size_t n);

#endif
