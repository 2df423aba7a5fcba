/*
 * sessions.c: the conversations of a tenant, as its people see them.
 */
#include "conversation.h"

#include "number_text.h"
#include "out.h"
#include "shape.h"
#include "visible.h"

static const char *const context_states[] = { "none", "waiting", "done", "failed", NULL };

const struct shape session_shape[] = {
    { .name = "id", .type = S_UUID },
    { .name = "customer_id",
      .type = S_UUID,
      .nullable = true,
      .doc = "Once the visitor said something about themselves, and for who sees that customer" },
    { .name = "name", .type = S_STR, .nullable = true },
    { .name = "email", .type = S_STR, .nullable = true },
    { .name = "phone", .type = S_STR, .nullable = true },
    { .name = "preview", .type = S_STR, .doc = "The beginning of the last message" },
    { .name = "last_no", .type = S_INT },
    { .name = "last_at", .type = S_TIME },
    { .name = "last_sender", .type = S_STR, .choices = chat_senders },
    { .name = "started_at", .type = S_TIME },
    { .name = "completed_at", .type = S_TIME, .nullable = true, .doc = "When name, address and phone were known" },
    { .name = "unread", .type = S_INT, .doc = "The visitor's messages that the asking person has not read" },
    { .name = "context_state", .type = S_STR, .choices = context_states },
    SHAPE_END,
};

struct list_in {
    bool unread;
    const char *q, *cursor;
    struct uuid customer_id;
    int64_t limit;
};

static const struct field list_fields[] = {
    FIELD_BOOL(struct list_in, unread, .in = IN_QUERY, .doc = "Only those with something unread"),
    FIELD_STR(struct list_in, q, .in = IN_QUERY, .max = 100, .doc = "Part of name, address or phone"),
    FIELD_UUID(struct list_in, customer_id, .in = IN_QUERY, .doc = "Only those of a customer"),
    FIELD_INT(struct list_in, limit, .in = IN_QUERY, .low = 1, .high = 100, .fallback = 30, .doc = "Entries a page"),
    FIELD_STR(struct list_in, cursor, .in = IN_QUERY, .max = 256, .doc = "next_cursor of the page before"),
    FIELD_END,
};
static const struct shape list_shape[] = {
    { .name = "data", .type = S_ARRAY, .of = session_shape, .doc = "The latest first" },
    { .name = "next_cursor", .type = S_STR, .nullable = true },
    SHAPE_END,
};

const char *
like_text(struct req *r, const char *text)
{
    size_t n = text == NULL ? 0 : strlen(text);
    char *s = n == 0 ? NULL : arena_alloc(r->arena, n * 2 + 3), *to = s;

    if (s == NULL)
        return NULL;
    *to++ = '%';
    for (const char *p = text; *p != '\0'; p++) {
        if (strchr("%_!", *p) != NULL)
            *to++ = '!';
        *to++ = *p;
    }
    *to = '%';
    return s;
}

/* "<microseconds> <id>": the place of an entry among those that are ordered by time. */
enum err
place_read(struct req *r, const char *cursor, int64_t *ret_at, struct uuid *ret_id)
{
    const char *text = NULL;
    int64_t at = INT64_C(253402300799000000); /* the year 9999 */
    enum err e = cursor == NULL ? ERR_NONE : cursor_read(r, cursor, &text);

    memset(ret_id->b, 0xff, sizeof(ret_id->b));
    if (e == ERR_NONE && text != NULL && (!number_take(&text, INT64_MIN, INT64_MAX, &at) || !uuid_parse(text, ret_id)))
        return fail(r, ERR_INVALID, "cursor", "This cursor belongs to another list.");
    *ret_at = at;
    return e;
}

const char *
place_make(struct req *r, int64_t at, struct uuid id)
{
    char text[UUID_TEXT];

    uuid_text(id, text);
    return cursor_make(r, arena_printf(r->arena, "%lld %s", (long long)at, text));
}

