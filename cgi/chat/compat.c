/*
 * compat.c: clients of older systems: Rivo's chat (contract R-R1 to R-R4) and ChurnGuard's notes (contract A2). Their paths of the chat lie
 * within ours: /api/v1/chat/stream and /history are theirs.
 */
#include "compat.h"

#include "conversation.h"
#include "notes.h"
#include "out.h"
#include "shape.h"

#define HISTORY_MOST 1000 /* that list has no pages */
#define NOTES_MOST   1000

struct history_in {
    const char *session_id;
};

static const struct field history_fields[] = {
    FIELD_STR(struct history_in, session_id, .in = IN_QUERY, .max = 200, .doc = "The conversation"),
    FIELD_END,
};

static const struct shape old_history_shape[] = {
    { .name = "session_id", .type = S_STR },
    { .name = "data", .type = S_ARRAY, .of = message_shape },
    SHAPE_END,
};

static enum err
history(struct req *r, const void *input)
{
    const struct history_in *in = input;
    struct uuid session;
    struct rows *rows;
    enum err e;

    if (in->session_id == NULL || *in->session_id == '\0')
        return fail_as(r, ERR_INVALID, "session_missing", NULL, "session_id is required");
    if (!uuid_parse(in->session_id, &session))
        return fail_as(r, ERR_INVALID, "session_malformed", NULL, "session_id must be a valid UUID");
    e = chat_home(r, NULL);
    if (e == ERR_NONE)
        e = db_rows(r, Q_MESSAGES_STAND, ARGS(a_uuid(session), a_int(HISTORY_MOST), a_uuid(session)), &rows);
    if (e != ERR_NONE)
        return e;
    out_str(r, "session_id", in->session_id);
    e = out_rows(r, "data", rows);
    return e != ERR_NONE ? e : reply(r, 200);
}

static const struct endpoint old_history_endpoint = { "What was said in a conversation", history_fields,
                                                      old_history_shape, sizeof(struct history_in), history };

static enum err
nothing(struct req *r, const void *input)
{
    (void)input;
    return reply(r, 200);
}

static const struct endpoint root_endpoint = { "The root of the chat's addresses", NULL, NULL, 0, nothing };

static const struct compat_in stream_in[] = {
    { .theirs = "session_id", .ours = "session_id" },
    { .theirs = "message", .ours = "message" },
    { .theirs = "sender_type", .ours = "sender" },
    { .theirs = "data_type", .ours = "data_type" },
    { 0 },
};
static const struct compat_out stream_out[] = {
    { .theirs = "id", .ours = "number" },
    { .theirs = "session_id", .ours = "session_id" },
    { .theirs = "message", .ours = "message" },
    { .theirs = "sender_type", .ours = "sender" },
    { .theirs = "data_type", .ours = "data_type" },
    { .theirs = "sent_at", .ours = "sent_at" },
    { 0 },
};
static const struct compat_out history_out[] = {
    { .theirs = "session_id", .ours = "session_id" },
    { .theirs = "messages[].id", .ours = "data[].number" },
    { .theirs = "messages[].session_id", .ours = "data[].session_id" },
    { .theirs = "messages[].message", .ours = "data[].message" },
    { .theirs = "messages[].sender_type", .ours = "data[].sender" },
    { .theirs = "messages[].data_type", .ours = "data[].data_type" },
    { .theirs = "messages[].sent_at", .ours = "data[].sent_at" },
    { 0 },
};
static const struct compat_error history_errors[] = {
    { .code = "session_missing", .status = 400, .body = "{\"error\":\"session_id is required\"}" },
    { .code = "session_malformed", .status = 400, .body = "{\"error\":\"session_id must be a valid UUID\"}" },
    { 0 },
};

#define RIVO .wire = WIRE_DRF, .origin = "rivo", .access = PUBLIC
#define STREAM(path_)                                                                                                  \
    {                                                                                                                  \
        .method = POST, .path = (path_), .endpoint = &say_endpoint, .in = stream_in, .out = stream_out, RIVO           \
    }
#define HISTORY(path_)                                                                                                 \
    {                                                                                                                  \
        .method = GET, .path = (path_), .endpoint = &old_history_endpoint, .out = history_out,                         \
        .errors = history_errors, RIVO                                                                                 \
    }

