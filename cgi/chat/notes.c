/*
 * notes.c: notes as they are read.
 */
#include "notes.h"

#include "out.h"
#include "page.h"
#include "shape.h"

static const char *const importances[] = { "normal", "important", NULL };

const struct shape note_shape[] = {
    { .name = "id", .type = S_UUID },
    { .name = "thread_id", .type = S_UUID, .doc = "The first note of the thread, which may be itself" },
    { .name = "title", .type = S_STR },
    { .name = "body", .type = S_STR },
    { .name = "sender_id", .type = S_UUID, .nullable = true },
    { .name = "sender", .type = S_STR, .nullable = true, .doc = "The name of who wrote it" },
    { .name = "recipients", .type = S_ARRAY, .items = S_STR, .doc = "Names of roles" },
    { .name = "importance", .type = S_STR, .choices = importances },
    { .name = "mentions", .type = S_ARRAY, .items = S_UUID, .doc = "People whom it is for above all" },
    { .name = "sent_at", .type = S_TIME },
    { .name = "read", .type = S_BOOL, .doc = "By the asking person" },
    { .name = "read_by", .type = S_INT, .doc = "By how many" },
    { .name = "is_read", .type = S_BOOL, .doc = "By anybody" },
    SHAPE_END,
};
const struct shape notes_shape[] = {
    PAGE_OF(note_shape),
    SHAPE_END,
};
const struct shape note_counts_shape[] = {
    { .name = "unread", .type = S_INT },
    { .name = "important", .type = S_INT, .doc = "Of these, important or mentioning the asking person" },
    SHAPE_END,
};

enum err
note_may_see(struct req *r, struct uuid id, struct uuid *ret_thread)
{
    struct rows *row;
    enum err e = db_one(r, Q_NOTE_SEEN, ARGS(a_uuid(id)), &row);

    if (e != ERR_NONE)
        return e;
    if (col_int(row, 1) == 0)
        return fail(r, ERR_FORBIDDEN, NULL, "This note is between others.");
    *ret_thread = col_uuid(row, 0);
    return ERR_NONE;
}

enum err
note_out(struct req *r, struct uuid id)
{
    struct rows *row;
    enum err e = db_one(r, Q_NOTE, ARGS(a_uuid(id)), &row);

    if (e == ERR_NONE)
        out_row(r, row);
    return e;
}

enum err
notes_inbox(struct req *r, const char *cursor, int64_t limit, bool unread, bool important)
{
    struct id_page page;
    enum err e = page_from(r, cursor, limit, &page);

    if (e != ERR_NONE)
        return e;
    return page_out(r, &page, Q_NOTES_INBOX,
                    ARGS(a_uuid(page.below), a_int(unread), a_int(important), a_int(limit + 1)));
}

enum err
notes_sent(struct req *r, const char *cursor, int64_t limit)
{
    struct id_page page;
    enum err e = page_from(r, cursor, limit, &page);

    return e != ERR_NONE ? e : page_out(r, &page, Q_NOTES_SENT, ARGS(a_uuid(page.below), a_int(limit + 1)));
}

struct list_in {
    const char *cursor;
    int64_t limit;
    bool unread, important;
};

static const struct field inbox_fields[] = {
    FIELD_BOOL(struct list_in, unread, .in = IN_QUERY, .doc = "Only those that one has not read"),
    FIELD_BOOL(struct list_in, important, .in = IN_QUERY, .doc = "Only those that are important or mention one"),
    PAGE_MEMBERS(struct list_in),
    FIELD_END,
};
static const struct field sent_fields[] = { PAGE_MEMBERS(struct list_in), FIELD_END };

static enum err
inbox(struct req *r, const void *input)
{
    const struct list_in *in = input;
    enum err e = notes_inbox(r, in->cursor, in->limit, in->unread, in->important);

    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint note_inbox_endpoint = { "Notes to one's roles, newest first", inbox_fields, notes_shape,
                                              sizeof(struct list_in), inbox };

static enum err
sent(struct req *r, const void *input)
{
    const struct list_in *in = input;
    enum err e = notes_sent(r, in->cursor, in->limit);

    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint note_sent_endpoint = { "Notes one sent, newest first", sent_fields, notes_shape,
                                             sizeof(struct list_in), sent };

const struct field note_id_fields[] = { FIELD_UUID(struct note_id_in, id, .in = IN_PATH, .need = true), FIELD_END };

static enum err
one(struct req *r, const void *input)
{
    const struct note_id_in *in = input;
    struct uuid thread;
    enum err e = note_may_see(r, in->id, &thread);

    if (e == ERR_NONE)
        e = note_out(r, in->id);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint note_endpoint = { "A note", note_id_fields, note_shape, sizeof(struct note_id_in), one };

static enum err
thread(struct req *r, const void *input)
{
    const struct note_id_in *in = input;
    const struct id_page whole = { .limit = 200 };
    struct uuid first;
    enum err e = note_may_see(r, in->id, &first);

    if (e == ERR_NONE)
        e = page_out(r, &whole, Q_NOTES_THREAD, ARGS(a_uuid(first)));
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint note_thread_endpoint = { "The thread of a note, oldest first, as far as one may see it",
                                               note_id_fields, notes_shape, sizeof(struct note_id_in), thread };

static const struct shape readers_shape[] = {
    { .name = "user_id", .type = S_UUID },
    { .name = "name", .type = S_STR },
    { .name = "at", .type = S_TIME },
    SHAPE_END,
};
static const struct shape readers_out[] = { { .name = "data", .type = S_ARRAY, .of = readers_shape }, SHAPE_END };

static enum err
readers(struct req *r, const void *input)
{
    const struct note_id_in *in = input;
    struct uuid first;
    struct rows *rows;
    enum err e = note_may_see(r, in->id, &first);

    if (e == ERR_NONE)
        e = db_rows(r, Q_NOTE_READERS, ARGS(a_uuid(in->id)), &rows);
    if (e != ERR_NONE)
        return e;
    e = out_rows(r, "data", rows);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint note_readers_endpoint = { "Who has read a note", note_id_fields, readers_out,
                                                sizeof(struct note_id_in), readers };

enum err
note_counts_out(struct req *r)
{
    struct rows *row;
    enum err e = db_one(r, Q_NOTES_UNREAD, NO_ARGS, &row);

    if (e != ERR_NONE)
        return e;
    out_int(r, "unread", col_int(row, 0));
    out_int(r, "important", col_int(row, 1));
    return ERR_NONE;
}

static enum err
unread(struct req *r, const void *input)
{
    enum err e = note_counts_out(r);

    (void)input;
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint note_unread_endpoint = { "How many notes one has not read", NULL, note_counts_shape, 0, unread };
