#include "unit/unit.h"

#include <stdlib.h>

#include "app.h"
#include "arena.h"
#include "json.h"

#include "../../lib/openapi.h"

struct note_in {
    const char *title, *sort;
    int64_t stars;
    struct uuid id;
};

static const char *const sorts[] = { "name", "-name", NULL };

static const struct field fields[] = {
    FIELD_STR(struct note_in, title, .need = true, .min_len = 2, .max = 150, .doc = "What it \"says\""),
    FIELD_INT(struct note_in, stars, .low = 1, .high = 5, .fallback = 3),
    FIELD_UUID(struct note_in, id, .in = IN_PATH, .need = true),
    FIELD_ENUM(struct note_in, sort, .in = IN_QUERY, .choices = sorts),
    FIELD_END,
};

static const struct shape tag_shape[] = { { .name = "text", .type = S_STR }, SHAPE_END };

static const struct shape out[] = {
    { .name = "id", .type = S_UUID },
    { .name = "at", .type = S_TIME, .nullable = true },
    { .name = "price", .type = S_DECIMAL, .optional = true },
    { .name = "state", .type = S_STR, .choices = sorts, .nullable = true },
    { .name = "tags", .type = S_ARRAY, .of = tag_shape },
    { .name = "counts", .type = S_ARRAY, .items = S_INT },
    { .name = "any", .type = S_ANY },
    SHAPE_END,
};

static enum err
run(struct req *r, const void *input)
{
    (void)r, (void)input;
    return ERR_NONE;
}

static const struct endpoint change = {
    .title = "Change a note", .fields = fields, .out = out, .run = run, .status = 201, .if_match = true
};
static const struct endpoint read_notes = { .title = "List notes", .out = out, .run = run };
static const struct endpoint file = {
    .title = "A file", .run = run, .gives = "text/csv", .body = BODY_STREAM, .takes = "multipart/form-data, text/csv"
};

static const struct route routes[] = {
    { GET, "/api/v1/notes", MAY("notes:read"), &read_notes },
    { POST, "/api/v1/notes/{id}", MAY_BY_COOKIE("notes:write"), &change },
    { POST, "/api/v1/notes", PUBLIC, &file },
    ROUTE_END,
};

static const struct compat_in in[] = { { .theirs = "headline", .ours = "title" },
                                       { .theirs = "order", .ours = "sort" },
                                       { 0 } };

static const struct compat compat[] = {
    { .method = GET, .path = "/notes/", .access = SIGNED_IN, .endpoint = &read_notes, .origin = "old" },
    { .method = POST,
      .path = "/notes/{id}",
      .access = SIGNED_IN,
      .endpoint = &change,
      .in = in,
      .origin = "old",
      .status = 200 },
    COMPAT_END,
};

static const struct app app = { .name = "notes", .title = "Notes", .routes = routes, .compat = compat };

static char *
printed(void (*print)(const struct app *, FILE *))
{
    char *text = NULL;
    size_t len = 0;
    FILE *f = open_memstream(&text, &len);

    print(&app, f);
    fclose(f);
    return text;
}

/* Follows keys separated by spaces; a number is a place in a list. The text of what is there. */
static const char *
at(struct arena *a, const char *path)
{
    char *text = printed(openapi_print);
    json *v = NULL;
    char key[64];

    if (json_parse(a, text, strlen(text), &v, NULL) != ERR_NONE)
        v = NULL;
    free(text);
    while (*path != '\0' && v != NULL) {
        const size_t len = strcspn(path, " ");

        snprintf(key, sizeof key, "%.*s", (int)len, path);
        v = json_kind(v) == JSON_ARRAY ? json_at(v, (size_t)strtoul(key, NULL, 10)) : json_get(v, key);
        path += len + (path[len] == ' ');
    }
    return v != NULL ? json_text(a, v) : "nothing";
}

UNIT(the_document_says_what_the_tables_say)
{
    struct arena *a = arena_new(0);

    CHECK_STR(at(a, "openapi"), "\"3.1.0\"");
    CHECK_STR(at(a, "paths /api/v1/notes get operationId"), "\"get_api_v1_notes\"");
    CHECK_STR(at(a, "paths /api/v1/notes get x-permission"), "\"notes:read\"");
    CHECK_STR(at(a, "paths /api/v1/notes get security"), "[{\"bearer\":[]}]");
    CHECK_STR(at(a, "paths /api/v1/notes post security"), "[]");
    CHECK_STR(at(a, "paths /api/v1/notes/{id} post security"), "[{\"bearer\":[]},{\"cookie\":[]}]");
    CHECK_STR(at(a, "paths /api/v1/notes get responses 200 content application/json schema required"),
              "[\"id\",\"at\",\"state\",\"tags\",\"counts\",\"any\"]");
    CHECK_STR(at(a, "paths /api/v1/notes get responses 403 $ref"), "\"#/components/responses/problem\"");
    CHECK_STR(at(a, "paths /api/v1/notes post responses 403"), "nothing");
    arena_free(a);
}

