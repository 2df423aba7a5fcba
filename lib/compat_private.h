/*
 * compat_private.h: lib-private side of the compatibility engine, for serve(). All four work on r->compat but the
 * first, which finds it. Results live in the request's arena.
 */
#ifndef HF_COMPAT_PRIVATE_H
#define HF_COMPAT_PRIVATE_H

#include <stddef.h>

#include "compat.h"
#include "err.h"
#include "json.h"
#include "urlform.h"

struct req;

/* The row of method and path (HEAD counts as GET; rows NULL: none). Path parts are recorded on r under our names.
   ERR_NOT_FOUND; or ERR_METHOD, after which r->compat is a row of that path, so that compat_error speaks its form,
   and the reply has an Allow header. */
enum err compat_find(struct req *r, const struct compat *rows, const struct compat **ret_row) HF_CHECK;

/* What came in, under our names and in our types: the body's members as one JSON object (NULL: the endpoint has no
   field in the body, or reads it as a stream) and the query. Takes JSON, application/x-www-form-urlencoded and
   multipart/form-data alike on WIRE_DRF, JSON elsewhere. ERR_MALFORMED, ERR_MEDIA_TYPE, ERR_INVALID. */
enum err compat_input(struct req *r, json **ret_body, struct pair **ret_query, size_t *ret_count) HF_CHECK;

/* Our finished reply (a JSON object) in their form. ERR_INTERNAL when ours is no JSON, or the arena is full. */
enum err compat_output(struct req *r, const char *ours, size_t len, const char **ret_text, size_t *ret_len) HF_CHECK;

/* The answer to a failure, after fail() and fault() recorded what they had to say. Headers that belong to the form
   (WWW-Authenticate, Location) are set on the reply. *ret_body NULL: the canonical problem is the answer. */
void compat_error(struct req *r, enum err e, int *ret_status, const char **ret_content_type, const char **ret_body);

#endif
