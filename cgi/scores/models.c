/* The registry as it is told: its list, the champion, one model. */
#include "models.h"

#include <inttypes.h>

#include "out.h"
#include "page.h"

#define LIST_MAX 50

struct list_in {
    const char *schema, *cursor;
    int64_t limit;
};

static const struct field list_fields[] = {
    FIELD_STR(struct list_in, schema, .in = IN_QUERY, .max = 63, .doc = "Only models of this schema"),
    FIELD_INT(struct list_in, limit, .in = IN_QUERY, .low = 1, .high = LIST_MAX, .fallback = 20,
              .doc = "Models a page"),
    FIELD_STR(struct list_in, cursor, .in = IN_QUERY, .max = 400, .doc = "next_cursor of the page before"),
    FIELD_END,
};

static const struct shape list_out[] = {
    PAGE_OF(model_shape),
    SHAPE_END,
};

static enum err
list(struct req *r, const void *input)
{
    const struct list_in *in = input;
    const char *schema = in->schema != NULL ? in->schema : "", *text = NULL;
    int64_t before = INT64_C(4294967295), last = 0, n = 0;
    struct rows *rows;
    enum err e = in->cursor != NULL ? cursor_read(r, in->cursor, &text) : ERR_NONE;

    if (e == ERR_NONE && text != NULL)
        before = strtoll(text, NULL, 10);
    if (e == ERR_NONE)
        e = db_rows(r, Q_MODEL_LIST, ARGS(a_int(before), a_str(schema), a_str(schema), a_int(in->limit + 1)), &rows);
    if (e != ERR_NONE)
        return e;
    out_array(r, "data");
    for (; e == ERR_NONE && n < in->limit && rows_next(rows); n++) {
        out_object(r, NULL);
        e = model_out(r, rows);
        out_end(r);
        last = col_int(rows, COL_NO);
    }
    out_end(r);
    bool more = e == ERR_NONE && n == in->limit && rows_next(rows);
    if (e == ERR_NONE)
        e = rows_error(rows);
    out_str(r, "next_cursor", more ? cursor_make(r, arena_printf(r->arena, "%" PRId64, last)) : NULL);
    return e == ERR_NONE ? reply(r, 200) : e;
}

const struct endpoint model_list = { "Models, the newest first", list_fields, list_out, sizeof(struct list_in), list };

struct champion_in {
    const char *schema;
};

static const struct field champion_fields[] = {
    FIELD_STR(struct champion_in, schema, .in = IN_QUERY, .max = 63,
              .doc = "The active dataset's schema when not given"),
    FIELD_END,
};

static enum err
champion(struct req *r, const void *input)
{
    const struct champion_in *in = input;
    const char *schema = in->schema != NULL ? in->schema : "";
    struct rows *row;
    enum err e = db_one(r, Q_MODEL_CHAMPION, ARGS(a_str(schema)), &row);

    if (e == ERR_NOT_FOUND)
        return fail(r, e, NULL, "No model has been learnt yet. Upload customers with known outcomes.");
    if (e == ERR_NONE)
        e = model_out(r, row);
    return e == ERR_NONE ? reply(r, 200) : e;
}

const struct endpoint model_champion = { "The model that scores now", champion_fields, model_shape,
                                         sizeof(struct champion_in), champion };

const struct field model_id_fields[] = {
    FIELD_UUID(struct model_id_in, id, .in = IN_PATH, .need = true, .doc = "A model"),
    FIELD_END,
};

static enum err
get(struct req *r, const void *input)
{
    const struct model_id_in *in = input;
    enum err e = model_tell(r, in->id);

    return e == ERR_NONE ? reply(r, 200) : e;
}

const struct endpoint model_get = { "One model: quality, calibration, importance", model_id_fields, model_shape,
                                    sizeof(struct model_id_in), get };
