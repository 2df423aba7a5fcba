/*
 * chat_settings.c: what a tenant set for its conversations, what it wants to know from them, and the page that stands in its own site.
 */
#include "context.h"

#include "config.h"
#include "conversation.h"
#include "out.h"
#include "shape.h"

#define PARENTS    10
#define PARENT_MAX 200

enum err
chat_settings_read(struct req *r, struct chat_settings *ret)
{
    struct rows *row;
    enum err e = db_one(r, Q_CHAT_SETTINGS, NO_ARGS, &row);

    if (e != ERR_NONE && e != ERR_NOT_FOUND)
        return e;
    *ret = (struct chat_settings){ .schema = "mortgage", .title = "", .greeting = "", .parents = "[]" };
    if (e == ERR_NONE)
        *ret = (struct chat_settings){ .schema = col_str(row, 0),
                                       .ai = col_int(row, 1) != 0,
                                       .title = col_str(row, 2),
                                       .greeting = col_str(row, 3),
                                       .parents = col_null(row, 4) ? "[]" : col_str(row, 4),
                                       .version = col_int(row, 5) };
    return ERR_NONE;
}

enum err
extraction_body(struct req *r, const char *name, const char **ret_json, int64_t *ret_version)
{
    struct rows *row;
    enum err e = db_one(r, Q_EXTRACTION_SCHEMA, ARGS(a_str(name)), &row);

    if (e == ERR_NONE) {
        *ret_json = col_str(row, 0);
        *ret_version = col_int(row, 1);
    } else if (e == ERR_NOT_FOUND && x_builtin(name) != NULL) {
        *ret_json = x_builtin(name);
        *ret_version = 0;
        e = ERR_NONE;
    }
    return e;
}

enum err
extraction_schema(struct req *r, const char *name, struct x_schema *ret, const char **ret_why)
{
    const char *text = NULL;
    int64_t version;
    json *body;
    enum err e = extraction_body(r, name, &text, &version);

    if (e == ERR_NOT_FOUND) {
        *ret_why = "There is no such declaration.";
        return ERR_INVALID;
    }
    if (e == ERR_NONE)
        e = json_parse(r->arena, text, strlen(text), &body, NULL);
    return e != ERR_NONE ? e : x_schema_read(r->arena, name, body, ret, ret_why);
}

static const struct shape settings_shape[] = {
    { .name = "schema", .type = S_STR, .doc = "What is read out of conversations" },
    { .name = "ai", .type = S_BOOL, .doc = "Conversations may go to the service that this installation names" },
    { .name = "ai_available", .type = S_BOOL, .doc = "It names one" },
    { .name = "title", .type = S_STR },
    { .name = "greeting", .type = S_STR },
    { .name = "parents",
      .type = S_ARRAY,
      .items = S_STR,
      .doc = "Sites that may show the chat within a page of theirs" },
    { .name = "version", .type = S_INT, .doc = "0: nothing was set yet" },
    SHAPE_END,
};

static enum err
settings_out(struct req *r)
{
    struct chat_settings s;
    enum err e = chat_settings_read(r, &s);

    if (e != ERR_NONE)
        return e;
    out_str(r, "schema", s.schema);
    out_bool(r, "ai", s.ai);
    out_bool(r, "ai_available", *config()->ai_url != '\0');
    out_str(r, "title", s.title);
    out_str(r, "greeting", s.greeting);
    out_raw(r, "parents", s.parents, strlen(s.parents));
    out_int(r, "version", s.version);
    reply_etag(r, s.version);
    return reply(r, 200);
}

static enum err
settings(struct req *r, const void *input)
{
    (void)input;
    return settings_out(r);
}

const struct endpoint chat_settings_endpoint = { "Settings of conversations", NULL, settings_shape, 0, settings };

struct change_in {
    const char *schema, *title, *greeting;
    bool ai, has_ai;
    json *parents;
};

static const struct field change_fields[] = {
    FIELD_STR(struct change_in, schema, .min_len = 1, .max = 63, .doc = "Name of a declaration"),
    FIELD_BOOL(struct change_in, ai, .has_offset = offsetof(struct change_in, has_ai),
               .doc = "Conversations may go to the service that this installation names"),
    FIELD_STR(struct change_in, title, .max = 127, .check = is_plain_text, .doc = "Title of the chat"),
    FIELD_STR(struct change_in, greeting, .max = 500, .check = is_plain_text, .doc = "What visitors see first"),
    FIELD_JSON(struct change_in, parents, .doc = "Sites (https://...) that may show the chat within a page of theirs"),
    FIELD_END,
};

