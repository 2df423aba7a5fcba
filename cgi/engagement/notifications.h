/*
 * notifications.h: words to one customer, a segment or all. Somebody writes, somebody looks at it, somebody confirms: then it is sent.
 */
#ifndef HF_ENGAGEMENT_NOTIFICATIONS_H
#define HF_ENGAGEMENT_NOTIFICATIONS_H

#include "person.h"

struct notice {
    const char *title, *message, *audience; /* "customer", "segment" or "all" */
    struct uuid customer;
    const char *segment;
    bool sent; /* at once: older clients know no confirmation */
};

enum err notification_add(struct req *r, const struct notice *n, struct uuid *ret_id) HF_CHECK;

/* It was sent just now: told in the timeline of the one customer, or of the many by a job (customer nil). */
enum err notification_told(struct req *r, struct uuid customer, struct uuid id, const char *title) HF_CHECK;

extern const struct shape my_notification_shape[];

extern const struct endpoint notifications_endpoint, notification_endpoint, notification_add_endpoint;
extern const struct endpoint notification_review_endpoint, notification_confirm_endpoint, notification_remove_endpoint;
extern const struct endpoint my_notifications_endpoint, my_notification_read_endpoint;

#endif
