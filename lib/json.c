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

/* json-c clamps whole numbers beyond 64 bits: with ".0" after them it reads them as doubles. */
static const char *
mark_long_numbers(struct arena *a, const char *text, size_t len, size_t count, size_t *ret_len)
{
    char *copy = arena_alloc(a, len + 2 * count + 1), *to = copy;
    bool in_string = false, is_long;

    if (copy == NULL)
        return NULL;
    for (size_t i = 0, n; i < len; i += n) {
        bool number = !in_string && (text[i] == '-' || (text[i] >= '0' && text[i] <= '9'));

        n = in_string && text[i] == '\\' ? 2 : number ? json_number_at(text + i, len - i, &is_long) : 1;
        in_string ^= text[i] == '"';
        memcpy(to, text + i, n);
        to += n;
        if (number && is_long) {
            memcpy(to, ".0", 2);
            to += 2;
        }
    }
    *ret_len = (size_t)(to - copy);
    return copy;
}

static enum err
build(const char *text, size_t len, json **ret_value)
{
    /* The scanner has judged the depth; json-c counts a scalar as a level too. */
    struct json_tokener *t = json_tokener_new_ex(JSON_MAX_DEPTH + 2);
    enum json_tokener_error state;
    json *value;

    if (t == NULL)
        return ERR_UNAVAILABLE;
    json_tokener_set_flags(t, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
    value = json_tokener_parse_ex(t, text, (int)len);
    if (json_tokener_get_error(t) == json_tokener_continue)
        value = json_tokener_parse_ex(t, "", -1); /* a bare number ends with the text */
    state = json_tokener_get_error(t);
    json_tokener_free(t);
    if (state != json_tokener_success) {
        json_object_put(value);
        return ERR_MALFORMED;
    }
    *ret_value = value;
    return ERR_NONE;
}

enum err
json_parse(struct arena *a, const char *text, size_t len, json **ret_value, struct json_fault *ret_fault)
{
    struct json_fault fault = { 0, "not readable" };
    size_t long_count;
    json *value = NULL;
    enum err e = len > INT32_MAX / 2 ? ERR_TOO_LARGE : json_scan(text, len, &fault, &long_count);

    if (e == ERR_NONE && long_count > 0 && (text = mark_long_numbers(a, text, len, long_count, &len)) == NULL)
        e = ERR_TOO_LARGE;
    if (e == ERR_NONE)
        e = build(text, len, &value);
    if (e == ERR_NONE && value != NULL) {
        arena_defer(a, release, value);
        if (arena_full(a))
            e = ERR_TOO_LARGE; /* it may be released already */
    }
    if (e == ERR_NONE)
        *ret_value = value;
    else if (ret_fault != NULL)
        *ret_fault = fault;
    return e;
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
    return (json *)(uintptr_t)v;
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
