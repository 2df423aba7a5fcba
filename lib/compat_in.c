/*
 * compat_in.c: what a client of an older system sends, as our field tables want it. The result is JSON text that is
 * parsed again, so that nothing can enter that a client could not have sent on the canonical route.
 */
#include "compat_private.h"

#include <ctype.h>
#include <math.h>

#include "req.h"

/* A value of either: text when it is not JSON. */
struct value {
    const json *v;
    const char *text;
    bool given;
};

/* The last pair of that name, as the old frameworks have it. */
static struct value
pair_value(const struct pair *pairs, size_t count, const char *name)
{
    for (size_t i = count; i > 0; i--)
        if (strcmp(pairs[i - 1].name, name) == 0)
            return (struct value){ .text = pairs[i - 1].value, .given = true };
    return (struct value){ .given = false };
}

static struct value
source_value(const struct compat_source *s, const char *name)
{
    if (s->object == NULL)
        return pair_value(s->pairs, s->count, name);
    return (struct value){ .v = json_get(s->object, name), .given = json_has(s->object, name) };
}

bool
compat_bare_uuid(const char *s)
{
    return strlen(s) == 32 && strspn(s, "0123456789abcdefABCDEF") == 32;
}

/* Those get hyphens; anything else stays. */
static const char *
uuid_like(struct req *r, const char *s)
{
    if (!compat_bare_uuid(s))
        return s;
    return arena_printf(r->arena, "%.8s-%.4s-%.4s-%.4s-%.12s", s, s + 8, s + 12, s + 16, s + 20);
}

static const char *
trimmed(struct req *r, const char *s)
{
    size_t len;

    while (isspace((unsigned char)*s) != 0)
        s++;
    len = strlen(s);
    while (len > 0 && isspace((unsigned char)s[len - 1]) != 0)
        len--;
    return arena_copy(r->arena, s, len);
}

/* The JSON number that a text is, or NULL: whole for integers ("12", and "12.0" as the old frameworks allow). */
static const char *
number_text(struct req *r, const char *text, bool whole)
{
    const char *s = trimmed(r, text);
    const size_t digits = s == NULL ? 0 : strspn(s + (*s == '-'), "0123456789") + (*s == '-');

    if (s == NULL || json_check(s, strlen(s), NULL) != ERR_NONE || strchr("-0123456789", s[0]) == NULL)
        return NULL;
    if (!whole || s[digits] == '\0')
        return s;
    if (s[digits] != '.' || strspn(s + digits + 1, "0") != strlen(s + digits + 1))
        return NULL;
    return arena_copy(r->arena, s, digits);
}

static const char *
bool_text(const char *s)
{
    static const char *const yes[] = { "true", "1", "on", "yes", "t", "y" };
    static const char *const no[] = { "false", "0", "off", "no", "f", "n" };

    for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++) {
        if (strcasecmp(s, yes[i]) == 0)
            return "true";
        if (strcasecmp(s, no[i]) == 0)
            return "false";
    }
    return NULL;
}

/* A text as the JSON of the field's type; as a string where it is none, so that the validator names the fault. */
static void
put_text(struct req *r, struct text *t, const struct field *f, const char *s)
{
    const char *as = NULL;

    if (f->type == F_INT || f->type == F_NUM)
        as = number_text(r, s, f->type == F_INT);
    else if (f->type == F_BOOL)
        as = bool_text(s);
    else if (f->type == F_JSON && json_check(s, strlen(s), NULL) == ERR_NONE)
        as = s;
    if (as != NULL)
        text_add(t, as);
    else
        text_quote(t, f->type == F_UUID ? uuid_like(r, s) : s);
}

static bool
wants_text(const struct field *f)
{
    return f->type == F_STR || f->type == F_ENUM || f->type == F_DECIMAL || f->type == F_TIME || f->type == F_UUID;
}

static void
put_json(struct req *r, struct text *t, const struct field *f, const json *v)
{
    const enum json_kind kind = json_kind(v);
    const char *text = json_text(r->arena, v);

    if (text == NULL) {
        t->failed = true;
    } else if (kind == JSON_STR && f->type != F_JSON) {
        put_text(r, t, f, json_str(v, ""));
    } else if ((kind == JSON_INT || kind == JSON_NUM) && (wants_text(f) || f->type == F_BOOL)) {
        put_text(r, t, f, text);
    } else if (kind == JSON_NUM && f->type == F_INT && r->compat->wire == WIRE_FASTAPI && fabs(json_num(v, 0)) < 1e15) {
        char whole[32];

        snprintf(whole, sizeof whole, "%.0f", trunc(json_num(v, 0)));
        text_add(t, whole);
    } else {
        text_add(t, text);
    }
}

/* Where a field's value comes from: a constant, or their name. False: nowhere. */
static bool
origin_of(const struct compat *row, const char *ours, const char **ret_theirs, const char **ret_constant)
{
    *ret_theirs = ours;
    *ret_constant = NULL;
    if (row->in == NULL)
        return true;
    for (const struct compat_in *in = row->in; in->theirs != NULL || in->constant != NULL; in++) {
        if (in->ours == NULL || strcmp(in->ours, ours) != 0)
            continue;
        *ret_theirs = in->theirs;
        *ret_constant = in->constant;
        return true;
    }
    return false;
}

