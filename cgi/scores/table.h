/*
 * table.h: labelled rows in memory, for training. Numbers and yes/no cells as floats, categories as codes of a
 * dictionary per feature, missing cells as NAN. Memory is known beforehand: capacity rows of the schema's features.
 */
#ifndef HF_SCORES_TABLE_H
#define HF_SCORES_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "schema.h"

#define TABLE_MAX_CATEGORIES 65536 /* of one feature; further ones share the last code, which has no text */

struct dictionary {
    const char **texts; /* by code, in order of appearance */
    uint32_t *slots;    /* hash table of code + 1 */
    size_t count, slot_count;
};

struct table {
    struct arena *arena;
    const struct schema *schema;
    size_t rows, capacity, features;
    float *cells;                    /* rows x features */
    uint8_t *labels;                 /* 1 left, 0 stayed */
    uint64_t *keys;                  /* table_key of the external id */
    struct dictionary *dictionaries; /* per feature, empty unless a category */
};

/* From the arena, which should have room for capacity * (features + 3) * 4 bytes. NULL: no memory. */
struct table *table_new(struct arena *a, const struct schema *schema, size_t capacity);

/* Adds a row. ERR_TOO_LARGE when full, ERR_INVALID when the cells do not fit the schema, ERR_UNAVAILABLE: no memory. */
enum err table_add(struct table *t, const char *cells, size_t len, const char *external_id, int label) HF_CHECK;

/* The text of a category code, NULL for the code that stands for all further ones. */
const char *table_category(const struct table *t, size_t feature, float code);

size_t table_churners(const struct table *t);

/* A stable 64-bit hash of an external id (FNV-1a with a final mix): the same customer, the same key, anywhere. */
uint64_t table_key(const char *external_id);

#endif
