/*
 * old_churnguard.c: ChurnGuard's issues, mails and predictions (contract A2), as rows. Unlike there, a role is asked for, unknown rows are
 * not removed with success, and a file without a good row is refused by its reason (A6).
 */
#include "old.h"

#include <math.h>

#include "emails.h"
#include "issues.h"
#include "predictions.h"
#include "out.h"
#include "sheet.h"

static const struct shape issue_old[] = {
    { .name = "customer_no", .type = S_NUM, .nullable = true },
    { .name = "contract_code", .type = S_NUM, .nullable = true },
    { .name = "client_type", .type = S_NUM, .nullable = true },
    { .name = "client_region", .type = S_NUM, .nullable = true },
    { .name = "client_category", .type = S_NUM, .nullable = true },
    { .name = "title", .type = S_STR, .nullable = true },
    { .name = "churn_risk", .type = S_NUM, .nullable = true },
    { .name = "status", .type = S_STR },
    SHAPE_END,
};
static const struct shape issues_old[] = { { .name = "data", .type = S_ARRAY, .of = issue_old }, SHAPE_END };

struct pair_in {
    double customer;
    const char *incident;
};

static enum err
issues(struct req *r, const void *input)
{
    enum err e = out_fitting(r, "data", Q_ISSUES_OLD,
                             ARGS(a_int(1), a_num(0), a_int(1), a_int(0), a_all(r), a_int(OLD_LIST_MAX)));

    (void)input;
    return e != ERR_NONE ? e : reply(r, 200);
}

static const struct endpoint issues_of = { "Issues, all at once", NULL, issues_old, 0, issues };

#define CUSTOMER FIELD_NUM(struct pair_in, customer, .in = IN_PATH, .need = true, .doc = "External number")

static const struct field of_customer_fields[] = { CUSTOMER, FIELD_END };

static enum err
issues_of_customer(struct req *r, const void *input)
{
    const struct pair_in *in = input;
    enum err e = out_fitting(r, "data", Q_ISSUES_OLD,
                             ARGS(a_int(0), a_num(in->customer), a_int(1), a_int(0), a_all(r), a_int(OLD_LIST_MAX)));

    return e != ERR_NONE ? e : reply(r, 200);
}

static const struct endpoint issues_of_customer_of = { "Issues of a customer", of_customer_fields, issues_old,
                                                       sizeof(struct pair_in), issues_of_customer };

static enum err
add_issue(struct req *r, const void *input)
{
    struct issue i;
    struct rows *row;
    int64_t no = 0;
    enum err e = number_next(r, "issue", &no);

    issue_from(input, &i);
    if (e == ERR_NONE)
        e = issue_add(r, &i, no, NULL);
    if (e == ERR_NONE)
        e = db_one(r, Q_ISSUES_OLD, ARGS(a_int(1), a_num(0), a_int(0), a_int(no), a_int(1), a_int(1)), &row);
    if (e != ERR_NONE)
        return e;
    out_row(r, row);
    return reply(r, 200);
}

static const struct endpoint add_issue_of = { "Add an issue", issue_fields, issue_old, sizeof(struct issue_in),
                                              add_issue };

struct put_in {
    struct pair_in at;
    double customer_no, contract_code, client_type, client_region, client_category, churn_risk;
    bool has_no, has_code, has_type, has_region, has_category, has_risk;
    const char *title, *status;
};

#define NUMBER(member, has, most)                                                                                      \
    FIELD_NUM(struct put_in, member, .low = 0, .high = (most), .has_offset = offsetof(struct put_in, has),             \
              .doc = "Nothing without it")

static const struct field put_fields[] = {
    { .name = "customer",
      .type = F_NUM,
      .in = IN_PATH,
      .need = true,
      .offset = offsetof(struct put_in, at.customer),
      .doc = "External number" },
    { .name = "incident",
      .type = F_STR,
      .in = IN_PATH,
      .need = true,
      .max = 255,
      .offset = offsetof(struct put_in, at.incident),
      .doc = "Title" },
    NUMBER(customer_no, has_no, CODE_MAX),
    FIELD_STR(struct put_in, title, .max = 255, .check = is_plain_text, .doc = "A new title"),
    NUMBER(contract_code, has_code, CODE_MAX),
    NUMBER(client_type, has_type, CODE_MAX),
    NUMBER(client_region, has_region, CODE_MAX),
    NUMBER(client_category, has_category, CODE_MAX),
    NUMBER(churn_risk, has_risk, 100),
    FIELD_STR(struct put_in, status, .min_len = 1, .max = 63, .check = is_plain_text, .doc = "How far it is"),
    FIELD_END,
};

static struct arg
given(bool has, double v)
{
    return has ? a_num(v) : a_null();
}

