/*
 * record_out.c: a record as it is told.
 */
#include "records.h"

#include <math.h>

#include "item.h"
#include "out.h"
#include "pipelines.h"
#include "visible.h"

const char *const record_states[] = { "active", "merged", "erased", NULL };
static const char *const stage_kinds[] = { "open", "won", "lost", NULL };
static const char *const risk_sources[] = { "model", "rule", "entered", NULL };

const struct shape person_shape[] = {
    { .name = "id", .type = S_UUID },
    { .name = "name", .type = S_STR },
    SHAPE_END,
};

static const struct shape consent_shape[] = {
    { .name = "email", .type = S_BOOL },
    { .name = "sms", .type = S_BOOL },
    { .name = "push", .type = S_BOOL },
    SHAPE_END,
};

const struct shape record_shape[] = {
    { .name = "no", .type = S_INT, .nullable = true, .doc = "Older clients know the customer by it" },
    { .name = "name", .type = S_STR, .nullable = true },
    { .name = "email", .type = S_STR, .nullable = true },
    { .name = "phone", .type = S_STR, .nullable = true },
    { .name = "street", .type = S_STR },
    { .name = "city", .type = S_STR },
    { .name = "region", .type = S_STR },
    { .name = "postal_code", .type = S_STR },
    { .name = "country", .type = S_STR },
    { .name = "segment", .type = S_STR, .nullable = true },
    { .name = "since", .type = S_STR, .nullable = true, .doc = "YYYY-MM-DD" },
    { .name = "revenue", .type = S_DECIMAL, .nullable = true },
    { .name = "contact_secondary", .type = S_STR, .nullable = true },
    { .name = "contact_time", .type = S_STR, .nullable = true },
    { .name = "last_call", .type = S_STR, .nullable = true },
    { .name = "entered_risk", .type = S_INT, .nullable = true, .doc = "0 to 100, by hand" },
    { .name = "custom", .type = S_ANY, .doc = "Values of custom-fields by name" },
    { .name = "consent", .type = S_OBJECT, .of = consent_shape },
    { .name = "points", .type = S_INT },
    { .name = "purchases", .type = S_INT },
    { .name = "legal_hold", .type = S_BOOL },
    SHAPE_END,
};

const struct shape stage_shape[] = {
    { .name = "pipeline_id", .type = S_UUID, .nullable = true, .doc = "Null: there was none yet" },
    { .name = "code", .type = S_STR },
    { .name = "title", .type = S_STR },
    { .name = "kind", .type = S_STR, .choices = stage_kinds },
    { .name = "since", .type = S_TIME },
    SHAPE_END,
};

const struct shape account_shape[] = {
    { .name = "id", .type = S_UUID },
    { .name = "name", .type = S_STR },
    { .name = "email", .type = S_STR, .nullable = true },
    SHAPE_END,
};

const struct shape risk_shape[] = {
    { .name = "source", .type = S_STR, .choices = risk_sources },
    { .name = "score", .type = S_NUM, .doc = "0 to 1" },
    { .name = "band", .type = S_STR, .choices = item_bands },
    SHAPE_END,
};

static enum err
missing(struct req *r, enum err e)
{
    return e == ERR_NOT_FOUND ? fail(r, e, NULL, "There is no such customer.") : e;
}

enum err
record_get(struct req *r, struct uuid id, struct rows **ret_row)
{
    return missing(r, db_one(r, Q_RECORD, ARGS(a_uuid(id), a_all(r)), ret_row));
}

enum err
record_lock(struct req *r, struct uuid id, int64_t *ret_version)
{
    struct rows *row;
    enum err e = db_one(r, Q_RECORD_LOCK, ARGS(a_uuid(id), a_all(r)), &row);

    if (e != ERR_NONE)
        return missing(r, e);
    if (strcmp(col_str(row, 1), "active") != 0)
        return fail_as(r, ERR_CONFLICT, "merged", NULL, "This customer was merged into another one.");
    *ret_version = col_int(row, 0);
    return ERR_NONE;
}

enum err
record_visible(struct req *r, struct uuid id)
{
    struct rows *row;

    return missing(r, db_one(r, Q_POINTS_NOW, ARGS(a_uuid(id), a_all(r)), &row));
}

void
person_out(struct req *r, const char *key, struct uuid id, const char *name)
{
    if (uuid_is_nil(id)) {
        out_null(r, key);
        return;
    }
    out_object(r, key);
    out_uuid(r, "id", id);
    out_str(r, "name", name);
    out_end(r);
}

