/*
 * mail_list.c: the mails of a tenant, for those who read its audit: which were sent, which wait, which were given up and why.
 */
#include "chat.h"

#include "out.h"
#include "shape.h"

static const char *const states[] = { "queued", "sent", "dead", NULL };

struct list_in {
    const char *state, *cursor;
    int64_t limit;
};

static const struct field list_fields[] = {
    FIELD_ENUM(struct list_in, state, .in = IN_QUERY, .choices = states, .doc = "Only these"),
    FIELD_INT(struct list_in, limit, .in = IN_QUERY, .low = 1, .high = 200, .fallback = 50, .doc = "Mails at most"),
    FIELD_STR(struct list_in, cursor, .in = IN_QUERY, .max = 512, .doc = "next_cursor of the page before"), FIELD_END
};

static const struct shape mail_shape[] = {
    { .name = "id", .type = S_UUID },
    { .name = "recipient", .type = S_STR },
    { .name = "template", .type = S_STR, .doc = "What it is about" },
    { .name = "state", .type = S_STR, .choices = states, .doc = "dead: given up" },
    { .name = "attempts", .type = S_INT },
    { .name = "error", .type = S_STR, .nullable = true, .doc = "Why the last attempt failed" },
    { .name = "created_at", .type = S_TIME },
    { .name = "next_at", .type = S_TIME, .nullable = true, .doc = "When it is tried again" },
    { .name = "sent_at", .type = S_TIME, .nullable = true },
    SHAPE_END,
};
static const struct shape list_shape[] = {
    { .name = "data", .type = S_ARRAY, .of = mail_shape, .doc = "The newest first; kept for 30 days" },
    { .name = "next_cursor", .type = S_STR, .nullable = true },
    SHAPE_END,
};

static enum err
list(struct req *r, const void *input)
{
    const struct list_in *in = input;
    const char *from = NULL, *next = NULL;
    char last[UUID_TEXT] = "";
    struct uuid before = { { 0 } };
    struct rows *rows;
    int64_t n = 0;
    enum err e = in->cursor == NULL ? ERR_NONE : cursor_read(r, in->cursor, &from);

    if (e == ERR_NONE && from != NULL && !uuid_parse(from, &before))
        return fail(r, ERR_INVALID, "cursor", "This cursor is not one of ours.");
    if (e == ERR_NONE)
        e = db_rows(r, Q_MAILS, ARGS(a_str(in->state), a_uuid(before), a_int(in->limit + 1)), &rows);
    if (e != ERR_NONE)
        return e;
    out_array(r, "data");
    for (; n < in->limit && rows_next(rows); n++) {
        out_object(r, NULL);
        out_row(r, rows);
        out_end(r);
        uuid_text(col_uuid(rows, 0), last);
    }
    out_end(r);
    e = rows_error(rows);
    if (e == ERR_NONE && rows_next(rows))
        next = cursor_make(r, last);
    out_str(r, "next_cursor", next);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint mails_endpoint = { "Mails: sent, waiting, given up", list_fields, list_shape,
                                         sizeof(struct list_in), list };
