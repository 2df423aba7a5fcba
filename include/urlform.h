/*
 * urlform.h: query strings and application/x-www-form-urlencoded bodies.
 */
#ifndef HF_URLFORM_H
#define HF_URLFORM_H

#include <stddef.h>

#include "arena.h"
#include "err.h"

#define URLFORM_MAX_PAIRS 128

struct pair {
    const char *name, *value;
};

/* Splits and decodes ('+' is a space). ERR_MALFORMED: bad %-escape, NUL, not UTF-8, too many pairs. From the arena. */
enum err
urlform_parse(struct arena *a, const char *text, size_t len, struct pair **ret_pairs, size_t *ret_count) HF_CHECK;

#endif