static void
text(struct req *r, const char *key, const struct rows *row, unsigned col)
{
    out_str(r, key, col_null(row, col) ? NULL : col_str(row, col));
}

static void
number(struct req *r, const char *key, const struct rows *row, unsigned col)
{
    if (col_null(row, col))
        out_null(r, key);
    else
        out_int(r, key, col_int(row, col));
}

static void
out_entered(struct req *r, const struct rows *row)
{
    static const char *const texts[] = { "name",         "email",    "phone",       "street",
                                         "city",         "region",   "postal_code", "country",
                                         "segment",      "since",    "revenue",     "contact_secondary",
                                         "contact_time", "last_call" };

    out_object(r, "record");
    number(r, "no", row, REC_NO);
    for (unsigned i = 0; i < sizeof texts / sizeof texts[0]; i++)
        text(r, texts[i], row, REC_NAME + i);
    number(r, "entered_risk", row, REC_ENTERED_RISK);
    if (col_null(row, REC_CUSTOM))
        out_raw(r, "custom", "{}", 2);
    else
        out_raw(r, "custom", col_str(row, REC_CUSTOM), col_len(row, REC_CUSTOM));
    out_object(r, "consent");
    out_bool(r, "email", col_int(row, REC_CONSENT_EMAIL) != 0);
    out_bool(r, "sms", col_int(row, REC_CONSENT_SMS) != 0);
    out_bool(r, "push", col_int(row, REC_CONSENT_PUSH) != 0);
    out_end(r);
    out_int(r, "points", col_int(row, REC_POINTS));
    out_int(r, "purchases", col_int(row, REC_PURCHASES));
    out_bool(r, "legal_hold", col_int(row, REC_LEGAL_HOLD) != 0);
    out_end(r);
}

void
record_stage_out(struct req *r, const struct rows *row)
{
    if (col_null(row, REC_STAGE)) {
        out_null(r, "stage");
        return;
    }
    out_object(r, "stage");
    out_uuid(r, "pipeline_id", col_uuid(row, REC_PIPELINE));
    out_str(r, "code", col_str(row, REC_STAGE));
    out_str(r, "title", col_null(row, REC_STAGE_TITLE) ? col_str(row, REC_STAGE) : col_str(row, REC_STAGE_TITLE));
    out_str(r, "kind", col_null(row, REC_STAGE_KIND) ? "open" : col_str(row, REC_STAGE_KIND));
    out_time(r, "since", col_time(row, REC_STAGE_AT));
    out_end(r);
}

void
record_risk_out(struct req *r, const char *key, const struct scoring *s, const struct rows *row)
{
    const bool scored = s != NULL && !col_null(row, REC_DATA_SCORE);
    const int64_t band = col_int(row, REC_DATA_BAND), entered = col_int(row, REC_ENTERED_RISK);

    if (!scored && col_null(row, REC_ENTERED_RISK)) {
        out_null(r, key);
        return;
    }
    out_object(r, key);
    out_str(r, "source", !scored ? "entered" : s->kind == SCORED_RULE ? "rule" : "model");
    out_num(r, "score", scored ? col_num(row, REC_DATA_SCORE) : (double)entered / 100);
    if (scored)
        out_str(r, "band", item_bands[band < 0 || band > 2 ? 0 : band]);
    else
        out_str(r, "band", item_bands[entered >= 70 ? 2 : entered >= 40 ? 1 : 0]);
    out_end(r);
}

void
record_out(struct req *r, const struct rows *row)
{
    out_entered(r, row);
    record_stage_out(r, row);
    person_out(r, "assignee", col_uuid(row, REC_ASSIGNED), col_str(row, REC_ASSIGNED_NAME));
    if (col_null(row, REC_USER)) {
        out_null(r, "account");
    } else {
        out_object(r, "account");
        out_uuid(r, "id", col_uuid(row, REC_USER));
        out_str(r, "name", col_str(row, REC_USER_NAME));
        text(r, "email", row, REC_USER_EMAIL);
        out_end(r);
    }
    out_str(r, "state", col_str(row, REC_STATE));
    out_uuid(r, "merged_into", col_uuid(row, REC_MERGED_INTO));
    out_time(r, "created_at", col_time(row, REC_CREATED_AT));
    out_time(r, "updated_at", col_time(row, REC_UPDATED_AT));
    out_int(r, "version", col_int(row, REC_VERSION));
}
