/* Memory that runs out at will, for one program as a whole: what the libraries it uses ask for counts as well.
 *
 *     static enum err step(void) { ... }
 *     UNIT(x) { SWEEP(step, ERR_NONE); }
 *
 * SWEEP runs the step with its 1st, 2nd, 3rd ... allocation failing, then again with all later ones failing too, until it needs no more.
 * A step gives what it should, or says that it lacked memory (STARVED); it never crashes, leaks (the sanitizers see to that) or finds
 * fault with its input instead. After all that it still works. SWEEP_OURS counts only what our own code asks for: some libraries leak or
 * end the process without memory (json-c leaks a key, zxcvbn and OpenSSL's first use of a method crash). Include this in one file. */
#ifndef TEST_FAULTS_H
#define TEST_FAULTS_H

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include "err.h"
#include "unit/unit.h"

#define FAULT_POINTS 20000

static struct {
    long left; /* the fault happens when it reaches 0; 0: never */
    bool later, hit, ours;
    long stopped_at; /* for the message */
    enum err said;
} faults;

extern const char __executable_start[], etext[];

static bool
fault_now(const void *caller)
{
    const char *at = caller;

    if (faults.left == 0 || (faults.ours && (at < __executable_start || at >= etext)) ||
        (faults.left > 0 && --faults.left > 0))
        return false;
    faults.left = faults.later ? -1 : 0;
    faults.hit = true;
    return true;
}

/* The next one in line, the sanitizer's or the C library's. */
#define NEXT(type, name)                                                                                               \
    static type *next;                                                                                                 \
    if (next == NULL) {                                                                                                \
        void *found = dlsym(RTLD_NEXT, name);                                                                          \
        memcpy(&next, &found, sizeof(next));                                                                           \
    }

typedef void *malloc_like(size_t);
typedef void *calloc_like(size_t, size_t);
typedef void *realloc_like(void *, size_t);

void *
malloc(size_t n)
{
    NEXT(malloc_like, "malloc")
    return fault_now(__builtin_return_address(0)) ? NULL : next(n);
}

void *
calloc(size_t count, size_t n)
{
    NEXT(calloc_like, "calloc")
    return fault_now(__builtin_return_address(0)) ? NULL : next(count, n);
}

void *
realloc(void *old, size_t n)
{
    NEXT(realloc_like, "realloc")
    return fault_now(__builtin_return_address(0)) ? NULL : next(old, n);
}

char *
strdup(const char *s)
{
    NEXT(malloc_like, "malloc")
    size_t n = strlen(s) + 1;
    char *copy = fault_now(__builtin_return_address(0)) ? NULL : next(n);

    return copy == NULL ? NULL : memcpy(copy, s, n);
}

static bool
starved(enum err e)
{
    return e == ERR_UNAVAILABLE || e == ERR_TOO_LARGE || e == ERR_INTERNAL;
}

typedef enum err fault_step(void);

/* 0 when all went well, else the point at which it did not. */
static long
fault_sweep(fault_step *step, enum err plain)
{
    for (int later = 0; later <= 1; later++) {
        for (long point = 1;; point++) {
            faults.left = point;
            faults.later = later != 0;
            faults.hit = false;
            faults.said = step();
            faults.left = 0;
            faults.stopped_at = point;
            if (faults.said != plain && !(faults.hit && starved(faults.said)))
                return point;
            if (!faults.hit)
                break;
            if (point == FAULT_POINTS)
                return point;
        }
    }
    faults.said = step();
    return faults.said == plain ? 0 : -1;
}

#define SWEEP_OF(step, plain, own)                                                                                     \
    do {                                                                                                               \
        faults.ours = (own);                                                                                           \
        long fault_at = fault_sweep(step, plain);                                                                      \
        if (fault_at != 0)                                                                                             \
            printf("# at allocation %ld: %s\n", fault_at, err_name(faults.said));                                      \
        CHECK_INT(fault_at, 0);                                                                                        \
    } while (0)
#define SWEEP(step, plain)      SWEEP_OF(step, plain, false)
#define SWEEP_OURS(step, plain) SWEEP_OF(step, plain, true)

#endif
