/* A unit test is a program: each UNIT(name) { ... } is one case, UNIT_MAIN runs them in order of declaration.
 *
 *     #include "unit/unit.h"
 *     UNIT(adds) { CHECK_INT(1 + 1, 2); }
 *     UNIT_MAIN
 *
 * A failed CHECK prints where and what, ends its case and lets the next one run. Output is one line per case,
 * "ok NAME" or "not ok NAME" (or "skip NAME: why"), and the exit status is 1 if a case failed.
 * `PROGRAM part-of-a-name` runs the cases whose name contains it. Macros here are the exception to the house rule
 * that macros do not return: a test should read as a list of claims.
 */
#ifndef TEST_UNIT_H
#define TEST_UNIT_H

#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct unit_case {
    const char *name;
    void (*run)(void);
    struct unit_case *next;
};

static struct unit_case *unit_first, **unit_last = &unit_first;
static bool unit_failed;
static const char *unit_skipped;

#define UNIT(id)                                                                                                       \
    static void unit_run_##id(void);                                                                                   \
    static struct unit_case unit_case_##id = { #id, unit_run_##id, NULL };                                             \
    __attribute__((constructor)) static void unit_add_##id(void)                                                       \
    {                                                                                                                  \
        *unit_last = &unit_case_##id;                                                                                  \
        unit_last = &unit_case_##id.next;                                                                              \
    }                                                                                                                  \
    static void unit_run_##id(void)

/* A case that cannot run here (say, HF_DATA is missing) says so and is counted as skipped. */
#define SKIP(why)                                                                                                      \
    do {                                                                                                               \
        unit_skipped = (why);                                                                                          \
        return;                                                                                                        \
    } while (0)

#define CHECK(claim)                                                                                                   \
    do {                                                                                                               \
        if (!(claim)) {                                                                                                \
            unit_says(__FILE__, __LINE__, #claim);                                                                     \
            return;                                                                                                    \
        }                                                                                                              \
    } while (0)

#define CHECK_INT(got, want)                                                                                           \
    do {                                                                                                               \
        intmax_t unit_got = (intmax_t)(got), unit_want = (intmax_t)(want);                                             \
        if (unit_got != unit_want) {                                                                                   \
            unit_says(__FILE__, __LINE__, #got " is " #want);                                                          \
            fprintf(stderr, "  got %jd, want %jd\n", unit_got, unit_want);                                             \
            return;                                                                                                    \
        }                                                                                                              \
    } while (0)

#define CHECK_STR(got, want)                                                                                           \
    do {                                                                                                               \
        const char *unit_got = (got), *unit_want = (want);                                                             \
        if (unit_got == NULL || strcmp(unit_got, unit_want) != 0) {                                                    \
            unit_says(__FILE__, __LINE__, #got " is " #want);                                                          \
            fprintf(stderr, "  got  \"%s\"\n  want \"%s\"\n", unit_got != NULL ? unit_got : "(null)", unit_want);      \
            return;                                                                                                    \
        }                                                                                                              \
    } while (0)

#define CHECK_NEAR(got, want, tolerance)                                                                               \
    do {                                                                                                               \
        double unit_got = (got), unit_want = (want);                                                                   \
        if (!(fabs(unit_got - unit_want) <= (tolerance))) {                                                            \
            unit_says(__FILE__, __LINE__, #got " is near " #want);                                                     \
            fprintf(stderr, "  got %.12g, want %.12g\n", unit_got, unit_want);                                         \
            return;                                                                                                    \
        }                                                                                                              \
    } while (0)

static inline void
unit_says(const char *file, int line, const char *claim)
{
    unit_failed = true;
    fprintf(stderr, "%s:%d: not so: %s\n", file, line, claim);
}

static inline int
unit_main(int argc, char **argv)
{
    int failures = 0;

    for (const struct unit_case *c = unit_first; c != NULL; c = c->next) {
        if (argc > 1 && strstr(c->name, argv[1]) == NULL)
            continue;
        unit_failed = false;
        unit_skipped = NULL;
        c->run();
        if (unit_skipped != NULL)
            printf("skip %s: %s\n", c->name, unit_skipped);
        else
            printf("%s %s\n", unit_failed ? "not ok" : "ok", c->name);
        fflush(stdout);
        failures += unit_failed;
    }
    return failures != 0;
}

#define UNIT_MAIN                                                                                                      \
    int main(int argc, char **argv)                                                                                    \
    {                                                                                                                  \
        return unit_main(argc, argv);                                                                                  \
    }

#endif
