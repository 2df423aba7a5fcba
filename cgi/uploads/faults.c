/* What was wrong with a file: paged as JSON, or whole as CSV for a spreadsheet. */
#include "csv_text.h"
#include "out.h"
#include "page.h"
#include "uploads.h"

#define LIST_MOST  200
#define LIST_USUAL 50
#define CSV_PAGE   1000

struct faults_in {
    struct uuid id;
    int64_t limit;
    const char *cursor;
};

static const struct field faults_fields[] = {
    FIELD_UUID(struct faults_in, id, .in = IN_PATH, .need = true, .doc = "The version's id"),
    FIELD_INT(struct faults_in, limit, .in = IN_QUERY, .low = 1, .high = LIST_MOST, .fallback = LIST_USUAL,
              .doc = "Faults in one answer"),
    FIELD_STR(struct faults_in, cursor, .in = IN_QUERY, .max = 512, .doc = "next_cursor of the answer before"),
    FIELD_END
};

static const struct shape fault_out[] = {
    { .name = "row", .type = S_INT, .doc = "The line in the file; the header is line 1" },
    { .name = "column", .type = S_STR, .doc = "Empty: the row as a whole" },
    { .name = "value", .type = S_STR },
    { .name = "reason", .type = S_STR },
    SHAPE_END,
};

static const struct shape faults_out[] = {
    { .name = "faults", .type = S_INT, .doc = "All that were found; the first 100,000 are kept" },
    PAGE_OF(fault_out),
    SHAPE_END,
};

static enum err
page_start(struct req *r, const char *cursor, int64_t *ret_after)
{
    const char *text = NULL;

    *ret_after = 0;
    if (cursor == NULL)
        return ERR_NONE;
    enum err e = cursor_read(r, cursor, &text);
    if (e == ERR_NONE)
        *ret_after = strtoll(text, NULL, 10);
    return e;
}

static enum err
list(struct req *r, const void *input)
{
    const struct faults_in *in = input;
    struct rows *dataset, *rows;
    int64_t after, count = 0;
    enum err e = page_start(r, in->cursor, &after);

    if (e == ERR_NONE)
        e = db_one(r, Q_DATASET_NO, ARGS(a_uuid(in->id)), &dataset);
    if (e == ERR_NONE)
        e = db_rows(r, Q_FAULT_PAGE, ARGS(a_int(col_int(dataset, 0)), a_int(after), a_int(in->limit + 1)), &rows);
    if (e != ERR_NONE)
        return e;
    out_int(r, "faults", col_int(dataset, 3));
    out_array(r, "data");
    while (rows_next(rows) && ++count <= in->limit) {
        after = col_int(rows, 0);
        out_object(r, NULL);
        out_int(r, "row", col_int(rows, 1));
        out_str(r, "column", col_str(rows, 2));
        out_str(r, "value", col_str(rows, 3));
        out_str(r, "reason", col_str(rows, 4));
        out_end(r);
    }
    out_end(r);
    out_str(r, "next_cursor",
            count > in->limit ? cursor_make(r, arena_printf(r->arena, "%lld", (long long)after)) : NULL);
    return rows_error(rows) == ERR_NONE ? reply(r, 200) : rows_error(rows);
}

const struct endpoint dataset_faults = {
    .title = "Faults of a file",
    .fields = faults_fields,
    .out = faults_out,
    .input_size = sizeof(struct faults_in),
    .run = list,
    .snapshot = true,
};

struct csv_in {
    struct uuid id;
};

static const struct field csv_fields[] = {
    FIELD_UUID(struct csv_in, id, .in = IN_PATH, .need = true, .doc = "The version's id"), FIELD_END
};

/* Writes up to CSV_PAGE faults after *after; *ret_count says how many there were. */
static enum err
write_page(struct req *r, int64_t no, int64_t *after, unsigned *ret_count)
{
    struct arena_mark mark = arena_here(r->arena);
    struct csv_text *text = csv_text_new(r->arena);
    struct rows *rows;
    enum err e = text == NULL ? ERR_TOO_LARGE : ERR_NONE;

    *ret_count = 0;
    if (e == ERR_NONE)
        e = db_rows(r, Q_FAULT_PAGE, ARGS(a_int(no), a_int(*after), a_int(CSV_PAGE)), &rows);
    while (e == ERR_NONE && rows_next(rows)) {
        *after = col_int(rows, 0);
        ++*ret_count;
        csv_text_number(text, col_int(rows, 1));
        csv_text_cell(text, col_str(rows, 2));
        csv_text_cell(text, col_str(rows, 3));
        csv_text_cell(text, col_str(rows, 4));
        csv_text_end(text);
        if (csv_text_full(text))
            e = csv_text_send(r, text);
    }
    if (e == ERR_NONE)
        e = rows_error(rows);
    if (e == ERR_NONE)
        e = csv_text_send(r, text);
    if (e == ERR_NONE) /* else the reason lies there */
        arena_rewind(r->arena, mark);
    return e;
}

static enum err
errors_csv(struct req *r, const void *input)
{
    static const char head[] = "row,column,value,reason\r\n";
    const struct csv_in *in = input;
    struct rows *dataset;
    char file[64], id[UUID_TEXT], rest[64];
    int64_t after = 0;
    unsigned count = CSV_PAGE;
    enum err e = db_one(r, Q_DATASET_NO, ARGS(a_uuid(in->id)), &dataset);

    if (e != ERR_NONE)
        return e;
    int64_t no = col_int(dataset, 0), faults = col_int(dataset, 3);
    uuid_text(in->id, id);
    snprintf(file, sizeof file, "errors-%s.csv", id);
    e = stream_begin(r, "text/csv; charset=utf-8", file);
    if (e == ERR_NONE)
        e = stream_write(r, head, sizeof head - 1);
    while (e == ERR_NONE && count == CSV_PAGE)
        e = write_page(r, no, &after, &count);
    if (e == ERR_NONE && faults > after)
        e = stream_write(
            r, rest, (size_t)snprintf(rest, sizeof rest, ",,,and %lld more faults\r\n", (long long)(faults - after)));
    return e;
}

const struct endpoint dataset_errors_csv = {
    .title = "Faults of a file as CSV",
    .fields = csv_fields,
    .input_size = sizeof(struct csv_in),
    .run = errors_csv,
    .gives = "text/csv",
    .outside = true,
};
