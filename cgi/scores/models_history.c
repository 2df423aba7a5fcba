/* What happened to the models. */
#include "scores.h"

#include "out.h"
#include "page.h"

static const char *const history_actions[] = { "trained", "promoted", "kept", "refused", "scored", NULL };

struct history_in {
    const char *cursor;
    int64_t limit;
};

static const struct field history_fields[] = {
    FIELD_INT(struct history_in, limit, .in = IN_QUERY, .low = 1, .high = 200, .fallback = 50, .doc = "Entries a page"),
    FIELD_STR(struct history_in, cursor, .in = IN_QUERY, .max = 400, .doc = "next_cursor of the page before"),
    FIELD_END,
};

static const struct shape history_entry[] = {
    { .name = "id", .type = S_UUID },
    { .name = "at", .type = S_TIME },
    { .name = "action", .type = S_STR, .choices = history_actions },
    { .name = "schema", .type = S_STR },
    { .name = "model_id", .type = S_UUID, .nullable = true },
    { .name = "model_no", .type = S_INT },
    { .name = "dataset_id", .type = S_UUID, .nullable = true },
    { .name = "dataset_no", .type = S_INT, .nullable = true },
    { .name = "dataset_name", .type = S_STR, .nullable = true },
    { .name = "reason", .type = S_STR },
    { .name = "actor_id", .type = S_UUID, .nullable = true },
    { .name = "actor_name", .type = S_STR, .nullable = true },
    SHAPE_END,
};

static const struct shape history_out[] = {
    PAGE_OF(history_entry),
    SHAPE_END,
};

static enum err
history(struct req *r, const void *input)
{
    const struct history_in *in = input;
    const char *text = "ffffffff-ffff-7fff-bfff-ffffffffffff";
    struct uuid last = { { 0 } };
    struct rows *rows;
    int64_t n = 0;
    enum err e = in->cursor != NULL ? cursor_read(r, in->cursor, &text) : ERR_NONE;

    if (e == ERR_NONE && !uuid_parse(text, &last))
        e = fail(r, ERR_INVALID, "cursor", "This cursor belongs to another list.");
    if (e == ERR_NONE)
        e = db_rows(r, Q_HISTORY_LIST, ARGS(a_uuid(last), a_int(in->limit + 1)), &rows);
    if (e != ERR_NONE)
        return e;
    out_array(r, "data");
    for (; n < in->limit && rows_next(rows); n++) {
        out_object(r, NULL);
        out_row(r, rows);
        out_end(r);
        last = col_uuid(rows, 0);
    }
    out_end(r);
    char id[UUID_TEXT];
    uuid_text(last, id);
    bool more = n == in->limit && rows_next(rows);
    out_str(r, "next_cursor", more ? cursor_make(r, id) : NULL);
    e = rows_error(rows);
    return e == ERR_NONE ? reply(r, 200) : e;
}

const struct endpoint model_history = { "What happened to the models, the newest first", history_fields, history_out,
                                        sizeof(struct history_in), history };
