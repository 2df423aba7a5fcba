/*
 * compat_drf.c: failures as Django REST framework 3.14 and its token library say them.
 */
#include "compat_private.h"

#include "req.h"

/* A value that is none of those it may be, or no number of a row; NULL for faults of another kind. */
static const char *
drf_unlike(struct req *r, const struct fault *fault, const struct field *f)
{
    const char *kind, *given;

    if (f->type != F_ENUM && !f->refers)
        return NULL;
    given = compat_given(r, f, &kind);
    if (f->type == F_ENUM)
        return arena_printf(r->arena, "\"%s\" is not a valid choice.", given);
    if (strcmp(fault->code, "wrong_type") == 0)
        return arena_printf(r->arena, "Incorrect type. Expected pk value, received %s.", kind);
    return arena_printf(r->arena, "Invalid pk \"%s\" - object does not exist.", given);
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

    if (f == NULL || strcmp(fault->code, "does_not_exist") == 0)
        return fault->message;
    if (strcmp(fault->code, "required") == 0)
        return f->type == F_ENUM && compat_absence(r, f) == COMPAT_BLANK ? drf_unlike(r, fault, f)
                                                                         : absent[compat_absence(r, f)];
    if (f->type == F_ENUM || f->refers)
        return drf_unlike(r, fault, f);
    if (strcmp(fault->code, "too_long") == 0)
        return arena_printf(r->arena, "Ensure this field has no more than %zu characters.", f->max);
    if (strcmp(fault->code, "too_short") == 0 && f->min_len > 1) /* else the rules of passwords say it */
        return arena_printf(r->arena, "Ensure this field has at least %zu characters.", f->min_len);
    if (strcmp(fault->code, "too_small") == 0)
        return arena_printf(r->arena, "Ensure this value is greater than or equal to %.15g.", f->low);
    if (strcmp(fault->code, "too_large") == 0)
        return arena_printf(r->arena, "Ensure this value is less than or equal to %.15g.", f->high);
    if (f->check == is_email && strcmp(fault->code, "wrong_type") != 0 && strcmp(fault->code, "conflict") != 0)
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
        const char *name = compat_fault_name(r, r->faults[i].pointer);
        bool seen = false;

        for (unsigned j = 0; j < i && name != NULL; j++) {
            const char *other = compat_fault_name(r, r->faults[j].pointer);

            seen = seen || (other != NULL && strcmp(name, other) == 0);
        }
        if (seen || name == NULL)
            continue;
        text_comma(&t);
        text_quote(&t, compat_theirs(r->compat, name));
        text_add(&t, ":[");
        for (unsigned j = i; j < r->fault_count; j++) {
            const char *other = compat_fault_name(r, r->faults[j].pointer);
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

    compat_add_header(r, "WWW-Authenticate", "Bearer realm=\"api\"");
    if (given == NULL || *given == '\0' || strncasecmp(given, "bearer", 6) != 0)
        return compat_detail(r, "Authentication credentials were not provided.");
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
    const char *wait = compat_header(r, "Retry-After");

    if (wait == NULL)
        return compat_detail(r, "Request was throttled.");
    return compat_detail(r, arena_printf(r->arena, "Request was throttled. Expected available in %s second%s.", wait,
                                         strcmp(wait, "1") == 0 ? "" : "s"));
}

/* What an address takes is in the Allow header. */
static const char *
drf_method(struct req *r, int *ret_status, const char **ret_type)
{
    if (strncmp(r->path, "/dashboard/", 11) == 0) { /* of a page */
        *ret_type = "text/html; charset=utf-8";
        return "";
    }
    if (strcmp(r->method, "OPTIONS") != 0)
        return compat_detail(r, arena_printf(r->arena, "Method \"%s\" not allowed.", r->method));
    *ret_status = 200;
    return "{\"renders\":[\"application/json\"],\"parses\":[\"application/json\","
           "\"application/x-www-form-urlencoded\",\"multipart/form-data\"]}";
}

const char *
compat_drf(struct req *r, enum err e, int *ret_status, const char **ret_type)
{
    const char *bad_json = r->code != NULL && strcmp(r->code, COMPAT_BAD_JSON) == 0 ? "JSON parse error - " : "";

    switch ((int)e) {
    case ERR_INVALID:
    case ERR_CONFLICT:
        *ret_status = 400;
        return r->fault_count > 0 ? drf_fields(r) : drf_whole(r, compat_detail_or(r, err_title(e)));
    case ERR_MALFORMED:
        return compat_detail(r, arena_printf(r->arena, "%s%s", bad_json, compat_detail_or(r, "Malformed request.")));
    case ERR_UNAUTHENTICATED:
        return drf_unauthenticated(r);
    case ERR_FORBIDDEN:
        return compat_detail(r, "You do not have permission to perform this action.");
    case ERR_NOT_FOUND:
        return compat_detail(r, "Not found.");
    case ERR_METHOD:
        return drf_method(r, ret_status, ret_type);
    case ERR_RATE_LIMITED:
        return drf_throttled(r);
    case ERR_INTERNAL:
        return compat_detail(r, "Internal server error.");
    case ERR_REPEAT:
    case ERR_LOST:
    case ERR_UNAVAILABLE:
        return compat_detail(r, "Please try again in a few seconds.");
    default:
        return compat_detail(r, compat_detail_or(r, err_title(e)));
    }
}
