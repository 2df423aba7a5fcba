#include "unit/unit.h"

#include "input.h"
#include "request_fixture.h"

#include "../../lib/compat_private.h"
#include "../../lib/input_fill.h"

struct goal_in {
    const char *title, *kind, *email;
    int64_t count;
    double amount;
    bool done;
    struct uuid id;
    json *extra;
    const char *sort;
};

static const char *const kinds[] = { "small", "large", NULL };

static const struct field fields[] = {
    FIELD_STR(struct goal_in, title, .need = true, .max = 150),
    FIELD_STR(struct goal_in, email, .max = 254, .check = is_email),
    FIELD_ENUM(struct goal_in, kind, .choices = kinds),
    FIELD_INT(struct goal_in, count, .low = 1, .high = 5),
    FIELD_NUM(struct goal_in, amount, .need = true),
    FIELD_BOOL(struct goal_in, done, .doc = "Reached"),
    FIELD_UUID(struct goal_in, id, .in = IN_PATH, .need = true),
    FIELD_JSON(struct goal_in, extra, .doc = "Anything"),
    FIELD_STR(struct goal_in, sort, .in = IN_QUERY, .max = 20),
    FIELD_END,
};

static enum err
run(struct req *r, const void *input)
{
    (void)r, (void)input;
    return ERR_NONE;
}

static const struct endpoint endpoint = {
    .title = "Test", .fields = fields, .input_size = sizeof(struct goal_in), .run = run
};

static const struct compat_in in[] = {
    { .theirs = "name", .ours = "title" }, { .theirs = "target", .ours = "amount" },
    { .theirs = "n", .ours = "count" },    { .theirs = "is_done", .ours = "done" },
    { .theirs = "mail", .ours = "email" }, { .ours = "kind", .constant = "large" },
    { .theirs = "order", .ours = "sort" }, { 0 },
};

static const struct compat rows[] = {
    { .method = POST,
      .path = "/api/goals/{id}/",
      .access = SIGNED_IN,
      .endpoint = &endpoint,
      .in = in,
      .wire = WIRE_DRF },
    { .method = GET, .path = "/api/goals/{id}/", .access = SIGNED_IN, .endpoint = &endpoint, .wire = WIRE_DRF },
    { .method = POST, .path = "/goals", .access = SIGNED_IN, .endpoint = &endpoint, .wire = WIRE_FASTAPI },
    { .method = POST, .path = "/dashboard/goals/", .access = SIGNED_IN, .endpoint = &endpoint, .wire = WIRE_DRF },
    COMPAT_END,
};

static void
sends(struct req *r, const char *type, const char *body)
{
    r->content_type = type;
    r->body = body;
    r->body_len = strlen(body);
}

/* What our validator sees of a body. */
static const char *
seen(struct req *r, const char *type, const char *body)
{
    json *v = NULL;
    struct pair *query = NULL;
    size_t count = 0;

    sends(r, type, body);
    return compat_input(r, &v, &query, &count) == ERR_NONE ? json_text(r->arena, v) : "refused";
}

static const char *
said(struct req *r, enum err e, int *ret_status)
{
    const char *type = NULL, *body = NULL;

    compat_error(r, e, ret_status, &type, &body);
    return body;
}

UNIT(finds_rows_by_method_and_path)
{
    FIXTURE(r);
    const struct compat *row = NULL;

    r.method = "POST";
    r.path = "/api/goals/018f0000000070008000000000000001/";
    CHECK_INT(compat_find(&r, rows, &row), ERR_NONE);
    CHECK(row == &rows[0]);
    CHECK_INT(r.part_count, 1);
    CHECK_STR(r.parts[0].name, "id");
    r.method = "HEAD";
    CHECK_INT(compat_find(&r, rows, &row), ERR_NONE);
    CHECK(row == &rows[1]);
    r.path = "/api/goals/x/y/";
    CHECK_INT(compat_find(&r, rows, &row), ERR_NOT_FOUND);
    r.path = "/api/goals//";
    CHECK_INT(compat_find(&r, rows, &row), ERR_NOT_FOUND);
    CHECK_INT(compat_find(&r, NULL, &row), ERR_NOT_FOUND);
    DROP(r);
}

