/*
 * notes.c: what people write about a customer. The author is who is signed in; the text before each edit is kept; who is mentioned gets
 * an event of their own.
 */
#include "records.h"

#include "mail.h"
#include "out.h"
#include "page.h"
#include "quote.h"
#include "search_index.h"
#include "timeline.h"
#include "visible.h"

#define MENTIONS_MAX 20
#define TOLD         200 /* bytes of a note in the timeline */

struct note_in {
    struct uuid id, note;
    const char *body, *cursor;
    bool pinned, has_body, has_pinned, has_mentions;
    json *mentions;
    int64_t limit;
};

#define CUSTOMER FIELD_UUID(struct note_in, id, .in = IN_PATH, .need = true, .doc = "The customer")
#define NOTE     FIELD_UUID(struct note_in, note, .in = IN_PATH, .need = true, .doc = "The note")
#define REST                                                                                                           \
    FIELD_BOOL(struct note_in, pinned, .has_offset = offsetof(struct note_in, has_pinned), .doc = "Stays on top"),     \
        FIELD_JSON(struct note_in, mentions, .has_offset = offsetof(struct note_in, has_mentions),                     \
                   .doc = "Ids of up to 20 people who shall hear of it")
#define BODY_MAX 20000

static const char *
is_note(const char *text)
{
    return *text == '\0' ? "A note has some text." : is_plain_text(text);
}

static const struct field list_fields[] = { CUSTOMER, PAGE_MEMBERS(struct note_in), FIELD_END };
static const struct field add_fields[] = {
    CUSTOMER,
    FIELD_STR(struct note_in, body, .need = true, .min_len = 1, .max = BODY_MAX, .check = is_note, .doc = "The text"),
    REST,
    FIELD_END,
};
static const struct field change_fields[] = {
    CUSTOMER,
    NOTE,
    FIELD_STR(struct note_in, body, .min_len = 1, .max = BODY_MAX, .check = is_note,
              .has_offset = offsetof(struct note_in, has_body), .doc = "The text; the one before is kept"),
    REST,
    FIELD_END,
};
static const struct field one_fields[] = { CUSTOMER, NOTE, FIELD_END };

static const struct shape note_shape[] = {
    { .name = "id", .type = S_UUID },
    { .name = "body", .type = S_STR },
    { .name = "pinned", .type = S_BOOL },
    { .name = "mentions", .type = S_ARRAY, .of = person_shape },
    { .name = "author", .type = S_OBJECT, .nullable = true, .of = person_shape },
    { .name = "created_at", .type = S_TIME },
    { .name = "updated_at", .type = S_TIME },
    { .name = "edited", .type = S_BOOL },
    { .name = "version", .type = S_INT },
    SHAPE_END,
};
static const struct shape list_out[] = { PAGE_OF(note_shape), SHAPE_END };

static const struct shape edit_shape[] = {
    { .name = "version", .type = S_INT },
    { .name = "body", .type = S_STR, .doc = "As it was in that version" },
    { .name = "by", .type = S_OBJECT, .nullable = true, .of = person_shape, .doc = "Who changed it" },
    { .name = "at", .type = S_TIME },
    SHAPE_END,
};
static const struct shape edits_out[] = { { .name = "data", .type = S_ARRAY, .of = edit_shape }, SHAPE_END };

static void
out_note(struct req *r, const struct rows *row)
{
    out_uuid(r, "id", col_uuid(row, 0));
    out_str(r, "body", col_str(row, 1));
    out_bool(r, "pinned", col_int(row, 2) != 0);
    out_raw(r, "mentions", col_str(row, 3), col_len(row, 3));
    person_out(r, "author", col_uuid(row, 4), col_str(row, 5));
    out_time(r, "created_at", col_time(row, 6));
    out_time(r, "updated_at", col_time(row, 7));
    out_bool(r, "edited", col_time(row, 6) != col_time(row, 7));
    out_int(r, "version", col_int(row, 8));
}

static enum err
missing(struct req *r, enum err e)
{
    return e == ERR_NOT_FOUND ? fail(r, e, NULL, "There is no such note.") : e;
}

static enum err
out_one(struct req *r, struct uuid customer, struct uuid note)
{
    struct rows *row = NULL;
    enum err e = db_one(r, Q_NOTE, ARGS(a_uuid(customer), a_uuid(note)), &row);

    if (e != ERR_NONE)
        return missing(r, e);
    out_note(r, row);
    reply_etag(r, col_int(row, 8));
    return ERR_NONE;
}

