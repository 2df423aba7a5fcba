/*
 * old.h: what older clients need that the canonical routes do not give: whole lists, integer ids, everything of one's own in one answer.
 */
#ifndef HF_ENGAGEMENT_OLD_H
#define HF_ENGAGEMENT_OLD_H

#include "person.h"

#define OLD_LIST_MAX 1000 /* the newest; those systems know no pages */

extern const struct compat vigilpay_compat[], churnguard_compat[], clients_compat[], afro_compat[];

struct no_in {
    int64_t no;
};

#define NO_MEMBER(type)                                                                                                \
    FIELD_INT(type, no, .in = IN_PATH, .need = true, .low = 0, .high = 4294967295.0, .doc = "Number")

/* Whether an older client of staff sees everybody's rows. */
bool old_everybody(const struct req *r);

extern const struct endpoint old_profile_endpoint;

#endif
