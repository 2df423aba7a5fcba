/*
 * idset.h: have I seen this id before, and in which row? A hash table of 96 bits per id that grows with the ids,
 * so that a small file's fits the processor's caches: a million ids take 21 MiB. Whole numbers are told apart for certain; of a
 * million other texts two are taken for the same once in 10^16 files. The key is random per set, so nobody can make ids collide
 * on purpose.
 */
#ifndef HF_UPLOADS_IDSET_H
#define HF_UPLOADS_IDSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct idset;

/* Room for `most` ids; NULL: no memory. Freed by idset_free. */
struct idset *idset_new(size_t most);
void idset_free(struct idset *set);

/* What stands for an id. Making it asks the memory for the id's place, which takes as long as reading a row does. */
struct idset_key {
    uint64_t hash;
    uint32_t check;
};
struct idset_key idset_key(const struct idset *set, const char *id, size_t len);

/* Remembers the id of a row (from 1): 0 when it is new, else the row that had it. Beyond `most` nothing is kept, nor when there
   was no memory: then idset_failed. */
uint32_t idset_add(struct idset *set, struct idset_key key, uint32_t row);
bool idset_failed(const struct idset *set);

#endif
