/*
 * openapi_schema.c: fields and shapes as JSON Schema (2020-12, as OpenAPI 3.1 uses it), request bodies, components.
 */
#include "openapi_private.h"

#include "app.h"

#include <inttypes.h>

static void
type_name(struct doc *d, const char *type, bool nullable)
{
    if (!nullable) {
        doc_str(d, "type", type);
        return;
    }
    doc_array(d, "type");
    doc_str(d, NULL, type);
    doc_str(d, NULL, "null");
    doc_end(d);
}

static void
choice_list(struct doc *d, const char *const *choices, bool nullable)
{
    if (choices == NULL)
        return;
    doc_array(d, "enum");
    for (; *choices != NULL; choices++)
        doc_str(d, NULL, *choices);
    if (nullable)
        doc_null(d, NULL);
    doc_end(d);
}

static void
text_bounds(struct doc *d, const struct field *f)
{
    if (f->min_len > 0)
        doc_int(d, "minLength", (int64_t)f->min_len);
    if (f->max > 0)
        doc_int(d, "maxLength", (int64_t)f->max);
    if (f->secret)
        doc_str(d, "format", "password");
}

static void
number_bounds(struct doc *d, const struct field *f)
{
    if (f->low == 0 && f->high == 0)
        return;
    doc_num(d, "minimum", f->low);
    doc_num(d, "maximum", f->high);
}

/* type and format of a field; pattern for amounts of money. */
static void
field_type(struct doc *d, enum field_type type)
{
    static const struct {
        const char *type, *format, *pattern;
    } of[] = {
        [F_END] = { "string", NULL, NULL },         [F_STR] = { "string", NULL, NULL },
        [F_INT] = { "integer", NULL, NULL },        [F_NUM] = { "number", NULL, NULL },
        [F_BOOL] = { "boolean", NULL, NULL },       [F_UUID] = { "string", "uuid", NULL },
        [F_ENUM] = { "string", NULL, NULL },        [F_DECIMAL] = { "string", NULL, "^-?[0-9]{1,15}(\\.[0-9]{1,2})?$" },
        [F_TIME] = { "string", "date-time", NULL },
    };

    if (type == F_JSON) {
        doc_array(d, "type");
        doc_str(d, NULL, "object");
        doc_str(d, NULL, "array");
        doc_end(d);
        return;
    }
    doc_str(d, "type", of[type].type);
    if (of[type].format != NULL)
        doc_str(d, "format", of[type].format);
    if (of[type].pattern != NULL)
        doc_str(d, "pattern", of[type].pattern);
}

void
openapi_field(struct doc *d, const struct field *f, bool lenient)
{
    if (lenient)
        return;
    field_type(d, f->type);
    if (f->type == F_STR)
        text_bounds(d, f);
    if (f->type == F_ENUM)
        choice_list(d, f->choices, false);
    if (f->type == F_INT || f->type == F_NUM)
        number_bounds(d, f);
    if (f->type == F_INT && !f->need && f->fallback != 0)
        doc_int(d, "default", f->fallback);
}

static void shape_schema(struct doc *d, const struct shape *s);

void
openapi_members(struct doc *d, const struct shape *members)
{
    bool any = false;

    if (members == NULL)
        return;
    doc_object(d, "properties");
    for (const struct shape *s = members; s->type != S_END; s++) {
        doc_object(d, s->name);
        shape_schema(d, s);
        doc_end(d);
    }
    doc_end(d);
    for (const struct shape *s = members; s->type != S_END; s++)
        any = any || !s->optional;
    if (!any)
        return;
    doc_array(d, "required");
    for (const struct shape *s = members; s->type != S_END; s++)
        if (!s->optional)
            doc_str(d, NULL, s->name);
    doc_end(d);
}

static void
scalar_schema(struct doc *d, enum shape_type type, bool nullable)
{
    static const char *const names[] = {
        [S_STR] = "string",  [S_INT] = "integer",    [S_NUM] = "number",    [S_BOOL] = "boolean", [S_UUID] = "string",
        [S_TIME] = "string", [S_DECIMAL] = "string", [S_OBJECT] = "object", [S_ARRAY] = "array",  [S_ANY] = NULL,
    };

    if (type == S_END || names[type] == NULL)
        return;
    type_name(d, names[type], nullable);
    if (type == S_UUID)
        doc_str(d, "format", "uuid");
    else if (type == S_TIME)
        doc_str(d, "format", "date-time");
    else if (type == S_DECIMAL)
        doc_str(d, "format", "decimal");
}

static void
shape_schema(struct doc *d, const struct shape *s)
{
    if (s->doc != NULL)
        doc_str(d, "description", s->doc);
    scalar_schema(d, s->type, s->nullable);
    choice_list(d, s->choices, s->nullable);
    if (s->type == S_OBJECT) {
        openapi_members(d, s->of);
    } else if (s->type == S_ARRAY) {
        doc_object(d, "items");
        if (s->of != NULL) {
            doc_str(d, "type", "object");
            openapi_members(d, s->of);
        } else {
            scalar_schema(d, s->items, false);
        }
        doc_end(d);
    }
}

static bool
in_body(const struct field *f)
{
    return f->in == IN_BODY;
}

static void
body_schema(struct doc *d, const struct field *fields)
{
    bool need = false;

    doc_str(d, "type", "object");
    doc_object(d, "properties");
    for (const struct field *f = fields; f->type != F_END; f++) {
        if (!in_body(f))
            continue;
        need = need || f->need;
        doc_object(d, f->name);
        if (f->doc != NULL)
            doc_str(d, "description", f->doc);
        openapi_field(d, f, false);
        doc_end(d);
    }
    doc_end(d);
    doc_bool(d, "additionalProperties", false);
    if (!need)
        return;
    doc_array(d, "required");
    for (const struct field *f = fields; f->type != F_END; f++)
        if (in_body(f) && f->need)
            doc_str(d, NULL, f->name);
    doc_end(d);
}

