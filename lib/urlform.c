#include "urlform.h"

#include "utf8.h"

static int
hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 32);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Decodes len bytes to an arena string. NULL when malformed or the arena is full. */
static char *
decode(struct arena *a, const char *s, size_t len)
{
    char *text = arena_alloc(a, len + 1);
    size_t n = 0;

    if (text == NULL)
        return NULL;
    for (size_t i = 0; i < len; i++) {
        char c = s[i] == '+' ? ' ' : s[i];

        if (c == '%') {
            int high = len - i > 2 ? hex_value(s[i + 1]) : -1, low = high >= 0 ? hex_value(s[i + 2]) : -1;

            if (low < 0)
                return NULL;
            c = (char)(high << 4 | low);
            i += 2;
        }
        if (c == '\0')
            return NULL;
        text[n++] = c;
    }
    return utf8_valid(text, n) ? text : NULL;
}

static size_t
count_pairs(const char *text, size_t len)
{
    size_t count = 1;

    for (size_t i = 0; i < len; i++)
        count += text[i] == '&';
    return count;
}

enum err
urlform_parse(struct arena *a, const char *text, size_t len, struct pair **ret_pairs, size_t *ret_count)
{
    size_t n = 0, room = count_pairs(text, len);
    struct pair *pairs = ARENA_NEW(a, struct pair, room < URLFORM_MAX_PAIRS ? room : URLFORM_MAX_PAIRS);

    if (pairs == NULL)
        return ERR_TOO_LARGE;
    for (size_t from = 0, to; from < len; from = to + 1) {
        const char *end = memchr(text + from, '&', len - from), *equals;
        struct pair pair;

        to = end != NULL ? (size_t)(end - text) : len;
        if (to == from)
            continue;
        if (n == URLFORM_MAX_PAIRS)
            return ERR_MALFORMED;
        equals = memchr(text + from, '=', to - from);
        pair.name = decode(a, text + from, equals != NULL ? (size_t)(equals - text) - from : to - from);
        pair.value = equals != NULL ? decode(a, equals + 1, (size_t)(text + to - equals) - 1) : "";
        if (pair.name == NULL || pair.value == NULL)
            return arena_full(a) ? ERR_TOO_LARGE : ERR_MALFORMED;
        pairs[n++] = pair;
    }
    *ret_pairs = pairs;
    *ret_count = n;
    return ERR_NONE;
}
