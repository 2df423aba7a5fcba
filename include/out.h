/*
 * out.h: writing the JSON reply. Values go into a buffer that serve() sends after commit; repetition of a handler
 * begins with an empty buffer. `key` is NULL inside arrays. Strings that are not UTF-8 come out with U+FFFD.
 *
 * The reply's top level object is opened and closed by serve(): a handler writes its members only.
 */
#ifndef HF_OUT_H
#define HF_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "uuid.h"

struct req;

void out_str(struct req *r, const char *key, const char *value); /* NULL value: null */
void out_strn(struct req *r, const char *key, const char *value, size_t len);
void out_int(struct req *r, const char *key, int64_t value);
void out_num(struct req *r, const char *key, double value); /* shortest text that reads back; NaN and inf: null */
void out_bool(struct req *r, const char *key, bool value);
void out_null(struct req *r, const char *key);
void out_uuid(struct req *r, const char *key, struct uuid value);                /* the nil id: null */
void out_time(struct req *r, const char *key, int64_t us);                       /* 0: null */
void out_raw(struct req *r, const char *key, const char *json_text, size_t len); /* trusted JSON, as stored */

/* Members of an object as they were written once, to be written again behind as many of another one: what stands behind the place out_at
   told (NULL: nothing, or not all of it), until the next out_; and that put here. */
size_t out_at(const struct req *r);
const char *out_since(const struct req *r, size_t at, size_t *ret_len);
void out_again(struct req *r, const char *members, size_t len);

/* Behind so many bytes a list without pages takes no more rows: the whole of it has to fit into the arena of its request. */
#define OUT_ROWS_BYTES (3u * 1024 * 1024)

void out_object(struct req *r, const char *key);
void out_array(struct req *r, const char *key);
void out_end(struct req *r); /* closes the innermost object or array */

/* Writes top level text that is no object (compat routes, kept figures). The buffer must be empty. */
void out_body(struct req *r, const char *content_type, const char *body, size_t len);

#endif
