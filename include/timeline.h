/*
 * timeline.h: what happened to a customer, told in the transaction of what happened. Needs INSERT on `timeline`, and on `numbers`
 * INSERT and UPDATE (sql/grants).
 */
#ifndef HF_TIMELINE_H
#define HF_TIMELINE_H

#include <stdint.h>

#include "err.h"
#include "uuid.h"

struct req;

/*
 * One row of a customer's timeline by the request's actor, and the hint to live pages {"type":"customer","id"}.
 *
 * kind: one of the ENUM timeline.kind ("stage", "note", "complaint", ...). ref_id: id of the record it is about, "" or NULL for none.
 * body_json: what the row tells beside that, by kind, a JSON object of at most a few hundred bytes, or NULL; the forms are told
 * where the timeline is read (cgi/customers/timeline.c).
 */
enum err
timeline_add(struct req *r, struct uuid customer, const char *kind, const char *ref_id, const char *body_json) HF_CHECK;

/* The next number of a kind in the actor's tenant, from 1: older clients use it as an id. Holds the row's lock until the end of the
   transaction, so take it late. */
enum err number_next(struct req *r, const char *kind, int64_t *ret_no) HF_CHECK;

#endif
