/*
 * history.c: the messages of a conversation, oldest first, from anywhere.
 */
#include "conversation.h"

#include "out.h"
#include "shape.h"

const struct shape message_page_shape[] = {
    { .name = "session_id", .type = S_UUID },
    { .name = "data", .type = S_ARRAY, .of = message_shape, .doc = "Oldest first" },
    { .name = "next_after", .type = S_INT, .doc = "Where the next request goes on" },
    { .name = "more", .type = S_BOOL, .doc = "There are further ones now" },
    SHAPE_END,
};

enum err
messages_out(struct req *r, const struct stretch *s)
{
    struct arg id = a_uuid(s->session), one_more = a_int(s->limit + 1);
    int64_t last = s->after;
    bool more = false;
    struct rows *rows;
    enum err e =
        s->before == 0
            ? db_rows(r, Q_MESSAGES_AFTER, ARGS(id, a_int(s->after), one_more), &rows)
            : db_rows(r, Q_MESSAGES_BEFORE,
                      ARGS(id, a_int(s->after), id, a_int(s->before), a_int(s->limit), a_int(s->before)), &rows);

    if (e != ERR_NONE)
        return e;
    out_uuid(r, "session_id", s->session);
    out_array(r, "data");
    for (int64_t n = 0; rows_next(rows); n++) {
        more = n == s->limit;
        if (more)
            break;
        last = col_int(rows, 1);
        out_object(r, NULL);
        out_row(r, rows);
        out_end(r);
    }
    out_end(r);
    out_int(r, "next_after", last);
    out_bool(r, "more", more);
    return rows_error(rows);
}

struct history_in {
    struct uuid id;
    int64_t after, before, limit;
    const char *tenant;
};

#define STRETCH_FIELDS                                                                                                 \
    FIELD_UUID(struct history_in, id, .in = IN_PATH, .need = true),                                                    \
        FIELD_INT(struct history_in, after, .in = IN_QUERY, .low = 0, .high = 4294967295.0,                            \
                  .doc = "The no of the last message that is known"),                                                  \
        FIELD_INT(struct history_in, limit, .in = IN_QUERY, .low = 1, .high = 200, .fallback = 100,                    \
                  .doc = "Messages at most")

static const struct field history_fields[] = {
    STRETCH_FIELDS,
    FIELD_STR(struct history_in, tenant, .in = IN_QUERY, .max = 63, .doc = "The workspace, by its short name"),
    FIELD_END,
};

static enum err
history(struct req *r, const void *input)
{
    const struct history_in *in = input;
    enum err e = chat_home(r, in->tenant);

    if (e == ERR_NONE)
        e = messages_out(r, &(struct stretch){ in->id, in->after, 0, in->limit });
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint history_endpoint = { "What was said in a conversation, for whoever knows its id", history_fields,
                                           message_page_shape, sizeof(struct history_in), history };

static const struct field staff_fields[] = {
    STRETCH_FIELDS,
    FIELD_INT(struct history_in, before, .in = IN_QUERY, .low = 0, .high = 4294967295.0,
              .doc = "Only those before this no, the nearest to it"),
    FIELD_END,
};

static enum err
session_messages(struct req *r, const void *input)
{
    const struct history_in *in = input;
    int64_t there = 0;
    enum err e = db_int(r, Q_SESSION_EXISTS, ARGS(a_uuid(in->id)), 0, &there);

    if (e == ERR_NONE && there == 0)
        return ERR_NOT_FOUND;
    if (e == ERR_NONE)
        e = messages_out(r, &(struct stretch){ in->id, in->after, in->before, in->limit });
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint session_messages_endpoint = { "The messages of a conversation", staff_fields, message_page_shape,
                                                    sizeof(struct history_in), session_messages };
