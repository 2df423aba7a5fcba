/*
 * say.c: a message comes in.
 */
#include "conversation.h"

#include <poll.h>

#include "clock.h"
#include "config.h"
#include "crypt.h"
#include "limit.h"
#include "out.h"
#include "shape.h"
#include "timeline.h"

#define TRIES          6
#define SESSION_MINUTE 120 /* messages a minute in one conversation */
#define HOUR_S         3600

const char *const chat_senders[] = { "client", "bot", "staff", NULL };
const char *const chat_data_types[] = { "message", "name", "email", "phone", NULL };
static const char *const public_senders[] = { "client", "bot", NULL };

const struct shape message_shape[] = {
    { .name = "id", .type = S_UUID },
    { .name = "no", .type = S_INT, .doc = "Within the conversation, from 1, without a gap" },
    { .name = "number", .type = S_INT, .doc = "What clients of an older system know it by" },
    { .name = "session_id", .type = S_UUID },
    { .name = "message", .type = S_STR, .doc = "Empty once it was removed" },
    { .name = "sender", .type = S_STR, .choices = chat_senders },
    { .name = "data_type", .type = S_STR, .choices = chat_data_types },
    { .name = "author", .type = S_STR, .nullable = true, .doc = "The name of who answered" },
    { .name = "sent_at", .type = S_TIME },
    { .name = "edited_at", .type = S_TIME, .nullable = true },
    { .name = "removed", .type = S_BOOL },
    { .name = "version", .type = S_INT },
    SHAPE_END,
};

static enum err
lock(struct req *r, const struct say *s, struct session *ret)
{
    struct rows *row;
    struct arg sender = a_str(s->sender), preview = a_str(s->message), id = a_uuid(s->session);
    uint64_t rows = 0;
    enum err e;

    if (s->known_only)
        e = db_exec(r, Q_SESSION_UP, ARGS(sender, preview, sender, id), &rows);
    else
        e = db_insert(r, Q_SESSION_TOUCH, ARGS(id, sender, sender, preview));
    if (e == ERR_NONE && s->known_only && rows == 0)
        return ERR_NOT_FOUND;
    if (e == ERR_NONE)
        e = db_one(r, Q_SESSION_LOCK, ARGS(a_uuid(s->session)), &row);
    if (e != ERR_NONE)
        return e;
    *ret = (struct session){
        .id = s->session,
        .customer = col_uuid(row, 0),
        .last_no = col_int(row, 1),
        .window_count = col_int(row, 2),
        .name = col_null(row, 3) ? NULL : col_str(row, 3),
        .email = col_null(row, 4) ? NULL : col_str(row, 4),
        .phone = col_null(row, 5) ? NULL : col_str(row, 5),
        .completed = !col_null(row, 6),
    };
    if (ret->window_count <= SESSION_MINUTE || s->known_only)
        return ERR_NONE;
    reply_header(r, "Retry-After", "60");
    return fail(r, ERR_RATE_LIMITED, NULL, "There were too many messages in this conversation. Try again in a minute.");
}

/* What people say, and not what greets and asks them, stands in the timeline of who is spoken with. */
static enum err
tell_customer(struct req *r, const struct say *s, struct uuid customer, struct uuid message)
{
    char session[UUID_TEXT], id[UUID_TEXT];

    if (uuid_is_nil(customer) || strcmp(s->data_type, "message") != 0 || strcmp(s->sender, "bot") == 0)
        return ERR_NONE;
    uuid_text(s->session, session);
    uuid_text(message, id);
    return timeline_add(
        r, customer, "message", id,
        arena_printf(r->arena, "{\"event\":\"said\",\"session_id\":\"%s\",\"from\":\"%s\"}", session, s->sender));
}

static enum err
write_message(struct req *r, const struct say *s, struct uuid id, const char *contact)
{
    char session_text[UUID_TEXT];
    struct session session;
    enum err e = lock(r, s, &session);

    if (e == ERR_NONE)
        e = db_insert(r, Q_MESSAGE_INSERT,
                      ARGS(a_uuid(s->session), a_int(session.last_no), a_uuid(id), a_str(s->sender),
                           a_str(s->data_type), a_str(s->message), a_time(clock_now_us())));
    if (e == ERR_CONFLICT)
        return ERR_REPEAT; /* the same message comes in twice at once: the next round finds it */
    if (e == ERR_NONE && contact != NULL)
        e = contact_take(r, &session, s->data_type, contact);
    if (e == ERR_NONE)
        e = tell_customer(r, s, session.customer, id);
    uuid_text(s->session, session_text);
    return e != ERR_NONE ? e : event_add(r, NULL, "message", session_text);
}