/* Customer and title say which rows: they stay as they are unless new ones are given, the rest is replaced. */
static enum err
put_issue(struct req *r, const void *input)
{
    const struct put_in *in = input;
    const char *external = in->has_no ? arena_printf(r->arena, "%.15g", in->customer_no) : NULL;
    uint64_t n = 0;
    enum err e =
        db_exec(r, Q_ISSUES_PUT,
                ARGS(a_str(external), a_str(external), given(in->has_no, in->customer_no), a_str(in->title),
                     given(in->has_code, in->contract_code), given(in->has_type, in->client_type),
                     given(in->has_region, in->client_region), given(in->has_category, in->client_category),
                     given(in->has_risk, in->churn_risk), a_str(in->status != NULL ? in->status : ISSUE_STATUS),
                     a_num(in->at.customer), a_str(in->at.incident), a_str(in->at.incident), a_all(r)),
                &n);

    if (e == ERR_NONE && n == 0)
        return fail(r, ERR_NOT_FOUND, NULL, "There is no such issue.");
    return e != ERR_NONE ? e : reply(r, 200);
}

static const struct endpoint put_issue_of = { "Replace the issues of a customer and title", put_fields, NULL,
                                              sizeof(struct put_in), put_issue };

static const struct field pair_fields[] = {
    CUSTOMER,
    FIELD_STR(struct pair_in, incident, .in = IN_PATH, .need = true, .max = 255, .doc = "Title"),
    FIELD_END,
};

static enum err
remove_issue(struct req *r, const void *input)
{
    const struct pair_in *in = input;
    uint64_t n = 0;
    enum err e =
        db_exec(r, Q_ISSUES_REMOVE, ARGS(a_num(in->customer), a_str(in->incident), a_str(in->incident), a_all(r)), &n);

    if (e == ERR_NONE && n == 0)
        return fail(r, ERR_NOT_FOUND, NULL, "There is no such issue.");
    if (e == ERR_NONE)
        e = audit_add(r, "issue.removed", "issue", "",
                      arena_printf(r->arena, "{\"count\":%llu}", (unsigned long long)n));
    return e != ERR_NONE ? e : reply(r, 200);
}

static const struct endpoint remove_issue_of = { "Remove the issues of a customer and title", pair_fields, NULL,
                                                 sizeof(struct pair_in), remove_issue };

static const char *const level_words[] = { "high", "High", "medium", "Medium", "low", "Low", NULL };

#define ISSUE_OUT(at, from)                                                                                            \
    { .theirs = at "customer_id", .ours = from "customer_no", .form = FORM_FLOAT },                                    \
        { .theirs = at "code_contrat", .ours = from "contract_code", .form = FORM_FLOAT },                             \
        { .theirs = at "client_type", .ours = from "client_type", .form = FORM_FLOAT },                                \
        { .theirs = at "client_region", .ours = from "client_region", .form = FORM_FLOAT },                            \
        { .theirs = at "client_categorie", .ours = from "client_category", .form = FORM_FLOAT },                       \
        { .theirs = at "incident_title", .ours = from "title" },                                                       \
        { .theirs = at "churn_risk", .ours = from "churn_risk", .form = FORM_FLOAT },                                  \
        { .theirs = at "status", .ours = from "status" },                                                              \
    {                                                                                                                  \
        0                                                                                                              \
    }
#define PREDICTION_OUT(at, from)                                                                                       \
    { .theirs = at "id", .ours = from "no", .form = FORM_INT },                                                        \
        { .theirs = at "customer_id", .ours = from "customer_no" },                                                    \
        { .theirs = at "client_region", .ours = from "region" },                                                       \
        { .theirs = at "client_type", .ours = from "client_type" },                                                    \
        { .theirs = at "client_category", .ours = from "category", .form = FORM_FLOAT },                               \
        { .theirs = at "q1_prediction", .ours = from "q1", .form = FORM_FLOAT },                                       \
        { .theirs = at "q2_prediction", .ours = from "q2", .form = FORM_FLOAT },                                       \
        { .theirs = at "q3_prediction", .ours = from "q3", .form = FORM_FLOAT },                                       \
        { .theirs = at "q4_prediction", .ours = from "q4", .form = FORM_FLOAT },                                       \
        { .theirs = at "most_likely_incident", .ours = from "incident" },                                              \
        { .theirs = at "recommendation", .ours = from "recommendation" },                                              \
        { .theirs = at "created_at", .ours = from "created_at" },                                                      \
        { .theirs = at "updated_at", .ours = from "updated_at" },                                                      \
        { .theirs = at "avg_risk_percentage", .ours = from "average", .form = FORM_FLOAT },                            \
        { .theirs = at "risk_level", .ours = from "level", .words = level_words },                                     \
    {                                                                                                                  \
        0                                                                                                              \
    }
