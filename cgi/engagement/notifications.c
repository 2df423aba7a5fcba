/*
 * notifications.c: see notifications.h.
 */
#include "notifications.h"

#include "mail.h"
#include "out.h"

#define TITLE_BYTES   150
#define MESSAGE_BYTES 8000

static const char *const audiences[] = { "customer", "segment", "all", "colleague", NULL };
static const char *const states[] = { "draft", "reviewed", "sent", NULL };
static const char none[] = "There is no such notification.";

static const struct shape notification_shape[] = {
    { .name = "id", .type = S_UUID },
    { .name = "no", .type = S_INT },
    { .name = "title", .type = S_STR },
    { .name = "message", .type = S_STR },
    { .name = "audience", .type = S_STR, .choices = audiences },
    { .name = "customer_id", .type = S_UUID, .nullable = true },
    { .name = "customer", .type = S_STR, .doc = "The name" },
    { .name = "segment", .type = S_STR, .nullable = true },
    { .name = "user_id", .type = S_UUID, .nullable = true, .doc = "The account of the one colleague it is for" },
    { .name = "user", .type = S_STR, .nullable = true, .doc = "The name" },
    { .name = "state", .type = S_STR, .choices = states },
    { .name = "reviewed_by", .type = S_STR, .nullable = true },
    { .name = "reviewed_at", .type = S_TIME, .nullable = true },
    { .name = "confirmed_by", .type = S_STR, .nullable = true },
    { .name = "sent_at", .type = S_TIME, .nullable = true, .doc = "From then on customers see it" },
    { .name = "read", .type = S_INT, .doc = "How many have read it" },
    { .name = "recipients",
      .type = S_INT,
      .nullable = true,
      .doc =
          "How many it was sent to; grows for a moment while it goes to many. Null: not sent, or not counted at that time" },
    { .name = "created_by", .type = S_STR, .nullable = true },
    { .name = "created_at", .type = S_TIME },
    { .name = "version", .type = S_INT },
    SHAPE_END,
};
static const struct shape list_out[] = { PAGE_OF(notification_shape), SHAPE_END };

struct notifications_in {
    const char *state, *cursor;
    struct uuid customer_id;
    int64_t limit;
};

static const struct field list_fields[] = {
    FIELD_ENUM(struct notifications_in, state, .in = IN_QUERY, .choices = states, .doc = "Only these"),
    FIELD_UUID(struct notifications_in, customer_id, .in = IN_QUERY, .doc = "Only those for this one customer"),
    PAGE_MEMBERS(struct notifications_in),
    FIELD_END,
};

