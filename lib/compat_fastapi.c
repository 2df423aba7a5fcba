/*
 * compat_fastapi.c: failures as FastAPI 0.95 with pydantic 1.10 says them.
 */
#include "compat_private.h"

#include "req.h"

static void
fastapi_choices(struct req *r, struct text *t, const struct field *f)
{
    struct text list = { .a = r->arena }, words = { .a = r->arena };

    for (size_t i = 0; f->choices != NULL && f->choices[i] != NULL; i++) {
        text_add(&list, i == 0 ? "" : ",");
        text_quote(&list, f->choices[i]);
        text_add(&words, i == 0 ? "'" : ", '");
        text_add(&words, f->choices[i]);
        text_add(&words, "'");
    }
    text_add(t, "\"msg\":");
    text_quote(t, arena_printf(r->arena, "value is not a valid enumeration member; permitted: %s",
                               words.len > 0 ? words.s : ""));
    text_add(t, ",\"type\":\"type_error.enum\",\"ctx\":{\"enum_values\":[");
    text_add(t, list.len > 0 ? list.s : "");
    text_add(t, "]}");
}

static void
fastapi_limit(struct req *r, struct text *t, const char *msg, const char *type, double limit)
{
    text_add(
        t, arena_printf(r->arena, "\"msg\":\"%s\",\"type\":\"%s\",\"ctx\":{\"limit_value\":%.15g}", msg, type, limit));
}

static void
fastapi_simple(struct text *t, const char *msg, const char *type)
{
    text_add(t, "\"msg\":");
    text_quote(t, msg);
    text_add(t, ",\"type\":");
    text_quote(t, type);
}

static void
fastapi_absent(struct req *r, struct text *t, const struct field *f)
{
    switch (compat_absence(r, f)) {
    case COMPAT_NULL:
        fastapi_simple(t, "none is not an allowed value", "type_error.none.not_allowed");
        break;
    case COMPAT_BLANK:
        fastapi_limit(r, t, "ensure this value has at least 1 characters", "value_error.any_str.min_length", 1);
        break;
    case COMPAT_MISSING:
        fastapi_simple(t, "field required", "value_error.missing");
        break;
    }
}

/* Faults that are the same whatever the field is; false: another one. */
static bool
fastapi_known(struct text *t, const char *code)
{
    static const struct {
        const char *code, *msg, *type;
    } known[] = {
        { "file_missing", "field required", "value_error.missing" },
        { "member_missing", "field required", "value_error.missing" },
        { "member_null", "none is not an allowed value", "type_error.none.not_allowed" },
        { "not_a_text", "str type expected", "type_error.str" },
        { "not_a_number", "value is not a valid integer", "type_error.integer" },
        { "not_a_list", "value is not a valid list", "type_error.list" },
        { "not_an_object", "value is not a valid dict", "type_error.dict" },
    };

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strcmp(known[i].code, code) == 0) {
            fastapi_simple(t, known[i].msg, known[i].type);
            return true;
        }
    return false;
}

static void
fastapi_reason(struct req *r, struct text *t, const struct fault *fault, const struct field *f)
{
    const char *code = fault->code;

    if (fastapi_known(t, code))
        return;
    if (f == NULL)
        fastapi_simple(t, fault->message, "value_error");
    else if (strcmp(code, "required") == 0)
        fastapi_absent(r, t, f);
    else if (strcmp(code, "too_short") == 0)
        fastapi_limit(r, t, arena_printf(r->arena, "ensure this value has at least %zu characters", f->min_len),
                      "value_error.any_str.min_length", (double)f->min_len);
    else if (strcmp(code, "too_long") == 0)
        fastapi_limit(r, t, arena_printf(r->arena, "ensure this value has at most %zu characters", f->max),
                      "value_error.any_str.max_length", (double)f->max);
    else if (strcmp(code, "too_small") == 0)
        fastapi_limit(r, t, arena_printf(r->arena, "ensure this value is greater than or equal to %.15g", f->low),
                      "value_error.number.not_ge", f->low);
    else if (strcmp(code, "too_large") == 0)
        fastapi_limit(r, t, arena_printf(r->arena, "ensure this value is less than or equal to %.15g", f->high),
                      "value_error.number.not_le", f->high);
    else if (f->type == F_ENUM)
        fastapi_choices(r, t, f);
    else if (f->check == is_email)
        fastapi_simple(t, "value is not a valid email address", "value_error.email");
    else if (f->type == F_INT)
        fastapi_simple(t, "value is not a valid integer", "type_error.integer");
    else if (f->type == F_NUM || f->type == F_DECIMAL)
        fastapi_simple(t, "value is not a valid float", "type_error.float");
    else if (f->type == F_BOOL)
        fastapi_simple(t, "value could not be parsed to a boolean", "value_error.bool");
    else if (f->type == F_UUID)
        fastapi_simple(t, "value is not a valid uuid", "type_error.uuid");
    else if (strcmp(code, "wrong_type") == 0)
        fastapi_simple(t, "str type expected", "type_error.str");
    else
        fastapi_simple(t, fault->message, "value_error");
}

