/*
 * pipelines.h: pipelines and their stages, which are data of a tenant.
 */
#ifndef HF_CUSTOMERS_PIPELINES_H
#define HF_CUSTOMERS_PIPELINES_H

#include "records.h"

/* The tenant's first pipeline; made from the template when it has none, which takes a transaction that may write. */
enum err pipeline_default(struct req *r, struct uuid *ret_id) HF_CHECK;

/* The same without making one: the nil id then. */
enum err pipeline_known(struct req *r, struct uuid *ret_id) HF_CHECK;

/* Member "stage" of a record. */
void record_stage_out(struct req *r, const struct rows *record);

#endif
