/* Declared shapes of files: presets come with the product, a tenant's own declaration of the same name wins. */
#include "infer.h"
#include "json.h"
#include "out.h"
#include "uploads.h"

/* The stored text of a name; *ret_version 0 for a preset. */
static enum err
find_body(struct req *r, const char *name, struct rows **ret_row, int64_t *ret_version)
{
    enum err e = db_one(r, Q_SCHEMA_OWN, ARGS(a_str(name)), ret_row);

    *ret_version = 0;
    if (e == ERR_NONE)
        *ret_version = col_int(*ret_row, 1);
    return e == ERR_NOT_FOUND ? db_one(r, Q_SCHEMA_PRESET, ARGS(a_str(name)), ret_row) : e;
}

enum err
schema_load(struct req *r, const char *name, const char **ret_body, const struct schema **ret_schema)
{
    struct rows *row;
    int64_t version;
    enum err e = find_body(r, name, &row, &version);

    if (e == ERR_NOT_FOUND)
        return fail(r, ERR_INVALID, "schema", "There is no schema of this name.");
    if (e != ERR_NONE)
        return e;
    *ret_body = col_str(row, 0);
    e = schema_parse(r->arena, *ret_body, strlen(*ret_body), ret_schema, NULL);
    return e == ERR_INVALID ? fault(r, ERR_INTERNAL, "the stored schema does not read") : e;
}

static const struct shape column_out[] = {
    { .name = "header", .type = S_STR },
    { .name = "role", .type = S_STR },
    { .name = "type", .type = S_STR, .optional = true },
    { .name = "title", .type = S_STR, .optional = true },
    { .name = "message", .type = S_STR, .optional = true },
    { .name = "unit", .type = S_STR, .optional = true },
    { .name = "aliases", .type = S_ARRAY, .items = S_STR, .optional = true },
    { .name = "feature", .type = S_BOOL, .optional = true },
    { .name = "required", .type = S_BOOL, .optional = true },
    { .name = "integer", .type = S_BOOL, .optional = true },
    { .name = "segment", .type = S_BOOL, .optional = true },
    { .name = "protected", .type = S_BOOL, .optional = true },
    { .name = "keep", .type = S_BOOL, .optional = true },
    { .name = "min", .type = S_NUM, .optional = true },
    { .name = "max", .type = S_NUM, .optional = true },
    SHAPE_END,
};

static const struct shape action_out[] = {
    { .name = "feature", .type = S_STR },
    { .name = "set", .type = S_ANY },
    { .name = "title", .type = S_STR },
    { .name = "cost", .type = S_ANY, .optional = true },
    { .name = "when", .type = S_STR, .optional = true },
    { .name = "details", .type = S_STR, .optional = true },
    SHAPE_END,
};

#define SCHEMA_MEMBERS                                                                                                 \
    { .name = "title", .type = S_STR, .optional = true }, { .name = "columns", .type = S_ARRAY, .of = column_out },    \
        { .name = "actions", .type = S_ARRAY, .of = action_out, .optional = true },                                    \
        { .name = "segment", .type = S_STR, .optional = true },                                                        \
    {                                                                                                                  \
        .name = "rule_of_thumb", .type = S_ANY, .optional = true                                                       \
    }

static const struct shape schema_out[] = {
    { .name = "name", .type = S_STR },
    { .name = "preset", .type = S_BOOL, .doc = "It comes with the product" },
    { .name = "version", .type = S_INT, .nullable = true },
    SCHEMA_MEMBERS,
    SHAPE_END,
};

static const struct shape entry_out[] = {
    { .name = "name", .type = S_STR },
    { .name = "title", .type = S_STR },
    { .name = "preset", .type = S_BOOL },
    { .name = "version", .type = S_INT, .nullable = true },
    SHAPE_END,
};

static const struct shape list_out[] = {
    { .name = "data", .type = S_ARRAY, .of = entry_out },
    SHAPE_END,
};

