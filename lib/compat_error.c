/*
 * compat_error.c: failures in the words of older systems: the exact bodies of a row, else the general form of its wire
 * (Django REST framework 3.14 and its token library; FastAPI 0.95 with pydantic 1.10).
 */
#include "compat_private.h"

#include "req.h"
#include "request.h"

#define JSON_TYPE "application/json"

static const char *
header_of(const struct req *r, const char *name)
{
    for (unsigned i = 0; i < r->p->header_count; i++)
        if (strcasecmp(r->p->headers[i].name, name) == 0)
            return r->p->headers[i].value;
    return NULL;
}

static void
add_header(struct req *r, const char *name, const char *value)
{
    if (header_of(r, name) == NULL)
        reply_header(r, name, value);
}

/* "/email/0" and "email" are both about email. From the arena; NULL when there is no room. */
static const char *
field_name(struct req *r, const char *pointer)
{
    pointer += *pointer == '/';
    return arena_copy(r->arena, pointer, strcspn(pointer, "/"));
}

static bool
is_at_fault(struct req *r, const char *field)
{
    for (unsigned i = 0; i < r->fault_count; i++) {
        const char *name = field_name(r, r->faults[i].pointer);

        if (name != NULL && strcmp(name, field) == 0)
            return true;
    }
    return false;
}

static const struct compat_error *
own_row(struct req *r, enum err e)
{
    const char *code = r->code != NULL ? r->code : err_name(e);

    for (const struct compat_error *row = r->compat->errors; row != NULL && row->code != NULL; row++)
        if ((strcmp(row->code, code) == 0 || strcmp(row->code, err_name(e)) == 0) &&
            (row->field == NULL || is_at_fault(r, row->field)))
            return row;
    return NULL;
}

static const char *
detail_or(const struct req *r, const char *fallback)
{
    return r->detail != NULL ? r->detail : fallback;
}

/* {"detail": ...} */
static const char *
detail_body(struct req *r, const char *sentence)
{
    struct text t = { .a = r->arena };

    text_add(&t, "{\"detail\":");
    text_quote(&t, sentence != NULL ? sentence : "");
    text_add(&t, "}");
    return t.failed ? "{}" : t.s;
}

/* The words of the old framework for a fault of our validator; ours where it had none of its own. */
static const char *
drf_message(struct req *r, const struct fault *fault, const struct field *f)
{
    static const char *const absent[] = {
        [COMPAT_MISSING] = "This field is required.",
        [COMPAT_NULL] = "This field may not be null.",
        [COMPAT_BLANK] = "This field may not be blank.",
    };
    const bool whole = f != NULL && f->type == F_INT;

    if (f == NULL)
        return fault->message;
    if (strcmp(fault->code, "required") == 0)
        return absent[compat_absence(r, f)];
    if (strcmp(fault->code, "too_long") == 0)
        return arena_printf(r->arena, "Ensure this field has no more than %zu characters.", f->max);
    if (strcmp(fault->code, "too_short") == 0)
        return arena_printf(r->arena, "Ensure this field has at least %zu characters.", f->min_len);
    if (strcmp(fault->code, "too_small") == 0)
        return arena_printf(r->arena, "Ensure this value is greater than or equal to %.15g.", f->low);
    if (strcmp(fault->code, "too_large") == 0)
        return arena_printf(r->arena, "Ensure this value is less than or equal to %.15g.", f->high);
    if (f->check == is_email && strcmp(fault->code, "wrong_type") != 0)
        return "Enter a valid email address.";
    if (f->type == F_UUID)
        return "Must be a valid UUID.";
    if (f->type == F_BOOL)
        return "Must be a valid boolean.";
    if (f->type == F_INT || f->type == F_NUM || f->type == F_DECIMAL)
        return whole ? "A valid integer is required." : "A valid number is required.";
    if (f->type == F_JSON)
        return "Value must be valid JSON.";
    if (strcmp(fault->code, "wrong_type") == 0)
        return "Not a valid string.";
    return fault->message;
}

