/*
 * reports.h: figures about all customers of the tenant. They were computed once, when the version was scored, and are
 * only read here.
 */
#ifndef HF_REPORTS_H
#define HF_REPORTS_H

#include "app.h"

enum query_number {
    Q_FIGURE,     /* a kept figure of the active scoring */
    Q_TRENDS,     /* one line per kept version, oldest first */
    Q_SETTINGS,   /* what an empty report says about money */
    Q_OWN_MOVERS, /* of those assigned to the actor, whose risk changed most with the present version */
    Q_COUNT
};

extern const struct query reports_queries[Q_COUNT];
extern const struct compat reports_compat[];

extern const struct endpoint report_overview, report_trends, report_segments, report_factors, report_actions;

/* The same for ChurnGuard's clients. */
extern const struct endpoint churnguard_trends, churnguard_segments, churnguard_factors, churnguard_actions;

/* The text of a figure; *ret_text NULL when the tenant has no active scoring. It lives as long as the request. */
enum err
figure_read(struct req *r, const char *name, const char **ret_text, size_t *ret_len, struct uuid *ret_scoring) HF_CHECK;

/* The kept overview for an actor who does not see all customers. */
enum err overview_own(struct req *r, const char *text, size_t len) HF_CHECK;

/* Whether the caller has this version already; sets the ETag. Then the reply is 304 without a body. */
bool etag_matches(struct req *r, const char *tag);

#endif
