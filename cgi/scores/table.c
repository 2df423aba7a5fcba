#include "table.h"

#include <math.h>

static uint64_t
hash(const char *s, size_t len)
{
    uint64_t h = 0xcbf29ce484222325U;

    for (size_t i = 0; i < len; i++)
        h = (h ^ (unsigned char)s[i]) * 0x100000001b3U;
    h = (h ^ (h >> 33)) * 0xff51afd7ed558ccdU;
    h = (h ^ (h >> 33)) * 0xc4ceb9fe1a85ec53U;
    return h ^ (h >> 33);
}

uint64_t
table_key(const char *external_id)
{
    return hash(external_id, strlen(external_id));
}

struct table *
table_new(struct arena *a, const struct schema *schema, size_t capacity)
{
    struct table *t = ARENA_NEW(a, struct table, 1);

    if (t == NULL)
        return NULL;
    t->arena = a;
    t->schema = schema;
    t->capacity = capacity;
    t->features = schema->feature_count;
    t->cells = ARENA_NEW(a, float, capacity * t->features);
    t->labels = ARENA_NEW(a, uint8_t, capacity);
    t->keys = ARENA_NEW(a, uint64_t, capacity);
    t->dictionaries = ARENA_NEW(a, struct dictionary, t->features);
    return arena_full(a) ? NULL : t;
}

/* Doubles the hash table; the old one stays in the arena, so all together cost twice the last. */
static bool
grow(struct table *t, struct dictionary *d)
{
    size_t slot_count = d->slot_count > 0 ? d->slot_count * 2 : 64;
    uint32_t *slots = ARENA_NEW(t->arena, uint32_t, slot_count);
    const char **texts = ARENA_NEW(t->arena, const char *, slot_count / 2);

    if (slots == NULL || texts == NULL)
        return false;
    for (uint32_t code = 0; code < d->count; code++) {
        size_t i = hash(d->texts[code], strlen(d->texts[code])) & (slot_count - 1);
        while (slots[i] != 0)
            i = (i + 1) & (slot_count - 1);
        slots[i] = code + 1;
        texts[code] = d->texts[code];
    }
    d->slots = slots;
    d->texts = texts;
    d->slot_count = slot_count;
    return true;
}

/* The code of a text, new ones are added; -1 without memory. */
static int
code_of(struct table *t, struct dictionary *d, struct schema_cell cell)
{
    if (d->count * 2 >= d->slot_count && d->count < TABLE_MAX_CATEGORIES && !grow(t, d))
        return -1;
    size_t i = hash(cell.s, cell.len) & (d->slot_count - 1);
    for (; d->slots[i] != 0; i = (i + 1) & (d->slot_count - 1)) {
        const char *text = d->texts[d->slots[i] - 1];
        if (strlen(text) == cell.len && memcmp(text, cell.s, cell.len) == 0)
            return (int)d->slots[i] - 1;
    }
    if (d->count >= TABLE_MAX_CATEGORIES)
        return TABLE_MAX_CATEGORIES;
    const char *text = arena_copy(t->arena, cell.s, cell.len);
    if (text == NULL)
        return -1;
    d->texts[d->count] = text;
    d->slots[i] = (uint32_t)++d->count;
    return (int)d->count - 1;
}

static enum err
add_cell(struct table *t, size_t feature, struct schema_cell cell, float *ret)
{
    double number = 0;
    int code;

    *ret = NAN;
    if (cell.len == 0)
        return ERR_NONE;
    switch (schema_feature(t->schema, feature)->type) {
    case SCHEMA_NUMBER:
        if (!schema_number(cell, &number))
            return ERR_INVALID;
        *ret = (float)number;
        return isfinite(*ret) ? ERR_NONE : ERR_INVALID;
    case SCHEMA_YES_NO:
        code = schema_yes_no(cell);
        *ret = (float)code;
        return code >= 0 ? ERR_NONE : ERR_INVALID;
    case SCHEMA_CATEGORY:
        break;
    }
    code = code_of(t, &t->dictionaries[feature], cell);
    *ret = (float)code;
    return code >= 0 ? ERR_NONE : ERR_UNAVAILABLE;
}

enum err
table_add(struct table *t, const char *cells, size_t len, const char *external_id, int label)
{
    struct schema_cell cell[SCHEMA_MAX_COLUMNS];
    enum err e = ERR_NONE;

    if (t->rows >= t->capacity)
        return ERR_TOO_LARGE;
    if (!schema_split(cells, len, cell, t->features))
        return ERR_INVALID;
    for (size_t i = 0; e == ERR_NONE && i < t->features; i++)
        e = add_cell(t, i, cell[i], &t->cells[t->rows * t->features + i]);
    if (e != ERR_NONE)
        return e;
    t->labels[t->rows] = label != 0;
    t->keys[t->rows++] = table_key(external_id);
    return ERR_NONE;
}

const char *
table_category(const struct table *t, size_t feature, float code)
{
    const struct dictionary *d = &t->dictionaries[feature];

    return code >= 0 && (size_t)code < d->count ? d->texts[(size_t)code] : NULL;
}

size_t
table_churners(const struct table *t)
{
    size_t n = 0;

    for (size_t i = 0; i < t->rows; i++)
        n += t->labels[i];
    return n;
}