static enum err
list(struct req *r, const void *input)
{
    const struct notifications_in *in = input;
    struct id_page p;
    enum err e = page_from(r, in->cursor, in->limit, &p);

    if (e == ERR_NONE)
        e = page_out(r, &p, Q_NOTIFICATIONS,
                     ARGS(a_uuid(p.below), a_str(in->state), a_str(in->state), a_uuid(in->customer_id),
                          a_uuid(in->customer_id), a_all(r), a_int(p.limit + 1)));
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint notifications_endpoint = { "Notifications, newest first", list_fields, list_out,
                                                 sizeof(struct notifications_in), list };

static enum err
answer(struct req *r, struct uuid id, struct arg all, int status)
{
    enum err e = tell(r, Q_NOTIFICATION, ARGS(a_uuid(id), all), none);

    return e != ERR_NONE ? e : reply(r, status);
}

static enum err
get(struct req *r, const void *input)
{
    const struct id_in *in = input;

    return answer(r, in->id, a_all(r), 200);
}

const struct endpoint notification_endpoint = { "One notification", id_fields, notification_shape, sizeof(struct id_in),
                                                get };

enum err
notification_told(struct req *r, struct uuid customer, struct uuid user, struct uuid id, const char *title)
{
    char text[UUID_TEXT];

    uuid_text(id, text);
    if (!uuid_is_nil(user))
        return event_add(r, &user, "notification", text);
    if (uuid_is_nil(customer))
        return job_add(r, "customers", "notified", arena_printf(r->arena, "{\"notification\":\"%s\"}", text));
    enum err e = tell_timeline(r, customer, "notification", id, mail_params(r, "event", "sent", "text", title, NULL));

    return e != ERR_NONE ? e : db_exec(r, Q_NOTIFICATION_HEAR, ARGS(a_str(text), a_uuid(customer)), NULL);
}

enum err
notification_colleague(struct req *r, struct uuid user)
{
    struct rows *row;

    return db_one(r, Q_COLLEAGUE, ARGS(a_uuid(user)), &row);
}

enum err
notification_add(struct req *r, const struct notice *n, struct uuid *ret_id)
{
    struct uuid id = uuid_v7();
    int64_t no = 0;
    enum err e = number_next(r, "notification", &no);

    if (e == ERR_NONE)
        e = db_insert(r, Q_NOTIFICATION_ADD,
                      ARGS(a_uuid(id), a_int(no), a_str(n->title), a_str(n->message), a_str(n->audience),
                           a_uuid(n->customer), a_str(n->segment), a_uuid(n->user), a_int(n->sent),
                           n->sent && !(uuid_is_nil(n->customer) && uuid_is_nil(n->user)) ? a_int(1) : a_null()));
    if (e == ERR_NONE)
        e = audit_of(r, "notification.created", "notification", id);
    if (e == ERR_NONE && n->sent)
        e = notification_told(r, n->customer, n->user, id, n->title);
    if (e == ERR_NONE)
        *ret_id = id;
    return e;
}

struct add_in {
    const char *title, *message, *audience, *segment;
    struct uuid customer_id, user_id;
};

static const struct field add_fields[] = {
    FIELD_STR(struct add_in, title, .need = true, .min_len = 1, .max = TITLE_BYTES, .check = is_plain_text,
              .doc = "Title"),
    FIELD_STR(struct add_in, message, .need = true, .min_len = 1, .max = MESSAGE_BYTES, .check = is_plain_text,
              .doc = "Text"),
    FIELD_ENUM(struct add_in, audience, .need = true, .choices = audiences, .doc = "For whom"),
    FIELD_UUID(struct add_in, customer_id, .doc = "The customer, for audience customer"),
    FIELD_STR(struct add_in, segment, .min_len = 1, .max = 64, .doc = "The segment, for audience segment"),
    FIELD_UUID(struct add_in, user_id, .doc = "The account, for audience colleague"),
    FIELD_END,
};

static enum err
check_audience(struct req *r, const struct add_in *in)
{
    const bool one = strcmp(in->audience, "customer") == 0, some = strcmp(in->audience, "segment") == 0;
    const bool mate = strcmp(in->audience, "colleague") == 0;
    enum err e;

    if (one && uuid_is_nil(in->customer_id))
        return fail_as(r, ERR_INVALID, "required", "customer_id", "Say for which customer.");
    if (!one && !uuid_is_nil(in->customer_id))
        return fail(r, ERR_INVALID, "customer_id", "This is for audience customer only.");
    if (some && in->segment == NULL)
        return fail_as(r, ERR_INVALID, "required", "segment", "Say for which segment.");
    if (!some && in->segment != NULL)
        return fail(r, ERR_INVALID, "segment", "This is for audience segment only.");
    if (mate && uuid_is_nil(in->user_id))
        return fail_as(r, ERR_INVALID, "required", "user_id", "Say for which colleague.");
    if (!mate && !uuid_is_nil(in->user_id))
        return fail(r, ERR_INVALID, "user_id", "This is for audience colleague only.");
    if (mate) {
        e = notification_colleague(r, in->user_id);
        return e == ERR_NOT_FOUND ? fail(r, ERR_INVALID, "user_id", "There is no such colleague.") : e;
    }
    return one ? customer_seen(r, "customer_id", in->customer_id) : ERR_NONE;
}

static enum err
add(struct req *r, const void *input)
{
    const struct add_in *in = input;
    const struct notice n = { in->title, in->message, in->audience, in->customer_id, in->segment, in->user_id, false };
    struct uuid id;
    enum err e = check_audience(r, in);

    if (e == ERR_NONE)
        e = notification_add(r, &n, &id);
    return e != ERR_NONE ? e : answer(r, id, a_int(1), 201);
}

const struct endpoint notification_add_endpoint = {
    "Write a notification", add_fields, notification_shape, sizeof(struct add_in), add, .status = 201,
};

/* What a change has to know of the row, which stays locked. */
struct locked {
    struct uuid customer, user;
    bool reviewed, sent;
    const char *title;
};

static enum err
lock(struct req *r, struct uuid id, struct locked *ret)
{
    struct rows *row;
    enum err e = db_one(r, Q_NOTIFICATION_LOCK, ARGS(a_uuid(id), a_all(r)), &row);

    if (e == ERR_NOT_FOUND)
        return fail(r, e, NULL, none);
    if (e == ERR_NONE)
        e = match(r, col_int(row, 0), Q_NOTIFICATION, ARGS(a_uuid(id), a_int(1)));
    if (e == ERR_NONE)
        *ret = (struct locked){ col_uuid(row, 1), col_uuid(row, 5), col_int(row, 2) != 0, col_int(row, 3) != 0,
                                col_str(row, 4) };
    return e;
}

static enum err
review(struct req *r, const void *input)
{
    const struct id_in *in = input;
    struct locked was;
    enum err e = lock(r, in->id, &was);

    if (e == ERR_NONE)
        e = db_exec_one(r, Q_NOTIFICATION_REVIEW, ARGS(a_uuid(in->id)));
    if (e == ERR_NONE)
        e = audit_of(r, "notification.reviewed", "notification", in->id);
    return e != ERR_NONE ? e : answer(r, in->id, a_int(1), 200);
}

const struct endpoint notification_review_endpoint = {
    "Note that a notification was looked at",
    id_fields,
    notification_shape,
    sizeof(struct id_in),
    review,
    .if_match = true,
};

static enum err
confirm(struct req *r, const void *input)
{
    const struct id_in *in = input;
    struct locked was;
    enum err e = lock(r, in->id, &was);

    if (e == ERR_NONE && !was.reviewed)
        return fail_as(r, ERR_CONFLICT, "not_reviewed", NULL, "Somebody has to review it first.");
    if (e == ERR_NONE)
        e = db_exec_one(r, Q_NOTIFICATION_CONFIRM, ARGS(a_uuid(in->id)));
    if (e == ERR_NONE && !was.sent)
        e = notification_told(r, was.customer, was.user, in->id, was.title);
    if (e == ERR_NONE)
        e = audit_of(r, "notification.sent", "notification", in->id);
    return e != ERR_NONE ? e : answer(r, in->id, a_int(1), 200);
}

const struct endpoint notification_confirm_endpoint = {
    "Confirm a notification, which sends it",
    id_fields,
    notification_shape,
    sizeof(struct id_in),
    confirm,
    .if_match = true,
};

static enum err
drop(struct req *r, const void *input)
{
    const struct id_in *in = input;
    struct locked was;
    enum err e = lock(r, in->id, &was);

    if (e == ERR_NONE && was.sent)
        return fail_as(r, ERR_CONFLICT, "already_sent", NULL, "It was sent and stays.");
    if (e == ERR_NONE)
        e = db_exec_one(r, Q_NOTIFICATION_REMOVE, ARGS(a_uuid(in->id)));
    if (e == ERR_NONE)
        e = audit_of(r, "notification.removed", "notification", in->id);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint notification_remove_endpoint = {
    "Remove a notification that was not sent", id_fields, NULL, sizeof(struct id_in), drop, .if_match = true,
};

const struct shape my_notification_shape[] = {
    { .name = "id", .type = S_UUID },      { .name = "title", .type = S_STR }, { .name = "message", .type = S_STR },
    { .name = "sent_at", .type = S_TIME }, { .name = "read", .type = S_BOOL }, SHAPE_END,
};
static const struct shape my_out[] = { PAGE_OF(my_notification_shape), SHAPE_END };

static enum err
my_list(struct req *r, const void *input)
{
    const struct list_in *in = input;
    struct person me;
    struct id_page p;
    enum err e = page_from(r, in->cursor, in->limit, &p);

    if (e == ERR_NONE)
        e = person_me(r, &me);
    if (e == ERR_NONE)
        e = page_out(
            r, &p, Q_NOTIFICATIONS_OWN,
            ARGS(a_uuid(me.customer), a_uuid(p.below), a_uuid(me.customer), a_str(me.segment), a_int(p.limit + 1)));
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint my_notifications_endpoint = { "What I was told", page_fields, my_out, sizeof(struct list_in),
                                                    my_list };

static enum err
my_read(struct req *r, const void *input)
{
    const struct id_in *in = input;
    struct person me;
    int64_t there = 0;
    enum err e = person_me_changing(r, &me);

    if (e == ERR_NONE)
        e = db_int(r, Q_NOTIFICATION_MINE, ARGS(a_uuid(in->id), a_uuid(me.customer), a_str(me.segment)), 0, &there);
    if (e == ERR_NONE && there == 0)
        return fail(r, ERR_NOT_FOUND, NULL, none);
    if (e == ERR_NONE)
        e = db_exec(r, Q_NOTIFICATION_READ, ARGS(a_uuid(in->id), a_uuid(me.customer)), NULL);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint my_notification_read_endpoint = { "Note that I have read it", id_fields, NULL,
                                                        sizeof(struct id_in), my_read };