#define EMAIL_OUT(at, from)                                                                                            \
    { .theirs = at "id", .ours = from "no", .form = FORM_INT }, { .theirs = at "email", .ours = from "email" },        \
        { .theirs = at "name", .ours = from "name" }, { .theirs = at "issue", .ours = from "issue" },                  \
        { .theirs = at "status", .ours = from "status" }, { .theirs = at "created_at", .ours = from "created_at" },    \
        { .theirs = at "updated_at", .ours = from "updated_at" }, { .theirs = at "sent_at", .ours = from "sent_at" },  \
    {                                                                                                                  \
        0                                                                                                              \
    }

static const struct compat_out issues_out[] = { ISSUE_OUT("[].", "data[].") };
static const struct compat_out issue_out[] = { ISSUE_OUT("", "") };
static const struct compat_out predictions_out[] = { PREDICTION_OUT("[].", "data[].") };
static const struct compat_out prediction_out[] = { PREDICTION_OUT("", "") };
static const struct compat_out emails_out[] = { EMAIL_OUT("[].", "data[].") };
static const struct compat_out email_out[] = { EMAIL_OUT("", "") };
static const struct compat_out issue_changed_out[] = {
    { .theirs = "message", .constant = "\"Customer issue updated successfully\"" }, { 0 }
};
static const struct compat_out issue_removed_out[] = {
    { .theirs = "message", .constant = "\"Customer issue deleted successfully\"" }, { 0 }
};
static const struct compat_out prediction_removed_out[] = {
    { .theirs = "message", .constant = "\"Prediction deleted successfully\"" }, { 0 }
};
static const struct compat_out email_removed_out[] = {
    { .theirs = "message", .constant = "\"Email notification deleted successfully\"" }, { 0 }
};
static const struct compat_out send_out[] = {
    { .theirs = "success", .constant = "true" },
    { .theirs = "message", .ours = "message" },
    { .theirs = "sent_count", .ours = "sent", .form = FORM_INT },
    { .theirs = "failed_count", .constant = "0" },
    { .theirs = "errors", .constant = "null" },
    { 0 },
};
static const struct compat_out imported_out[] = {
    { .theirs = "message", .ours = "message" },
    { .theirs = "processed_count", .ours = "processed", .form = FORM_INT },
    { .theirs = "total_rows", .ours = "rows", .form = FORM_INT },
    { .theirs = "errors", .ours = "lines" },
    { 0 },
};

static const struct compat_in issue_names[] = {
    { "customer_id", "customer_no", NULL },
    { "code_contrat", "contract_code", NULL },
    { "client_type", "client_type", NULL },
    { "client_region", "client_region", NULL },
    { "client_categorie", "client_category", NULL },
    { "incident_title", "title", NULL },
    { "churn_risk", "churn_risk", NULL },
    { "status", "status", NULL },
    { 0 },
};
static const struct compat_in pair_names[] = { { "customer_id", "customer", NULL },
                                               { "incident_title", "incident", NULL },
                                               { 0 } };
static const struct compat_in id_names[] = { { "id", "no", NULL }, { 0 } };
static const struct compat_in issue_put_names[] = {
    { "customer_id", "customer", NULL },
    { "incident_title", "incident", NULL },
    { "customer_id", "customer_no", NULL },
    { "incident_title", "title", NULL },
    { "code_contrat", "contract_code", NULL },
    { "client_type", "client_type", NULL },
    { "client_region", "client_region", NULL },
    { "client_categorie", "client_category", NULL },
    { "churn_risk", "churn_risk", NULL },
    { "status", "status", NULL },
    { 0 },
};
static const struct compat_in prediction_names[] = {
    { "id", "no", NULL },
    { "customer_id", "customer_no", NULL },
    { "client_region", "region", NULL },
    { "client_type", "client_type", NULL },
    { "client_category", "category", NULL },
    { "q1_prediction", "q1", NULL },
    { "q2_prediction", "q2", NULL },
    { "q3_prediction", "q3", NULL },
    { "q4_prediction", "q4", NULL },
    { "most_likely_incident", "incident", NULL },
    { "recommendation", "recommendation", NULL },
    { 0 },
};
static const struct compat_in email_names[] = {
    { "id", "no", NULL },       { "email", "email", NULL },   { "name", "name", NULL },
    { "issue", "issue", NULL }, { "status", "status", NULL }, { 0 },
};
static const struct compat_in send_names[] = { { "notification_ids", "ids", NULL },
                                               { "force_resend", "again", NULL },
                                               { 0 } };

#define SAYS(code_, text)                                                                                              \
    {                                                                                                                  \
        .code = (code_), .status = 400, .body = "{\"detail\":\"" text "\"}"                                            \
    }
