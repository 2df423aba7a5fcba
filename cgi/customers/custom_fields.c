/*
 * custom_fields.c: what a tenant keeps about customers beside what everybody does: declared once with a type, then a value per customer.
 */
#include "records.h"

#include <math.h>

#include "clock.h"
#include "out.h"

#define VALUE_MAX 1000
#define ALL_MAX   16000 /* bytes of a customer's values */

static const char *const types[] = { "text", "number", "date", "yes_no", "choice", NULL };

struct put_in {
    json *fields;
};

static const struct field put_fields[] = {
    FIELD_JSON(struct put_in, fields, .need = true, .doc = "All fields from now on: {name, title, type, choices}"),
    FIELD_END,
};

static const struct shape field_shape[] = {
    { .name = "name", .type = S_STR },
    { .name = "title", .type = S_STR },
    { .name = "type", .type = S_STR, .choices = types },
    { .name = "choices", .type = S_ARRAY, .items = S_STR, .nullable = true },
    SHAPE_END,
};

static const struct shape fields_out[] = {
    { .name = "fields", .type = S_ARRAY, .of = field_shape },
    { .name = "version", .type = S_INT, .doc = "Of the list: a change needs it in If-Match" },
    SHAPE_END,
};

static enum err
bad(struct req *r, const char *sentence)
{
    return fail(r, ERR_INVALID, "fields", sentence);
}

static bool
known_type(const char *type)
{
    for (size_t i = 0; types[i] != NULL; i++)
        if (strcmp(types[i], type) == 0)
            return true;
    return false;
}

static bool
good_choices(const json *choices)
{
    for (size_t i = 0; i < json_len(choices); i++) {
        const char *s = json_str(json_at(choices, i), "");

        if (*s == '\0' || strlen(s) > 100 || is_plain_text(s) != NULL)
            return false;
    }
    return json_len(choices) >= 1 && json_len(choices) <= 100;
}