/* {"field": ["message", ...], ...}; each field once, in the order of their first fault. */
static const char *
drf_fields(struct req *r)
{
    struct text t = { .a = r->arena };

    text_add(&t, "{");
    for (unsigned i = 0; i < r->fault_count; i++) {
        const char *name = field_name(r, r->faults[i].pointer);
        bool seen = false;

        for (unsigned j = 0; j < i && name != NULL; j++) {
            const char *other = field_name(r, r->faults[j].pointer);

            seen = seen || (other != NULL && strcmp(name, other) == 0);
        }
        if (seen || name == NULL)
            continue;
        text_comma(&t);
        text_quote(&t, compat_theirs(r->compat, name));
        text_add(&t, ":[");
        for (unsigned j = i; j < r->fault_count; j++) {
            const char *other = field_name(r, r->faults[j].pointer);
            const char *message = drf_message(r, &r->faults[j], compat_field(r->compat, name));

            if (other == NULL || strcmp(name, other) != 0)
                continue;
            text_comma(&t);
            text_quote(&t, message != NULL ? message : "");
        }
        text_add(&t, "]");
    }
    text_add(&t, "}");
    return t.failed ? "{}" : t.s;
}

static const char *
drf_whole(struct req *r, const char *sentence)
{
    struct text t = { .a = r->arena };

    text_add(&t, "{\"non_field_errors\":[");
    text_quote(&t, sentence);
    text_add(&t, "]}");
    return t.failed ? "{}" : t.s;
}

static const char *
drf_unauthenticated(struct req *r)
{
    const char *given = req_param(r, "HTTP_AUTHORIZATION");

    add_header(r, "WWW-Authenticate", "Bearer realm=\"api\"");
    if (given == NULL || *given == '\0' || strncasecmp(given, "bearer", 6) != 0)
        return detail_body(r, "Authentication credentials were not provided.");
    given += 6;
    given += strspn(given, " ");
    if (*given == '\0' || strchr(given, ' ') != NULL)
        return "{\"detail\":\"Authorization header must contain two space-delimited values\","
               "\"code\":\"bad_authorization_header\"}";
    return "{\"detail\":\"Given token not valid for any token type\",\"code\":\"token_not_valid\",\"messages\":"
           "[{\"token_class\":\"AccessToken\",\"token_type\":\"access\",\"message\":\"Token is invalid or expired\"}]}";
}

static const char *
drf_throttled(struct req *r)
{
    const char *wait = header_of(r, "Retry-After");

    if (wait == NULL)
        return detail_body(r, "Request was throttled.");
    return detail_body(r, arena_printf(r->arena, "Request was throttled. Expected available in %s second%s.", wait,
                                       strcmp(wait, "1") == 0 ? "" : "s"));
}

static const char *
drf_body(struct req *r, enum err e, int *ret_status, const char **ret_type)
{
    const char *bad_json = r->code != NULL && strcmp(r->code, COMPAT_BAD_JSON) == 0 ? "JSON parse error - " : "";

    switch ((int)e) {
    case ERR_INVALID:
    case ERR_CONFLICT:
        *ret_status = 400;
        return r->fault_count > 0 ? drf_fields(r) : drf_whole(r, detail_or(r, err_title(e)));
    case ERR_MALFORMED:
        return detail_body(r, arena_printf(r->arena, "%s%s", bad_json, detail_or(r, "Malformed request.")));
    case ERR_UNAUTHENTICATED:
        return drf_unauthenticated(r);
    case ERR_FORBIDDEN:
        return detail_body(r, "You do not have permission to perform this action.");
    case ERR_NOT_FOUND:
        return detail_body(r, "Not found.");
    case ERR_METHOD:
        if (strncmp(r->path, "/api/", 5) == 0)
            return detail_body(r, arena_printf(r->arena, "Method \"%s\" not allowed.", r->method));
        *ret_type = "text/html; charset=utf-8";
        return "";
    case ERR_RATE_LIMITED:
        return drf_throttled(r);
    case ERR_INTERNAL:
        return detail_body(r, "Internal server error.");
    case ERR_REPEAT:
    case ERR_LOST:
    case ERR_UNAVAILABLE:
        return detail_body(r, "Please try again in a few seconds.");
    default:
        return detail_body(r, detail_or(r, err_title(e)));
    }
}

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

