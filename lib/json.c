#include "json.h"

#define json_bool json_c_bool /* json-c has a type of that name */
#include <json-c/json.h>
#undef json_bool

#include "json_check.h"

static void
release(void *document)
{
    json_object_put(document);
}

enum err
json_parse(struct arena *a, const char *text, size_t len, json **ret_value, struct json_fault *ret_fault)
{
    json *value = NULL;
    enum err e = len > INT32_MAX / 2 ? ERR_TOO_LARGE : json_check(text, len, ret_fault);

    if (e != ERR_NONE)
        return e;
    e = json_build(a, text, len, &value);
    if (e != ERR_NONE)
        return e;
    if (value != NULL)
        arena_defer(a, release, value);
    if (value != NULL && arena_full(a))
        return ERR_TOO_LARGE; /* it may be released already */
    *ret_value = value;
    return ERR_NONE;
}

enum json_kind
json_kind(const json *v)
{
    switch (json_object_get_type(v)) {
    case json_type_boolean:
        return JSON_BOOL;
    case json_type_int:
        return JSON_INT;
    case json_type_double:
        return JSON_NUM;
    case json_type_string:
        return JSON_STR;
    case json_type_array:
        return JSON_ARRAY;
    case json_type_object:
        return JSON_OBJECT;
    case json_type_null:
    default:
        return JSON_NULL;
    }
}

json *
json_get(const json *v, const char *key)
{
    json *found = NULL;

    if (json_kind(v) == JSON_OBJECT)
        json_object_object_get_ex(v, key, &found);
    return found;
}

bool
json_has(const json *v, const char *key)
{
    return json_kind(v) == JSON_OBJECT && json_object_object_get_ex(v, key, NULL);
}

size_t
json_len(const json *v)
{
    return json_kind(v) == JSON_ARRAY ? json_object_array_length(v) : 0;
}

json *
json_at(const json *v, size_t i)
{
    return i < json_len(v) ? json_object_array_get_idx(v, i) : NULL;
}

/* json-c's readers keep their hands off the value but do not say const. */
static json *
unconst(const json *v)
{
    union {
        const json *kept;
        json *lent;
    } u = { .kept = v };

    return u.lent;
}

const char *
json_str(const json *v, const char *fallback)
{
    return json_kind(v) == JSON_STR ? json_object_get_string(unconst(v)) : fallback;
}

int64_t
json_int(const json *v, int64_t fallback)
{
    return json_kind(v) == JSON_INT ? json_object_get_int64(v) : fallback;
}

double
json_num(const json *v, double fallback)
{
    enum json_kind kind = json_kind(v);

    return kind == JSON_NUM || kind == JSON_INT ? json_object_get_double(v) : fallback;
}

bool
json_bool(const json *v, bool fallback)
{
    return json_kind(v) == JSON_BOOL ? json_object_get_boolean(v) : fallback;
}

static struct json_member
member(struct lh_entry *entry)
{
    if (entry == NULL)
        return (struct json_member){ NULL, NULL, NULL };
    return (struct json_member){ lh_entry_k(entry), lh_entry_v(entry), entry };
}

struct json_member
json_first(const json *v)
{
    return member(json_kind(v) == JSON_OBJECT ? json_object_get_object(v)->head : NULL);
}

struct json_member
json_next(struct json_member m)
{
    struct lh_entry *entry = m.position;

    return member(entry != NULL ? entry->next : NULL);
}

const char *
json_text(struct arena *a, const json *v)
{
    size_t len;
    const char *text = v == NULL ? "null"
                                 : json_object_to_json_string_length(
                                       unconst(v), JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE, &len);

    return text != NULL ? arena_str(a, text) : NULL;
}