/* Pinned ones first: the cursor says which part it is in. */
static enum err
list(struct req *r, const void *input)
{
    const struct note_in *in = input;
    const char *text = "2ffffffff-ffff-ffff-ffff-ffffffffffff";
    struct rows *rows = NULL;
    struct uuid before;
    char last[UUID_TEXT] = "";
    int64_t count = 0, pinned = 0;
    enum err e = record_visible(r, in->id);

    if (e == ERR_NONE && in->cursor != NULL)
        e = cursor_read(r, in->cursor, &text);
    if (e == ERR_NONE && (*text < '0' || *text > '2' || !uuid_parse(text + 1, &before)))
        e = fail(r, ERR_INVALID, "cursor", "This cursor belongs to another list.");
    if (e == ERR_NONE)
        e = db_rows(r, Q_NOTES,
                    ARGS(a_uuid(in->id), a_int(*text - '0'), a_int(*text - '0'), a_uuid(before), a_int(in->limit + 1)),
                    &rows);
    if (e != ERR_NONE)
        return e;
    out_array(r, "data");
    while (count < in->limit && rows_next(rows)) {
        count++;
        pinned = col_int(rows, 2);
        uuid_text(col_uuid(rows, 0), last);
        out_object(r, NULL);
        out_note(r, rows);
        out_end(r);
    }
    out_end(r);
    out_str(r, "next_cursor",
            count == in->limit && rows_next(rows)
                ? cursor_make(r, arena_printf(r->arena, "%c%s", pinned != 0 ? '1' : '0', last))
                : NULL);
    e = rows_error(rows);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint note_list = { .title = "List notes about a customer",
                                    .fields = list_fields,
                                    .out = list_out,
                                    .input_size = sizeof(struct note_in),
                                    .run = list };

/* Live, where a page of theirs is open, and by mail, which says who and where and nothing of the customer. */
static enum err
tell_mentioned(struct req *r, const char *customer, struct uuid person, const struct rows *row)
{
    enum err e = event_add(r, &person, "mention", customer);

    if (e != ERR_NONE || uuid_equal(person, r->actor.user_id) || !mail_address_fine(col_str(row, 1)))
        return e;
    const char *params = mail_params(r, "name", col_str(row, 0), "author", col_str(row, 2), "customer", customer, NULL);

    return params == NULL ? ERR_UNAVAILABLE : mail_add(r, col_str(row, 1), "mention", params);
}

/* Those mentioned, as stored: [{id, name}]; who was not yet (before, the same of an earlier wording) hears of it. */
static enum err
mention(struct req *r, const struct note_in *in, const char *before, const char **ret_json)
{
    const char *list = "";
    char customer[UUID_TEXT];
    enum err e = ERR_NONE;

    uuid_text(in->id, customer);
    if (in->mentions != NULL && (json_kind(in->mentions) != JSON_ARRAY || json_len(in->mentions) > MENTIONS_MAX))
        return fail(r, ERR_INVALID, "mentions", "A list of at most 20 ids is expected.");
    for (size_t i = 0; e == ERR_NONE && i < json_len(in->mentions); i++) {
        struct rows *row = NULL;
        struct uuid person;
        char id[UUID_TEXT];

        if (!uuid_parse(json_str(json_at(in->mentions, i), ""), &person))
            return fail(r, ERR_INVALID, "mentions", "A list of ids is expected.");
        e = db_one(r, Q_COLLEAGUE, ARGS(a_uuid(person)), &row);
        if (e == ERR_NOT_FOUND)
            return fail(r, ERR_INVALID, "mentions", "There is no such colleague.");
        uuid_text(person, id);
        if (e == ERR_NONE && strstr(before, id) == NULL && strstr(list, id) == NULL)
            e = tell_mentioned(r, customer, person, row);
        if (e == ERR_NONE)
            list = arena_printf(r->arena, "%s%s{\"id\":\"%s\",\"name\":%s}", list, *list == '\0' ? "" : ",", id,
                                json_quote(r, col_str(row, 0)));
        if (list == NULL)
            return ERR_UNAVAILABLE;
    }
    if (e == ERR_NONE)
        *ret_json = arena_printf(r->arena, "[%s]", list);
    return e;
}

/* The beginning of a text, not cut within a character. */
static const char *
beginning(struct req *r, const char *text)
{
    size_t n = strlen(text);

    if (n <= TOLD)
        return text;
    for (n = TOLD; n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80;)
        n--;
    return arena_copy(r->arena, text, n);
}

static enum err
add(struct req *r, const void *input)
{
    const struct note_in *in = input;
    const struct uuid id = uuid_v7();
    const char *mentions = "[]";
    int64_t version = 0;
    char text[UUID_TEXT];
    enum err e = record_lock(r, in->id, &version);

    uuid_text(id, text);
    if (e == ERR_NONE)
        e = mention(r, in, "", &mentions);
    if (e == ERR_NONE)
        e = db_insert(r, Q_NOTE_ADD,
                      ARGS(a_uuid(id), a_uuid(in->id), a_str(in->body), a_int(in->pinned), a_str(mentions)));
    if (e == ERR_NONE)
        e = timeline_add(r, in->id, "note", text,
                         arena_printf(r->arena, "{\"text\":%s,\"pinned\":%s}", json_quote(r, beginning(r, in->body)),
                                      in->pinned ? "true" : "false"));
    if (e == ERR_NONE)
        e = search_index_customer(r, in->id);
    if (e == ERR_NONE)
        e = out_one(r, in->id, id);
    return e != ERR_NONE ? e : reply(r, 201);
}

const struct endpoint note_add = { .title = "Write a note about a customer",
                                   .fields = add_fields,
                                   .out = note_shape,
                                   .input_size = sizeof(struct note_in),
                                   .run = add,
                                   .status = 201 };

/* The note, locked, in the version that the request names. */
static enum err
lock(struct req *r, const struct note_in *in, struct rows **ret_row)
{
    int64_t version = 0;
    enum err e = record_lock(r, in->id, &version);

    if (e == ERR_NONE)
        e = missing(r, db_one(r, Q_NOTE_LOCK, ARGS(a_uuid(in->id), a_uuid(in->note)), ret_row));
    if (e == ERR_NONE)
        e = req_if_match(r, col_int(*ret_row, 0));
    if (e != ERR_STALE)
        return e;
    e = out_one(r, in->id, in->note);
    return e != ERR_NONE ? e : fail_current(r, ERR_STALE);
}

/* Somebody else's words are changed by those only who see all customers. */
static enum err
own(struct req *r, const struct rows *note)
{
    if (uuid_equal(col_uuid(note, 1), r->actor.user_id) || sees_all(r))
        return ERR_NONE;
    return fail(r, ERR_FORBIDDEN, NULL, "Somebody else wrote this note.");
}

static enum err
change(struct req *r, const void *input)
{
    const struct note_in *in = input;
    const char *mentions = "[]";
    struct rows *row = NULL;
    enum err e = lock(r, in, &row);

    const bool other = e == ERR_NONE && in->body != NULL && strcmp(in->body, col_str(row, 2)) != 0;
    if (e == ERR_NONE && other)
        e = own(r, row);
    if (e == ERR_NONE && other)
        e = db_insert(r, Q_NOTE_EDIT_ADD, ARGS(a_uuid(in->note), a_int(col_int(row, 0)), a_str(col_str(row, 2))));
    if (e == ERR_NONE)
        e = mention(r, in, col_str(row, 3), &mentions);
    if (e == ERR_NONE)
        e = db_exec(r, Q_NOTE_SET,
                    ARGS(a_int(other), a_str(in->body != NULL ? in->body : ""), a_int(in->has_pinned),
                         a_int(in->pinned), a_int(in->has_mentions), a_str(mentions), a_uuid(in->note)),
                    NULL);
    if (e == ERR_NONE && other)
        e = search_index_customer(r, in->id);
    if (e == ERR_NONE)
        e = out_one(r, in->id, in->note);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint note_change = { .title = "Change a note",
                                      .fields = change_fields,
                                      .out = note_shape,
                                      .input_size = sizeof(struct note_in),
                                      .run = change,
                                      .if_match = true };

static enum err
drop(struct req *r, const void *input)
{
    const struct note_in *in = input;
    struct rows *row = NULL;
    char id[UUID_TEXT];
    enum err e = lock(r, in, &row);

    uuid_text(in->note, id);
    if (e == ERR_NONE)
        e = own(r, row);
    if (e == ERR_NONE)
        e = db_exec(r, Q_NOTE_REMOVE, ARGS(a_uuid(in->note)), NULL);
    if (e == ERR_NONE)
        e = audit_add(r, "note.removed", "note", id, NULL);
    if (e == ERR_NONE)
        e = search_index_customer(r, in->id);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint note_remove = {
    .title = "Remove a note", .fields = one_fields, .input_size = sizeof(struct note_in), .run = drop, .if_match = true
};

static enum err
edits(struct req *r, const void *input)
{
    const struct note_in *in = input;
    struct rows *note = NULL, *rows = NULL;
    enum err e = record_visible(r, in->id);

    if (e == ERR_NONE)
        e = missing(r, db_one(r, Q_NOTE, ARGS(a_uuid(in->id), a_uuid(in->note)), &note));
    if (e == ERR_NONE)
        e = db_rows(r, Q_NOTE_EDITS, ARGS(a_uuid(in->note)), &rows);
    if (e != ERR_NONE)
        return e;
    out_array(r, "data");
    while (rows_next(rows)) {
        out_object(r, NULL);
        out_int(r, "version", col_int(rows, 0));
        out_str(r, "body", col_str(rows, 1));
        person_out(r, "by", col_uuid(rows, 2), col_str(rows, 3));
        out_time(r, "at", col_time(rows, 4));
        out_end(r);
    }
    out_end(r);
    e = rows_error(rows);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint note_edits = { .title = "What a note said before",
                                     .fields = one_fields,
                                     .out = edits_out,
                                     .input_size = sizeof(struct note_in),
                                     .run = edits };
