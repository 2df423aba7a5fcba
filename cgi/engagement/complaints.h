/*
 * complaints.h: a complaint is filed by the customer, or by staff for one; it is classified at once.
 */
#ifndef HF_ENGAGEMENT_COMPLAINTS_H
#define HF_ENGAGEMENT_COMPLAINTS_H

#include "person.h"

extern const struct shape complaint_shape[];

/* Writes the row, its timeline and its event. */
enum err
complaint_add(struct req *r, struct uuid customer, struct uuid user, const char *text, struct uuid *ret_id) HF_CHECK;

/* V-B20. The row is locked by the caller. customer: whose complaint it is. */
enum err complaint_resolve(struct req *r, struct uuid id, struct uuid customer, const char *note) HF_CHECK;

extern const struct endpoint complaints_endpoint, complaint_endpoint, complaint_add_endpoint,
    complaint_resolve_endpoint;
extern const struct endpoint my_complaints_endpoint, my_complaint_add_endpoint;

#endif
