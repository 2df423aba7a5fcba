/*
 * old_vigilpay.c: what VigilPay's mobile clients do (contract V-R36 to V-R51), as rows. Its lists are whole; its staff see everybody's
 * complaints and interactions, but goals, surveys and notifications of their own only.
 */
#include "old.h"

#include "complaints.h"
#include "goals.h"
#include "out.h"
#include "products.h"
#include "surveys.h"

#define TEXT_BYTES  8000
#define MONEY_BYTES 40

static const struct uuid nil;

bool
old_everybody(const struct req *r)
{
    return !r->actor.customer && actor_may(&r->actor, "engagement:read");
}

enum err
old_all(struct req *r, int query, bool everybody)
{
    struct person me;
    enum err e = person_actor(r, false, &me);

    if (e == ERR_NONE)
        e = out_fitting(r, "data", query,
                        ARGS(a_uuid(nil), a_uuid(nil), a_int(everybody), a_uuid(person_owner(&me)),
                             everybody ? a_all(r) : a_int(1), a_int(OLD_LIST_MAX)));
    return e != ERR_NONE ? e : reply(r, 200);
}

enum err
old_one(struct req *r, int query, struct uuid id)
{
    struct rows *row;
    enum err e = db_one(r, query, ARGS(a_uuid(id), a_uuid(id), a_int(1), a_uuid(nil), a_int(1), a_int(1)), &row);

    if (e != ERR_NONE)
        return e;
    out_row(r, row);
    return reply(r, 201);
}

static const struct shape complaint_old[] = {
    { .name = "no", .type = S_INT },
    { .name = "user_id", .type = S_UUID, .nullable = true },
    { .name = "text", .type = S_STR },
    { .name = "sentiment", .type = S_NUM },
    { .name = "category", .type = S_STR },
    { .name = "state", .type = S_STR },
    { .name = "note", .type = S_STR },
    { .name = "created_at", .type = S_TIME },
    SHAPE_END,
};
static const struct shape complaints_old[] = { { .name = "data", .type = S_ARRAY, .of = complaint_old }, SHAPE_END };

static enum err
complaints(struct req *r, const void *input)
{
    (void)input;
    return old_all(r, Q_COMPLAINTS_OLD, old_everybody(r));
}

static const struct endpoint complaints_of = { "Complaints, all at once", NULL, complaints_old, 0, complaints };

struct complaint_in {
    const char *text;
};

static const struct field complaint_fields[] = {
    FIELD_STR(struct complaint_in, text, .need = true, .min_len = 1, .max = TEXT_BYTES, .doc = "What is wrong"),
    FIELD_END,
};

static enum err
complain(struct req *r, const void *input)
{
    const struct complaint_in *in = input;
    struct person me;
    struct uuid id;
    enum err e = person_actor(r, true, &me);

    if (e == ERR_NONE)
        e = complaint_add(r, me.customer, me.user, in->text, &id);
    return e != ERR_NONE ? e : old_one(r, Q_COMPLAINTS_OLD, id);
}

static const struct endpoint complain_of = {
    "File a complaint", complaint_fields, complaint_old, sizeof(struct complaint_in), complain, .status = 201,
};

struct resolve_in {
    int64_t no;
    const char *note;
};

static const struct field resolve_fields[] = {
    NO_MEMBER(struct resolve_in),
    FIELD_STR(struct resolve_in, note, .max = TEXT_BYTES, .doc = "What was done; needed"),
    FIELD_END,
};

/* That there is such a complaint is looked at before the note is. */
static enum err
resolve(struct req *r, const void *input)
{
    const struct resolve_in *in = input;
    struct rows *row;
    enum err e = db_one(r, Q_COMPLAINT_BY_NO, ARGS(a_int(in->no), a_all(r)), &row);

    if (e != ERR_NONE)
        return e;
    if (in->note == NULL || *in->note == '\0')
        return fail_as(r, ERR_INVALID, "required", "note", "Say what was done.");
    e = complaint_resolve(r, col_uuid(row, 0), col_uuid(row, 1), in->note);
    return e != ERR_NONE ? e : reply(r, 200);
}

static const struct endpoint resolve_of = { "Resolve a complaint by its number", resolve_fields, NULL,
                                            sizeof(struct resolve_in), resolve };

