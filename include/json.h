/*
 * json.h: reading JSON. A strict RFC 8259 check (no duplicate keys, no NUL, valid UTF-8, no lone surrogates, depth
 * at most 32) stands before json-c, which alone accepts documents that must be refused.
 */
#ifndef HF_JSON_H
#define HF_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "err.h"

#define JSON_MAX_DEPTH 32
#define JSON_MAX_KEYS  4096 /* in one object */

/* A value; points into a document that lives as long as the arena it was parsed into. */
typedef struct json_object json;

enum json_kind { JSON_NULL, JSON_BOOL, JSON_INT, JSON_NUM, JSON_STR, JSON_ARRAY, JSON_OBJECT };

/* What the check found, for messages: byte offset from 0 and a short reason ("duplicate key"). */
struct json_fault {
    size_t at;
    const char *reason; /* static */
};

/* Checks len bytes without building anything. ERR_MALFORMED with *ret_fault set, or ERR_INVALID for "\u0000" in a
   string and numbers beyond a double, or ERR_NONE. ret_fault may be NULL. */
enum err json_check(const char *text, size_t len, struct json_fault *ret_fault) HF_CHECK;

/* json_check, then builds; the document is released with the arena. A JSON null gives *ret_value NULL. */
enum err
json_parse(struct arena *a, const char *text, size_t len, json **ret_value, struct json_fault *ret_fault) HF_CHECK;

enum json_kind json_kind(const json *v); /* NULL is JSON_NULL; a number without fraction or exponent is JSON_INT */

/* Member of an object or NULL when absent or v is no object. */
json *json_get(const json *v, const char *key);
bool json_has(const json *v, const char *key);

size_t json_len(const json *v); /* of an array, else 0 */
json *json_at(const json *v, size_t i);

/* Typed reads that never convert: fallback when the kind is another (or, for int, the value lies outside int64). */
const char *json_str(const json *v, const char *fallback);
int64_t json_int(const json *v, int64_t fallback);
double json_num(const json *v, double fallback); /* JSON_INT counts as number */
bool json_bool(const json *v, bool fallback);

/* Walks an object in file order: for (struct json_member m = json_first(v); m.key != NULL; m = json_next(m)). */
struct json_member {
    const char *key;
    json *value;
    void *position;
};
struct json_member json_first(const json *v);
struct json_member json_next(struct json_member m);

/* Compact text of a value, from the arena. */
const char *json_text(struct arena *a, const json *v);

#endif
