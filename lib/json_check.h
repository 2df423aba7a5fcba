/*
 * json_check.h: the strict scanner's own face to json.c.
 */
#ifndef HF_JSON_CHECK_H
#define HF_JSON_CHECK_H

#include <stdbool.h>

#include "json.h"

/* json_check, and in *ret_long how many whole numbers lie outside int64. ERR_UNAVAILABLE: no memory for the keys. */
enum err json_scan(const char *text, size_t len, struct json_fault *ret_fault, size_t *ret_long) HF_CHECK;

/* The number token at s (valid JSON follows): its length; *ret_long: whole and outside int64. */
size_t json_number_at(const char *s, size_t n, bool *ret_long);

/* Whether the number token of n bytes lies beyond the doubles. */
bool json_number_overflows(const char *s, size_t n);

#endif
