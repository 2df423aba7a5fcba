/*
 * old.h: what older clients need that the canonical routes do not give: whole lists, integer ids, everything of one's own in one answer.
 */
#ifndef HF_ENGAGEMENT_OLD_H
#define HF_ENGAGEMENT_OLD_H

#include "person.h"

#define OLD_LIST_MAX 10000 /* the newest, as far as they fit into an answer; those systems know no pages */

extern const struct compat vigilpay_compat[], churnguard_compat[], clients_compat[], afro_compat[];

struct no_in {
    int64_t no;
};

#define NO_MEMBER(type)                                                                                                \
    FIELD_INT(type, no, .in = IN_PATH, .need = true, .low = 0, .high = 4294967295.0, .doc = "Number")

/* Whether an older client of staff sees everybody's rows. */
bool old_everybody(const struct req *r);

/* All that a list statement of VigilPay's finds for the actor, or everybody's for those who may; and one row of it, just written. */
enum err old_all(struct req *r, int query, bool everybody) HF_CHECK;
enum err old_one(struct req *r, int query, struct uuid id) HF_CHECK;

extern const struct endpoint old_profile_endpoint;
extern const struct endpoint old_notices_endpoint, old_notify_endpoint, old_review_endpoint;
extern const struct endpoint old_events_endpoint, old_add_event_endpoint, old_export_endpoint;
extern const struct endpoint old_predictions_endpoint, old_high_risk_endpoint, old_of_region_endpoint,
    old_of_incident_endpoint;
extern const struct endpoint old_of_customer_endpoint, old_prediction_endpoint, old_add_prediction_endpoint;
extern const struct endpoint old_put_prediction_endpoint, old_remove_prediction_endpoint;

#endif