static const struct shape goals_old[] = { { .name = "data", .type = S_ARRAY, .of = goal_shape }, SHAPE_END };

/* Of one's own only. */
static enum err
out_own(struct req *r, int query)
{
    struct person me;
    struct uuid end;
    enum err e = person_actor(r, false, &me);

    memset(end.b, 0xff, sizeof end.b);
    if (e == ERR_NONE)
        e = out_fitting(r, "data", query, ARGS(a_uuid(person_owner(&me)), a_uuid(end), a_int(OLD_LIST_MAX)));
    return e != ERR_NONE ? e : reply(r, 200);
}

static enum err
goals(struct req *r, const void *input)
{
    (void)input;
    return out_own(r, Q_GOALS_OWN);
}

static const struct endpoint goals_of = { "Goals, all at once", NULL, goals_old, 0, goals };

struct goal_in {
    const char *title;
    double target, current;
};

static const struct field goal_fields[] = {
    FIELD_STR(struct goal_in, title, .need = true, .min_len = 1, .max = 150, .doc = "What for"),
    FIELD_NUM(struct goal_in, target, .low = 0, .high = 1e12, .doc = "What is wanted"),
    FIELD_NUM(struct goal_in, current, .low = 0, .high = 1e12, .doc = "What is there"),
    FIELD_END,
};

static enum err
set_goal(struct req *r, const void *input)
{
    const struct goal_in *in = input;
    char target[MONEY_BYTES], current[MONEY_BYTES];
    struct person me;
    struct uuid id;
    enum err e = person_actor(r, true, &me);

    snprintf(target, sizeof target, "%.2f", in->target);
    snprintf(current, sizeof current, "%.2f", in->current);
    if (e == ERR_NONE)
        e = goal_add(r, &me, in->title, target, current, &id);
    if (e == ERR_NONE)
        e = tell(r, Q_GOAL, ARGS(a_uuid(id), a_int(1)), "");
    return e != ERR_NONE ? e : reply(r, 201);
}

static const struct endpoint set_goal_of = {
    "Set a goal", goal_fields, goal_shape, sizeof(struct goal_in), set_goal, .status = 201,
};

static const struct shape surveys_old[] = { { .name = "data", .type = S_ARRAY, .of = survey_shape }, SHAPE_END };

static enum err
surveys(struct req *r, const void *input)
{
    (void)input;
    return out_own(r, Q_SURVEYS_OWN);
}

static const struct endpoint surveys_of = { "Answers, all at once", NULL, surveys_old, 0, surveys };

struct survey_in {
    int64_t rating;
    const char *feedback;
};

static const struct field survey_fields[] = {
    FIELD_INT(struct survey_in, rating, .low = 1, .high = 5, .fallback = 3, .doc = "1 to 5"),
    FIELD_STR(struct survey_in, feedback, .max = TEXT_BYTES, .doc = "In words"),
    FIELD_END,
};

static enum err
take_survey(struct req *r, const void *input)
{
    const struct survey_in *in = input;
    struct person me;
    struct uuid id;
    enum err e = person_actor(r, true, &me);

    if (e == ERR_NONE)
        e = survey_add(r, &me, in->rating, in->feedback != NULL ? in->feedback : "", &id);
    if (e == ERR_NONE)
        e = tell(r, Q_SURVEY, ARGS(a_uuid(id), a_int(1)), "");
    return e != ERR_NONE ? e : reply(r, 201);
}

static const struct endpoint take_survey_of = {
    "Answer the survey", survey_fields, survey_shape, sizeof(struct survey_in), take_survey, .status = 201,
};

#define COMPLAINT_OUT(at, from)                                                                                        \
    { .theirs = at "id", .ours = from "no", .form = FORM_INT },                                                        \
        { .theirs = at "user", .ours = from "user_id", .form = FORM_HEX_ID },                                          \
        { .theirs = at "text", .ours = from "text" },                                                                  \
        { .theirs = at "sentiment_score", .ours = from "sentiment", .form = FORM_FLOAT },                              \
        { .theirs = at "category", .ours = from "category" }, { .theirs = at "status", .ours = from "state" },         \
        { .theirs = at "resolution_note", .ours = from "note" },                                                       \
        { .theirs = at "created_at", .ours = from "created_at" },                                                      \
    {                                                                                                                  \
        0                                                                                                              \
    }
