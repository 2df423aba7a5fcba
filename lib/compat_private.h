/*
 * compat_private.h: lib-private side of the compatibility engine. serve() calls the first five; all but compat_find work
 * on r->compat. Results live in the request's arena.
 */
#ifndef HF_COMPAT_PRIVATE_H
#define HF_COMPAT_PRIVATE_H

#include <stddef.h>

#include "arena.h"
#include "compat.h"
#include "err.h"
#include "json.h"
#include "urlform.h"

struct req;

/* The row of method and path (HEAD counts as GET; rows NULL: none). Path parts are recorded on r under our names.
   ERR_NOT_FOUND; or ERR_METHOD, after which r->compat is a row of that path, so that compat_error speaks its form,
   and the reply has an Allow header. */
enum err compat_find(struct req *r, const struct compat *rows, const struct compat **ret_row) HF_CHECK;

/* Nothing is at this address: if it is one of an older system's, r->compat speaks its general form from now on. */
void compat_unknown(struct req *r, const struct compat *rows);

/* What came in, under our names and in our types: the body's members as one JSON object (NULL: the endpoint has no
   field in the body, or reads it as a stream) and the query. Takes JSON, application/x-www-form-urlencoded and
   multipart/form-data alike on WIRE_DRF, JSON elsewhere; r->body is what came, whatever its type.
   ERR_MALFORMED, ERR_MEDIA_TYPE, ERR_INVALID. */
enum err compat_input(struct req *r, json **ret_body, struct pair **ret_query, size_t *ret_count) HF_CHECK;

/* Our finished reply (a JSON object) in their form. ERR_INTERNAL when ours is no JSON,
   ERR_UNAVAILABLE when there is no memory. */
enum err compat_output(struct req *r, const char *ours, size_t len, const char **ret_text, size_t *ret_len) HF_CHECK;

/* The answer to a failure, after fail() and fault() recorded what they had to say. Headers that belong to the form
   (WWW-Authenticate, Location, Retry-After) are set on the reply. *ret_body NULL: the canonical problem is the answer. */
void compat_error(struct req *r, enum err e, int *ret_status, const char **ret_content_type, const char **ret_body);

/* Text that grows and ends with its arena, beside which it lies: long lists are larger than that. Without memory it is cut, and failed. */
struct text {
    struct arena *a;
    char *s, **held; /* s is what the arena is to free */
    size_t len, size;
    bool failed;
};
void text_add(struct text *t, const char *s);
void text_addn(struct text *t, const char *s, size_t len);
void text_quote(struct text *t, const char *s); /* as a JSON string */
void text_comma(struct text *t);                /* unless a list or object has just been opened */

/* Our field of that name, or NULL; their name of our field (ours itself when no row renames it). */
const struct field *compat_field(const struct compat *row, const char *ours);
const char *compat_theirs(const struct compat *row, const char *ours);

/* The general form of a wire; *ret_status is set where it differs from ours. */
const char *compat_drf(struct req *r, enum err e, int *ret_status, const char **ret_type);
const char *compat_fastapi(struct req *r, enum err e, int *ret_status);

/* {"detail": sentence}; what was said to the user, or fallback; the field of a fault ("/email/0" is about email). */
const char *compat_detail(struct req *r, const char *sentence);
const char *compat_detail_or(const struct req *r, const char *fallback);
const char *compat_fault_name(struct req *r, const char *pointer);

/* The 32 digits of a UUID without hyphens. */
bool compat_bare_uuid(const char *s);

/* A header of the reply, or NULL; sets one, or only one that is not there. */
const char *compat_header(const struct req *r, const char *name);
void compat_set_header(struct req *r, const char *name, const char *value);
void compat_add_header(struct req *r, const char *name, const char *value);

/* What a needed value that is missing looked like. */
enum compat_absence { COMPAT_MISSING, COMPAT_NULL, COMPAT_BLANK };
enum compat_absence compat_absence(struct req *r, const struct field *f);

/* What was given for a field of the body, as text, and what Python calls its kind: "str", "list". "" when it is not there. */
const char *compat_given(struct req *r, const struct field *f, const char **ret_kind);
const char *compat_kind(const json *v);

/* The body as it came: JSON, or the pairs of a form. */
struct compat_source {
    const json *object;
    struct pair *pairs;
    size_t count;
    bool form;
};

/* Reads r->body by its content type. */
enum err compat_source(struct req *r, struct compat_source *ret_source) HF_CHECK;

/* The fault code with which compat_input marks a body that is no JSON; its pointer is "/" and the byte offset. */
#define COMPAT_BAD_JSON "json_invalid"

#endif