/* Said before? Then it is the same message, or a mistake. ERR_NOT_FOUND: it is new. */
static enum err
said(struct req *r, const struct say *s, struct rows **ret_row)
{
    enum err e = uuid_is_nil(s->id) ? ERR_NOT_FOUND : db_one(r, Q_MESSAGE_BY_ID, ARGS(a_uuid(s->id)), ret_row);

    if (e != ERR_NONE)
        return e;
    if (!uuid_equal(col_uuid(*ret_row, 3), s->session) || strcmp(col_str(*ret_row, 5), s->sender) != 0)
        return fail(r, ERR_CONFLICT, "id", "Another message has this id.");
    return ERR_NONE;
}

static enum err
tell(struct req *r, const struct rows *row)
{
    enum err e;

    out_row(r, row);
    e = reply(r, 201);
    return e != ERR_NONE ? e : reply_whole(r);
}

static enum err
say_once(struct req *r, const struct say *s, const char *contact)
{
    struct uuid id = uuid_is_nil(s->id) ? uuid_v7() : s->id;
    struct rows *row = NULL;
    enum err e = said(r, s, &row);

    if (e != ERR_NOT_FOUND)
        return e != ERR_NONE ? e : tell(r, row);
    e = db_begin(r);
    if (e == ERR_NONE)
        e = write_message(r, s, id, contact);
    if (e == ERR_NONE)
        e = db_one(r, Q_MESSAGE_BY_ID, ARGS(a_uuid(id)), &row);
    if (e == ERR_NONE)
        e = tell(r, row);
    if (e == ERR_NONE)
        return db_commit(r);
    db_rollback(r);
    return e;
}

enum err
say(struct req *r, const struct say *s)
{
    const char *contact = NULL;
    uint8_t random;
    enum err e = ERR_NONE;

    if (strcmp(s->data_type, "message") != 0)
        e = contact_read(r, s->data_type, s->message, &contact);
    if (e == ERR_NONE)
        e = say_once(r, s, contact);
    for (int i = 1; i < TRIES && e == ERR_REPEAT && r->status == 0; i++) {
        random_bytes(&random, 1);
        poll(NULL, 0, i * 5 + random % 15);
        e = say_once(r, s, contact);
    }
    return e;
}

struct say_in {
    struct uuid session_id, id;
    const char *message, *sender, *data_type, *tenant;
};

static const struct field say_fields[] = {
    FIELD_UUID(struct say_in, session_id, .need = true, .doc = "The conversation: made by the page that begins it"),
    FIELD_STR(struct say_in, message, .need = true, .min_len = 1, .max = MESSAGE_MAX, .doc = "What is said"),
    FIELD_ENUM(struct say_in, sender, .choices = public_senders, .doc = "client when not given"),
    FIELD_ENUM(struct say_in, data_type, .choices = chat_data_types,
               .doc = "message when not given; the others say who the visitor is"),
    FIELD_UUID(struct say_in, id, .doc = "Made by the page: sent again, it is the same message"),
    FIELD_STR(struct say_in, tenant, .max = 63, .doc = "The workspace, by its short name"),
    FIELD_END,
};

/* Counted outside the transaction: the row of a network would make all its visitors wait for each other. */
static enum err
limit_network_messages(struct req *r)
{
    struct limit limit = { "chat", config()->chat_limit, HOUR_S,
                           "There were too many messages from your network. Try again later." };

    return limit.quota == 0 ? ERR_NONE : limit_hit(r, &limit, limit_network(r));
}

static enum err
say_in_public(struct req *r, const void *input)
{
    const struct say_in *in = input;
    const struct say s = {
        .session = in->session_id,
        .id = in->id,
        .message = in->message,
        .sender = in->sender != NULL ? in->sender : "client",
        .data_type = in->data_type != NULL ? in->data_type : "message",
    };
    enum err e = chat_home(r, in->tenant);

    if (e == ERR_NONE)
        e = limit_network_messages(r);
    return e != ERR_NONE ? e : say(r, &s);
}

const struct endpoint say_endpoint = { "Say something in a conversation",
                                       say_fields,
                                       message_shape,
                                       sizeof(struct say_in),
                                       say_in_public,
                                       .status = 201,
                                       .outside = true };

struct answer_in {
    struct uuid session, id;
    const char *message;
};

static const struct field answer_fields[] = {
    { .name = "id", .type = F_UUID, .in = IN_PATH, .offset = offsetof(struct answer_in, session), .need = true },
    FIELD_STR(struct answer_in, message, .need = true, .min_len = 1, .max = MESSAGE_MAX, .doc = "What is said"),
    { .name = "message_id",
      .type = F_UUID,
      .offset = offsetof(struct answer_in, id),
      .doc = "Made by the page: sent again, it is the same message" },
    FIELD_END,
};

static enum err
answer(struct req *r, const void *input)
{
    const struct answer_in *in = input;
    const struct say s = { .session = in->session,
                           .id = in->id,
                           .message = in->message,
                           .sender = "staff",
                           .data_type = "message",
                           .known_only = true };

    return say(r, &s);
}

const struct endpoint answer_endpoint = { "Answer in a conversation",
                                          answer_fields,
                                          message_shape,
                                          sizeof(struct answer_in),
                                          answer,
                                          .status = 201,
                                          .outside = true };