#define GOAL_OUT(at, from)                                                                                             \
    { .theirs = at "id", .ours = from "no", .form = FORM_INT }, { .theirs = at "title", .ours = from "title" },        \
        { .theirs = at "target_amount", .ours = from "target", .form = FORM_FLOAT },                                   \
        { .theirs = at "current_amount", .ours = from "current", .form = FORM_FLOAT },                                 \
        { .theirs = at "is_completed", .ours = from "completed" },                                                     \
        { .theirs = at "created_at", .ours = from "created_at" },                                                      \
    {                                                                                                                  \
        0                                                                                                              \
    }
#define SURVEY_OUT(at, from)                                                                                           \
    { .theirs = at "id", .ours = from "no", .form = FORM_INT },                                                        \
        { .theirs = at "rating", .ours = from "rating", .form = FORM_INT },                                            \
        { .theirs = at "feedback", .ours = from "feedback" },                                                          \
        { .theirs = at "created_at", .ours = from "created_at" },                                                      \
    {                                                                                                                  \
        0                                                                                                              \
    }
#define NOTICE_OUT(at, from)                                                                                           \
    { .theirs = at "id", .ours = from "no", .form = FORM_INT }, { .theirs = at "title", .ours = from "title" },        \
        { .theirs = at "message", .ours = from "message" },                                                            \
        { .theirs = at "target_user", .ours = from "user_id", .form = FORM_HEX_ID },                                   \
        { .theirs = at "is_reviewed", .ours = from "reviewed" },                                                       \
        { .theirs = at "is_confirmed", .ours = from "confirmed" },                                                     \
        { .theirs = at "created_at", .ours = from "created_at" },                                                      \
    {                                                                                                                  \
        0                                                                                                              \
    }
#define EVENT_OUT(at, from)                                                                                            \
    { .theirs = at "id", .ours = from "no", .form = FORM_INT },                                                        \
        { .theirs = at "complaint", .ours = from "complaint_no", .form = FORM_INT },                                   \
        { .theirs = at "product", .ours = from "product_no", .form = FORM_INT },                                       \
        { .theirs = at "event_type", .ours = from "kind" }, { .theirs = at "metadata", .ours = from "metadata" },      \
        { .theirs = at "created_at", .ours = from "created_at" },                                                      \
    {                                                                                                                  \
        0                                                                                                              \
    }

static const struct compat_out complaints_out[] = { COMPLAINT_OUT("[].", "data[].") };
static const struct compat_out complaint_out[] = { COMPLAINT_OUT("", "") };
static const struct compat_out goals_out[] = { GOAL_OUT("[].", "data[].") };
static const struct compat_out goal_out[] = { GOAL_OUT("", "") };
static const struct compat_out surveys_out[] = { SURVEY_OUT("[].", "data[].") };
static const struct compat_out survey_out[] = { SURVEY_OUT("", "") };
static const struct compat_out notices_out[] = { NOTICE_OUT("[].", "data[].") };
static const struct compat_out notice_out[] = { NOTICE_OUT("", "") };
static const struct compat_out events_out[] = { EVENT_OUT("[].", "data[].") };
static const struct compat_out event_out[] = { EVENT_OUT("", "") };
static const struct compat_out export_out[] = { { .theirs = "csv_path", .ours = "path" }, { 0 } };
static const struct compat_out resolved_out[] = { { .theirs = "detail", .constant = "\"Complaint resolved.\"" },
                                                  { 0 } };
static const struct compat_out updated_out[] = { { .theirs = "detail", .constant = "\"Notification updated.\"" },
                                                 { 0 } };
static const struct compat_out products_out[] = {
    { .theirs = "results[].id", .ours = "data[].no", .form = FORM_INT },
    { .theirs = "results[].name", .ours = "data[].name" },
    { .theirs = "results[].price", .ours = "data[].min_balance", .form = FORM_FLOAT },
    { .theirs = "results[].currency", .constant = "\"GHS\"" },
    { 0 },
};

static const struct compat_in products_in[] = { { .ours = "active", .constant = "true" },
                                                { .ours = "limit", .constant = "200" },
                                                { 0 } };
