/* Query strings and form bodies. */
#include "urlform.h"
#include "unit/unit.h"

#include <stdlib.h>

/* "name=value;" for each pair, or the error's number. */
static const char *
read_pairs(const char *text, size_t len)
{
    static char seen[2000];
    struct arena *a = arena_new(0);
    struct pair *pairs = NULL;
    size_t count = 0, n = 0;
    char *exact = malloc(len > 0 ? len : 1);
    enum err e;

    memcpy(exact, text, len);
    seen[0] = '\0';
    e = urlform_parse(a, exact, len, &pairs, &count);
    free(exact);
    for (size_t i = 0; i < count; i++)
        n += (size_t)snprintf(seen + n, sizeof seen - n, "%s=%s;", pairs[i].name, pairs[i].value);
    if (e != ERR_NONE)
        snprintf(seen, sizeof seen, "%d", (int)e);
    arena_free(a);
    return seen;
}

UNIT(pairs_are_split_and_decoded)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        { "", "" },
        { "a=1", "a=1;" },
        { "a=1&b=2", "a=1;b=2;" },
        { "a", "a=;" },
        { "a=", "a=;" },
        { "=1", "=1;" },
        { "&&a=1&", "a=1;" },
        { "a=b=c", "a=b=c;" },
        { "a=x+y%20z", "a=x y z;" },
        { "%61=%41%c3%a9", "a=A\xc3\xa9;" },
        { "a=%2B%26%3d%25", "a=+&=%;" },
        { "a=1&a=2", "a=1;a=2;" },
        { "a=1;b=2", "a=1;b=2;" },
        { "a=\xc3\xa9", "a=\xc3\xa9;" },
        { "a=%0a%00", "1" },
        { "a=%", "1" },
        { "a=%4", "1" },
        { "a=%4g", "1" },
        { "a=%g4", "1" },
        { "a=%%41", "1" },
        { "a=%ff", "1" },
        { "a=\xff", "1" },
        { "%ff=a", "1" },
        { "a=%c0%af", "1" },
        { "a=%ed%a0%80", "1" },
        { "a=%4&b", "1" },
    };

    CHECK_INT(ERR_MALFORMED, 1);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        CHECK_STR(read_pairs(cases[i].text, strlen(cases[i].text)), cases[i].want);
    CHECK_STR(read_pairs("a\0=1", 4), "1");
}

UNIT(pairs_are_counted)
{
    struct arena *a = arena_new(0);
    char text[4 * URLFORM_MAX_PAIRS + 8];
    struct pair *pairs;
    size_t count, n = 0;

    for (int i = 0; i < URLFORM_MAX_PAIRS; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "a=1&");
    CHECK_INT(urlform_parse(a, text, n, &pairs, &count), ERR_NONE);
    CHECK_INT(count, URLFORM_MAX_PAIRS);
    n += (size_t)snprintf(text + n, sizeof text - n, "b");
    CHECK_INT(urlform_parse(a, text, n, &pairs, &count), ERR_MALFORMED);
    arena_free(a);
}

UNIT_MAIN