UNIT(wrong_method_names_the_right_ones)
{
    FIXTURE(r);
    const struct compat *row = NULL;
    int status = 0;

    r.method = "DELETE";
    r.path = "/api/goals/1/"; /* goals have UUIDs there */
    CHECK_INT(compat_find(&r, rows, &row), ERR_NOT_FOUND);
    r.path = "/api/goals/018f0000000070008000000000000001/";
    CHECK_INT(compat_find(&r, rows, &row), ERR_METHOD);
    CHECK_STR(r.p->headers[0].name, "Allow");
    CHECK_STR(r.p->headers[0].value, "POST, GET");
    CHECK_STR(said(&r, ERR_METHOD, &status), "{\"detail\":\"Method \\\"DELETE\\\" not allowed.\"}");
    CHECK_INT(status, 405);
    r.method = "OPTIONS";
    CHECK(strstr(said(&r, ERR_METHOD, &status), "\"parses\":[\"application/json\"") != NULL);
    CHECK_INT(status, 200);
    r.path = "/dashboard/goals/";
    CHECK_INT(compat_find(&r, rows, &row), ERR_METHOD);
    CHECK_STR(said(&r, ERR_METHOD, &status), "");
    CHECK_INT(status, 405);
    DROP(r);
}

UNIT(what_is_of_another_kind_is_no_address)
{
    static const struct {
        const char *path, *says; /* NULL: none of theirs */
    } table[] = {
        { "/api/goals/1/", "{\"detail\":\"Not found.\"}" },
        { "/api/goals/x/", "{\"detail\":\"Not found.\"}" },
        { "/goals/1/2", "{\"detail\":\"Not Found\"}" },
        { "/goalsx", NULL },
        { "/api/v1/goals", NULL },
    };
    FIXTURE(r);
    const struct compat *row = NULL;
    int status = 0;

    r.method = "POST";
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        r.compat = NULL;
        r.path = table[i].path;
        CHECK_INT(compat_find(&r, rows, &row), ERR_NOT_FOUND);
        compat_unknown(&r, rows);
        CHECK((r.compat == NULL) == (table[i].says == NULL));
        if (r.compat != NULL)
            CHECK_STR(said(&r, ERR_NOT_FOUND, &status), table[i].says);
    }
    DROP(r);
}

UNIT(reads_json_forms_and_multipart_alike)
{
    static const char want[] = "{\"title\":\"Save\",\"kind\":\"large\",\"count\":3,\"amount\":12.5,\"done\":true}";
    FIXTURE(r);

    r.compat = &rows[0];
    CHECK_STR(seen(&r, "application/json", "{\"name\":\"Save\",\"target\":12.5,\"n\":3,\"is_done\":true,\"more\":[1]}"),
              want);
    CHECK_STR(seen(&r, "application/json; charset=utf-8",
                   "{\"name\":\"Save\",\"target\":\"12.5\",\"n\":\"3\",\"is_done\":\"Yes\"}"),
              want);
    CHECK_STR(seen(&r, "application/x-www-form-urlencoded", "name=Save&target=12.5&n=+3+&is_done=on&title=x"), want);
    CHECK_STR(seen(&r, "multipart/form-data; boundary=b",
                   "--b\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nSave\r\n"
                   "--b\r\nContent-Disposition: form-data; name=\"target\"\r\n\r\n12.5\r\n"
                   "--b\r\nContent-Disposition: form-data; name=\"n\"\r\n\r\n3\r\n"
                   "--b\r\nContent-Disposition: form-data; name=\"is_done\"\r\n\r\nt\r\n--b--\r\n"),
              want);
    CHECK_STR(seen(&r, "text/plain", "name=Save"), "refused");
    CHECK_STR(r.detail, "Unsupported media type \"text/plain\" in request.");
    DROP(r);
}

