/*
 * json_keys.h: the keys of the objects that are open while JSON is scanned, to find the same key twice. "a" and
 * "\u0061" are the same.
 */
#ifndef HF_JSON_KEYS_H
#define HF_JSON_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#define JSON_KEYS_NEAR 48

/* A key's raw text, without its quotes. */
struct json_key {
    const char *s;
    size_t len;
    bool escaped;
};

/* A stack of keys; an object's keys lie on top while it is the innermost. Beyond JSON_KEYS_NEAR it moves to the heap. */
struct json_keys {
    struct json_key near[JSON_KEYS_NEAR], *all;
    size_t count, room;
};

void json_keys_init(struct json_keys *k);
void json_keys_free(struct json_keys *k);
bool json_keys_push(struct json_keys *k, struct json_key key); /* false: no memory */

/* Drops the keys from `first` on. A key that stood twice among them, or NULL. */
const char *json_keys_close(struct json_keys *k, size_t first);

#endif