static void
media(struct doc *d, const char *type)
{
    doc_object(d, type);
    doc_object(d, "schema");
    if (strcmp(type, "multipart/form-data") == 0) {
        doc_str(d, "type", "object");
        doc_object(d, "properties");
        doc_object(d, "file");
        doc_str(d, "type", "string");
        doc_str(d, "format", "binary");
        doc_end(d);
        doc_end(d);
    } else if (strstr(type, "json") == NULL) {
        doc_str(d, "type", "string");
    }
    doc_end(d);
    doc_end(d);
}

/* The media types of a body that the handler reads itself: "multipart/form-data, text/csv". */
static void
media_list(struct doc *d, const char *types)
{
    char name[128];

    while (*types != '\0') {
        const size_t skip = strspn(types, ", ");
        const size_t len = strcspn(types + skip, ", ");

        if (len > 0 && len < sizeof name) {
            memcpy(name, types + skip, len);
            name[len] = '\0';
            media(d, name);
        }
        types += skip + len;
    }
}

void
openapi_body(struct doc *d, const struct endpoint *point, const struct compat *compat)
{
    bool any = false, need = false;

    for (const struct field *f = point->fields; f != NULL && f->type != F_END; f++) {
        any = any || in_body(f);
        need = need || (in_body(f) && f->need);
    }
    if (point->body == BODY_DEFAULT && !any)
        return;
    doc_object(d, "requestBody");
    doc_bool(d, "required", need || point->body != BODY_DEFAULT);
    doc_object(d, "content");
    if (point->body != BODY_DEFAULT) {
        media_list(d, point->takes != NULL ? point->takes : "application/octet-stream");
    } else {
        doc_object(d, "application/json");
        doc_object(d, "schema");
        if (compat == NULL)
            body_schema(d, point->fields);
        else
            doc_str(d, "type", "object");
        doc_end(d);
        doc_end(d);
    }
    doc_end(d);
    doc_end(d);
}

static void
problem_schema(struct doc *d)
{
    static const struct shape fault[] = {
        { .name = "pointer", .type = S_STR, .nullable = true, .optional = true },
        { .name = "code", .type = S_STR },
        { .name = "message", .type = S_STR },
        { .name = "params", .type = S_ANY, .optional = true },
        SHAPE_END,
    };
    static const struct shape problem[] = {
        { .name = "type", .type = S_STR },
        { .name = "title", .type = S_STR },
        { .name = "status", .type = S_INT },
        { .name = "detail", .type = S_STR, .doc = "A sentence for the user" },
        { .name = "instance", .type = S_STR, .optional = true },
        { .name = "code", .type = S_STR, .doc = "Stable; programs go by it" },
        { .name = "request_id", .type = S_STR },
        { .name = "errors", .type = S_ARRAY, .of = fault, .optional = true, .doc = "Every field at fault" },
        SHAPE_END,
    };

    doc_object(d, "problem");
    doc_str(d, "type", "object");
    doc_str(d, "description", "A failure (RFC 9457).");
    openapi_members(d, problem);
    doc_bool(d, "additionalProperties", true);
    doc_end(d);
}

static void
response(struct doc *d, const char *name, const char *text, const char *type, const char *ref)
{
    doc_object(d, name);
    doc_str(d, "description", text);
    doc_object(d, "content");
    doc_object(d, type);
    doc_object(d, "schema");
    if (ref != NULL)
        doc_str(d, "$ref", ref);
    doc_end(d);
    doc_end(d);
    doc_end(d);
    doc_end(d);
}

void
openapi_components(struct doc *d)
{
    doc_object(d, "components");
    doc_object(d, "schemas");
    problem_schema(d);
    doc_end(d);
    doc_object(d, "responses");
    response(d, "problem", "What went wrong.", "application/problem+json", "#/components/schemas/problem");
    response(d, "compat", "What went wrong, in the words of the older system.", "application/json", NULL);
    doc_end(d);
    doc_object(d, "securitySchemes");
    doc_object(d, "bearer");
    doc_str(d, "type", "http");
    doc_str(d, "scheme", "bearer");
    doc_str(d, "bearerFormat", "JWT");
    doc_end(d);
    doc_object(d, "cookie");
    doc_str(d, "type", "apiKey");
    doc_str(d, "in", "cookie");
    doc_str(d, "name", "__Host-hf-deployment");
    doc_str(d, "description", "The browser's session, from our own pages only; the name ends in the deployment's id.");
    doc_end(d);
    doc_end(d);
    doc_end(d);
}

void
openapi_head(struct doc *d, const struct app *app)
{
    struct compat_walk walk = { app->compat, NULL };
    const bool compat = compat_step(&walk) != NULL;

    doc_object(d, "info");
    doc_str(d, "title", "Holdfast");
    doc_str(d, "version", HF_VERSION);
    doc_str(d, "description",
            "Who is about to leave, why, and what to do about it. Times are UTC, money is a decimal string, shares are "
            "fractions from 0 to 1; lists are paged by cursor.");
    doc_end(d);
    doc_array(d, "servers");
    doc_object(d, NULL);
    doc_str(d, "url", "/");
    doc_end(d);
    doc_end(d);
    doc_array(d, "tags");
    doc_object(d, NULL);
    doc_str(d, "name", app->name);
    doc_str(d, "description", app->title);
    doc_end(d);
    if (compat) {
        doc_object(d, NULL);
        doc_str(d, "name", "compat");
        doc_str(d, "description", "Routes of older systems, for clients that have not moved yet.");
        doc_end(d);
    }
    doc_end(d);
}