UNIT(a_form_without_a_box_means_no)
{
    FIXTURE(r);

    r.compat = &rows[0];
    CHECK_STR(seen(&r, "application/x-www-form-urlencoded", "name=a"),
              "{\"title\":\"a\",\"kind\":\"large\",\"done\":false}");
    CHECK_STR(seen(&r, "application/json", "{\"name\":\"a\"}"), "{\"title\":\"a\",\"kind\":\"large\"}");
    CHECK_STR(seen(&r, "application/json", "{\"name\":null,\"mail\":null}"), "{\"title\":null,\"kind\":\"large\"}");
    DROP(r);
}

UNIT(values_that_do_not_fit_stay_for_the_validator)
{
    FIXTURE(r);

    r.compat = &rows[0];
    CHECK_STR(seen(&r, "application/json", "{\"name\":12,\"n\":\"12x\",\"is_done\":\"maybe\",\"target\":\"NaN\"}"),
              "{\"title\":\"12\",\"kind\":\"large\",\"count\":\"12x\",\"amount\":\"NaN\",\"done\":\"maybe\"}");
    CHECK_STR(seen(&r, "application/json", "{\"n\":\"7.0\"}"), "{\"kind\":\"large\",\"count\":7}");
    CHECK_STR(seen(&r, "application/json", "{\"n\":\"7.5\"}"), "{\"kind\":\"large\",\"count\":\"7.5\"}");
    r.compat = &rows[2];
    CHECK_STR(seen(&r, "application/json", "{\"count\":50.7,\"title\":\"a\\\"b\"}"),
              "{\"title\":\"a\\\"b\",\"count\":50}");
    DROP(r);
}

UNIT(query_and_path_get_our_names)
{
    FIXTURE(r);
    json *v = NULL;
    struct pair *query = NULL;
    size_t count = 0;

    r.compat = &rows[0];
    r.query = "order=name&order=-name&sort=zzz&q=1";
    r.parts[0] = (struct part){ "id", "018f00000000700080000000000000ab" };
    r.part_count = 1;
    sends(&r, "application/json", "{}");
    CHECK_INT(compat_input(&r, &v, &query, &count), ERR_NONE);
    CHECK_INT(count, 1);
    CHECK_STR(query[0].name, "sort");
    CHECK_STR(query[0].value, "-name");
    CHECK_STR(r.parts[0].value, "018f0000-0000-7000-8000-0000000000ab");
    DROP(r);
}

static const char *
rewritten(struct req *r, const struct compat_out *out, const char *ours)
{
    static struct compat row;
    const char *text = NULL;
    size_t len = 0;

    row = (struct compat){ .method = GET, .path = "/x", .endpoint = &endpoint, .out = out };
    r->compat = &row;
    return compat_output(r, ours, strlen(ours), &text, &len) == ERR_NONE ? text : "failed";
}

