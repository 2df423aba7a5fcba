/*
 * engagement.h: what goes on between a business and its customers: complaints, goals, surveys, products and offers, notifications,
 * interactions, issues and predictions of incidents; and the customer's own side (me).
 */
#ifndef HF_ENGAGEMENT_H
#define HF_ENGAGEMENT_H

#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "crypt.h"
#include "json.h"
#include "page.h"
#include "queries.h"
#include "timeline.h"
#include "visible.h"

extern const struct query engagement_queries[];
extern const struct compat engagement_compat[];

/* Writes the members of the row that the statement finds and its ETag: the last column is the version. missing: what a 404 says. */
enum err tell(struct req *r, int query, struct args args, const char *missing) HF_CHECK;

/* The version of a locked row against If-Match; when it is stale, what the statement finds goes along as `current`. */
enum err match(struct req *r, int64_t version, int query, struct args args) HF_CHECK;

/* ERR_NOT_FOUND unless there is an active customer of this id whom the actor sees. */
enum err customer_seen(struct req *r, const char *field, struct uuid customer) HF_CHECK;

/* The first of a text for a line of a timeline, whole characters. From the arena. */
const char *shortened(struct req *r, const char *text);

/* Pages of customers look again: something happened to some of them. */
enum err tell_pages(struct req *r) HF_CHECK;

/* A timeline row with a UUID as its reference; nothing for the nil customer. pairs: as mail_params. */
enum err
tell_timeline(struct req *r, struct uuid customer, const char *kind, struct uuid ref, const char *body) HF_CHECK;

enum err audit_of(struct req *r, const char *action, const char *object, struct uuid id) HF_CHECK;

#define AMOUNT_MAX 999999999999999.99

struct id_in {
    struct uuid id;
};
extern const struct field id_fields[];

struct list_in {
    int64_t limit;
    const char *cursor;
};
extern const struct field page_fields[];

#endif
