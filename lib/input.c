#include "input_fill.h"

#include "compat.h"
#include "req.h"
#include "utf8.h"

/* A stranger's field name in an answer is cut to this. */
#define NAME_SHOWN 64

struct source {
    const json *body;
    const struct pair *query;
    size_t query_count;
};

static void
note(struct req *r, const char *pointer, struct verdict v)
{
    if (r->fault_count < REQ_MAX_FAULTS && pointer != NULL)
        r->faults[r->fault_count++] =
            (struct fault){ pointer, v.code, v.message != NULL ? v.message : "Not acceptable." };
}

static const char *
pointer_of(struct req *r, const struct field *f)
{
    return f->in == IN_BODY ? arena_printf(r->arena, "/%s", f->name) : f->name;
}

/* A JSON pointer (RFC 6901) or a plain name for a field that is not ours. */
static const char *
strange_pointer(struct req *r, const char *name, bool in_body)
{
    size_t n = strlen(name), to = 0, cut = n < NAME_SHOWN ? n : NAME_SHOWN;
    char *text = arena_alloc(r->arena, 2 * cut + 2);

    if (text == NULL)
        return NULL;
    cut = utf8_good(name, cut);
    if (in_body)
        text[to++] = '/';
    for (size_t i = 0; i < cut; i++) {
        bool escape = in_body && (name[i] == '~' || name[i] == '/');

        if (escape)
            text[to++] = '~';
        text[to++] = escape ? (name[i] == '~' ? '0' : '1') : name[i];
    }
    return text;
}

static bool
declared(const struct field *fields, enum field_in in, const char *name)
{
    for (const struct field *f = fields; f != NULL && f->type != F_END; f++)
        if (f->in == in && strcmp(f->name, name) == 0)
            return true;
    return false;
}

static void
refuse_unknown(struct req *r, const struct field *fields, const struct source *from)
{
    static const struct verdict unknown = { "unknown_field", "There is no field of this name here." };

    for (struct json_member m = json_first(from->body); m.key != NULL; m = json_next(m))
        if (!declared(fields, IN_BODY, m.key))
            note(r, strange_pointer(r, m.key, true), unknown);
    for (size_t i = 0; i < from->query_count; i++)
        if (!declared(fields, IN_QUERY, from->query[i].name))
            note(r, strange_pointer(r, from->query[i].name, false), unknown);
}

/* Finds the field in the body or the query. false: absent. A name given twice in the query is a fault. */
static bool
find(const struct field *f, const struct source *from, struct given *ret_given, struct verdict *ret_fault)
{
    bool found = false;

    if (f->in == IN_BODY) {
        ret_given->v = json_get(from->body, f->name);
        return json_has(from->body, f->name);
    }
    for (size_t i = 0; i < from->query_count; i++) {
        if (strcmp(from->query[i].name, f->name) != 0)
            continue;
        if (found)
            *ret_fault = (struct verdict){ "repeated", "This may be given once only." };
        found = true;
        ret_given->text = from->query[i].value;
    }
    return found && ret_given->text[0] != '\0';
}

static void
fill_field(struct req *r, const struct field *f, const struct source *from, char *input)
{
    struct given g = { NULL, NULL };
    struct verdict fault = { NULL, NULL };
    bool given = find(f, from, &g, &fault), empty = g.text == NULL && g.v == NULL;

    if (f->type == F_INT)
        memcpy(input + f->offset, &f->fallback, sizeof f->fallback);
    if (fault.code == NULL && f->need && (!given || empty))
        fault = (struct verdict){ "required", "This is needed." };
    else if (fault.code == NULL && given && !empty)
        fault = input_read(r->arena, f, g, input + f->offset);
    if (fault.code != NULL)
        note(r, pointer_of(r, f), fault);
    else if (given && f->has_offset != 0)
        memcpy(input + f->has_offset, &given, sizeof given);
}

static enum err
fill_path(struct req *r, const struct field *f, char *input)
{
    for (unsigned i = 0; i < r->part_count; i++)
        if (strcmp(r->parts[i].name, f->name) == 0) {
            struct given g = { NULL, r->parts[i].value };

            if (g.text == NULL)
                return ERR_TOO_LARGE;
            struct verdict v = input_read(r->arena, f, g, input + f->offset);

            if (v.code == NULL)
                return ERR_NONE;
            if (r->compat == NULL || r->compat->wire != WIRE_FASTAPI || f->type == F_UUID)
                return ERR_NOT_FOUND;
            note(r, pointer_of(r, f),
                 v); /* there a part of another type is a fault of the request, no unknown address */
            return ERR_NONE;
        }
    return fault(r, ERR_INTERNAL, "the route has no part {%s}", f->name);
}

enum err
input_fill_from(struct req *r, const struct field *fields, void *input, const json *body, const struct pair *query,
                size_t query_count, bool ignore_unknown)
{
    struct source from = { body, query, query_count };

    for (const struct field *f = fields; f != NULL && f->type != F_END; f++) {
        enum err e = f->in == IN_PATH ? fill_path(r, f, input) : ERR_NONE;

        if (e != ERR_NONE)
            return e;
    }
    for (const struct field *f = fields; f != NULL && f->type != F_END; f++)
        if (f->in != IN_PATH)
            fill_field(r, f, &from, input);
    if (!ignore_unknown)
        refuse_unknown(r, fields, &from);
    if (arena_full(r->arena))
        return ERR_TOO_LARGE;
    if (r->fault_count == 0)
        return ERR_NONE;
    if (r->detail == NULL)
        r->detail = r->fault_count == 1 ? r->faults[0].message : "Some fields are not acceptable.";
    return ERR_INVALID;
}

/* The body as an object; NULL when there is none or no field wants one. */
static enum err
read_body(struct req *r, const struct field *fields, json **ret_body)
{
    struct json_fault why = { 0, NULL };
    bool wanted = false;
    enum err e;

    for (const struct field *f = fields; f != NULL && f->type != F_END; f++)
        wanted = wanted || f->in == IN_BODY;
    if (!wanted || r->body == NULL)
        return ERR_NONE;
    e = json_parse(r->arena, r->body, r->body_len, ret_body, &why);
    if (e == ERR_MALFORMED || e == ERR_INVALID)
        return fail(r, e, NULL,
                    arena_printf(r->arena, "The body is not acceptable JSON: %s, at byte %zu.", why.reason, why.at));
    if (e == ERR_NONE && json_kind(*ret_body) != JSON_OBJECT)
        return fail(r, ERR_MALFORMED, NULL, "The body must be a JSON object.");
    return e;
}

enum err
input_fill(struct req *r, const struct field *fields, void *input)
{
    json *body = NULL;
    struct pair *query = NULL;
    size_t count = 0;
    enum err e = urlform_parse(r->arena, r->query, strlen(r->query), &query, &count);

    if (e == ERR_MALFORMED)
        return fail(r, e, NULL, "The query string is malformed.");
    if (e == ERR_NONE)
        e = read_body(r, fields, &body);
    return e != ERR_NONE ? e : input_fill_from(r, fields, input, body, query, count, false);
}