UNIT(renames_nests_and_converts)
{
    static const char *const words[] = { "customer", "CUSTOMER", "staff", "PRO", NULL };
    static const struct compat_out out[] = {
        { .theirs = "tokens.access", .ours = "access_token" },
        { .theirs = "tokens.life", .ours = "expires_in", .form = FORM_FLOAT },
        { .theirs = "user.id", .ours = "user.id", .form = FORM_HEX_ID },
        { .theirs = "user.type", .ours = "user.kind", .words = words },
        { .theirs = "risk", .ours = "p", .form = FORM_PERCENT_FLOAT },
        { .theirs = "percent", .ours = "p", .form = FORM_PERCENT_INT },
        { .theirs = "price", .ours = "price", .form = FORM_FLOAT },
        { .theirs = "since", .ours = "at", .form = FORM_DATE },
        { .theirs = "phone", .ours = "phone", .constant = "\"\"" },
        { .theirs = "none", .ours = "none" },
        { .theirs = "whole", .ours = "user" },
        { 0 },
    };
    FIXTURE(r);

    CHECK_STR(
        rewritten(
            &r, out,
            "{\"access_token\":\"t\\\"\",\"expires_in\":900,\"user\":{\"id\":\"018f0000-0000-7000-8000-0000000000ab\","
            "\"kind\":\"staff\"},\"p\":0.07,\"price\":\"12.50\",\"at\":\"2026-01-02T03:04:05Z\",\"phone\":null}"),
        "{\"tokens\":{\"access\":\"t\\\"\",\"life\":900.0},\"user\":{\"id\":\"018f00000000700080000000000000ab\","
        "\"type\":\"PRO\"},\"risk\":7.0,\"percent\":7,\"price\":12.5,\"since\":\"2026-01-02\",\"phone\":\"\",\"none\":null,"
        "\"whole\":{\"id\":\"018f0000-0000-7000-8000-0000000000ab\",\"kind\":\"staff\"}}");
    DROP(r);
}

UNIT(walks_lists)
{
    static const struct compat_out out[] = {
        { .theirs = "count", .ours = "n", .form = FORM_INT },
        { .theirs = "results[].name", .ours = "data[].title" },
        { .theirs = "results[].url", .constant = "\"/x/\"" },
        { .theirs = "results[].tags[]", .ours = "data[].reasons[].text" },
        { .theirs = "results[].all", .ours = "n" },
        { 0 },
    };
    FIXTURE(r);

    CHECK_STR(
        rewritten(
            &r, out,
            "{\"n\":2,\"data\":[{\"title\":\"a\",\"reasons\":[{\"text\":\"x\"},{\"text\":\"y\"}]},{\"title\":\"b\",\"reasons\":[]}]}"),
        "{\"count\":2,\"results\":[{\"name\":\"a\",\"url\":\"/x/\",\"tags\":[\"x\",\"y\"],\"all\":2},"
        "{\"name\":\"b\",\"url\":\"/x/\",\"tags\":[],\"all\":2}]}");
    CHECK_STR(rewritten(&r, out, "{\"n\":0,\"data\":[]}"), "{\"count\":0,\"results\":[]}");
    CHECK_STR(rewritten(&r, out, "not json"), "failed");
    DROP(r);
}

UNIT(a_whole_answer_may_be_a_list)
{
    static const struct compat_out out[] = {
        { .theirs = "[].id", .ours = "data[].no", .form = FORM_INT },
        { .theirs = "[].a.b", .ours = "data[].x", .form = FORM_FLOAT },
        { 0 },
    };
    FIXTURE(r);

    CHECK_STR(rewritten(&r, out, "{\"data\":[{\"no\":1,\"x\":2.5},{\"no\":2,\"x\":1e300}]}"),
              "[{\"id\":1,\"a\":{\"b\":2.5}},{\"id\":2,\"a\":{\"b\":1e+300}}]");
    CHECK_STR(rewritten(&r, out, "{\"data\":[]}"), "[]");
    DROP(r);
}

/* Runs body through input and validator, and gives the answer to its failure. */
static const char *
answer(struct req *r, const struct compat *row, const char *body, int *ret_status)
{
    struct goal_in filled = { 0 };
    json *v = NULL;
    struct pair *query = NULL;
    size_t count = 0;
    enum err e;

    r->compat = row;
    r->fault_count = 0;
    r->code = r->detail = NULL;
    r->parts[0] = (struct part){ "id", "018f0000-0000-7000-8000-0000000000ab" };
    r->part_count = 1;
    sends(r, "application/json", body);
    e = compat_input(r, &v, &query, &count);
    if (e == ERR_NONE)
        e = input_fill_from(r, fields, &filled, v, query, count, true);
    return said(r, e, ret_status);
}

