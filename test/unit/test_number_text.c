#include "unit/unit.h"

#include <stdlib.h>

#include "number_text.h"

/* The same by the C library. */
static void
expected(double value, char text[64])
{
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, 64, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            return;
    }
}

static bool
fits(double value)
{
    char want[64], got[NUMBER_TEXT];
    size_t len = number_text(value, got);

    expected(value, want);
    if (strcmp(want, got) != 0 || len != strlen(want))
        printf("got %s, wanted %s\n", got, want);
    return strcmp(want, got) == 0 && len == strlen(want);
}

static uint64_t state = 88172645463325252u;

static uint64_t
next(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    return state ^= state << 17;
}

UNIT(whole_numbers_are_taken_one_after_another)
{
    const char *at = "-12 0 9223372036854775807\n";
    int64_t v = 5;

    CHECK(number_take(&at, -20, 20, &v) && v == -12 && *at == '0');
    CHECK(number_take(&at, 0, 0, &v) && v == 0);
    CHECK(number_take(&at, 0, INT64_MAX, &v) && v == INT64_MAX && *at == '\n');
}

UNIT(what_is_no_whole_number_is_left)
{
    static const char *const wrong[] = { "",    " 1", "-", "+1", "x", "1x", "1.5", "11", "-1", "9223372036854775808",
                                         "--1", "-+1" };

    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        const char *at = wrong[i];
        int64_t v = 5;

        CHECK(!number_take(&at, 0, 10, &v) && v == 5 && at == wrong[i]);
    }
}

UNIT(edges)
{
    static const double values[] = { 0,
                                     -0.0,
                                     1,
                                     -1,
                                     .5,
                                     .1,
                                     .2,
                                     .3,
                                     1.0 / 3,
                                     2.0 / 3,
                                     1e-4,
                                     9e-5,
                                     1e15,
                                     1e16,
                                     999999.9,
                                     1e300,
                                     5e-324,
                                     1e-10,
                                     .0001220703125,
                                     123456789012345.6,
                                     99.99,
                                     .00015,
                                     0.9999,
                                     1 - 1e-16,
                                     0.1 + .2,
                                     1e14 + .5,
                                     4503599627370496.5 };

    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
        CHECK(fits(values[i]));
}

UNIT(many)
{
    bool all = true;

    for (int i = 0; i < 300000 && all; i++) {
        double unit = (double)(next() >> 11) / 9007199254740992.0, wide = (unit - .5) * (double)(1 + next() % 1000000);

        all = fits(unit) && fits(-wide) && fits((double)(next() % 100000) / 100) && fits((double)(float)wide);
    }
    CHECK(all);
    for (int i = 0; i < 100000 && all; i++) {
        uint64_t bits = next();
        double value;

        memcpy(&value, &bits, sizeof value);
        all = !(value - value >= 0) || fits(value);
    }
    CHECK(all);
}

UNIT_MAIN
