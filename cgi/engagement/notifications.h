/*
 * notifications.h: words to one customer, a segment, all of them, or one colleague. Somebody writes, somebody looks at it, somebody confirms: then it is sent.
 */
#ifndef HF_ENGAGEMENT_NOTIFICATIONS_H
#define HF_ENGAGEMENT_NOTIFICATIONS_H

#include "person.h"

struct notice {
    const char *title, *message, *audience; /* "customer", "segment", "all" or "colleague" */
    struct uuid customer;
    const char *segment;
    struct uuid user; /* the colleague's account */
    bool sent;        /* at once: older clients know no confirmation */
};

enum err notification_add(struct req *r, const struct notice *n, struct uuid *ret_id) HF_CHECK;

/* ERR_NOT_FOUND: no member of staff of this tenant has this account. */
enum err notification_colleague(struct req *r, struct uuid user) HF_CHECK;

/* It was sent just now: told to the one colleague, in the timeline of the one customer, or of the many by a job (both nil). */
enum err
notification_told(struct req *r, struct uuid customer, struct uuid user, struct uuid id, const char *title) HF_CHECK;

extern const struct shape my_notification_shape[];

extern const struct endpoint notifications_endpoint, notification_endpoint, notification_add_endpoint;
extern const struct endpoint notification_review_endpoint, notification_confirm_endpoint, notification_remove_endpoint;
extern const struct endpoint my_notifications_endpoint, my_notification_read_endpoint;

#endif
