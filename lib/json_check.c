#include "json_check.h"

#include "json_keys.h"
#include "utf8.h"

struct level {
    bool object;
    size_t first_key;
};

struct scan {
    const char *text;
    size_t len, at;
    struct level level[JSON_MAX_DEPTH];
    unsigned depth;
    struct json_keys keys;
    struct json_fault fault;
};

static enum err
stop(struct scan *s, enum err e, size_t at, const char *reason)
{
    s->fault.at = at;
    s->fault.reason = reason;
    return e;
}

static int
peek(const struct scan *s)
{
    return s->at < s->len ? (unsigned char)s->text[s->at] : -1;
}

static bool
is_digit(int c)
{
    return c >= '0' && c <= '9';
}

static bool
is_hex(int c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static void
skip_space(struct scan *s)
{
    while (s->at < s->len &&
           (s->text[s->at] == ' ' || s->text[s->at] == '\n' || s->text[s->at] == '\r' || s->text[s->at] == '\t'))
        s->at++;
}

static enum err
literal(struct scan *s, const char *word)
{
    size_t n = strlen(word);

    if (s->len - s->at < n || memcmp(s->text + s->at, word, n) != 0)
        return stop(s, ERR_MALFORMED, s->at, "not a value");
    s->at += n;
    return ERR_NONE;
}

static enum err
number(struct scan *s)
{
    const char *t = s->text;
    size_t start = s->at, from;

    s->at += t[s->at] == '-';
    from = s->at;
    s->at += json_digits_at(t + s->at, s->len - s->at);
    if (s->at == from)
        return stop(s, ERR_MALFORMED, s->at, "not a number");
    if (t[from] == '0' && s->at - from > 1)
        return stop(s, ERR_MALFORMED, from, "number with a leading zero");
    if (peek(s) == '.') {
        from = ++s->at;
        s->at += json_digits_at(t + s->at, s->len - s->at);
        if (s->at == from)
            return stop(s, ERR_MALFORMED, s->at, "no digit after the point");
    }
    if (peek(s) == 'e' || peek(s) == 'E') {
        s->at++;
        s->at += peek(s) == '+' || peek(s) == '-';
        from = s->at;
        s->at += json_digits_at(t + s->at, s->len - s->at);
        if (s->at == from)
            return stop(s, ERR_MALFORMED, s->at, "no digit in the exponent");
    }
    if (json_number_overflows(t + start, s->at - start))
        return stop(s, ERR_INVALID, start, "number too large");
    return ERR_NONE;
}

/* Reads the four digits after a backslash and u, which stands at `at`. UTF8_BAD when they are not there. */
static uint32_t
escaped_unit(const struct scan *s, size_t at)
{
    uint32_t c = 0;

    if (s->len - at < 6 || s->text[at] != '\\' || s->text[at + 1] != 'u')
        return UTF8_BAD;
    for (size_t i = at + 2; i < at + 6; i++) {
        if (!is_hex(s->text[i]))
            return UTF8_BAD;
        c = c << 4 | (uint32_t)(is_digit(s->text[i]) ? s->text[i] - '0' : (s->text[i] | 32) - 'a' + 10);
    }
    return c;
}

/* At a backslash. */
static enum err
escape(struct scan *s)
{
    size_t start = s->at;
    int c = s->len - s->at > 1 ? s->text[s->at + 1] : -1;
    uint32_t unit, low;

    if (c != 'u') {
        if (c <= 0 || strchr("\"\\/bfnrt", c) == NULL)
            return stop(s, ERR_MALFORMED, start, "unknown escape in a string");
        s->at += 2;
        return ERR_NONE;
    }
    unit = escaped_unit(s, start);
    if (unit == UTF8_BAD)
        return stop(s, ERR_MALFORMED, start, "unknown escape in a string");
    if (unit == 0)
        return stop(s, ERR_INVALID, start, "NUL in a string");
    s->at += 6;
    if (unit < 0xd800 || unit > 0xdfff)
        return ERR_NONE;
    low = unit <= 0xdbff && s->at < s->len ? escaped_unit(s, s->at) : UTF8_BAD;
    if (low == UTF8_BAD || low < 0xdc00 || low > 0xdfff)
        return stop(s, ERR_MALFORMED, start, "lone surrogate in a string");
    s->at += 6;
    return ERR_NONE;
}

/* At the opening quote. */
static enum err
string(struct scan *s, struct json_key *ret_key)
{
    size_t start = ++s->at, len;
    enum err e = ERR_NONE;

    ret_key->escaped = false;
    while (e == ERR_NONE) {
        int c = peek(s);

        if (c == '"')
            break;
        if (c < 0)
            return stop(s, ERR_MALFORMED, start - 1, "string without an end");
        if (c < 0x20)
            return stop(s, ERR_MALFORMED, s->at, "control character in a string");
        if (c == '\\') {
            ret_key->escaped = true;
            e = escape(s);
        } else if (c < 0x80) {
            s->at++;
        } else if (utf8_at(s->text + s->at, s->len - s->at, &len) == UTF8_BAD) {
            return stop(s, ERR_MALFORMED, s->at, "not UTF-8");
        } else {
            s->at += len;
        }
    }
    ret_key->s = s->text + start;
    ret_key->len = s->at - start;
    s->at++;
    return e;
}

/* The key of a member, its colon and the spaces around, up to the value. */
static enum err
member(struct scan *s)
{
    struct json_key key;
    enum err e;

    skip_space(s);
    if (peek(s) != '"')
        return stop(s, ERR_MALFORMED, s->at, "key expected");
    e = string(s, &key);
    if (e != ERR_NONE)
        return e;
    if (s->keys.count - s->level[s->depth - 1].first_key == JSON_MAX_KEYS)
        return stop(s, ERR_INVALID, s->at, "too many keys");
    if (!json_keys_push(&s->keys, key))
        return stop(s, ERR_UNAVAILABLE, s->at, "no memory");
    skip_space(s);
    if (peek(s) != ':')
        return stop(s, ERR_MALFORMED, s->at, "colon expected");
    s->at++;
    return ERR_NONE;
}

static enum err
open_level(struct scan *s, bool object)
{
    if (s->depth == JSON_MAX_DEPTH)
        return stop(s, ERR_MALFORMED, s->at, "nested too deeply");
    s->at++;
    s->level[s->depth++] = (struct level){ object, s->keys.count };
    return ERR_NONE;
}

static enum err
close_level(struct scan *s)
{
    struct level *top = &s->level[--s->depth];
    const char *twice = top->object ? json_keys_close(&s->keys, top->first_key) : NULL;

    s->at++;
    return twice == NULL ? ERR_NONE : stop(s, ERR_MALFORMED, (size_t)(twice - s->text), "duplicate key");
}

/* A scalar, or the opening of an object or array. */
static enum err
value(struct scan *s)
{
    struct json_key ignored;
    int c = peek(s);

    if (c == '{' || c == '[')
        return open_level(s, c == '{');
    if (c == '"')
        return string(s, &ignored);
    if (c == '-' || is_digit(c))
        return number(s);
    if (c == 't')
        return literal(s, "true");
    if (c == 'f')
        return literal(s, "false");
    return c == 'n' ? literal(s, "null") : stop(s, ERR_MALFORMED, s->at, c < 0 ? "unexpected end" : "not a value");
}

/* After a value: closes what ends here, up to a comma (and the next key) or the end of the text. */
static enum err
after_value(struct scan *s)
{
    enum err e = ERR_NONE;

    while (s->depth > 0 && e == ERR_NONE) {
        bool object = s->level[s->depth - 1].object;
        int c;

        skip_space(s);
        c = peek(s);
        if (c == ',') {
            s->at++;
            return object ? member(s) : ERR_NONE;
        }
        if (c != (object ? '}' : ']'))
            return stop(s, ERR_MALFORMED, s->at, c < 0 ? "unexpected end" : "comma or closing bracket expected");
        e = close_level(s);
    }
    return e;
}

/* Value by value, with a stack of its own in place of recursion. */
static enum err
document(struct scan *s)
{
    enum err e;

    do {
        unsigned depth = s->depth; /* cppcheck-suppress ctuuninitvar ; the stack is filled as it is used */
        bool opened, empty;

        skip_space(s);
        e = value(s);
        if (e != ERR_NONE)
            return e;
        opened = s->depth > depth;
        skip_space(s);
        empty = opened && peek(s) == (s->level[s->depth - 1].object ? '}' : ']');
        if (opened && !empty)
            e = s->level[s->depth - 1].object ? member(s) : ERR_NONE;
        else
            e = after_value(s);
    } while (e == ERR_NONE && s->depth > 0);
    skip_space(s);
    if (e == ERR_NONE && s->at < s->len)
        return stop(s, ERR_MALFORMED, s->at, "more after the value");
    return e;
}

enum err
json_check(const char *text, size_t len, struct json_fault *ret_fault)
{
    struct scan s;
    enum err e;

    s.text = text;
    s.len = len;
    s.at = s.depth = 0;
    json_keys_init(&s.keys);
    e = document(&s);
    json_keys_free(&s.keys);
    if (e != ERR_NONE && ret_fault != NULL)
        *ret_fault = s.fault;
    return e;
}
