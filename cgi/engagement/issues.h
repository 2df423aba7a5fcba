/*
 * issues.h: incidents of customers, as they come from other systems: numbers are codes there.
 */
#ifndef HF_ENGAGEMENT_ISSUES_H
#define HF_ENGAGEMENT_ISSUES_H

#include "engagement.h"

struct issue {
    double customer_no, contract_code, client_type, client_region, client_category, churn_risk; /* NAN: none */
    const char *title, *status;                                                                 /* title NULL: none */
};

/* no: its number. ret_id may be NULL. */
enum err issue_add(struct req *r, const struct issue *i, int64_t no, struct uuid *ret_id) HF_CHECK;

struct issue_in {
    struct uuid id;
    double customer_no, contract_code, client_type, client_region, client_category, churn_risk;
    bool has_no, has_code, has_type, has_region, has_category, has_risk;
    const char *title, *status;
};
extern const struct field issue_fields[];
void issue_from(const struct issue_in *in, struct issue *ret);

#define ISSUE_STATUS "not sent"
#define CODE_MAX     9e15 /* whole numbers up to here are exact */

extern const struct endpoint issues_endpoint, issue_endpoint, issue_add_endpoint, issue_change_endpoint,
    issue_remove_endpoint;
extern const struct endpoint issue_import_endpoint;

#endif