static void
fastapi_reason(struct req *r, struct text *t, const struct fault *fault, const struct field *f)
{
    const char *code = fault->code;

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

static void
fastapi_fault(struct req *r, struct text *t, const struct fault *fault)
{
    static const char *const places[] = { [IN_BODY] = "body", [IN_QUERY] = "query", [IN_PATH] = "path" };
    const char *name = field_name(r, fault->pointer);
    const struct field *f = name != NULL ? compat_field(r->compat, name) : NULL;

    text_comma(t);
    text_add(t, "{\"loc\":[");
    text_quote(t, f != NULL ? places[f->in] : "body");
    text_add(t, ",");
    if (strcmp(fault->code, COMPAT_BAD_JSON) == 0)
        text_add(t, fault->pointer + 1); /* the byte */
    else
        text_quote(t, name != NULL ? compat_theirs(r->compat, name) : "");
    text_add(t, "],");
    if (strcmp(fault->code, COMPAT_BAD_JSON) == 0)
        fastapi_simple(t, fault->message, "value_error.jsondecode");
    else
        fastapi_reason(r, t, fault, f);
    text_add(t, "}");
}

/* What came in is repeated there, as far as it is JSON. */
static const char *
fastapi_list(struct req *r)
{
    struct text t = { .a = r->arena };

    text_add(&t, "{\"detail\":[");
    for (unsigned i = 0; i < r->fault_count; i++)
        fastapi_fault(r, &t, &r->faults[i]);
    if (r->fault_count == 0) {
        text_add(&t, "{\"loc\":[\"body\"],");
        fastapi_simple(&t, "value is not a valid dict", "type_error.dict");
        text_add(&t, "}");
    }
    text_add(&t, "],\"body\":");
    if (r->body != NULL && r->body_len > 0 && json_check(r->body, r->body_len, NULL) == ERR_NONE)
        text_addn(&t, r->body, r->body_len);
    else
        text_add(&t, "null");
    text_add(&t, "}");
    return t.failed ? "{}" : t.s;
}

static const char *
fastapi_body(struct req *r, enum err e, int *ret_status)
{
    const char *given = req_param(r, "HTTP_AUTHORIZATION");

    switch ((int)e) {
    case ERR_INVALID:
    case ERR_MALFORMED:
    case ERR_MEDIA_TYPE:
        *ret_status = 422;
        return fastapi_list(r);
    case ERR_UNAUTHENTICATED:
        add_header(r, "WWW-Authenticate", "Bearer");
        if (given == NULL || strncasecmp(given, "bearer ", 7) != 0)
            return detail_body(r, "Not authenticated");
        return detail_body(r, "Could not validate credentials");
    case ERR_CONFLICT:
        *ret_status = 400;
        return detail_body(r, detail_or(r, err_title(e)));
    case ERR_METHOD:
        return detail_body(r, "Method Not Allowed");
    case ERR_NOT_FOUND:
        return detail_body(r, detail_or(r, "Not Found"));
    case ERR_INTERNAL:
        return detail_body(r, "Internal Server Error");
    case ERR_REPEAT:
    case ERR_LOST:
    case ERR_UNAVAILABLE:
        return detail_body(r, "Please try again in a few seconds.");
    default:
        return detail_body(r, detail_or(r, err_title(e)));
    }
}

/* True when the row says all; false: its status with the wire's general body. */
static bool
say_own(struct req *r, const struct compat_error *row, int *ret_status, const char **ret_body)
{
    *ret_status = row->status;
    if (row->location != NULL) {
        reply_header(r, "Location", arena_printf(r->arena, "%s?next=%s", row->location, r->path));
        *ret_body = row->body != NULL ? row->body : "";
        return true;
    }
    *ret_body = row->body;
    return row->body != NULL;
}

void
compat_error(struct req *r, enum err e, int *ret_status, const char **ret_content_type, const char **ret_body)
{
    const struct compat_error *own = own_row(r, e);
    int status = err_status(e);
    const char *body;

    *ret_content_type = JSON_TYPE;
    if (own != NULL && say_own(r, own, ret_status, ret_body))
        return;
    if (r->compat->wire == WIRE_PROBLEM) {
        *ret_status = own != NULL ? own->status : status;
        *ret_content_type = "application/problem+json";
        *ret_body = NULL;
        return;
    }
    if (status == 503)
        add_header(r, "Retry-After", "2");
    body = r->compat->wire == WIRE_DRF ? drf_body(r, e, &status, ret_content_type) : fastapi_body(r, e, &status);
    *ret_status = own != NULL ? own->status : status;
    *ret_body = body;
}
