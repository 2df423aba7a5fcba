/*
 * assignments.h: giving customers to people.
 */
#ifndef HF_CUSTOMERS_ASSIGNMENTS_H
#define HF_CUSTOMERS_ASSIGNMENTS_H

#include "records.h"

/* Active staff of the tenant who may see customers, or nobody (nil): their name. ERR_INVALID with a sentence for others. */
enum err assignee_check(struct req *r, struct uuid person, const char **ret_name) HF_CHECK;

/* Gives a customer, whose row the caller has locked, to a person who was checked. Nothing is written when it is theirs already. */
enum err assign(struct req *r, struct uuid customer, struct uuid person, const char *name, const char *remarks,
                const struct uuid *batch, bool *ret_changed) HF_CHECK;

/* Jobs: gives what a batch wants to somebody, and takes it back. */
job_run batch_run, batch_undo_run;

#endif
