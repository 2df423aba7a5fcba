/*
 * idset.h: have I seen this id before, and in which row? A fixed hash table of 96 keyed bits per id: a million ids take
 * 21 MiB, and two different ids among them are taken for the same once in 10^17 files. The key is random per set, so
 * nobody can make ids collide on purpose.
 */
#ifndef HF_UPLOADS_IDSET_H
#define HF_UPLOADS_IDSET_H

#include <stddef.h>
#include <stdint.h>

struct idset;

/* Room for `most` ids; NULL: no memory. Freed by idset_free. */
struct idset *idset_new(size_t most);
void idset_free(struct idset *set);

/* Remembers the id of a row (from 1): 0 when it is new, else the row that had it. Beyond `most` nothing is kept. */
uint32_t idset_add(struct idset *set, const char *id, size_t len, uint32_t row);

#endif