#define IMPORT_ERRORS                                                                                                  \
    SAYS("not_csv", "File must be a CSV"), SAYS("not_utf8", "File must be UTF-8 encoded"),                             \
        SAYS("unreadable", "The file cannot be read as CSV"), SAYS("missing_columns", "A required column is missing"), \
        SAYS("too_many_rows", "The file has more than 5,000 rows"), SAYS("no_rows", "The file has no rows"),           \
        SAYS("no_good_row", "No valid row in the file")
static const struct compat_error import_errors[] = { IMPORT_ERRORS, { 0 } };
static const struct compat_error prediction_errors[] = {
    { .code = "already_there",
      .status = 400,
      .body =
          "{\"detail\":{\"error\":\"already_there\",\"message\":\"A customer_id of the file has a prediction already\","
          "\"type\":\"value_error\",\"suggestion\":\"Leave those rows out, or change the predictions that are there.\"}}" },
    IMPORT_ERRORS,
    { 0 },
};
static const struct compat_error twice_errors[] = {
    SAYS("conflict", "A prediction for this customer_id exists already"), { 0 }
};

#define ROW(m, p, may, point, from, to, wrong)                                                                         \
    {                                                                                                                  \
        .method = (m), .path = (p), .access = MAY(may), .endpoint = &(point), .in = (from), .out = (to),               \
        .errors = (wrong), .wire = WIRE_FASTAPI, .status = 200, .origin = "churnguard"                                 \
    }
#define R           "engagement:read"
#define W           "engagement:write"
#define N           "notifications:write"
#define ISSUES      "/customer-issues/"
#define EMAILS      "/email-notifications/"
#define PREDICTIONS "/customer-incident-predictions/"

const struct compat churnguard_compat[] = {
    ROW(GET, ISSUES, R, issues_of, NULL, issues_out, NULL),
    ROW(POST, ISSUES, W, add_issue_of, issue_names, issue_out, NULL),
    ROW(POST, ISSUES "upload-csv", W, issue_import_endpoint, NULL, imported_out, import_errors),
    ROW(GET, ISSUES "customer/{customer}", R, issues_of_customer_of, pair_names, issues_out, NULL),
    ROW(PUT, ISSUES "customer/{customer}/incident/{incident}", W, put_issue_of, issue_put_names, issue_changed_out,
        NULL),
    ROW(DELETE, ISSUES "customer/{customer}/incident/{incident}", W, remove_issue_of, pair_names, issue_removed_out,
        NULL),
    ROW(GET, EMAILS, R, emails_endpoint, NULL, emails_out, NULL),
    ROW(POST, EMAILS, W, email_add_endpoint, NULL, email_out, NULL),
    ROW(POST, EMAILS "upload-csv", W, email_import_endpoint, NULL, imported_out, import_errors),
    ROW(POST, EMAILS "send", N, email_send_endpoint, send_names, send_out, NULL),
    ROW(POST, EMAILS "send/pending", N, email_send_pending_endpoint, NULL, send_out, NULL),
    ROW(GET, EMAILS "{no}", R, email_endpoint, id_names, email_out, NULL),
    ROW(PUT, EMAILS "{no}", W, email_change_endpoint, email_names, email_out, NULL),
    ROW(DELETE, EMAILS "{no}", W, email_remove_endpoint, id_names, email_removed_out, NULL),
    ROW(GET, PREDICTIONS, R, old_predictions_endpoint, NULL, predictions_out, NULL),
    ROW(POST, PREDICTIONS, W, old_add_prediction_endpoint, prediction_names, prediction_out, twice_errors),
    ROW(POST, PREDICTIONS "upload-csv", W, prediction_import_endpoint, NULL, imported_out, prediction_errors),
    ROW(GET, PREDICTIONS "high-risk", R, old_high_risk_endpoint, NULL, predictions_out, NULL),
    ROW(GET, PREDICTIONS "customer/{customer_id}", R, old_of_customer_endpoint, NULL, prediction_out, NULL),
    ROW(GET, PREDICTIONS "region/{region}", R, old_of_region_endpoint, NULL, predictions_out, NULL),
    ROW(GET, PREDICTIONS "incident-type/{incident_type}", R, old_of_incident_endpoint, NULL, predictions_out, NULL),
    ROW(GET, PREDICTIONS "{no}", R, old_prediction_endpoint, id_names, prediction_out, NULL),
    ROW(PUT, PREDICTIONS "{no}", W, old_put_prediction_endpoint, prediction_names, prediction_out, twice_errors),
    ROW(DELETE, PREDICTIONS "{no}", W, old_remove_prediction_endpoint, id_names, prediction_removed_out, NULL),
    COMPAT_END,
};
