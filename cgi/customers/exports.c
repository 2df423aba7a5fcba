/*
 * exports.c: lists as files, as filtered. Read in stretches by id and written as they come, so that memory does not grow with the list.
 */
#include "export_write.h"
#include "fields.h"
#include "out.h"
#include "visible.h"

#define ROWS_AT_ONCE 1000
#define SMALL_ROWS   1000
#define COLUMNS_MOST 64
#define NAMES_BYTES  1000

static const char *const formats[] = { "csv", "xlsx", "jsonl", NULL };
static const char *const types[] = { "text", "number", "date", "yes_no", "choice", "person", NULL };
static const char *const names[] = {
    "customers",       "complaints",           "goals",    "surveys", "interactions", "notifications",
    "customer-issues", "incident-predictions", "products", NULL
};

struct export_in {
    const char *list, *format, *filter, *columns;
    json *names;
};

static const struct field run_fields[] = {
    FIELD_ENUM(struct export_in, list, .need = true, .choices = names, .doc = "What is listed"),
    FIELD_ENUM(struct export_in, format, .need = true, .choices = formats, .doc = "Of the file"),
    FIELD_STR(struct export_in, filter, .max = FILTER_MAX, .doc = "Only these: band = high and city = \"Oslo\""),
    { .name = "columns",
      .type = F_JSON,
      .offset = offsetof(struct export_in, names),
      .doc = "Names of columns in their order; all when not given" },
    FIELD_END,
};
static const struct field small_fields[] = {
    FIELD_ENUM(struct export_in, list, .in = IN_PATH, .need = true, .choices = names, .doc = "What is listed"),
    FIELD_ENUM(struct export_in, format, .in = IN_QUERY, .need = true, .choices = formats, .doc = "Of the file"),
    FIELD_STR(struct export_in, filter, .in = IN_QUERY, .max = FILTER_MAX, .doc = "Only these"),
    FIELD_STR(struct export_in, columns, .in = IN_QUERY, .max = NAMES_BYTES, .doc = "Names with commas between them"),
    FIELD_END,
};

struct job_at_hand {
    const struct listing *list;
    enum export_format format;
    struct filter filter;
    size_t columns[COLUMNS_MOST], n;
    struct uuid after;
};

static enum err
add_column(struct req *r, struct job_at_hand *j, const char *name, size_t len)
{
    const size_t all = listing_columns(j->list);

    for (size_t i = 0; i < all && j->n < COLUMNS_MOST; i++) {
        if (strlen(j->list->fields[i].name) == len && strncmp(j->list->fields[i].name, name, len) == 0) {
            j->columns[j->n++] = i;
            return ERR_NONE;
        }
    }
    return fail(r, ERR_INVALID, "columns", arena_printf(r->arena, "There is no column %.*s.", (int)len, name));
}

static enum err
read_columns(struct req *r, const struct export_in *in, struct job_at_hand *j)
{
    enum err e = ERR_NONE;

    if (in->names != NULL && json_kind(in->names) != JSON_ARRAY)
        return fail(r, ERR_INVALID, "columns", "A list of names is expected.");
    for (size_t i = 0; e == ERR_NONE && i < json_len(in->names); i++) {
        const char *name = json_str(json_at(in->names, i), "");

        e = add_column(r, j, name, strlen(name));
    }
    for (const char *s = in->columns; e == ERR_NONE && s != NULL && *s != '\0'; s += *s == ',') {
        const size_t len = strcspn(s, ",");

        e = add_column(r, j, s, len);
        s += len;
    }
    for (size_t i = 0; e == ERR_NONE && j->n == 0 && i < listing_columns(j->list); i++)
        j->columns[i] = i;
    if (j->n == 0)
        j->n = listing_columns(j->list);
    return e;
}

static enum err
prepare(struct req *r, const struct export_in *in, struct job_at_hand *j)
{
    enum err e;

    j->list = listing_named(in->list);
    j->after = UUID_LOWEST;
    if (j->list == NULL || !actor_may(&r->actor, j->list->permission))
        return fail(r, ERR_FORBIDDEN, NULL, "You may not see this list.");
    while (formats[j->format + 1] != NULL && strcmp(formats[j->format], in->format) != 0)
        j->format++;
    e = read_columns(r, in, j);
    return e != ERR_NONE ? e : listing_filter(r, j->list, in->filter, &j->filter);
}

/* What was taken is in the audit before the first byte leaves. */
static enum err
note(struct req *r, const struct job_at_hand *j)
{
    enum err e = db_begin(r);

    if (e == ERR_NONE)
        e = audit_add(r, "export.run", "list", j->list->name,
                      arena_printf(r->arena, "{\"format\":\"%s\",\"filtered\":%s,\"columns\":%zu}", formats[j->format],
                                   j->filter.sql[0] != '\0' ? "true" : "false", j->n));
    if (e == ERR_NONE)
        return db_commit(r);
    db_rollback(r);
    return e;
}