static void
put_member(struct req *r, struct text *t, const struct compat_source *s, const struct field *f)
{
    const char *theirs = NULL, *constant = NULL;
    struct value v = { .given = false };

    if (!origin_of(r->compat, f->name, &theirs, &constant))
        return;
    if (constant != NULL)
        v = (struct value){ .text = constant, .given = true };
    else
        v = source_value(s, theirs);
    if (!v.given && s->form && f->type == F_BOOL && !f->need)
        v = (struct value){ .text = "false", .given = true };
    if (!v.given || (v.text == NULL && json_kind(v.v) == JSON_NULL && !f->need))
        return;
    text_comma(t);
    text_quote(t, f->name);
    text_add(t, ":");
    if (v.text != NULL)
        put_text(r, t, f, v.text);
    else
        put_json(r, t, f, v.v);
}

/* A form has texts only: what is to be JSON has to read as it. */
static bool
is_broken_json(const struct compat *row, const struct compat_source *s, const struct field *f)
{
    const struct value v = source_value(s, compat_theirs(row, f->name));

    return f->type == F_JSON && v.text != NULL && json_check(v.text, strlen(v.text), NULL) != ERR_NONE;
}

static enum err
read_body(struct req *r, json **ret_body)
{
    const struct endpoint *point = r->compat->endpoint;
    struct text t = { .a = r->arena };
    struct compat_source s = { .object = NULL };
    bool any = false;
    enum err e;

    for (const struct field *f = point->fields; f != NULL && f->type != F_END; f++)
        any = any || f->in == IN_BODY;
    if (!any || point->body != BODY_DEFAULT) {
        *ret_body = NULL;
        return ERR_NONE;
    }
    e = compat_source(r, &s);
    if (e != ERR_NONE)
        return e;
    text_add(&t, "{");
    for (const struct field *f = point->fields; f->type != F_END; f++)
        if (f->in == IN_BODY && is_broken_json(r->compat, &s, f))
            e = fail_as(r, ERR_INVALID, "malformed", f->name, "This has to be JSON.");
        else if (f->in == IN_BODY)
            put_member(r, &t, &s, f);
    if (e != ERR_NONE)
        return e;
    text_add(&t, "}");
    if (t.failed)
        return ERR_UNAVAILABLE;
    e = json_parse(r->arena, t.s, t.len, ret_body, NULL);
    return e == ERR_NONE ? e : fail(r, ERR_MALFORMED, NULL, "Invalid data.");
}

static enum err
read_query(struct req *r, struct pair **ret_query, size_t *ret_count)
{
    const struct field *fields = r->compat->endpoint->fields;
    struct pair *theirs = NULL, *ours;
    size_t given = 0, n = 0, room = 0;
    const char *name, *constant;

    if (urlform_parse(r->arena, r->query, strlen(r->query), &theirs, &given) != ERR_NONE)
        return fail(r, ERR_MALFORMED, NULL, "Malformed query string.");
    for (const struct field *f = fields; f != NULL && f->type != F_END; f++)
        room++;
    ours = ARENA_NEW(r->arena, struct pair, room + 1);
    if (ours == NULL)
        return ERR_UNAVAILABLE;
    for (const struct field *f = fields; f != NULL && f->type != F_END; f++) {
        if (f->in != IN_QUERY || !origin_of(r->compat, f->name, &name, &constant))
            continue;
        const struct value v =
            constant != NULL ? (struct value){ .text = constant, .given = true } : pair_value(theirs, given, name);

        if (v.given)
            ours[n++] = (struct pair){ f->name, f->type == F_UUID ? uuid_like(r, v.text) : v.text };
    }
    *ret_query = ours;
    *ret_count = n;
    return ERR_NONE;
}

enum err
compat_input(struct req *r, json **ret_body, struct pair **ret_query, size_t *ret_count)
{
    struct pair *query = NULL;
    size_t count = 0;
    enum err e;

    for (unsigned i = 0; i < r->part_count; i++) {
        const struct field *f = compat_field(r->compat, r->parts[i].name);

        if (f != NULL && f->type == F_UUID)
            r->parts[i].value = uuid_like(r, r->parts[i].value);
    }
    e = read_query(r, &query, &count);
    if (e == ERR_NONE)
        e = read_body(r, ret_body);
    if (e != ERR_NONE)
        return e;
    *ret_query = query;
    *ret_count = count;
    return ERR_NONE;
}

const char *
compat_given(struct req *r, const struct field *f, const char **ret_kind)
{
    struct compat_source s = { .object = NULL };
    struct value v;

    *ret_kind = "str";
    if (f->in != IN_BODY || compat_source(r, &s) != ERR_NONE)
        return "";
    v = source_value(&s, compat_theirs(r->compat, f->name));
    if (v.v == NULL)
        return v.text != NULL ? v.text : "";
    *ret_kind = compat_kind(v.v);
    const char *text = json_kind(v.v) == JSON_STR ? json_str(v.v, "") : json_text(r->arena, v.v);

    return text != NULL ? text : "";
}

enum compat_absence
compat_absence(struct req *r, const struct field *f)
{
    struct compat_source s = { .object = NULL };
    const char *theirs = compat_theirs(r->compat, f->name);
    struct value v;

    if (f->in != IN_BODY || compat_source(r, &s) != ERR_NONE)
        return COMPAT_MISSING;
    v = source_value(&s, theirs);
    if (!v.given)
        return COMPAT_MISSING;
    return v.text == NULL && json_kind(v.v) == JSON_NULL ? COMPAT_NULL : COMPAT_BLANK;
}
