/*
 * openapi_private.h: the pieces of the OpenAPI writer, and the JSON writer under them: to a FILE, commas by itself.
 */
#ifndef HF_OPENAPI_PRIVATE_H
#define HF_OPENAPI_PRIVATE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct app;
struct compat;
struct endpoint;
struct field;
struct shape;

#define DOC_MAX_DEPTH 64

struct doc {
    FILE *out;
    const char *tag;
    unsigned depth;
    bool array[DOC_MAX_DEPTH], full[DOC_MAX_DEPTH];
};

/* key NULL: an item of a list. */
void doc_object(struct doc *d, const char *key);
void doc_array(struct doc *d, const char *key);
void doc_end(struct doc *d);
void doc_str(struct doc *d, const char *key, const char *value);
void doc_int(struct doc *d, const char *key, int64_t value);
void doc_num(struct doc *d, const char *key, double value);
void doc_bool(struct doc *d, const char *key, bool value);
void doc_null(struct doc *d, const char *key);

/* Members info, servers, tags. */
void openapi_head(struct doc *d, const struct app *app);

/* Member components: the common problem, how a caller signs in. */
void openapi_components(struct doc *d);

/* Into an open schema object: a field (lenient: other JSON types are taken for it, as old clients send them), the members
   of a reply. */
void openapi_field(struct doc *d, const struct field *f, bool lenient);
void openapi_members(struct doc *d, const struct shape *members);

/* Member requestBody, when there is one. compat NULL: a canonical route. */
void openapi_body(struct doc *d, const struct endpoint *point, const struct compat *compat);

#endif
