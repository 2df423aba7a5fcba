/*
 * arena.h: memory that ends with the request.
 *
 * Allocate freely, never free. Memory is zeroed. The arena has a cap; beyond it arena_alloc ends the request: it
 * returns NULL and sets arena->full, and serve() answers 413/503. Foreign resources hang on it with arena_defer and
 * are released last-in-first-out at arena_reset. Not thread-safe; one arena per worker, reused.
 */
#ifndef HF_ARENA_H
#define HF_ARENA_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "err.h"

struct arena;

/* A position to go back to; see arena_rewind. */
struct arena_mark {
    void *chunk;
    size_t used, total;
    void *defers;
};

/* Makes an arena that may hold cap bytes (0: 4 MiB). NULL when there is no memory. Owned by the caller: arena_free. */
struct arena *arena_new(size_t cap);

/* Releases all, deferred resources first. NULL is fine. */
void arena_free(struct arena *a);

/* Forgets everything allocated, runs the deferred releases, keeps the first chunk for reuse. */
void arena_reset(struct arena *a);

/* n zeroed bytes, aligned for any type. Never NULL for n <= cap left; NULL (and arena_full true) beyond. */
void *arena_alloc(struct arena *a, size_t n) __attribute__((malloc, alloc_size(2)));

/* Whether an allocation was refused since the last reset. */
bool arena_full(const struct arena *a);

/* Whether that was for want of memory in the machine, and not because of the cap; also noted by arena_starve, for who
   found none elsewhere. serve() answers 503 then, whatever the failure was taken for on its way. */
bool arena_starved(const struct arena *a);
void arena_starve(struct arena *a);

/* Copies: len bytes plus a NUL; of a string (NULL: NULL); of a formatted string. NULL when full. */
char *arena_copy(struct arena *a, const char *s, size_t len);
char *arena_str(struct arena *a, const char *s);
char *arena_printf(struct arena *a, const char *fmt, ...) HF_PRINTF(2, 3);
char *arena_vprintf(struct arena *a, const char *fmt, va_list ap) HF_PRINTF(2, 0);

/* Calls release(resource) at reset, free or rewind, last in first out. A full arena has room for
   32 more of them and releases at once what comes after these; who sees arena_full should stop. */
void arena_defer(struct arena *a, void (*release)(void *), void *resource);

/* Remembers where we are; going back forgets all allocated since and runs the defers made since. */
struct arena_mark arena_here(struct arena *a);
void arena_rewind(struct arena *a, struct arena_mark m);

/* A typed zeroed array from the arena. */
#define ARENA_NEW(a, type, n) ((type *)arena_alloc((a), sizeof(type) * (size_t)(n)))

#endif
