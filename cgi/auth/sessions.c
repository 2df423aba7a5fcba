/*
 * sessions.c: where somebody is signed in, and how to end it.
 */
#include "sessions.h"

#include "out.h"
#include "shape.h"

enum err
sessions_end(struct req *r, const struct account *a, struct uuid keep, const char *why, uint64_t *ret_count)
{
    uint64_t rows = 0;
    enum err e = db_exec(r, Q_SESSIONS_END, ARGS(a_str(why), a_uuid(a->id), a_uuid(keep)), &rows);

    if (e == ERR_NONE && rows > 0) /* open streams of the person are closed, and open again where they may */
        e = db_insert(r, Q_SESSION_EVENT, ARGS(a_int(a->tenant), a_uuid(a->id), a_str("all")));
    if (e == ERR_NONE && ret_count != NULL)
        *ret_count = rows;
    return e;
}

static const char *const clients[] = { "web", "api", "compat", NULL };

static const struct shape session_shape[] = {
    { .name = "id", .type = S_UUID },
    { .name = "client", .type = S_STR, .choices = clients },
    { .name = "device", .type = S_STR, .doc = "What the program calls itself" },
    { .name = "address", .type = S_STR, .nullable = true, .doc = "Network address at sign-in" },
    { .name = "created_at", .type = S_TIME },
    { .name = "last_used_at", .type = S_TIME },
    { .name = "expires_at", .type = S_TIME },
    { .name = "current", .type = S_BOOL, .doc = "This one" },
    SHAPE_END,
};
static const struct shape sessions_shape[] = {
    { .name = "data", .type = S_ARRAY, .of = session_shape },
    SHAPE_END,
};

static enum err
list(struct req *r, const void *input)
{
    enum err e = out_found(r, "data", Q_SESSIONS_MINE, ARGS(a_uuid(r->actor.session_id)));

    (void)input;
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint sessions_endpoint = { "Where I am signed in", NULL, sessions_shape, 0, list };

struct end_in {
    struct uuid id;
};

static const struct field end_fields[] = { FIELD_UUID(struct end_in, id, .in = IN_PATH, .doc = "Session"), FIELD_END };

static enum err
end_one(struct req *r, const void *input)
{
    const struct end_in *in = input;
    char id[UUID_TEXT];
    enum err e = db_exec_one(r, Q_SESSION_END_MINE, ARGS(a_uuid(in->id)));

    uuid_text(in->id, id);
    if (e == ERR_NOT_FOUND)
        return fail(r, e, NULL, "There is no such session.");
    if (e == ERR_NONE)
        e = db_insert(r, Q_SESSION_EVENT, ARGS(a_int(r->actor.tenant), a_uuid(r->actor.user_id), a_str(id)));
    if (e == ERR_NONE)
        e = audit_add(r, "session.revoked", "session", id, NULL);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint session_end_endpoint = { "End a session",       end_fields, NULL,
                                               sizeof(struct end_in), end_one,    .status = 200 };

static const struct shape ended_shape[] = {
    { .name = "ended", .type = S_INT, .doc = "How many" },
    SHAPE_END,
};

static enum err
end_others(struct req *r, const void *input)
{
    struct account me = { .id = r->actor.user_id, .tenant = r->actor.tenant };
    char id[UUID_TEXT];
    uint64_t count = 0;
    enum err e = sessions_end(r, &me, r->actor.session_id, "revoked", &count);

    (void)input;
    uuid_text(r->actor.user_id, id);
    if (e == ERR_NONE)
        e = audit_add(r, "session.others_revoked", "user", id, NULL);
    if (e != ERR_NONE)
        return e;
    out_int(r, "ended", (int64_t)count);
    return reply(r, 200);
}

const struct endpoint sessions_end_endpoint = {
    "End all my sessions but this one", NULL, ended_shape, 0, end_others, .status = 200
};