/* The steps behind the field: "/contacts/primary" adds "primary", "/ids/0" the number. */
static void
fastapi_steps(struct req *r, struct text *t, const char *pointer)
{
    for (const char *s = strchr(pointer + 1, '/'); s != NULL; s = strchr(s + 1, '/')) {
        const char *step = compat_fault_name(r, s);

        text_add(t, ",");
        if (step != NULL && *step != '\0' && strspn(step, "0123456789") == strlen(step))
            text_add(t, step);
        else
            text_quote(t, step != NULL ? step : "");
    }
}

static void
fastapi_fault(struct req *r, struct text *t, const struct fault *fault)
{
    static const char *const places[] = { [IN_BODY] = "body", [IN_QUERY] = "query", [IN_PATH] = "path" };
    const char *name = compat_fault_name(r, fault->pointer);
    const struct field *f = name != NULL ? compat_field(r->compat, name) : NULL;

    text_comma(t);
    text_add(t, "{\"loc\":[");
    text_quote(t, f != NULL ? places[f->in] : "body");
    text_add(t, ",");
    if (strcmp(fault->code, COMPAT_BAD_JSON) == 0)
        text_add(t, fault->pointer + 1); /* the byte */
    else
        text_quote(t, name != NULL ? compat_theirs(r->compat, name) : "");
    fastapi_steps(r, t, fault->pointer);
    text_add(t, "],");
    if (strcmp(fault->code, COMPAT_BAD_JSON) == 0)
        fastapi_simple(t, fault->message, "value_error.jsondecode");
    else
        fastapi_reason(r, t, fault, f);
    text_add(t, "}");
}

static bool
has_secret(const struct field *f)
{
    for (; f != NULL && f->type != F_END; f++)
        if (f->secret)
            return true;
    return false;
}

/* What came in is repeated there, as far as it is JSON and no secret. */
static const char *
fastapi_list(struct req *r)
{
    struct text t = { .a = r->arena };

    text_add(&t, "{\"detail\":[");
    for (unsigned i = 0; i < r->fault_count; i++)
        fastapi_fault(r, &t, &r->faults[i]);
    if (r->fault_count == 0) {
        const bool file = r->compat->endpoint->body == BODY_STREAM;

        text_add(&t, file ? "{\"loc\":[\"body\",\"file\"]," : "{\"loc\":[\"body\"],");
        fastapi_known(&t, file ? "file_missing" : "not_an_object");
        text_add(&t, "}");
    }
    text_add(&t, "],\"body\":");
    if (!has_secret(r->compat->endpoint->fields) && r->body != NULL && r->body_len > 0 &&
        json_check(r->body, r->body_len, NULL) == ERR_NONE)
        text_addn(&t, r->body, r->body_len);
    else
        text_add(&t, "null");
    text_add(&t, "}");
    return t.failed ? "{}" : t.s;
}

const char *
compat_fastapi(struct req *r, enum err e, int *ret_status)
{
    const char *given = req_param(r, "HTTP_AUTHORIZATION");

    switch ((int)e) {
    case ERR_INVALID:
    case ERR_MALFORMED:
    case ERR_MEDIA_TYPE:
        *ret_status = 422;
        return fastapi_list(r);
    case ERR_UNAUTHENTICATED:
        compat_set_header(r, "WWW-Authenticate", "Bearer");
        if (given == NULL || strncasecmp(given, "bearer ", 7) != 0)
            return compat_detail(r, "Not authenticated");
        return compat_detail(r, "Could not validate credentials");
    case ERR_CONFLICT:
        *ret_status = 400;
        return compat_detail(r, compat_detail_or(r, err_title(e)));
    case ERR_METHOD:
        return compat_detail(r, "Method Not Allowed");
    case ERR_NOT_FOUND:
        return compat_detail(r, compat_detail_or(r, "Not Found"));
    case ERR_INTERNAL:
        return compat_detail(r, "Internal Server Error");
    case ERR_REPEAT:
    case ERR_LOST:
    case ERR_UNAVAILABLE:
        return compat_detail(r, "Please try again in a few seconds.");
    default:
        return compat_detail(r, compat_detail_or(r, err_title(e)));
    }
}
