/*
 * json_check.h: lib-private: what the scanner, the builder and the reader of JSON share.
 */
#ifndef HF_JSON_CHECK_H
#define HF_JSON_CHECK_H

#include <stdbool.h>

#include "json.h"

/* How many decimal digits stand at s. */
size_t json_digits_at(const char *s, size_t n);

/* The length of the number token at s, which is valid. *ret_int: whole and within int64. */
size_t json_number_at(const char *s, size_t n, bool *ret_int);

/* Whether the number token of n bytes lies beyond the doubles. */
bool json_number_overflows(const char *s, size_t n);

/* The character of a checked string at s, its bytes (or its escape's) in *ret_len. */
uint32_t json_char_at(const char *s, size_t n, size_t *ret_len);

/* Builds the document of text that json_check has passed. ERR_UNAVAILABLE: no memory, and the arena knows.
   The caller owns *ret_value (NULL for null). */
enum err json_build(struct arena *a, const char *text, size_t len, json **ret_value) HF_CHECK;

#endif