static enum err
list(struct req *r, const void *input)
{
    enum err e = out_found(r, "data", Q_SCHEMA_LIST, NO_ARGS);

    (void)input;
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint schema_list = { .title = "Schemas that files may follow", .out = list_out, .run = list };

struct name_in {
    const char *name;
};

static const char *
is_name(const char *value)
{
    for (const char *s = value; *s != '\0'; s++)
        if (!(*s >= 'a' && *s <= 'z') && !(*s >= '0' && *s <= '9') && *s != '-' && *s != '_')
            return "Use lower-case letters, digits, - and _.";
    return NULL;
}

static const struct field get_fields[] = {
    FIELD_STR(struct name_in, name, .in = IN_PATH, .need = true, .max = 63, .doc = "The schema's name"), FIELD_END
};

/* The members of a declaration. */
static void
write_body(struct req *r, const json *body)
{
    for (struct json_member m = json_first(body); m.key != NULL; m = json_next(m)) {
        const char *text = json_text(r->arena, m.value);
        if (text != NULL)
            out_raw(r, m.key, text, strlen(text));
    }
}

static void
write_schema(struct req *r, const char *name, int64_t version, const json *body)
{
    out_str(r, "name", name);
    out_bool(r, "preset", version == 0);
    if (version > 0)
        out_int(r, "version", version);
    else
        out_null(r, "version");
    write_body(r, body);
}

static enum err
get(struct req *r, const void *input)
{
    const struct name_in *in = input;
    struct rows *row;
    json *body = NULL;
    int64_t version = 0;
    enum err e = find_body(r, in->name, &row, &version);

    if (e == ERR_NONE)
        e = json_parse(r->arena, col_str(row, 0), col_len(row, 0), &body, NULL);
    if (e != ERR_NONE)
        return e == ERR_MALFORMED ? fault(r, ERR_INTERNAL, "the stored schema is no JSON") : e;
    write_schema(r, in->name, version, body);
    if (version > 0)
        reply_etag(r, version);
    return reply(r, 200);
}

const struct endpoint schema_get = {
    .title = "One schema",
    .fields = get_fields,
    .out = schema_out,
    .input_size = sizeof(struct name_in),
    .run = get,
    .snapshot = true,
};

struct put_in {
    const char *name, *title, *segment;
    json *columns, *actions, *rule_of_thumb;
};

/* The members are declared for the document and refused when strange; the whole is read by schema_read. */
static const struct field put_fields[] = {
    FIELD_STR(struct put_in, name, .in = IN_PATH, .need = true, .max = 63, .check = is_name,
              .doc = "The schema's name"),
    FIELD_STR(struct put_in, title, .max = 127, .doc = "What people call it"),
    FIELD_STR(struct put_in, segment, .max = 255, .doc = "Header of the column that figures are broken down by"),
    FIELD_JSON(struct put_in, columns, .need = true, .doc = "What the columns are"),
    FIELD_JSON(struct put_in, actions, .doc = "What can be done for a customer"),
    FIELD_JSON(struct put_in, rule_of_thumb, .doc = "A rule for as long as no outcomes are known"),
    FIELD_END
};

static enum err
judge(struct req *r, const json *body)
{
    struct schema_faults *faults = ARENA_NEW(r->arena, struct schema_faults, 1);
    const struct schema *schema;
    enum err e = faults == NULL ? ERR_TOO_LARGE : schema_read(r->arena, body, &schema, faults);

    for (size_t i = 0; e == ERR_INVALID && i < faults->count && i < SCHEMA_MAX_FAULTS; i++)
        (void)fail(r, e, faults->fault[i].pointer, faults->fault[i].message);
    return e;
}

static enum err
store(struct req *r, const char *name, const char *text, int64_t *ret_version)
{
    struct rows *row;
    enum err e = db_one(r, Q_SCHEMA_LOCK, ARGS(a_str(name)), &row);

    *ret_version = 1;
    if (e == ERR_NOT_FOUND)
        return db_insert(r, Q_SCHEMA_INSERT, ARGS(a_str(name), a_str(text)));
    if (e != ERR_NONE)
        return e;
    *ret_version = col_int(row, 0) + 1;
    e = req_if_match(r, col_int(row, 0));
    return e == ERR_NONE ? db_exec_one(r, Q_SCHEMA_UPDATE, ARGS(a_str(text), a_str(name))) : e;
}

static enum err
put(struct req *r, const void *input)
{
    const struct put_in *in = input;
    json *body = NULL;
    int64_t version = 0;
    enum err e = json_parse(r->arena, r->body, r->body_len, &body, NULL);

    if (e == ERR_NONE)
        e = judge(r, body);
    const char *text = e == ERR_NONE ? json_text(r->arena, body) : NULL;
    if (e == ERR_NONE)
        e = text == NULL ? ERR_TOO_LARGE : store(r, in->name, text, &version);
    if (e == ERR_CONFLICT && version == 1)
        e = ERR_REPEAT; /* somebody else made it at the same moment */
    if (e == ERR_NONE)
        e = audit_add(r, version == 1 ? "schema.create" : "schema.change", "schema", in->name, NULL);
    if (e != ERR_NONE)
        return e;
    write_schema(r, in->name, version, body);
    reply_etag(r, version);
    return reply(r, 200);
}

const struct endpoint schema_put = {
    .title = "Declare a schema",
    .fields = put_fields,
    .out = schema_out,
    .input_size = sizeof(struct put_in),
    .run = put,
};

static const struct shape infer_out[] = { SCHEMA_MEMBERS, SHAPE_END };

static void
write_column(struct req *r, const struct inferred *c)
{
    static const char *const roles[] = { "id", "name", "label", "value", "feature", "ignore" };
    static const char *const types[] = { "number", "category", "yes_no" };

    out_object(r, NULL);
    out_str(r, "header", c->header);
    out_str(r, "role", roles[c->role]);
    out_str(r, "type", types[c->type]);
    if (c->integer)
        out_bool(r, "integer", true);
    if (c->segment)
        out_bool(r, "segment", true);
    if (c->is_protected)
        out_bool(r, "protected", true);
    out_end(r);
}

static enum err
infer(struct req *r, const void *input)
{
    struct inference found = { .fault = NULL };
    enum err e = r->body == NULL ? fail(r, ERR_INVALID, NULL, "Send the first lines of the file.")
                                 : infer_columns(r->arena, r->body, r->body_len, &found);

    (void)input;
    if (e == ERR_INVALID && r->detail == NULL)
        return fail(r, e, NULL, found.fault);
    if (e != ERR_NONE)
        return e;
    out_array(r, "columns");
    for (size_t i = 0; i < found.count; i++)
        write_column(r, &found.columns[i]);
    out_end(r);
    out_array(r, "actions");
    out_end(r);
    return reply(r, 200);
}

const struct endpoint schema_infer = {
    .title = "Propose a schema for a sample of a file",
    .out = infer_out,
    .run = infer,
    .body = BODY_TEXT,
    .takes = "text/csv",
    .plain = true,
};
