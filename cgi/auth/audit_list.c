/*
 * audit_list.c: the record of who changed what and who signed in, for those who may read it.
 */
#include "admin.h"

static const struct shape entry_shape[] = {
    { .name = "id", .type = S_UUID },
    { .name = "at", .type = S_TIME },
    { .name = "action", .type = S_STR },
    { .name = "object", .type = S_STR, .doc = "What kind of thing" },
    { .name = "object_id", .type = S_STR },
    { .name = "actor_id", .type = S_UUID, .nullable = true },
    { .name = "actor", .type = S_STR, .nullable = true, .doc = "The name of who did it" },
    { .name = "detail", .type = S_ANY },
    { .name = "request_id", .type = S_STR },
    { .name = "sealed", .type = S_BOOL, .doc = "In the chain of seals" },
    SHAPE_END,
};
static const struct shape list_out[] = {
    PAGE_OF(entry_shape),
    SHAPE_END,
};

struct list_in {
    const char *action, *object, *object_id, *cursor;
    struct uuid actor;
    int64_t after, before, limit;
};

static const struct field list_fields[] = {
    FIELD_STR(struct list_in, action, .in = IN_QUERY, .max = 63,
              .doc = "Beginning of the action: login finds login.failed"),
    FIELD_UUID(struct list_in, actor, .in = IN_QUERY, .doc = "Id of who did it"),
    FIELD_STR(struct list_in, object, .in = IN_QUERY, .max = 63, .doc = "Kind of thing"),
    FIELD_STR(struct list_in, object_id, .in = IN_QUERY, .max = 64, .doc = "Which one"),
    FIELD_TIME(struct list_in, after, .in = IN_QUERY, .doc = "Not before this time"),
    FIELD_TIME(struct list_in, before, .in = IN_QUERY, .doc = "Before this time"),
    PAGE_MEMBERS(struct list_in),
    FIELD_END,
};

/* The lowest id of a time's millisecond: ids of rows tell when they were made. Never nil. */
static struct uuid
id_from(int64_t us)
{
    struct uuid id = { { 0 } };
    uint64_t ms = us <= 0 ? 0 : (uint64_t)us / 1000;

    for (int i = 5; i >= 0; i--, ms >>= 8)
        id.b[i] = (uint8_t)ms;
    id.b[6] = 0x70;
    id.b[8] = 0x80;
    return id;
}

static enum err
list(struct req *r, const void *input)
{
    const struct list_in *in = input;
    const char *action = like_start(r, in->action);
    const char *object = in->object == NULL || *in->object == '\0' ? NULL : in->object;
    const char *object_id = in->object_id == NULL || *in->object_id == '\0' ? NULL : in->object_id;
    struct uuid from = id_from(in->after), until = id_from(in->before);
    struct id_page p;
    enum err e = page_from(r, in->cursor, in->limit, &p);

    if (e != ERR_NONE)
        return e;
    if (in->before != 0 && memcmp(until.b, p.below.b, sizeof(until.b)) < 0)
        p.below = until;
    e = page_out(r, &p, Q_AUDIT_LIST,
                 ARGS(a_uuid(p.below), a_uuid(from), a_str(action), a_str(action), a_uuid(in->actor), a_uuid(in->actor),
                      a_str(object), a_str(object), a_str(object_id), a_str(object_id), a_int(p.limit + 1)));
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint audit_endpoint = { "Who changed what and who signed in, newest first", list_fields, list_out,
                                         sizeof(struct list_in), list };