static enum err
next_rows(struct req *r, const struct job_at_hand *j, int64_t limit, struct rows **ret_rows)
{
    struct arg args[FILTER_MAX_ARGS + 3];
    size_t n = 0;

    args[n++] = a_uuid(j->after);
    for (size_t i = 0; i < j->filter.n; i++)
        args[n++] = j->filter.args[i];
    args[n++] = a_all(r);
    args[n++] = a_int(limit);
    return db_rows_more(r, j->list->statement, j->filter.sql, (struct args){ args, n }, ret_rows);
}

static enum err
write_rows(struct job_at_hand *j, struct rows *rows, struct export *x, int64_t *ret_count)
{
    const char *texts[COLUMNS_MOST];
    enum err e = ERR_NONE;

    for (*ret_count = 0; e == ERR_NONE && rows_next(rows); ++*ret_count) {
        j->after = col_uuid(rows, 0);
        for (size_t i = 0; i < j->n; i++) {
            const unsigned column = (unsigned)j->columns[i] + 1;

            texts[i] = col_null(rows, column) ? NULL : col_str(rows, column);
        }
        e = export_row(x, texts);
    }
    return e != ERR_NONE ? e : rows_error(rows);
}

static enum err
send(struct req *r, struct job_at_hand *j)
{
    struct export *x;
    int64_t count = ROWS_AT_ONCE;
    enum err e = export_open(r, j->format, j->list->name, j->list->fields, j->columns, j->n, &x);

    while (e == ERR_NONE && count == ROWS_AT_ONCE) {
        const struct arena_mark mark = arena_here(r->arena);
        struct rows *rows;

        e = next_rows(r, j, ROWS_AT_ONCE, &rows);
        if (e == ERR_NONE)
            e = write_rows(j, rows, x, &count);
        arena_rewind(r->arena, mark);
    }
    return e != ERR_NONE ? e : export_close(x);
}

static enum err
run(struct req *r, const void *input)
{
    struct job_at_hand j = { .n = 0 };
    enum err e = prepare(r, input, &j);

    if (e == ERR_NONE)
        e = note(r, &j);
    return e != ERR_NONE ? e : send(r, &j);
}

const struct endpoint export_run = {
    .title = "A list as a file, as filtered",
    .fields = run_fields,
    .input_size = sizeof(struct export_in),
    .run = run,
    .gives = "text/csv",
    .outside = true,
    .step_up = true,
};

static enum err
run_small(struct req *r, const void *input)
{
    struct job_at_hand j = { .n = 0 };
    struct rows *rows;
    int64_t count = 0;
    enum err e = prepare(r, input, &j);

    if (e == ERR_NONE)
        e = next_rows(r, &j, SMALL_ROWS + 1, &rows);
    if (e != ERR_NONE)
        return e;
    while (rows_next(rows))
        count++;
    if (count > SMALL_ROWS)
        return fail_as(r, ERR_CONFLICT, "too_many_rows", NULL,
                       "More than 1,000 rows. Narrow the filter, or ask for the whole file.");
    e = note(r, &j);
    return e != ERR_NONE ? e : send(r, &j);
}

const struct endpoint export_small = {
    .title = "A list of at most 1,000 rows as a file",
    .fields = small_fields,
    .input_size = sizeof(struct export_in),
    .run = run_small,
    .gives = "text/csv",
    .outside = true,
    .step_up = true,
};

static const struct shape column_shape[] = {
    { .name = "name", .type = S_STR },
    { .name = "title", .type = S_STR },
    { .name = "type", .type = S_STR, .choices = types },
    SHAPE_END,
};
static const struct shape listing_shape[] = {
    { .name = "list", .type = S_STR, .choices = names },
    { .name = "title", .type = S_STR },
    { .name = "columns", .type = S_ARRAY, .of = column_shape, .doc = "Their names are those of a filter's fields" },
    SHAPE_END,
};
static const struct shape lists_out[] = { { .name = "data", .type = S_ARRAY, .of = listing_shape }, SHAPE_END };

static enum err
lists(struct req *r, const void *input)
{
    (void)input;
    out_array(r, "data");
    for (const struct listing *l = listings; l->name != NULL; l++) {
        if (!actor_may(&r->actor, l->permission))
            continue;
        out_object(r, NULL);
        out_str(r, "list", l->name);
        out_str(r, "title", l->title);
        out_array(r, "columns");
        for (size_t i = 0; i < listing_columns(l); i++) {
            out_object(r, NULL);
            out_str(r, "name", l->fields[i].name);
            out_str(r, "title", l->fields[i].title);
            out_str(r, "type", types[l->fields[i].type]);
            out_end(r);
        }
        out_end(r);
        out_end(r);
    }
    out_end(r);
    return reply(r, 200);
}

const struct endpoint export_lists = { .title = "Lists that can be exported, and their columns",
                                       .out = lists_out,
                                       .run = lists };
