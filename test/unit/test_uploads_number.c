/* Numbers as they stand in files, and money without a float in between. */
#include "unit/unit.h"
#include "uploads/number.h"

static bool
reads(const char *s, double want)
{
    double got = -12345;

    return number_read(s, strlen(s), &got) && got >= want && got <= want;
}

static bool
refused(const char *s)
{
    double got = 7;

    return !number_read(s, strlen(s), &got) && got >= 7 && got <= 7;
}

UNIT(reads_plain_numbers)
{
    CHECK(reads("0", 0));
    CHECK(reads("42", 42));
    CHECK(reads("-12.50", -12.5));
    CHECK(reads("+1", 1));
    CHECK(reads(".5", .5));
    CHECK(reads("5.", 5));
    CHECK(reads("1e3", 1000));
    CHECK(reads("1.5E-3", 0.0015));
    CHECK(reads("113931.57", 113931.57));
    CHECK(reads("0.1", 0.1));
    CHECK(reads("9007199254740993", 9007199254740992.0));
    CHECK(reads("123456789012345678901234567890", 123456789012345678901234567890.0));
    CHECK(reads("1e-400", 0));
}

UNIT(refuses_what_is_no_number)
{
    static const char *const bad[] = { "",      " 1",   "1 ",    "nan",     "NaN", "inf",   "-Infinity",
                                       "1e999", "0x10", "1,000", "1.000,5", "1_0", "12a",   "--1",
                                       "+",     ".",    "e5",    "1e",      "1e+", "1.2.3", "\xd9\xa1" };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK(refused(bad[i]));
    CHECK(refused("0000000000000000000000000000000000000000000000000000000000000001"));
}

static const char *
money(const char *s)
{
    static char text[MONEY_TEXT];

    return number_money(s, strlen(s), text) ? text : "none";
}

UNIT(money_is_exact_and_rounds_half_to_even)
{
    CHECK_STR(money("0"), "0.00");
    CHECK_STR(money("83807.86"), "83807.86");
    CHECK_STR(money("0.125"), "0.12");
    CHECK_STR(money("0.135"), "0.14");
    CHECK_STR(money("0.12500001"), "0.13");
    CHECK_STR(money("2.675"), "2.68");
    CHECK_STR(money("-2.665"), "-2.66");
    CHECK_STR(money("0.005"), "0.00");
    CHECK_STR(money("0.015"), "0.02");
    CHECK_STR(money("-0.001"), "0.00");
    CHECK_STR(money("0.00999"), "0.01");
    CHECK_STR(money("0.0049999"), "0.00");
    CHECK_STR(money("1e-30"), "0.00");
    CHECK_STR(money("12e3"), "12000.00");
    CHECK_STR(money("1.5e2"), "150.00");
    CHECK_STR(money("000000000000000000000007"), "7.00");
    CHECK_STR(money("9999999999999999.99"), "9999999999999999.99");
    CHECK_STR(money("9999999999999999.995"), "none");
    CHECK_STR(money("99999999999999999"), "none");
    CHECK_STR(money("1e99999999999"), "none");
    CHECK_STR(money("0e99999999999"), "0.00");
    CHECK_STR(money("x"), "none");
}

UNIT_MAIN