static enum err
put_one(struct req *r, const json *f, size_t ord)
{
    const char *name = json_str(json_get(f, "name"), ""), *type = json_str(json_get(f, "type"), "");
    const char *title = json_str(json_get(f, "title"), name);
    const json *choices = json_get(f, "choices");
    const bool choice = strcmp(type, "choice") == 0;
    enum err e;

    if (*name < 'a' || *name > 'z' || strlen(name) > 63 ||
        strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") != strlen(name))
        return bad(r, "A name begins with a letter and has small letters, digits and underscores.");
    if (*title == '\0' || strlen(title) > 127 || is_plain_text(title) != NULL)
        return bad(r, arena_printf(r->arena, "The title of %s must be 1 to 127 bytes of plain text.", name));
    if (!known_type(type))
        return bad(r, arena_printf(r->arena, "The type of %s must be text, number, date, yes_no or choice.", name));
    if (choice && !good_choices(choices))
        return bad(r, arena_printf(r->arena, "%s needs 1 to 100 choices of up to 100 bytes.", name));
    e = db_insert(r, Q_CUSTOM_FIELD_ADD,
                  ARGS(a_str(name), a_str(title), a_str(type), a_str(choice ? json_text(r->arena, choices) : NULL),
                       a_int((int64_t)ord)));
    return e == ERR_CONFLICT ? fail(r, ERR_INVALID, "fields", "Two fields have the same name.") : e;
}

static enum err
out_fields(struct req *r)
{
    struct rows *rows = NULL;
    int64_t version = 0;
    enum err e = db_int(r, Q_CUSTOM_FIELDS_VERSION, NO_ARGS, 0, &version);

    if (e == ERR_NONE)
        e = db_rows(r, Q_CUSTOM_FIELDS, NO_ARGS, &rows);
    if (e != ERR_NONE)
        return e;
    reply_etag(r, version);
    out_int(r, "version", version);
    out_array(r, "fields");
    while (rows_next(rows)) {
        out_object(r, NULL);
        out_str(r, "name", col_str(rows, 0));
        out_str(r, "title", col_str(rows, 1));
        out_str(r, "type", col_str(rows, 2));
        if (col_null(rows, 3))
            out_null(r, "choices");
        else
            out_raw(r, "choices", col_str(rows, 3), col_len(rows, 3));
        out_end(r);
    }
    out_end(r);
    return rows_error(rows);
}

static enum err
read_all(struct req *r, const void *input)
{
    const enum err e = out_fields(r);

    (void)input;
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint custom_fields_read = {
    .title = "List custom fields", .out = fields_out, .run = read_all, .snapshot = true
};

/* The list has a number, as rows have: who changes it changes what they saw, one after the other. */
static enum err
lock(struct req *r)
{
    int64_t version = 0;
    enum err e = db_exec(r, Q_CUSTOM_FIELDS_COUNTED, NO_ARGS, NULL);

    if (e == ERR_NONE)
        e = db_int(r, Q_CUSTOM_FIELDS_LOCK, NO_ARGS, 0, &version);
    if (e == ERR_NONE)
        e = req_if_match(r, version);
    if (e != ERR_STALE)
        return e;
    e = out_fields(r);
    return e != ERR_NONE ? e : fail_current(r, ERR_STALE);
}

static enum err
put(struct req *r, const void *input)
{
    const struct put_in *in = input;
    enum err e = lock(r);

    if (e != ERR_NONE)
        return e;
    if (json_kind(in->fields) != JSON_ARRAY || json_len(in->fields) > CUSTOM_FIELDS_MAX)
        return bad(r, "A list of at most 50 fields is expected.");
    e = db_exec(r, Q_CUSTOM_FIELDS_UP, NO_ARGS, NULL);
    if (e == ERR_NONE)
        e = db_exec(r, Q_CUSTOM_FIELDS_DROP, NO_ARGS, NULL);
    for (size_t i = 0; e == ERR_NONE && i < json_len(in->fields); i++)
        e = put_one(r, json_at(in->fields, i), i);
    if (e == ERR_NONE)
        e = audit_add(r, "custom_fields.changed", "custom_fields", "", NULL);
    if (e == ERR_NONE)
        e = out_fields(r);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint custom_fields_put = { .title = "Declare custom fields",
                                            .fields = put_fields,
                                            .out = fields_out,
                                            .input_size = sizeof(struct put_in),
                                            .run = put,
                                            .if_match = true };

static bool
is_day(const char *s)
{
    int64_t us;
    char text[24];

    snprintf(text, sizeof text, "%.10sT00:00:00Z", s);
    return strlen(s) == 10 && clock_parse(text, &us);
}

/* NULL: fits its field. */
static const char *
fault_of(struct req *r, const struct rows *field, const json *v)
{
    const char *type = col_str(field, 2), *s = json_str(v, NULL);
    json *choices = NULL;

    if (strcmp(type, "number") == 0)
        return json_kind(v) == JSON_INT || json_kind(v) == JSON_NUM ? NULL : "a number is expected";
    if (strcmp(type, "yes_no") == 0)
        return json_kind(v) == JSON_BOOL ? NULL : "true or false is expected";
    if (s == NULL)
        return "a text is expected";
    if (strcmp(type, "date") == 0)
        return is_day(s) ? NULL : "a day is expected, like 2024-03-31";
    if (strcmp(type, "text") == 0)
        return strlen(s) <= VALUE_MAX && is_plain_text(s) == NULL ? NULL : "at most 1000 bytes of text";
    if (json_parse(r->arena, col_str(field, 3), col_len(field, 3), &choices, NULL) != ERR_NONE)
        return "its choices cannot be read";
    for (size_t i = 0; i < json_len(choices); i++)
        if (strcmp(json_str(json_at(choices, i), ""), s) == 0)
            return NULL;
    return "this is not one of its choices";
}

static enum err
check_one(struct req *r, const char *name, const json *v)
{
    struct rows *fields = NULL;
    const char *why = "there is no such field";
    enum err e = db_rows(r, Q_CUSTOM_FIELDS, NO_ARGS, &fields);

    while (e == ERR_NONE && rows_next(fields))
        if (strcmp(col_str(fields, 0), name) == 0) {
            why = fault_of(r, fields, v);
            break;
        }
    if (e != ERR_NONE)
        return e;
    rows_close(fields);
    return why == NULL ? ERR_NONE : fail(r, ERR_INVALID, "custom", arena_printf(r->arena, "%.63s: %s.", name, why));
}

enum err
custom_read(struct req *r, const json *given, const char **ret_json)
{
    const char *text = "";
    enum err e = ERR_NONE;

    if (given != NULL && json_kind(given) != JSON_OBJECT)
        return fail(r, ERR_INVALID, "custom", "An object of values by name is expected.");
    for (struct json_member m = json_first(given); e == ERR_NONE && m.key != NULL; m = json_next(m))
        if (m.value != NULL)
            e = check_one(r, m.key, m.value);
    if (e == ERR_NONE && given != NULL)
        text = json_text(r->arena, given);
    if (e != ERR_NONE)
        return e;
    if (text == NULL || strlen(text) > ALL_MAX)
        return fail(r, ERR_INVALID, "custom", "The values are too long together.");
    *ret_json = text;
    return ERR_NONE;
}