static const struct compat_in goal_in[] = {
    { "title", "title", NULL }, { "target_amount", "target", NULL }, { "current_amount", "current", NULL }, { 0 }
};
static const struct compat_in resolve_in[] = { { "resolution_note", "note", NULL }, { 0 } };
static const struct compat_in notice_in[] = {
    { "title", "title", NULL }, { "message", "message", NULL }, { "target_user", "user", NULL }, { 0 }
};
static const struct compat_in review_in[] = { { "is_reviewed", "reviewed", NULL },
                                              { "is_confirmed", "confirmed", NULL },
                                              { 0 } };
static const struct compat_in event_in[] = { { "event_type", "kind", NULL },
                                             { "complaint", "complaint", NULL },
                                             { "product", "product", NULL },
                                             { "metadata", "metadata", NULL },
                                             { 0 } };

#define REFUSED(text)                                                                                                  \
    {                                                                                                                  \
        .code = "forbidden", .status = 403, .body = "{\"detail\":\"" text "\"}"                                        \
    }
#define MISSING(text)                                                                                                  \
    {                                                                                                                  \
        .code = "not_found", .status = 404, .body = "{\"detail\":\"" text "\"}"                                        \
    }
static const struct compat_error resolve_errors[] = { REFUSED("Only admin users can resolve complaints."),
                                                      MISSING("Complaint not found."),
                                                      { 0 } };
static const struct compat_error notify_errors[] = { REFUSED("Only admin users can create notifications."), { 0 } };
static const struct compat_error review_errors[] = { REFUSED("Only admin users can review notifications."),
                                                     MISSING("Notification not found."),
                                                     { 0 } };
static const struct compat_error export_errors[] = { REFUSED("Only admin users can export training data."), { 0 } };

/* NOLINTBEGIN(bugprone-macro-parentheses): who can be a list in braces */
#define ROW(m, p, who, point, from, to, wrong)                                                                         \
    {                                                                                                                  \
        .method = (m), .path = (p), .access = who, .endpoint = &(point), .in = (from), .out = (to), .errors = (wrong), \
        .wire = WIRE_DRF, .origin = "vigilpay"                                                                         \
    }
/* NOLINTEND(bugprone-macro-parentheses) */

const struct compat vigilpay_compat[] = {
    ROW(GET, "/api/profile/", SIGNED_IN, old_profile_endpoint, NULL, NULL, NULL),
    ROW(GET, "/api/predict/", SIGNED_IN, old_profile_endpoint, NULL, NULL, NULL),
    ROW(GET, "/api/auth/mobile/me/", SIGNED_IN, old_profile_endpoint, NULL, NULL, NULL),
    ROW(GET, "/api/products/", SIGNED_IN, products_endpoint, products_in, products_out, NULL),
    ROW(GET, "/api/complaints/", SIGNED_IN, complaints_of, NULL, complaints_out, NULL),
    ROW(POST, "/api/complaints/", SIGNED_IN, complain_of, NULL, complaint_out, NULL),
    ROW(POST, "/api/complaints/{no}/resolve/", MAY("engagement:write"), resolve_of, resolve_in, resolved_out,
        resolve_errors),
    ROW(GET, "/api/goals/", SIGNED_IN, goals_of, NULL, goals_out, NULL),
    ROW(POST, "/api/goals/", SIGNED_IN, set_goal_of, goal_in, goal_out, NULL),
    ROW(GET, "/api/surveys/", SIGNED_IN, surveys_of, NULL, surveys_out, NULL),
    ROW(POST, "/api/surveys/", SIGNED_IN, take_survey_of, NULL, survey_out, NULL),
    ROW(GET, "/api/notifications/", SIGNED_IN, old_notices_endpoint, NULL, notices_out, NULL),
    ROW(POST, "/api/notifications/", MAY("notifications:write"), old_notify_endpoint, notice_in, notice_out,
        notify_errors),
    ROW(POST, "/api/notifications/{no}/review/", MAY("notifications:write"), old_review_endpoint, review_in,
        updated_out, review_errors),
    ROW(GET, "/api/interactions/", SIGNED_IN, old_events_endpoint, NULL, events_out, NULL),
    ROW(POST, "/api/interactions/", SIGNED_IN, old_add_event_endpoint, event_in, event_out, NULL),
    ROW(POST, "/api/training-data/export/", MAY("exports:run"), old_export_endpoint, NULL, export_out, export_errors),
    COMPAT_END,
};
