/*
 * arena.c: a list of zeroed chunks, newest first, and a list of deferred releases.
 *
 * Under AddressSanitizer all memory not handed out is poisoned and every allocation is followed by a gap, so that
 * reading past an arena object is found as it would be with malloc.
 */
#include "arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ASAN 1
#endif
#endif
#ifdef ARENA_ASAN
#include <sanitizer/asan_interface.h>
#define CLOSE_MEMORY(p, n) ASAN_POISON_MEMORY_REGION((p), (n))
#define OPEN_MEMORY(p, n)  ASAN_UNPOISON_MEMORY_REGION((p), (n))
#define GAP                ((size_t)16)
#else
#define CLOSE_MEMORY(p, n) ((void)0)
#define OPEN_MEMORY(p, n)  ((void)0)
#define GAP                ((size_t)0)
#endif

#define ALIGN         ((size_t)16)
#define CHUNK_FIRST   ((size_t)32 * 1024)
#define CHUNK_NEXT    ((size_t)128 * 1024)
#define DEFER_RESERVE 32
#define CAP_DEFAULT   ((size_t)4 * 1024 * 1024)

struct chunk {
    struct chunk *older;
    size_t size, used;
    _Alignas(16) unsigned char bytes[];
};

struct defer {
    struct defer *older;
    void (*release)(void *);
    void *resource;
};

struct arena {
    struct chunk *chunk; /* the newest; the oldest is kept for ever */
    struct chunk *spare; /* one ordinary chunk kept by rewind, so that loops do not ask malloc in each turn */
    struct defer *defers;
    struct defer reserve[DEFER_RESERVE]; /* for releases noted when the arena is full; free ones have no function */
    size_t cap, total;
    bool full, starved;
};

static struct chunk *
chunk_new(size_t size)
{
    struct chunk *c = calloc(1, sizeof(*c) + size);

    if (c == NULL)
        return NULL;
    c->size = size;
    CLOSE_MEMORY(c->bytes, size);
    return c;
}

static void
chunk_free(struct chunk *c)
{
    if (c == NULL)
        return;
    OPEN_MEMORY(c->bytes, c->size);
    free(c);
}

/* Forgets what lies beyond `used`, leaving it zeroed for the next allocation. */
static void
chunk_cut(struct chunk *c, size_t used)
{
    OPEN_MEMORY(c->bytes + used, c->used - used);
    memset(c->bytes + used, 0, c->used - used);
    CLOSE_MEMORY(c->bytes + used, c->used - used);
    c->used = used;
}

struct arena *
arena_new(size_t cap)
{
    struct arena *a = calloc(1, sizeof(*a));

    if (a == NULL)
        return NULL;
    a->cap = cap == 0 ? CAP_DEFAULT : cap;
    a->chunk = chunk_new(CHUNK_FIRST);
    if (a->chunk == NULL) {
        free(a);
        return NULL;
    }
    return a;
}

/* Runs the releases newer than `last`. A release may not allocate from the arena. */
static void
run_defers(struct arena *a, const struct defer *last)
{
    while (a->defers != last && a->defers != NULL) {
        struct defer d = *a->defers;

        a->defers->release = NULL;
        a->defers = d.older;
        d.release(d.resource);
    }
}

static void
drop_newest(struct arena *a)
{
    struct chunk *c = a->chunk;

    a->chunk = c->older;
    if (a->spare == NULL && c->size == CHUNK_NEXT) {
        chunk_cut(c, 0);
        a->spare = c;
    } else {
        chunk_free(c);
    }
}

void
arena_free(struct arena *a)
{
    if (a == NULL)
        return;
    run_defers(a, NULL);
    while (a->chunk != NULL) {
        struct chunk *c = a->chunk;

        a->chunk = c->older;
        chunk_free(c);
    }
    chunk_free(a->spare);
    free(a);
}

void
arena_reset(struct arena *a)
{
    run_defers(a, NULL);
    while (a->chunk->older != NULL)
        drop_newest(a);
    chunk_cut(a->chunk, 0);
    a->total = 0;
    a->full = a->starved = false;
}

/* Puts a chunk with room for n in front: the spare one, an ordinary one, or one made to measure. */
static bool
grow(struct arena *a, size_t n)
{
    struct chunk *c = a->spare;

    if (n > CHUNK_NEXT || c == NULL)
        c = chunk_new(n > CHUNK_NEXT ? n : CHUNK_NEXT);
    else
        a->spare = NULL;
    if (c == NULL) {
        a->starved = true;
        return false;
    }
    c->older = a->chunk;
    a->chunk = c;
    return true;
}

void *
arena_alloc(struct arena *a, size_t n)
{
    size_t want = n == 0 ? 1 : n;
    size_t step;
    unsigned char *p;

    if (want > a->cap || a->total > a->cap - want) {
        a->full = true;
        return NULL;
    }
    step = ((want + ALIGN - 1) & ~(ALIGN - 1)) + GAP;
    if (step > a->chunk->size - a->chunk->used && !grow(a, step)) {
        a->full = true;
        return NULL;
    }
    p = a->chunk->bytes + a->chunk->used;
    a->chunk->used += step;
    a->total += want;
    OPEN_MEMORY(p, want);
    return p;
}

bool
arena_full(const struct arena *a)
{
    return a->full;
}

void
arena_starve(struct arena *a)
{
    a->starved = true;
}

bool
arena_starved(const struct arena *a)
{
    return a->starved;
}

char *
arena_copy(struct arena *a, const char *s, size_t len)
{
    char *p = len == SIZE_MAX ? NULL : arena_alloc(a, len + 1);

    if (p != NULL && len > 0)
        memcpy(p, s, len);
    return p;
}

char *
arena_str(struct arena *a, const char *s)
{
    return s == NULL ? NULL : arena_copy(a, s, strlen(s));
}

char *
arena_vprintf(struct arena *a, const char *fmt, va_list ap)
{
    char first[256];
    va_list again;
    int len;
    char *p;

    va_copy(again, ap);
    len = vsnprintf(first, sizeof(first), fmt, ap);
    if (len < 0) {
        p = NULL;
    } else if ((size_t)len < sizeof(first)) {
        p = arena_copy(a, first, (size_t)len);
    } else {
        p = arena_alloc(a, (size_t)len + 1);
        if (p != NULL)
            vsnprintf(p, (size_t)len + 1, fmt, again);
    }
    va_end(again);
    return p;
}

char *
arena_printf(struct arena *a, const char *fmt, ...)
{
    va_list ap;
    char *p;

    va_start(ap, fmt);
    p = arena_vprintf(a, fmt, ap);
    va_end(ap);
    return p;
}

static struct defer *
reserved(struct arena *a)
{
    for (size_t i = 0; i < DEFER_RESERVE; i++)
        if (a->reserve[i].release == NULL)
            return &a->reserve[i];
    return NULL;
}

void
arena_defer(struct arena *a, void (*release)(void *), void *resource)
{
    struct defer *d = arena_alloc(a, sizeof(*d));

    if (d == NULL)
        d = reserved(a);
    if (d == NULL) {
        release(resource);
        return;
    }
    *d = (struct defer){ a->defers, release, resource };
    a->defers = d;
}

struct arena_mark
arena_here(struct arena *a)
{
    return (struct arena_mark){ a->chunk, a->chunk->used, a->total, a->defers };
}

void
arena_rewind(struct arena *a, struct arena_mark m)
{
    run_defers(a, m.defers);
    while (a->chunk != m.chunk)
        drop_newest(a);
    chunk_cut(a->chunk, m.used);
    a->total = m.total;
}