/* https://host[:port] and nothing else: it becomes part of a header. http for this machine alone. */
static bool
is_origin(const char *s)
{
    const char *host = strncmp(s, "https://", 8) == 0 ? s + 8 : strncmp(s, "http://localhost", 16) == 0 ? s + 7 : "";

    return *host != '\0' && strlen(s) <= PARENT_MAX &&
           strspn(host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:") == strlen(host);
}

static enum err
check_parents(struct req *r, const json *parents)
{
    if (parents == NULL)
        return ERR_NONE;
    if (json_kind(parents) != JSON_ARRAY || json_len(parents) > PARENTS)
        return fail(r, ERR_INVALID, "parents", "Name at most 10 sites.");
    for (size_t i = 0; i < json_len(parents); i++)
        if (!is_origin(json_str(json_at(parents, i), "")))
            return fail(r, ERR_INVALID, "parents", "A site is https:// and its host, without a path.");
    return ERR_NONE;
}

static enum err
change(struct req *r, const void *input)
{
    const struct change_in *in = input;
    struct x_schema *schema = arena_alloc(r->arena, sizeof(*schema));
    const char *why = NULL;
    int64_t version = 0;
    enum err e = db_exec(r, Q_CHAT_SETTINGS_ADD, NO_ARGS, NULL);

    if (e == ERR_NONE)
        e = db_int(r, Q_CHAT_SETTINGS_LOCK, NO_ARGS, 0, &version);
    if (e == ERR_NONE)
        e = req_if_match(r, version);
    if (e == ERR_NONE && schema != NULL && in->schema != NULL &&
        extraction_schema(r, in->schema, schema, &why) != ERR_NONE)
        return fail(r, ERR_INVALID, "schema", why != NULL ? why : "There is no such declaration.");
    if (e == ERR_NONE)
        e = check_parents(r, in->parents);
    if (e == ERR_NONE)
        e = db_exec_one(r, Q_CHAT_SETTINGS_CHANGE,
                        ARGS(a_str(in->schema), in->has_ai ? a_int(in->ai) : a_null(), a_str(in->title),
                             a_str(in->greeting),
                             a_str(in->parents != NULL ? json_text(r->arena, in->parents) : NULL)));
    if (e == ERR_NONE)
        e = audit_add(r, "chat_settings.changed", "tenant", "", r->body);
    return e != ERR_NONE ? e : settings_out(r);
}

const struct endpoint chat_settings_change_endpoint = {
    "Change settings of conversations", change_fields, settings_shape,
    sizeof(struct change_in),           change,        .if_match = true
};

static const struct shape declared_shape[] = {
    { .name = "name", .type = S_STR },
    { .name = "builtin", .type = S_BOOL },
    { .name = "version", .type = S_INT },
    { .name = "body", .type = S_ANY, .doc = "title and fields" },
    SHAPE_END,
};
static const struct shape schemas_shape[] = { { .name = "data", .type = S_ARRAY, .of = declared_shape }, SHAPE_END };

static void
out_declared(struct req *r, const char *key, const char *name, int64_t version, const char *body)
{
    out_object(r, key);
    out_str(r, "name", name);
    out_bool(r, "builtin", version == 0);
    out_int(r, "version", version);
    out_raw(r, "body", body, strlen(body));
    out_end(r);
}

static enum err
schemas(struct req *r, const void *input)
{
    struct rows *rows;
    bool own = false;
    enum err e = db_rows(r, Q_EXTRACTION_SCHEMAS, NO_ARGS, &rows);

    (void)input;
    if (e != ERR_NONE)
        return e;
    out_array(r, "data");
    while (rows_next(rows)) {
        own = own || strcmp(col_str(rows, 0), "mortgage") == 0;
        out_declared(r, NULL, col_str(rows, 0), col_int(rows, 2), col_str(rows, 1));
    }
    if (!own)
        out_declared(r, NULL, "mortgage", 0, x_builtin("mortgage"));
    out_end(r);
    e = rows_error(rows);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint schemas_endpoint = { "What may be read out of conversations", NULL, schemas_shape, 0, schemas };

struct put_in {
    const char *name, *title;
    json *fields;
};

static const char *
is_name(const char *s)
{
    return strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_-") == strlen(s) ? NULL
                                                                            : "A name is made of a-z, 0-9, _ and -.";
}

static const struct field put_fields[] = {
    FIELD_STR(struct put_in, name, .in = IN_PATH, .need = true, .min_len = 1, .max = 63, .check = is_name),
    FIELD_STR(struct put_in, title, .need = true, .min_len = 1, .max = 127, .check = is_plain_text,
              .doc = "For people"),
    FIELD_JSON(struct put_in, fields, .need = true,
               .doc = "Up to 40: path, type, title, near, choices, words, group, low, high"),
    FIELD_END,
};

static const struct shape put_shape[] = { { .name = "name", .type = S_STR },
                                          { .name = "version", .type = S_INT },
                                          SHAPE_END };

static enum err
schema_put(struct req *r, const void *input)
{
    const struct put_in *in = input;
    struct x_schema *schema = arena_alloc(r->arena, sizeof(*schema));
    const char *why = NULL, *body;
    json *read;
    int64_t version = 0;
    enum err e = json_parse(r->arena, r->body, r->body_len, &read, NULL);

    if (e == ERR_NONE && schema == NULL)
        return ERR_TOO_LARGE;
    if (e == ERR_NONE && x_schema_read(r->arena, in->name, read, schema, &why) != ERR_NONE)
        return fail(r, ERR_INVALID, "fields", why);
    body = e == ERR_NONE ? json_text(r->arena, read) : NULL;
    if (body == NULL)
        return e != ERR_NONE ? e : ERR_TOO_LARGE;
    e = db_exec(r, Q_EXTRACTION_SCHEMA_PUT, ARGS(a_str(in->name), a_str(body)), NULL);
    if (e == ERR_NONE)
        e = db_int(r, Q_EXTRACTION_SCHEMA_VERSION, ARGS(a_str(in->name)), 0, &version);
    if (e == ERR_NONE)
        e = audit_add(r, "extraction_schema.declared", "extraction_schema", in->name, NULL);
    out_str(r, "name", in->name);
    out_int(r, "version", version);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint schema_put_endpoint = { "Declare what is read out of conversations", put_fields, put_shape,
                                              sizeof(struct put_in), schema_put };