UNIT(fields_become_parameters_and_a_closed_body)
{
    struct arena *a = arena_new(0);

    CHECK_STR(
        at(a, "paths /api/v1/notes/{id} post parameters 0"),
        "{\"name\":\"id\",\"in\":\"path\",\"required\":true,\"schema\":{\"type\":\"string\",\"format\":\"uuid\"}}");
    CHECK_STR(at(a, "paths /api/v1/notes/{id} post parameters 1 schema"),
              "{\"type\":\"string\",\"enum\":[\"name\",\"-name\"]}");
    CHECK_STR(at(a, "paths /api/v1/notes/{id} post parameters 2 name"), "\"Idempotency-Key\"");
    CHECK_STR(at(a, "paths /api/v1/notes/{id} post parameters 3 name"), "\"If-Match\"");
    CHECK_STR(
        at(a, "paths /api/v1/notes/{id} post requestBody content application/json schema"),
        "{\"type\":\"object\",\"properties\":{\"title\":{\"description\":\"What it \\\"says\\\"\",\"type\":\"string\","
        "\"minLength\":2,\"maxLength\":150},\"stars\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":5,\"default\":3}},"
        "\"additionalProperties\":false,\"required\":[\"title\"]}");
    CHECK_STR(at(a, "paths /api/v1/notes/{id} post responses 412 $ref"), "\"#/components/responses/problem\"");
    arena_free(a);
}

UNIT(shapes_become_schemas)
{
    struct arena *a = arena_new(0);

    CHECK_STR(
        at(a, "paths /api/v1/notes get responses 200 content application/json schema properties"),
        "{\"id\":{\"type\":\"string\",\"format\":\"uuid\"},\"at\":{\"type\":[\"string\",\"null\"],\"format\":\"date-time\"},"
        "\"price\":{\"type\":\"string\",\"format\":\"decimal\"},"
        "\"state\":{\"type\":[\"string\",\"null\"],\"enum\":[\"name\",\"-name\",null]},"
        "\"tags\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{\"text\":{\"type\":\"string\"}},"
        "\"required\":[\"text\"]}},\"counts\":{\"type\":\"array\",\"items\":{\"type\":\"integer\"}},\"any\":{}}");
    CHECK_STR(at(a, "paths /api/v1/notes post requestBody content text/csv schema"), "{\"type\":\"string\"}");
    CHECK_STR(at(a, "paths /api/v1/notes post requestBody content multipart/form-data schema properties file format"),
              "\"binary\"");
    CHECK_STR(at(a, "paths /api/v1/notes post responses 200 content text/csv schema"), "{\"type\":\"string\"}");
    arena_free(a);
}

UNIT(compat_routes_are_there_loosely)
{
    struct arena *a = arena_new(0);

    CHECK_STR(at(a, "paths /notes/ get operationId"), "\"get_notes_slash\"");
    CHECK_STR(at(a, "paths /notes/ get tags"), "[\"compat\"]");
    CHECK_STR(at(a, "paths /notes/{id} post operationId"), "\"post_notes_by_id\"");
    CHECK_STR(at(a, "paths /notes/{id} post parameters 1 name"), "\"order\"");
    CHECK_STR(at(a, "paths /notes/{id} post parameters 2"), "nothing");
    CHECK_STR(at(a, "paths /notes/{id} post responses 200 content application/json schema"), "{}");
    CHECK_STR(at(a, "paths /notes/{id} post responses 4XX $ref"), "\"#/components/responses/compat\"");
    arena_free(a);
}

UNIT(routes_are_lines_for_programs)
{
    char *text = printed(routes_print);

    CHECK_STR(text, "GET\t/api/v1/notes\tnotes:read\tList notes\n"
                    "POST\t/api/v1/notes/{id}\tnotes:write+cookie\tChange a note\n"
                    "POST\t/api/v1/notes\tpublic\tA file\n"
                    "GET\t/notes/\tsigned-in\tList notes\told\n"
                    "POST\t/notes/{id}\tsigned-in\tChange a note\told\n");
    free(text);
}

UNIT_MAIN