enum err
places_out(struct req *r, struct rows *rows, int64_t limit, unsigned time_column)
{
    struct uuid id = { { 0 } };
    int64_t at = 0;
    bool more = false;

    out_array(r, "data");
    for (int64_t n = 0; rows_next(rows); n++) {
        more = n == limit;
        if (more)
            break;
        id = col_uuid(rows, 0);
        at = col_time(rows, time_column);
        out_object(r, NULL);
        out_row(r, rows);
        out_end(r);
    }
    out_end(r);
    out_str(r, "next_cursor", more ? place_make(r, at, id) : NULL);
    return rows_error(rows);
}

static enum err
list(struct req *r, const void *input)
{
    const struct list_in *in = input;
    const char *q = like_text(r, in->q);
    struct arg customer = a_uuid(in->customer_id), like = a_str(q);
    struct uuid below;
    struct rows *rows;
    int64_t at;
    enum err e = place_read(r, in->cursor, &at, &below);

    if (e == ERR_NONE)
        e = db_rows(r, Q_SESSIONS,
                    ARGS(a_all(r), a_time(at), a_time(at), a_uuid(below), customer, customer, like, like, like, like,
                         a_int(in->unread), a_int(in->limit + 1)),
                    &rows);
    if (e == ERR_NONE)
        e = places_out(r, rows, in->limit, 7);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint sessions_endpoint = { "Conversations, the latest first", list_fields, list_shape,
                                            sizeof(struct list_in), list };

struct one_in {
    struct uuid id;
    int64_t upto;
};

static const struct field one_fields[] = {
    FIELD_UUID(struct one_in, id, .in = IN_PATH, .need = true),
    FIELD_END,
};

static enum err
one(struct req *r, const void *input)
{
    const struct one_in *in = input;
    struct rows *row;
    enum err e = db_one(r, Q_SESSION, ARGS(a_all(r), a_uuid(in->id)), &row);

    if (e != ERR_NONE)
        return e;
    out_row(r, row);
    return reply(r, 200);
}

const struct endpoint session_endpoint = { "A conversation", one_fields, session_shape, sizeof(struct one_in), one };

static const struct field read_fields[] = {
    FIELD_UUID(struct one_in, id, .in = IN_PATH, .need = true),
    FIELD_INT(struct one_in, upto, .need = true, .low = 0, .high = 4294967295.0, .doc = "The no of the last one read"),
    FIELD_END,
};
static const struct shape unread_shape[] = { { .name = "unread", .type = S_INT }, SHAPE_END };

/* Reading does not go backwards, nor beyond what was said. */
static enum err
mark_read(struct req *r, const void *input)
{
    const struct one_in *in = input;
    uint64_t rows = 0;
    int64_t unread = 0;
    char id[UUID_TEXT];
    enum err e = db_exec(r, Q_SESSION_READ, ARGS(a_int(in->upto), a_uuid(in->id)), &rows);

    if (e == ERR_NONE && rows == 0)
        e = db_int(r, Q_SESSION_EXISTS, ARGS(a_uuid(in->id)), 0, &unread);
    if (e == ERR_NONE && rows == 0 && unread == 0)
        return ERR_NOT_FOUND;
    uuid_text(in->id, id);
    if (e == ERR_NONE)
        e = db_int(r, Q_SESSION_UNREAD, ARGS(a_uuid(in->id)), 0, &unread);
    if (e == ERR_NONE)
        e = event_add(r, &r->actor.user_id, "message-read", id);
    out_int(r, "unread", unread);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint session_read_endpoint = { "Say how far one has read a conversation", read_fields, unread_shape,
                                                sizeof(struct one_in), mark_read };

static const struct shape conversations_shape[] = {
    { .name = "conversations", .type = S_INT, .doc = "With something unread; 100 stands for more" },
    SHAPE_END,
};

static enum err
unread(struct req *r, const void *input)
{
    int64_t n = 0;
    enum err e = db_int(r, Q_SESSIONS_UNREAD, NO_ARGS, 0, &n);

    (void)input;
    out_int(r, "conversations", n);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint chats_unread_endpoint = { "How many conversations have something unread", NULL,
                                                conversations_shape, 0, unread };
