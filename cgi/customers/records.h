/*
 * records.h: a customer's record: what people entered, what the present dataset says, where it stands and with whom.
 */
#ifndef HF_CUSTOMERS_RECORDS_H
#define HF_CUSTOMERS_RECORDS_H

#include "customers.h"
#include "scoring.h"

enum record_column {
    REC_ID,
    REC_EXTERNAL,
    REC_NO,
    REC_NAME,
    REC_EMAIL,
    REC_PHONE,
    REC_STREET,
    REC_CITY,
    REC_REGION,
    REC_POSTAL_CODE,
    REC_COUNTRY,
    REC_SEGMENT,
    REC_SINCE,
    REC_REVENUE,
    REC_CONTACT_SECONDARY,
    REC_CONTACT_TIME,
    REC_LAST_CALL,
    REC_ENTERED_RISK,
    REC_CUSTOM,
    REC_CONSENT_EMAIL,
    REC_CONSENT_SMS,
    REC_CONSENT_PUSH,
    REC_POINTS,
    REC_PURCHASES,
    REC_LEGAL_HOLD,
    REC_PIPELINE,
    REC_STAGE,
    REC_STAGE_TITLE,
    REC_STAGE_KIND,
    REC_STAGE_AT,
    REC_ASSIGNED,
    REC_ASSIGNED_NAME,
    REC_USER,
    REC_USER_NAME,
    REC_USER_EMAIL,
    REC_SHOWN_NAME,
    REC_SHOWN_SEGMENT,
    REC_DATA_VALUE,
    REC_DATA_SCORE,
    REC_DATA_BAND,
    REC_STATE,
    REC_MERGED_INTO,
    REC_CREATED_AT,
    REC_UPDATED_AT,
    REC_VERSION
};

/* The record that the actor may see; ERR_NOT_FOUND with a sentence else. Its strings live as long as the request. */
enum err record_get(struct req *r, struct uuid id, struct rows **ret_row) HF_CHECK;

/* Locks the record for a change; ERR_NOT_FOUND as above, ERR_CONFLICT when it was merged into another. */
enum err record_lock(struct req *r, struct uuid id, int64_t *ret_version) HF_CHECK;

/* Whether the actor sees it, without locking. */
enum err record_visible(struct req *r, struct uuid id) HF_CHECK;

/* The members of a record: "record", "stage", "assignee" ... and "version". */
void record_out(struct req *r, const struct rows *row);
void record_risk_out(struct req *r, const char *key, const struct scoring *s, const struct rows *row);

/* {"id":..,"name":..}, or null for the nil id. */
void person_out(struct req *r, const char *key, struct uuid id, const char *name);

/* The whole answer of GET customers/{id}. */
enum err customer_out(struct req *r, struct uuid id) HF_CHECK;

#define CUSTOM_FIELDS_MAX 50 /* that a tenant may declare */

/* Reads custom values against the tenant's fields: their JSON as stored, "" for none. Faults go to the field "custom". */
enum err custom_read(struct req *r, const json *given, const char **ret_json) HF_CHECK;

/* Gives the customer to somebody (nil: to nobody) in the current transaction: one active assignment at most. The customer is locked
   by the caller. batch NULL: by hand. */
enum err assign_one(struct req *r, struct uuid customer, struct uuid person, const char *remarks,
                    const struct uuid *batch) HF_CHECK;

/* The list of all customers. NULL: not given. */
struct list_wanted {
    const char *segment, *stage, *assigned_to, *sort, *q, *filter, *cursor;
    int64_t band, limit; /* band -1: all */
    bool count;          /* tell how many match */
};
enum err record_list(struct req *r, const struct list_wanted *wanted, const struct scoring *s) HF_CHECK;

extern const struct shape person_shape[], customer_shape[];

/* Members that record_out writes, for tables of shapes. */
extern const struct shape record_shape[], stage_shape[], account_shape[], risk_shape[];
extern const char *const record_states[];
#define RECORD_MEMBERS                                                                                                 \
    { .name = "record", .type = S_OBJECT, .of = record_shape, .doc = "What people entered" },                          \
        { .name = "stage", .type = S_OBJECT, .of = stage_shape, .nullable = true },                                    \
        { .name = "assignee", .type = S_OBJECT, .of = person_shape, .nullable = true },                                \
        { .name = "account",                                                                                           \
          .type = S_OBJECT,                                                                                            \
          .of = account_shape,                                                                                         \
          .nullable = true,                                                                                            \
          .doc = "If the person signs in" },                                                                           \
        { .name = "state", .type = S_STR, .choices = record_states },                                                  \
        { .name = "merged_into", .type = S_UUID, .nullable = true }, { .name = "created_at", .type = S_TIME },         \
        { .name = "updated_at", .type = S_TIME },                                                                      \
    {                                                                                                                  \
        .name = "version", .type = S_INT                                                                               \
    }

#endif