static const struct compat rivo[] = {
    STREAM("/api/v1/chat/stream/"),
    STREAM("/api/v1/chat/stream.json"),
    HISTORY("/api/v1/chat/history/"),
    HISTORY("/api/v1/chat/history.json"),
    { .method = GET, .path = "/api/v1/chat/", .endpoint = &root_endpoint, RIVO },
    COMPAT_END,
};

static enum err
old_inbox(struct req *r, const void *input)
{
    enum err e = notes_inbox(r, NULL, NOTES_MOST, false, false);

    (void)input;
    return e != ERR_NONE ? e : reply(r, 200);
}

static enum err
old_sent(struct req *r, const void *input)
{
    enum err e = notes_sent(r, NULL, NOTES_MOST);

    (void)input;
    return e != ERR_NONE ? e : reply(r, 200);
}

/* There the answer is the bare word. */
static enum err
old_read(struct req *r, const void *input)
{
    const struct note_id_in *in = input;
    enum err e = note_mark_read(r, in->id);

    if (e != ERR_NONE)
        return e;
    out_body(r, "application/json", "true", 4);
    return reply(r, 200);
}

static const struct endpoint old_inbox_endpoint = { "Notes to one's roles", NULL, notes_shape, 0, old_inbox };
static const struct endpoint old_sent_endpoint = { "Notes one sent", NULL, notes_shape, 0, old_sent };
static const struct endpoint old_read_endpoint = { "Say that one has read a note", note_id_fields, NULL,
                                                   sizeof(struct note_id_in), old_read };

static const struct compat_in note_in[] = {
    { .theirs = "title", .ours = "title" },
    { .theirs = "description", .ours = "body" },
    { .theirs = "recipients", .ours = "recipients" },
    { 0 },
};

#define NOTE_OUT(theirs_, ours_)                                                                                       \
    { .theirs = theirs_ "id", .ours = ours_ "id" }, { .theirs = theirs_ "title", .ours = ours_ "title" },              \
        { .theirs = theirs_ "description", .ours = ours_ "body" },                                                     \
        { .theirs = theirs_ "sender_id", .ours = ours_ "sender_id" },                                                  \
        { .theirs = theirs_ "recipients[]", .ours = ours_ "recipients[]" },                                            \
        { .theirs = theirs_ "is_read", .ours = ours_ "is_read" },                                                      \
    {                                                                                                                  \
        .theirs = theirs_ "timestamp", .ours = ours_ "sent_at", .form = FORM_ZONELESS                                  \
    }

static const struct compat_out note_out_rows[] = { NOTE_OUT("", ""), { 0 } };
static const struct compat_out notes_out_rows[] = { NOTE_OUT("[].", "data[]."), { 0 } };

static const struct compat_error note_errors[] = {
    { .code = "not_found", .status = 404, .body = "{\"detail\":\"Note not found\"}" },
    { .code = "forbidden", .status = 403, .body = "{\"detail\":\"Not authorized to access this note\"}" },
    { .code = "staff_only", .status = 403, .body = "{\"detail\":\"Not authorized to access this note\"}" },
    { .code = "invalid", .status = 404, .body = "{\"detail\":\"Note not found\"}", .field = "id" },
    { .code = "wrong_type", .status = 404, .body = "{\"detail\":\"Note not found\"}", .field = "id" },
    { 0 },
};

#define CHURNGUARD .wire = WIRE_FASTAPI, .origin = "churnguard", .access = STAFF_ONLY

static const struct compat churnguard[] = {
    { .method = POST,
      .path = "/notes/",
      .endpoint = &note_send_endpoint,
      .in = note_in,
      .out = note_out_rows,
      .status = 200,
      CHURNGUARD },
    { .method = GET, .path = "/notes/inbox", .endpoint = &old_inbox_endpoint, .out = notes_out_rows, CHURNGUARD },
    { .method = GET, .path = "/notes/sent", .endpoint = &old_sent_endpoint, .out = notes_out_rows, CHURNGUARD },
    { .method = GET,
      .path = "/notes/{id}",
      .endpoint = &note_endpoint,
      .out = note_out_rows,
      .errors = note_errors,
      CHURNGUARD },
    { .method = POST,
      .path = "/notes/{id}/read",
      .endpoint = &old_read_endpoint,
      .errors = note_errors,
      .status = 200,
      CHURNGUARD },
    COMPAT_END,
};

const struct compat chat_compat[] = { { .more = rivo }, { .more = churnguard }, COMPAT_END };
