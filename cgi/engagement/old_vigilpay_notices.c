/*
 * old_vigilpay_notices.c: notifications, interactions and the training data as VigilPay's clients ask for them; the rows are in
 * old_vigilpay.c.
 */
#include "old.h"

#include "interactions.h"
#include "notifications.h"
#include "out.h"

#define TEXT_BYTES 8000

static const struct uuid nil;

static const struct shape notice_old[] = {
    { .name = "no", .type = S_INT },          { .name = "title", .type = S_STR },
    { .name = "message", .type = S_STR },     { .name = "user_id", .type = S_UUID, .nullable = true },
    { .name = "reviewed", .type = S_BOOL },   { .name = "confirmed", .type = S_BOOL },
    { .name = "created_at", .type = S_TIME }, SHAPE_END,
};
static const struct shape notices_old[] = { { .name = "data", .type = S_ARRAY, .of = notice_old }, SHAPE_END };

static enum err
notices(struct req *r, const void *input)
{
    struct person me;
    enum err e = person_actor(r, false, &me);

    (void)input;
    if (e == ERR_NONE)
        e = out_fitting(r, "data", Q_NOTIFICATIONS_OLD,
                        ARGS(a_uuid(me.customer), a_str(me.segment), a_int(OLD_LIST_MAX)));
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint old_notices_endpoint = { "Notifications, all at once", NULL, notices_old, 0, notices };

struct notice_in {
    const char *title, *message, *user;
};

static const struct field notice_fields[] = {
    FIELD_STR(struct notice_in, title, .need = true, .min_len = 1, .max = 150, .doc = "Title"),
    FIELD_STR(struct notice_in, message, .need = true, .min_len = 1, .max = TEXT_BYTES, .doc = "Text"),
    FIELD_STR(struct notice_in, user, .max = 64, .doc = "Id of an account; everybody without it"),
    FIELD_END,
};

static bool
read_id(struct req *r, const char *text, struct uuid *ret)
{
    if (strlen(text) == 32 && hex_decode(text, ret->b, sizeof ret->b))
        return true;
    return uuid_parse(arena_str(r->arena, text), ret);
}

static enum err
notify(struct req *r, const void *input)
{
    const struct notice_in *in = input;
    struct notice n = { in->title, in->message, "all", nil, NULL, nil, true };
    struct uuid user = nil, id;
    struct rows *row;
    enum err e = ERR_NONE;

    if (in->user != NULL && *in->user != '\0') {
        e = read_id(r, in->user, &user) ? notification_colleague(r, user) : ERR_NOT_FOUND;
        if (e == ERR_NONE) {
            n.audience = "colleague";
            n.user = user;
        } else if (e == ERR_NOT_FOUND && !uuid_is_nil(user)) {
            n.audience = "customer";
            e = person_of_user(r, user, &n.customer);
            if (e == ERR_NONE)
                e = customer_seen(r, NULL, n.customer);
        }
        if (e == ERR_NOT_FOUND)
            return fail_as(r, ERR_INVALID, "does_not_exist", "user",
                           arena_printf(r->arena, "Invalid pk \"%s\" - object does not exist.", in->user));
    }
    if (e == ERR_NONE)
        e = notification_add(r, &n, &id);
    if (e == ERR_NONE)
        e = db_one(r, Q_NOTIFICATION_OLD, ARGS(a_uuid(id)), &row);
    if (e != ERR_NONE)
        return e;
    out_row(r, row);
    return reply(r, 201);
}

const struct endpoint old_notify_endpoint = {
    "Notify one person or all at once", notice_fields, notice_old, sizeof(struct notice_in), notify, .status = 201,
};

struct review_in {
    int64_t no;
    bool reviewed, confirmed, has_reviewed, has_confirmed;
};

static const struct field review_fields[] = {
    NO_MEMBER(struct review_in),
    FIELD_BOOL(struct review_in, reviewed, .has_offset = offsetof(struct review_in, has_reviewed), .doc = "Looked at"),
    FIELD_BOOL(struct review_in, confirmed, .has_offset = offsetof(struct review_in, has_confirmed),
               .doc = "Confirmed"),
    FIELD_END,
};

static enum err
review(struct req *r, const void *input)
{
    const struct review_in *in = input;
    struct arg reviewed = in->has_reviewed ? a_int(in->reviewed) : a_null();
    struct arg confirmed = in->has_confirmed ? a_int(in->confirmed) : a_null();
    struct rows *row;
    enum err e = db_one(r, Q_NOTIFICATION_BY_NO, ARGS(a_int(in->no), a_all(r)), &row);

    if (e == ERR_NONE)
        e = db_exec_one(r, Q_NOTIFICATION_FLAGS,
                        ARGS(reviewed, reviewed, confirmed, confirmed, a_uuid(col_uuid(row, 0))));
    if (e == ERR_NONE && in->confirmed && col_int(row, 2) == 0) /* a draft of ours: this sent it */
        e = notification_told(r, col_uuid(row, 1), col_uuid(row, 4), col_uuid(row, 0), col_str(row, 3));
    if (e == ERR_NONE && (in->has_reviewed || in->has_confirmed))
        e = audit_add(r, "notification.reviewed", "notification", arena_printf(r->arena, "%lld", (long long)in->no),
                      NULL);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint old_review_endpoint = { "Note that a notification was looked at or confirmed", review_fields,
                                              NULL, sizeof(struct review_in), review };

static const struct shape event_old[] = {
    { .name = "no", .type = S_INT },
    { .name = "complaint_no", .type = S_INT, .nullable = true },
    { .name = "product_no", .type = S_INT, .nullable = true },
    { .name = "kind", .type = S_STR },
    { .name = "metadata", .type = S_ANY },
    { .name = "created_at", .type = S_TIME },
    SHAPE_END,
};
static const struct shape events_old[] = { { .name = "data", .type = S_ARRAY, .of = event_old }, SHAPE_END };

static enum err
events(struct req *r, const void *input)
{
    (void)input;
    return old_all(r, Q_INTERACTIONS_OLD, old_everybody(r));
}

const struct endpoint old_events_endpoint = { "Interactions, all at once", NULL, events_old, 0, events };

static const char *const event_kinds[] = { "product_accepted", "product_rejected", "resolution_sent",
                                           "resolution_success", NULL };

struct event_in {
    const char *kind;
    int64_t complaint, product;
    bool has_complaint, has_product;
    json *metadata;
};

static const struct field event_fields[] = {
    FIELD_ENUM(struct event_in, kind, .need = true, .choices = event_kinds, .doc = "What it was"),
    FIELD_INT(struct event_in, complaint, .low = 0, .high = 4294967295.0, .refers = true,
              .has_offset = offsetof(struct event_in, has_complaint), .doc = "Number of a complaint"),
    FIELD_INT(struct event_in, product, .low = 0, .high = 4294967295.0, .refers = true,
              .has_offset = offsetof(struct event_in, has_product), .doc = "Number of a product"),
    FIELD_JSON(struct event_in, metadata, .scalar = true, .doc = "Anything else"),
    FIELD_END,
};

static enum err
no_such(struct req *r, const char *field, int64_t no)
{
    return fail_as(r, ERR_INVALID, "does_not_exist", field,
                   arena_printf(r->arena, "Invalid pk \"%lld\" - object does not exist.", (long long)no));
}

/* A customer's own complaint, or for staff any that they see: then it is about that customer. */
static enum err
find_objects(struct req *r, const struct event_in *in, struct interaction *i)
{
    struct rows *row;
    enum err e = ERR_NONE;

    if (in->has_complaint) {
        e = db_one(r, Q_COMPLAINT_OF_NO,
                   ARGS(a_int(in->complaint), a_uuid(i->customer), a_uuid(i->customer),
                        a_int(!uuid_is_nil(i->customer) || actor_may(&r->actor, "customers:all"))),
                   &row);
        if (e == ERR_NOT_FOUND)
            return no_such(r, "complaint", in->complaint);
        if (e == ERR_NONE) {
            i->complaint = col_uuid(row, 0);
            i->customer = col_uuid(row, 1);
        }
    }
    if (e == ERR_NONE && in->has_product) {
        e = db_one(r, Q_PRODUCT_OF_NO, ARGS(a_int(in->product)), &row);
        if (e == ERR_NOT_FOUND)
            return no_such(r, "product", in->product);
        if (e == ERR_NONE)
            i->product = col_uuid(row, 0);
    }
    return e;
}

static enum err
add_event(struct req *r, const void *input)
{
    const struct event_in *in = input;
    struct interaction i = { .kind = in->kind,
                             .metadata = in->metadata == NULL ? "{}" : json_text(r->arena, in->metadata) };
    struct person me;
    struct uuid id;
    enum err e = person_actor(r, true, &me);

    if (e != ERR_NONE)
        return e;
    i.customer = me.customer;
    i.user = me.user;
    e = find_objects(r, in, &i);
    if (e == ERR_NONE)
        e = interaction_add(r, &i, &id);
    return e != ERR_NONE ? e : old_one(r, Q_INTERACTIONS_OLD, id);
}

const struct endpoint old_add_event_endpoint = {
    "Record an interaction", event_fields, event_old, sizeof(struct event_in), add_event, .status = 201,
};

static const struct shape export_old[] = { { .name = "path", .type = S_STR }, SHAPE_END };

static enum err export(struct req *r, const void *input) {
    (void)input; out_str(r, "path", "/api/v1/training-data"); return reply(r, 200);
}

const struct endpoint old_export_endpoint = {
    .title = "Where the training data can be fetched",
    .out = export_old,
    .run = export,
    .plain = true,
};
