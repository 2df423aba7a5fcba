#include "unit/unit.h"

#include "arena.h"

static char trail[16];

static void
note(void *resource)
{
    size_t n = strlen(trail);

    if (n + 1 < sizeof(trail)) {
        trail[n] = *(const char *)resource;
        trail[n + 1] = '\0';
    }
}

UNIT(memory_is_zeroed_and_aligned_also_after_reset)
{
    struct arena *a = arena_new(0);

    for (int round = 0; round < 3; round++) {
        for (size_t n = 0; n < 3000; n += 7) {
            unsigned char *p = arena_alloc(a, n);

            CHECK(p != NULL && (uintptr_t)p % 16 == 0);
            for (size_t i = 0; i < n; i++)
                CHECK(p[i] == 0);
            memset(p, 0xaa, n);
        }
        arena_reset(a);
    }
    arena_free(a);
}

UNIT(cap_is_kept_and_reported)
{
    struct arena *a = arena_new(1000);
    volatile size_t beyond = PTRDIFF_MAX;

    CHECK(arena_alloc(a, 600) != NULL);
    CHECK(arena_alloc(a, 400) != NULL);
    CHECK(!arena_full(a));
    CHECK(arena_alloc(a, 1) == NULL);
    CHECK(arena_full(a));
    arena_reset(a);
    CHECK(!arena_full(a));
    CHECK(arena_alloc(a, beyond) == NULL);
    CHECK(arena_copy(a, "", SIZE_MAX) == NULL);
    arena_free(a);
}

UNIT(large_allocation_has_its_own_chunk)
{
    struct arena *a = arena_new((size_t)64 << 20);
    char *small = arena_str(a, "small");
    char *large = arena_alloc(a, (size_t)20 << 20);
    char *after;

    CHECK(large != NULL);
    large[((size_t)20 << 20) - 1] = 'x';
    after = arena_str(a, "after");
    CHECK_STR(small, "small");
    CHECK_STR(after, "after");
    arena_free(a);
}

UNIT(text_is_copied_and_formatted)
{
    struct arena *a = arena_new(0);
    char *longer;

    CHECK_STR(arena_copy(a, "abcdef", 3), "abc");
    CHECK_STR(arena_copy(a, NULL, 0), "");
    CHECK_STR(arena_printf(a, "%s-%d", "x", 7), "x-7");
    longer = arena_printf(a, "%01000d", 5);
    CHECK_INT(strlen(longer), 1000);
    CHECK(longer[999] == '5');
    arena_free(a);
}

UNIT(defers_run_last_in_first_out)
{
    struct arena *a = arena_new(0);
    char names[] = "abc";

    trail[0] = '\0';
    arena_defer(a, note, names);
    arena_defer(a, note, names + 1);
    arena_reset(a);
    CHECK_STR(trail, "ba");
    arena_reset(a);
    CHECK_STR(trail, "ba");
    arena_defer(a, note, names + 2);
    arena_free(a);
    CHECK_STR(trail, "bac");
}

static void
nothing(void *resource)
{
    (void)resource;
}

UNIT(a_full_arena_keeps_32_releases_and_then_releases_at_once)
{
    struct arena *a = arena_new(8);
    char name = 'y', last = 'z';

    trail[0] = '\0';
    for (int round = 0; round < 2; round++) { /* places are free again after a reset */
        for (int i = 0; i < 31; i++)
            arena_defer(a, nothing, &name);
        arena_defer(a, note, &name);
        CHECK_STR(trail, "");
        CHECK(arena_full(a) && !arena_starved(a));
        arena_defer(a, note, &last);
        CHECK_STR(trail, "z");
        arena_reset(a);
        CHECK_STR(trail, "zy");
        trail[0] = '\0';
    }
    arena_starve(a);
    CHECK(arena_starved(a));
    arena_reset(a);
    CHECK(!arena_starved(a));
    arena_free(a);
}

UNIT(rewind_forgets_what_came_after)
{
    struct arena *a = arena_new((size_t)1 << 20);
    char names[] = "ab";
    char *kept = arena_str(a, "kept");
    struct arena_mark m;

    trail[0] = '\0';
    arena_defer(a, note, names);
    m = arena_here(a);
    for (int i = 0; i < 100; i++) {
        unsigned char *p = arena_alloc(a, 200000), *q;

        CHECK(p != NULL && p[0] == 0 && p[199999] == 0);
        memset(p, 1, 200000);
        q = arena_alloc(a, 100000);
        CHECK(q != NULL && q[99999] == 0);
        memset(q, 2, 100000);
        arena_rewind(a, m);
    }
    arena_defer(a, note, names + 1);
    arena_rewind(a, m);
    CHECK_STR(trail, "b");
    CHECK_STR(kept, "kept");
    arena_free(a);
    CHECK_STR(trail, "ba");
}

UNIT_MAIN