UNIT(drf_speaks_of_fields)
{
    static const struct compat chosen = { .endpoint = &endpoint, .wire = WIRE_DRF };
    FIXTURE(r);
    int status = 0;

    CHECK_STR(answer(&r, &rows[0], "{\"n\":9,\"mail\":\"nobody\"}", &status),
              "{\"name\":[\"This field is required.\"],\"mail\":[\"Enter a valid email address.\"],"
              "\"n\":[\"Ensure this value is less than or equal to 5.\"],\"target\":[\"This field is required.\"]}");
    CHECK_INT(status, 400);
    CHECK_STR(answer(&r, &rows[0], "{\"name\":null,\"target\":\"a lot\"}", &status),
              "{\"name\":[\"This field may not be null.\"],\"target\":[\"A valid number is required.\"]}");
    CHECK_STR(answer(&r, &rows[0], "{\"name\":\"  \",\"target\":1}", &status),
              "{\"name\":[\"This field may not be blank.\"]}");
    CHECK_STR(answer(&r, &rows[0], "[1]", &status),
              "{\"non_field_errors\":[\"Invalid data. Expected a dictionary, but got list.\"]}");
    CHECK_STR(answer(&r, &chosen, "{\"title\":\"a\",\"amount\":1,\"kind\":\"tiny\"}", &status),
              "{\"kind\":[\"\\\"tiny\\\" is not a valid choice.\"]}");
    CHECK_STR(answer(&r, &chosen, "{\"title\":\"a\",\"amount\":1,\"extra\":\"[1]\"}", &status),
              "{\"extra\":[\"Value must be valid JSON.\"]}");
    CHECK(strncmp(answer(&r, &rows[0], "{\"a\":", &status), "{\"detail\":\"JSON parse error - ", 29) == 0);
    CHECK_INT(status, 400);
    DROP(r);
}

UNIT(fastapi_speaks_of_places)
{
    FIXTURE(r);
    int status = 0;

    CHECK_STR(
        answer(&r, &rows[2], "{\"email\":\"x\",\"kind\":\"tiny\",\"amount\":1}", &status),
        "{\"detail\":[{\"loc\":[\"body\",\"title\"],\"msg\":\"field required\",\"type\":\"value_error.missing\"},"
        "{\"loc\":[\"body\",\"email\"],\"msg\":\"value is not a valid email address\",\"type\":\"value_error.email\"},"
        "{\"loc\":[\"body\",\"kind\"],\"msg\":\"value is not a valid enumeration member; permitted: 'small', 'large'\","
        "\"type\":\"type_error.enum\",\"ctx\":{\"enum_values\":[\"small\",\"large\"]}}],"
        "\"body\":{\"email\":\"x\",\"kind\":\"tiny\",\"amount\":1}}");
    CHECK_INT(status, 422);
    CHECK_STR(answer(&r, &rows[2], "{\"title\":null,\"amount\":1,\"count\":0}", &status),
              "{\"detail\":[{\"loc\":[\"body\",\"title\"],\"msg\":\"none is not an allowed value\","
              "\"type\":\"type_error.none.not_allowed\"},{\"loc\":[\"body\",\"count\"],"
              "\"msg\":\"ensure this value is greater than or equal to 1\",\"type\":\"value_error.number.not_ge\","
              "\"ctx\":{\"limit_value\":1}}],\"body\":{\"title\":null,\"amount\":1,\"count\":0}}");
    CHECK(strstr(answer(&r, &rows[2], "{\"a\" 1}", &status), "\"type\":\"value_error.jsondecode\"}],\"body\":null}") !=
          NULL);
    CHECK_INT(status, 422);
    DROP(r);
}

