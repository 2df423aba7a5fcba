/*
 * input_fill.h: lib-private. How declared input is read:
 *
 * - every fault is reported at once; codes: required wrong_type too_long too_short too_small too_large not_a_choice
 *   malformed repeated unknown_field. Pointer "/name" in the body, "name" in the query.
 * - a fault in the path means that the thing does not exist: ERR_NOT_FOUND.
 * - JSON null counts as given (has_offset) but empty, and is a fault of a needed field. An empty query value counts
 *   as absent. A needed string that is empty after trimming is a fault.
 * - lengths are bytes of UTF-8; a string without .max may have INPUT_MAX_DEFAULT.
 */
#ifndef HF_INPUT_FILL_H
#define HF_INPUT_FILL_H

#include <stdbool.h>
#include <stddef.h>

#include "input.h"
#include "urlform.h"

#define INPUT_MAX_DEFAULT 255

struct req;

/* As input_fill, from an object (NULL: no body) and pairs that are parsed already. ignore_unknown: compat routes. */
enum err input_fill_from(struct req *r, const struct field *fields, void *input, const json *body,
                         const struct pair *query, size_t query_count, bool ignore_unknown) HF_CHECK;

/* A value as it came: JSON from the body, or text from query and path. */
struct given {
    const json *v;
    const char *text; /* NULL: v counts */
};

/* What is wrong with it; code NULL: nothing. */
struct verdict {
    const char *code, *message;
};

/* Checks the value and stores it at `to`, the field's place in the input struct. */
struct verdict input_read(struct arena *a, const struct field *f, struct given g, void *to);

/* Trimmed and checked copy. false: not UTF-8, or a control character. *ret_text NULL: the arena is full. */
bool input_clean(struct arena *a, const char *s, bool keep_space, const char **ret_text);

#endif
