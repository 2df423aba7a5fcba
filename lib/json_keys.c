#include "json_keys.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "json_check.h"

/* An object this small is compared pair by pair: cheaper than sorting. */
#define PAIRWISE 12

void
json_keys_init(struct json_keys *k)
{
    k->all = k->near;
    k->room = JSON_KEYS_NEAR;
    k->count = 0;
}

void
json_keys_free(struct json_keys *k)
{
    if (k->all != k->near)
        free(k->all);
}

static bool
grow(struct json_keys *k)
{
    struct json_key *more = realloc(k->all != k->near ? k->all : NULL, 2 * k->room * sizeof *more);

    if (more == NULL)
        return false;
    if (k->all == k->near)
        memcpy(more, k->near, sizeof k->near);
    k->all = more;
    k->room *= 2;
    return true;
}

bool
json_keys_push(struct json_keys *k, struct json_key key)
{
    if (k->count == k->room && !grow(k))
        return false;
    k->all[k->count++] = key;
    return true;
}

/* The next character of a key; 0 at its end (no key holds a NUL). */
static uint32_t
next_char(const char **at, const char *end)
{
    size_t len = 0;
    uint32_t c = *at < end ? json_char_at(*at, (size_t)(end - *at), &len) : 0;

    *at += len;
    return c;
}

static int
compare(const void *a, const void *b)
{
    const struct json_key *x = a, *y = b;
    const char *s = x->s, *t = y->s;
    uint32_t c, d;

    if (!x->escaped && !y->escaped) {
        size_t shorter = x->len < y->len ? x->len : y->len;
        int order = memcmp(s, t, shorter);

        return order != 0 ? order : (x->len > y->len) - (x->len < y->len);
    }
    do { /* by character is the same order as by byte */
        c = next_char(&s, x->s + x->len);
        d = next_char(&t, y->s + y->len);
    } while (c == d && c != 0);
    return (c > d) - (c < d);
}

static const char *
find_twice(struct json_key *keys, size_t n)
{
    if (n <= PAIRWISE) {
        for (size_t i = 1; i < n; i++)
            for (size_t j = 0; j < i; j++)
                if (compare(&keys[i], &keys[j]) == 0)
                    return keys[i].s;
        return NULL;
    }
    qsort(keys, n, sizeof *keys, compare);
    for (size_t i = 1; i < n; i++)
        if (compare(&keys[i], &keys[i - 1]) == 0)
            return keys[i].s > keys[i - 1].s ? keys[i].s : keys[i - 1].s;
    return NULL;
}

const char *
json_keys_close(struct json_keys *k, size_t first)
{
    const char *twice = find_twice(k->all + first, k->count - first);

    k->count = first;
    return twice;
}
