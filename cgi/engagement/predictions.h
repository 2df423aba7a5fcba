/*
 * predictions.h: the chance of an incident of a customer in each quarter, as other systems predict it: one row a customer.
 */
#ifndef HF_ENGAGEMENT_PREDICTIONS_H
#define HF_ENGAGEMENT_PREDICTIONS_H

#include "engagement.h"

extern const char *const incidents[];

struct prediction_in {
    struct uuid id;
    int64_t no;
    const char *customer_no, *region, *client_type, *incident, *recommendation;
    double category, q1, q2, q3, q4;
    bool has_category, has_q1, has_q2, has_q3, has_q4;
};
/* Of a new one; of a change by number. */
extern const struct field prediction_fields[], prediction_put_fields[];

/* Writes a row; ERR_CONFLICT with a fault at customer_no when the customer has one. */
enum err prediction_add(struct req *r, const struct prediction_in *in, int64_t no, struct uuid *ret_id) HF_CHECK;

/* What is given replaces what is there. */
enum err prediction_change(struct req *r, const struct prediction_in *in, struct uuid id) HF_CHECK;

extern const struct endpoint predictions_endpoint, prediction_endpoint, prediction_add_endpoint,
    prediction_change_endpoint;
extern const struct endpoint prediction_remove_endpoint, prediction_import_endpoint;

#endif
