#include "json_check.h"

#define json_bool json_c_bool /* json-c has a type of that name */
#include <json-c/json.h>
#undef json_bool

#include "utf8.h"

/*
 * Builds json-c's values from text that json_check has passed. json-c's own tokener is not asked: it ends the process
 * when there is no memory for a key, and clamps whole numbers beyond 64 bits.
 */
struct build {
    const char *text;
    size_t len, at;
    json *open[JSON_MAX_DEPTH]; /* the objects and arrays around */
    unsigned depth;
    json *root;
    bool has_key;
    char *key, *scratch;
};

static uint32_t
four_hex(const char *s)
{
    uint32_t c = 0;

    for (int i = 0; i < 4; i++)
        c = c << 4 | (uint32_t)(s[i] <= '9' ? s[i] - '0' : (s[i] | 32) - 'a' + 10);
    return c;
}

uint32_t
json_char_at(const char *s, size_t n, size_t *ret_len)
{
    static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
    const char *known;
    uint32_t c;

    if (*s != '\\')
        return utf8_at(s, n, ret_len);
    *ret_len = 2;
    if (s[1] != 'u')
        return (known = strchr(from, s[1])) != NULL ? (uint32_t)to[known - from] : (uint32_t)s[1];
    *ret_len = 6;
    c = four_hex(s + 2);
    if (c < 0xd800 || c > 0xdbff)
        return c;
    *ret_len = 12;
    return 0x10000 + ((c - 0xd800) << 10) + (four_hex(s + 8) - 0xdc00);
}

static size_t
plain_at(const char *s)
{
    size_t n = 0;

    while (s[n] != '"' && s[n] != '\\')
        n++;
    return n;
}

/* Decodes the string at its opening mark and goes behind it. Returns its length. */
static size_t
string(struct build *b, char *to)
{
    size_t n = 0, len;

    b->at++;
    for (;;) {
        const char *s = b->text + b->at;

        len = plain_at(s);
        memcpy(to + n, s, len);
        n += len;
        b->at += len;
        if (s[len] == '"')
            break;
        n += utf8_put(json_char_at(s + len, b->len - b->at, &len), to + n);
        b->at += len;
    }
    b->at++;
    to[n] = '\0';
    return n;
}

static json *
number(struct build *b)
{
    bool is_int;
    size_t n = json_number_at(b->text + b->at, b->len - b->at, &is_int);

    memcpy(b->scratch, b->text + b->at, n);
    b->scratch[n] = '\0';
    b->at += n;
    return is_int ? json_object_new_int64(strtoll(b->scratch, NULL, 10))
                  : json_object_new_double_s(strtod(b->scratch, NULL), b->scratch);
}

/* Puts a value where it belongs. The value goes with the failure. */
static bool
place(struct build *b, json *v)
{
    json *around = b->depth > 0 ? b->open[b->depth - 1] : NULL;
    int failed = 0;

    if (around == NULL)
        b->root = v;
    else if (b->has_key)
        failed = json_object_object_add_ex(around, b->key, v, JSON_C_OBJECT_ADD_KEY_IS_NEW);
    else
        failed = json_object_array_add(around, v);
    b->has_key = false;
    if (failed != 0)
        json_object_put(v);
    return failed == 0;
}

/* A value other than null; NULL: no memory. */
static json *
value(struct build *b, char c)
{
    switch (c) {
    case '{':
        b->at++;
        return json_object_new_object();
    case '[':
        b->at++;
        return json_object_new_array_ext(4);
    case '"':
        return json_object_new_string_len(b->scratch, (int)string(b, b->scratch));
    case 't':
        b->at += 4;
        return json_object_new_boolean(1);
    case 'f':
        b->at += 5;
        return json_object_new_boolean(0);
    default:
        return number(b);
    }
}

/* One key, value or mark. False: no memory. */
static bool
step(struct build *b)
{
    char c = b->text[b->at];
    bool in_object = b->depth > 0 && json_object_is_type(b->open[b->depth - 1], json_type_object);
    json *v;

    if (strchr(" \t\r\n,:", c) != NULL) {
        b->at++;
        return true;
    }
    if (c == ']' || c == '}') {
        b->at++;
        b->depth--;
        return true;
    }
    if (in_object && !b->has_key) {
        string(b, b->key);
        b->has_key = true;
        return true;
    }
    if (c == 'n') {
        b->at += 4;
        return place(b, NULL);
    }
    v = value(b, c);
    if (v == NULL || !place(b, v))
        return false;
    if (c == '{' || c == '[')
        b->open[b->depth++] = v;
    return true;
}

enum err
json_build(struct arena *a, const char *text, size_t len, json **ret_value)
{
    struct build b = { .text = text, .len = len };
    bool good;

    b.key = malloc(2 * (len + 1)); /* for as long as it is built: an answer of ours is larger than the arena */
    b.scratch = b.key == NULL ? NULL : b.key + len + 1;
    good = b.key != NULL;
    while (b.at < len && good)
        good = step(&b);
    free(b.key);
    if (!good) {
        json_object_put(b.root);
        arena_starve(a);
        return ERR_UNAVAILABLE;
    }
    *ret_value = b.root;
    return ERR_NONE;
}
