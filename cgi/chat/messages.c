/*
 * messages.c: messages across conversations: searched, corrected, removed. The audit says who did it; what stood there before is kept
 * beside the message and goes with the conversation.
 */
#include "conversation.h"

#include "mail.h" /* mail_params */
#include "out.h"
#include "shape.h"
#include "visible.h"

struct list_in {
    const char *q, *sender, *cursor;
    int64_t from, to, limit;
    struct uuid session_id;
};

static const struct field list_fields[] = {
    FIELD_STR(struct list_in, q, .in = IN_QUERY, .max = 100, .doc = "Part of the text"),
    FIELD_ENUM(struct list_in, sender, .in = IN_QUERY, .choices = chat_senders, .doc = "Only theirs"),
    FIELD_TIME(struct list_in, from, .in = IN_QUERY, .doc = "Not before"),
    FIELD_TIME(struct list_in, to, .in = IN_QUERY, .doc = "Before"),
    FIELD_UUID(struct list_in, session_id, .in = IN_QUERY, .doc = "Only of this conversation"),
    FIELD_INT(struct list_in, limit, .in = IN_QUERY, .low = 1, .high = 200, .fallback = 50, .doc = "Entries a page"),
    FIELD_STR(struct list_in, cursor, .in = IN_QUERY, .max = 256, .doc = "next_cursor of the page before"),
    FIELD_END,
};

#define MESSAGE_MEMBERS                                                                                                \
    { .name = "id", .type = S_UUID }, { .name = "no", .type = S_INT }, { .name = "number", .type = S_INT },            \
        { .name = "session_id", .type = S_UUID }, { .name = "message", .type = S_STR },                                \
        { .name = "sender", .type = S_STR, .choices = chat_senders },                                                  \
        { .name = "data_type", .type = S_STR, .choices = chat_data_types },                                            \
        { .name = "author", .type = S_STR, .nullable = true }, { .name = "sent_at", .type = S_TIME },                  \
        { .name = "edited_at", .type = S_TIME, .nullable = true }, { .name = "removed", .type = S_BOOL },              \
    {                                                                                                                  \
        .name = "version", .type = S_INT                                                                               \
    }

static const struct shape found_shape[] = {
    MESSAGE_MEMBERS,
    { .name = "customer_id", .type = S_UUID, .nullable = true },
    SHAPE_END,
};
static const struct shape list_shape[] = {
    { .name = "data", .type = S_ARRAY, .of = found_shape, .doc = "The newest first" },
    { .name = "next_cursor", .type = S_STR, .nullable = true },
    SHAPE_END,
};

static enum err
list(struct req *r, const void *input)
{
    const struct list_in *in = input;
    struct arg like = a_str(like_text(r, in->q)), session = a_uuid(in->session_id), sender = a_str(in->sender);
    struct uuid below;
    struct rows *rows;
    int64_t at;
    enum err e = place_read(r, in->cursor, &at, &below);

    if (in->to != 0 && in->to < at)
        at = in->to;
    if (e == ERR_NONE)
        e = db_rows(r, Q_MESSAGES_FOUND,
                    ARGS(a_all(r), a_time(at), a_time(at), a_uuid(below), a_time(in->from), a_time(in->from), sender,
                         sender, session, session, like, like, a_int(in->limit + 1)),
                    &rows);
    if (e == ERR_NONE)
        e = places_out(r, rows, in->limit, 8);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint messages_endpoint = { "Messages of all conversations, searched", list_fields, list_shape,
                                            sizeof(struct list_in), list };

struct change_in {
    struct uuid id;
    const char *message;
};

static const struct field change_fields[] = {
    FIELD_UUID(struct change_in, id, .in = IN_PATH, .need = true),
    FIELD_STR(struct change_in, message, .need = true, .min_len = 1, .max = MESSAGE_MAX,
              .doc = "What should stand there"),
    FIELD_END,
};
static const struct field remove_fields[] = {
    FIELD_UUID(struct change_in, id, .in = IN_PATH, .need = true),
    FIELD_END,
};

/* Contact data are changed in the customer's record, not here. */
static enum err
change_to(struct req *r, struct uuid id, const char *text)
{
    char id_text[UUID_TEXT], session[UUID_TEXT];
    const char *kind = text != NULL ? "message.corrected" : "message.removed", *detail;
    struct rows *row;
    enum err e = db_one(r, Q_MESSAGE_LOCK, ARGS(a_uuid(id)), &row);

    if (e == ERR_NONE)
        e = req_if_match(r, col_int(row, 2));
    if (e != ERR_NONE)
        return e;
    uuid_text(id, id_text);
    uuid_text(col_uuid(row, 0), session);
    detail = mail_params(r, "session_id", session, NULL);
    if (detail == NULL)
        return ERR_TOO_LARGE;
    e = db_exec_one(r, Q_MESSAGE_KEEP, ARGS(a_uuid(id)));
    if (e != ERR_NONE)
        return e;
    e = text != NULL ? db_exec_one(r, Q_MESSAGE_CORRECT, ARGS(a_str(text), a_uuid(id)))
                     : db_exec_one(r, Q_MESSAGE_REMOVE, ARGS(a_uuid(id)));
    if (e == ERR_NONE)
        e = db_exec(r, Q_SESSION_PREVIEW, ARGS(a_uuid(col_uuid(row, 0)), a_uuid(col_uuid(row, 0))), NULL);
    if (e == ERR_NONE)
        e = audit_add(r, kind, "message", id_text, detail);
    return e != ERR_NONE ? e : event_add(r, NULL, "message", session);
}

static enum err
correct(struct req *r, const void *input)
{
    const struct change_in *in = input;
    struct rows *row;
    enum err e = change_to(r, in->id, in->message);

    if (e == ERR_NONE)
        e = db_one(r, Q_MESSAGE_BY_ID, ARGS(a_uuid(in->id)), &row);
    if (e != ERR_NONE)
        return e;
    out_row(r, row);
    reply_etag(r, col_int(row, 11));
    return reply(r, 200);
}

const struct endpoint message_change_endpoint = { "Correct a message",      change_fields, message_shape,
                                                  sizeof(struct change_in), correct,       .if_match = true };

static enum err
remove_one(struct req *r, const void *input)
{
    const struct change_in *in = input;
    enum err e = change_to(r, in->id, NULL);

    return e != ERR_NONE ? e : reply(r, 204);
}

const struct endpoint message_remove_endpoint = { "Remove a message",       remove_fields, NULL,
                                                  sizeof(struct change_in), remove_one,    .status = 204,
                                                  .if_match = true };

static const struct shape edit_shape[] = {
    { .name = "version", .type = S_INT },
    { .name = "message", .type = S_STR },
    { .name = "by", .type = S_STR, .nullable = true, .doc = "Who changed it" },
    { .name = "at", .type = S_TIME },
    SHAPE_END,
};
static const struct shape edits_shape[] = {
    { .name = "data", .type = S_ARRAY, .of = edit_shape, .doc = "Oldest first" },
    SHAPE_END,
};

static enum err
edits(struct req *r, const void *input)
{
    const struct change_in *in = input;
    struct rows *message;
    enum err e = db_one(r, Q_MESSAGE_BY_ID, ARGS(a_uuid(in->id)), &message);

    if (e == ERR_NONE)
        e = out_found(r, "data", Q_MESSAGE_EDITS, ARGS(a_uuid(in->id)));
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint message_edits_endpoint = { "What a message said before", remove_fields, edits_shape,
                                                 sizeof(struct change_in), edits };
