#include "config.h"
#include "out.h"
#include "page.h"
#include "uploads.h"

#define LIST_MOST  200
#define LIST_USUAL 25

static const char *const states[] = {
    "received", "checking", "storing", "training", "scoring", "ready", "failed", NULL
};

static const struct shape phase_out[] = {
    { .name = "name", .type = S_STR },
    { .name = "done", .type = S_INT },
    { .name = "total", .type = S_INT, .doc = "0 until it is known" },
    SHAPE_END,
};

#define DATASET_MEMBERS                                                                                                \
    { .name = "no", .type = S_INT, .doc = "Number of the version" }, { .name = "id", .type = S_UUID },                 \
        { .name = "name", .type = S_STR }, { .name = "schema", .type = S_STR },                                        \
        { .name = "state", .type = S_STR, .choices = states },                                                         \
        { .name = "active", .type = S_BOOL, .doc = "Whether it is the present one" },                                  \
        { .name = "rows", .type = S_INT }, { .name = "labelled", .type = S_INT, .doc = "Rows with a known outcome" },  \
        { .name = "faults", .type = S_INT },                                                                           \
        { .name = "failure", .type = S_STR, .nullable = true, .doc = "Why it failed, in a sentence" },                 \
        { .name = "warnings", .type = S_ARRAY, .items = S_STR },                                                       \
        { .name = "phases", .type = S_ARRAY, .of = phase_out },                                                        \
        { .name = "model_id", .type = S_UUID, .nullable = true }, { .name = "bytes", .type = S_INT },                  \
        { .name = "created_at", .type = S_TIME }, { .name = "created_by", .type = S_UUID, .nullable = true },          \
        { .name = "created_by_name", .type = S_STR, .nullable = true },                                                \
        { .name = "ready_at", .type = S_TIME, .nullable = true }, SHAPE_END

static const struct shape dataset_out[] = { DATASET_MEMBERS };

static const struct shape limits_out[] = {
    { .name = "bytes", .type = S_INT },
    { .name = "rows", .type = S_INT },
    SHAPE_END,
};

static const struct shape list_out[] = {
    PAGE_OF(dataset_out),
    { .name = "limits", .type = S_OBJECT, .of = limits_out, .doc = "What an upload may be" },
    SHAPE_END,
};

struct list_in {
    int64_t limit;
    const char *cursor;
};

static const struct field list_fields[] = {
    FIELD_INT(struct list_in, limit, .in = IN_QUERY, .low = 1, .high = LIST_MOST, .fallback = LIST_USUAL,
              .doc = "Versions in one answer"),
    FIELD_STR(struct list_in, cursor, .in = IN_QUERY, .max = 512, .doc = "next_cursor of the answer before"), FIELD_END
};

/* The number before which the page begins. */
static enum err
page_start(struct req *r, const char *cursor, int64_t *ret_before)
{
    const char *text = NULL;

    *ret_before = UINT32_MAX;
    if (cursor == NULL)
        return ERR_NONE;
    enum err e = cursor_read(r, cursor, &text);
    if (e == ERR_NONE)
        *ret_before = strtoll(text, NULL, 10);
    return e;
}

static enum err
list(struct req *r, const void *input)
{
    const struct list_in *in = input;
    struct rows *rows;
    int64_t before, count = 0;
    enum err e = page_start(r, in->cursor, &before);

    if (e == ERR_NONE)
        e = db_rows(r, Q_DATASET_LIST, ARGS(a_int(before), a_int(in->limit + 1)), &rows);
    if (e != ERR_NONE)
        return e;
    out_array(r, "data");
    while (rows_next(rows) && ++count <= in->limit) {
        before = col_int(rows, 0);
        out_object(r, NULL);
        out_row(r, rows);
        out_end(r);
    }
    out_end(r);
    out_str(r, "next_cursor",
            count > in->limit ? cursor_make(r, arena_printf(r->arena, "%lld", (long long)before)) : NULL);
    out_object(r, "limits");
    out_int(r, "bytes", config()->upload_max_bytes);
    out_int(r, "rows", config()->upload_max_rows);
    out_end(r);
    return rows_error(rows) == ERR_NONE ? reply(r, 200) : rows_error(rows);
}

const struct endpoint dataset_list = {
    .title = "Versions, newest first",
    .fields = list_fields,
    .out = list_out,
    .input_size = sizeof(struct list_in),
    .run = list,
};

struct get_in {
    struct uuid id;
};

static const struct field get_fields[] = {
    FIELD_UUID(struct get_in, id, .in = IN_PATH, .need = true, .doc = "The version's id"), FIELD_END
};

static enum err
get(struct req *r, const void *input)
{
    const struct get_in *in = input;
    struct rows *row;
    enum err e = db_one(r, Q_DATASET_GET, ARGS(a_uuid(in->id)), &row);

    if (e != ERR_NONE)
        return e;
    out_row(r, row);
    return reply(r, 200);
}

const struct endpoint dataset_get = {
    .title = "One version and how far it is",
    .fields = get_fields,
    .out = dataset_out,
    .input_size = sizeof(struct get_in),
    .run = get,
};
