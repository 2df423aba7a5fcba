/*
 * events.c: what a signed-in person may hear.
 */
#include "chat.h"

#include "conversation.h"
#include "out.h"
#include "shape.h"

/* nginx holds the stream; this only says which channels it carries. */
static enum err
stream(struct req *r, const void *input)
{
    char user[CHANNEL_TEXT], other[CHANNEL_TEXT];
    const char *where;
    int64_t generation = 0;
    enum err e = db_int(r, Q_CHANNEL_NOW, NO_ARGS, 0, &generation);

    (void)input;
    if (e != ERR_NONE)
        return e;
    channel_of_user(r->actor.tenant, r->actor.user_id, generation, user);
    where = arena_printf(r->arena, "/_live/%s", user);
    if (actor_may(&r->actor, "datasets:read")) {
        channel_of_tenant(r->actor.tenant, other);
        where = arena_printf(r->arena, "%s/%s", where, other);
    }
    if (actor_may(&r->actor, "chats:read")) {
        channel_of_chats(r->actor.tenant, other);
        where = arena_printf(r->arena, "%s/%s", where, other);
    }
    reply_header(r, "X-Accel-Redirect", where);
    out_body(r, "text/event-stream", "", 0);
    return reply(r, 200);
}

struct visitor_in {
    struct uuid id;
    const char *tenant;
};

static const struct field visitor_fields[] = {
    FIELD_UUID(struct visitor_in, id, .in = IN_PATH, .need = true),
    FIELD_STR(struct visitor_in, tenant, .in = IN_QUERY, .max = 63, .doc = "The workspace, by its short name"),
    FIELD_END,
};

/* Whoever knows a conversation's id may hear that something was said in it. */
static enum err
visitor_live(struct req *r, const void *input)
{
    const struct visitor_in *in = input;
    char id[UUID_TEXT], name[CHANNEL_TEXT];
    enum err e = chat_home(r, in->tenant);

    if (e != ERR_NONE)
        return e;
    uuid_text(in->id, id);
    channel_of_session(r->actor.tenant, id, name);
    reply_header(r, "X-Accel-Redirect", arena_printf(r->arena, "/_live/%s", name));
    out_body(r, "text/event-stream", "", 0);
    return reply(r, 200);
}

const struct endpoint visitor_live_endpoint = { "Live events of a conversation, for its visitor",
                                                visitor_fields,
                                                NULL,
                                                sizeof(struct visitor_in),
                                                visitor_live,
                                                .gives = "text/event-stream" };

const struct endpoint stream_endpoint = {
    "Live events: {seq, type, id} says that something changed", NULL, NULL, 0, stream, .gives = "text/event-stream"
};

struct log_in {
    int64_t after, limit;
};

static const struct field log_fields[] = {
    FIELD_INT(struct log_in, after, .in = IN_QUERY, .low = 0, .high = 9007199254740991.0,
              .doc = "The seq of the last event that is known"),
    FIELD_INT(struct log_in, limit, .in = IN_QUERY, .low = 1, .high = 200, .fallback = 100, .doc = "Events at most"),
    FIELD_END
};

static const struct shape event_shape[] = {
    { .name = "seq", .type = S_INT },
    { .name = "type", .type = S_STR, .doc = "What changed: dataset, ..." },
    { .name = "id", .type = S_STR, .doc = "Which one" },
    { .name = "created_at", .type = S_TIME },
    SHAPE_END,
};
static const struct shape log_shape[] = {
    { .name = "data",
      .type = S_ARRAY,
      .of = event_shape,
      .doc = "One's own events and the tenant's, oldest first; kept for 7 days" },
    { .name = "next_after", .type = S_INT, .doc = "Where the next request goes on" },
    SHAPE_END,
};

static enum err
read_log(struct req *r, const void *input)
{
    const struct log_in *in = input;
    int64_t last = in->after;
    struct rows *rows;
    enum err e = db_rows(r, Q_EVENT_LOG,
                         ARGS(a_int(in->after), a_int(actor_may(&r->actor, "chats:read")),
                              a_int(actor_may(&r->actor, "datasets:read")), a_int(in->limit)),
                         &rows);

    if (e != ERR_NONE)
        return e;
    out_array(r, "data");
    while (rows_next(rows)) {
        out_object(r, NULL);
        out_row(r, rows);
        out_end(r);
        last = col_int(rows, 0);
    }
    out_end(r);
    out_int(r, "next_after", last);
    e = rows_error(rows);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint log_endpoint = { "The log of events",   log_fields, log_shape,
                                       sizeof(struct log_in), read_log,   .status = 200 };
