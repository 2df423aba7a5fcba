/*
 * presence.c: see presence.h. Published at once and without a row in the outbox: whoever missed it misses nothing that lasts.
 */
#include "presence.h"

#include "clock.h"
#include "conversation.h"
#include "limit.h"
#include "mail.h"
#include "out.h"
#include "shape.h"

static const char *const states[] = { "viewing", "typing", "gone", NULL };

static const struct shape person_shape[] = {
    { .name = "user_id", .type = S_UUID },
    { .name = "name", .type = S_STR },
    { .name = "until", .type = S_TIME },
    SHAPE_END,
};
static const struct shape presence_shape[] = {
    { .name = "data", .type = S_ARRAY, .of = person_shape, .doc = "Who looks at it now, oneself too" },
    SHAPE_END,
};

struct presence_in {
    const char *object, *state;
};

/* "chat:<id>", "customer:<id>": a word and an id. */
static const char *
is_object(const char *s)
{
    const char *colon = strchr(s, ':');
    struct uuid id;

    if (colon != NULL && uuid_parse(colon + 1, &id) && strspn(s, "abcdefghijklmnopqrstuvwxyz") == (size_t)(colon - s))
        return NULL;
    return "An object is its kind, a colon and its id.";
}

static bool
is_chat(const char *object)
{
    return strncmp(object, "chat:", 5) == 0;
}

/* What one may not see one may not look at either. */
static bool
may_look(const struct req *r, const char *object)
{
    return actor_may(&r->actor, is_chat(object) ? "chats:read" : "customers:read");
}

static enum err
out_people(struct req *r, const char *object)
{
    return out_found(r, "data", Q_PRESENCE, ARGS(a_str(object)));
}

static const struct field list_fields[] = {
    FIELD_STR(struct presence_in, object, .in = IN_QUERY, .need = true, .max = 80, .check = is_object,
              .doc = "chat:<id>, customer:<id>"),
    FIELD_END,
};

static enum err
list(struct req *r, const void *input)
{
    const struct presence_in *in = input;
    enum err e = may_look(r, in->object) ? out_people(r, in->object) : ERR_FORBIDDEN;

    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint presence_endpoint = { "Who looks at something", list_fields, presence_shape,
                                            sizeof(struct presence_in), list };

/* A failure to publish is nobody's concern: the next heartbeat comes soon. */
static void
tell(struct req *r, const char *type, const char *object, const char *who)
{
    char name[CHANNEL_TEXT];
    const char *message =
        arena_printf(r->arena, "{\"seq\":0,\"type\":\"%s\",\"id\":\"%s\",\"who\":\"%s\"}", type, object, who);
    enum err e;

    if (object == NULL || message == NULL)
        return;
    if (is_chat(object))
        channel_of_chats(r->actor.tenant, name);
    else
        channel_of_tenant(r->actor.tenant, name);
    e = publish(name, message);
    if (e != ERR_NONE || !is_chat(object) || strcmp(type, "typing") != 0 || strcmp(who, "client") == 0)
        return;
    /* To the visitor: that somebody writes, not who. */
    message = arena_printf(r->arena, "{\"seq\":0,\"type\":\"typing\",\"id\":\"%s\",\"who\":\"staff\"}", object);
    channel_of_session(r->actor.tenant, object + 5, name);
    if (message != NULL)
        e = publish(name, message);
    (void)e;
}

static const struct field put_fields[] = {
    FIELD_STR(struct presence_in, object, .need = true, .max = 80, .check = is_object,
              .doc = "chat:<id>, customer:<id>"),
    FIELD_ENUM(struct presence_in, state, .need = true, .choices = states, .doc = "viewing is said again every 15 s"),
    FIELD_END,
};

static enum err
write_state(struct req *r, const struct presence_in *in, uint64_t *ret_rows)
{
    enum err e = db_begin(r);

    if (e == ERR_NONE && strcmp(in->state, "gone") == 0)
        e = db_exec(r, Q_PRESENCE_END, ARGS(a_str(in->object)), ret_rows);
    else if (e == ERR_NONE)
        e = db_exec(r, Q_PRESENCE_PUT, ARGS(a_str(in->object)), ret_rows);
    if (e == ERR_NONE)
        e = out_people(r, in->object);
    if (e == ERR_NONE)
        e = db_commit(r);
    if (e != ERR_NONE)
        db_rollback(r);
    return e == ERR_REPEAT ? ERR_UNAVAILABLE : e;
}

static enum err
put(struct req *r, const void *input)
{
    const struct presence_in *in = input;
    char who[UUID_TEXT];
    int64_t before = 0;
    uint64_t rows = 0;
    enum err e =
        may_look(r, in->object) ? db_int(r, Q_PRESENCE_MINE, ARGS(a_str(in->object)), 0, &before) : ERR_FORBIDDEN;

    if (e == ERR_NONE)
        e = write_state(r, in, &rows);
    if (e != ERR_NONE)
        return e;
    uuid_text(r->actor.user_id, who);
    if ((before != 0) == (strcmp(in->state, "gone") == 0))
        tell(r, "presence", in->object, who);
    if (strcmp(in->state, "typing") == 0)
        tell(r, "typing", in->object, who);
    return reply(r, 200);
}

const struct endpoint presence_put_endpoint = { "Say that one looks at something, or writes",
                                                put_fields,
                                                presence_shape,
                                                sizeof(struct presence_in),
                                                put,
                                                .outside = true };

struct typing_in {
    struct uuid id;
    const char *tenant;
};

static const struct field typing_fields[] = {
    FIELD_UUID(struct typing_in, id, .in = IN_PATH, .need = true),
    FIELD_STR(struct typing_in, tenant, .max = 63, .doc = "The workspace, by its short name"),
    FIELD_END,
};

/* The visitor's side: once a second and conversation is enough, and only where something was said already. */
static enum err
typing(struct req *r, const void *input)
{
    static const struct limit limit = { "typing", 3, 3, NULL };
    const struct typing_in *in = input;
    char id[UUID_TEXT];
    int64_t there = 0;
    enum err e = chat_home(r, in->tenant);

    uuid_text(in->id, id);
    if (e == ERR_NONE)
        e = limit_hit(r, &limit, arena_printf(r->arena, "%u %s", r->actor.tenant, id));
    if (e == ERR_NONE)
        e = db_int(r, Q_SESSION_EXISTS, ARGS(a_uuid(in->id)), 0, &there);
    if (e != ERR_NONE)
        return e;
    if (there != 0)
        tell(r, "typing", arena_printf(r->arena, "chat:%s", id), "client");
    return reply(r, 200);
}

const struct endpoint typing_endpoint = { "Say that the visitor writes", typing_fields, NULL,
                                          sizeof(struct typing_in),      typing,        .outside = true };

enum err
presence_prune(struct req *r)
{
    static int64_t pruned;

    return clock_due(&pruned, INT64_C(60000000)) ? db_exec(r, Q_PRESENCE_PRUNE, NO_ARGS, NULL) : ERR_NONE;
}