UNIT(fastapi_names_a_member_of_a_member)
{
    FIXTURE(r);
    int status = 0;

    r.compat = &rows[2];
    (void)fail_as(&r, ERR_INVALID, "member_missing", "extra/primary", "Needed.");
    (void)fail_as(&r, ERR_INVALID, "not_a_number", "extra/7", "No number.");
    (void)fail_as(&r, ERR_INVALID, "not_an_object", "extra", "No object.");
    CHECK_STR(said(&r, ERR_INVALID, &status),
              "{\"detail\":[{\"loc\":[\"body\",\"extra\",\"primary\"],\"msg\":\"field required\","
              "\"type\":\"value_error.missing\"},{\"loc\":[\"body\",\"extra\",7],"
              "\"msg\":\"value is not a valid integer\",\"type\":\"type_error.integer\"},{\"loc\":[\"body\",\"extra\"],"
              "\"msg\":\"value is not a valid dict\",\"type\":\"type_error.dict\"}],\"body\":null}");
    CHECK_INT(status, 422);
    DROP(r);
}

UNIT(failures_without_fields)
{
    FIXTURE(r);
    int status = 0;

    r.compat = &rows[0];
    CHECK_STR(said(&r, ERR_UNAUTHENTICATED, &status), "{\"detail\":\"Authentication credentials were not provided.\"}");
    CHECK_INT(status, 401);
    CHECK_STR(r.p->headers[0].value, "Bearer realm=\"api\"");
    CHECK_STR(said(&r, ERR_NOT_FOUND, &status), "{\"detail\":\"Not found.\"}");
    r.p->header_count = 0;
    reply_header(&r, "Retry-After", "30");
    CHECK_STR(said(&r, ERR_RATE_LIMITED, &status),
              "{\"detail\":\"Request was throttled. Expected available in 30 seconds.\"}");
    r.compat = &rows[2];
    reply_header(&r, "WWW-Authenticate", "Bearer realm=\"api\"");
    CHECK_STR(said(&r, ERR_UNAUTHENTICATED, &status), "{\"detail\":\"Not authenticated\"}");
    CHECK_STR(r.p->headers[r.p->header_count - 1].value, "Bearer");
    CHECK_STR(said(&r, ERR_METHOD, &status), "{\"detail\":\"Method Not Allowed\"}");
    r.compat = &(struct compat){ .endpoint = &endpoint, .wire = WIRE_PROBLEM };
    CHECK(said(&r, ERR_CONFLICT, &status) == NULL);
    CHECK_INT(status, 409);
    DROP(r);
}

UNIT(a_row_has_the_first_word)
{
    static const struct compat_error errors[] = {
        { .code = "invalid_credentials", .status = 400, .body = "{\"x\":1}" },
        { .code = "invalid", .status = 418, .body = "{\"title\":1}", .field = "title" },
        { .code = "unauthenticated", .status = 302, .location = "/login/" },
        { .code = "not_found", .status = 410 },
        { 0 },
    };
    const struct compat row = { .endpoint = &endpoint, .errors = errors, .wire = WIRE_DRF };
    FIXTURE(r);
    int status = 0;

    r.compat = &row;
    r.code = "invalid_credentials";
    CHECK_STR(said(&r, ERR_UNAUTHENTICATED, &status), "{\"x\":1}");
    CHECK_INT(status, 400);
    r.code = NULL;
    r.path = "/dashboard/search/";
    CHECK_STR(said(&r, ERR_UNAUTHENTICATED, &status), "");
    CHECK_INT(status, 302);
    CHECK_STR(r.p->headers[0].value, "/login/?next=/dashboard/search/");
    CHECK_STR(said(&r, ERR_NOT_FOUND, &status), "{\"detail\":\"Not found.\"}");
    CHECK_INT(status, 410);
    (void)fail(&r, ERR_INVALID, "title", "Bad.");
    CHECK_STR(said(&r, ERR_INVALID, &status), "{\"title\":1}");
    DROP(r);
}

UNIT_MAIN
