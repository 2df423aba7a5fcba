#include "unit/unit.h"

#include <time.h>

#include "clock.h"

static const char *
text_of(int64_t us)
{
    static char text[TIME_TEXT];

    clock_text(us, text);
    return text;
}

static int64_t
parsed(const char *text)
{
    int64_t us = -1;

    return clock_parse(text, &us) ? us : INT64_MIN;
}

UNIT(known_points)
{
    CHECK_STR(text_of(0), "1970-01-01T00:00:00Z");
    CHECK_STR(text_of(1), "1970-01-01T00:00:00.000001Z");
    CHECK_STR(text_of(-1), "1969-12-31T23:59:59.999999Z");
    CHECK_STR(text_of(INT64_C(951782400000000)), "2000-02-29T00:00:00Z");
    CHECK_STR(text_of(INT64_C(1000000000000000)), "2001-09-09T01:46:40Z");
    CHECK_STR(text_of(INT64_C(4107542400000000)), "2100-03-01T00:00:00Z");
    CHECK_STR(text_of(INT64_MIN), "0000-01-01T00:00:00Z");
    CHECK_STR(text_of(INT64_MAX), "9999-12-31T23:59:59.999999Z");
}

UNIT(every_day_agrees_with_the_system)
{
    for (int64_t day = -719528; day < 2932897; day += 1) {
        time_t t = (time_t)(day * 86400 + 3661);
        struct tm tm;
        char want[TIME_TEXT];

        CHECK(gmtime_r(&t, &tm) != NULL);
        snprintf(want, sizeof(want), "%04u-%02u-%02uT01:01:01Z", (unsigned)(tm.tm_year + 1900) % 10000U,
                 (unsigned)(tm.tm_mon + 1) % 100U, (unsigned)tm.tm_mday % 100U);
        CHECK_STR(text_of((int64_t)t * 1000000), want);
        CHECK_INT(parsed(want), (int64_t)t * 1000000);
    }
}

UNIT(offsets_and_fractions)
{
    CHECK_INT(parsed("1970-01-01T02:00:00+02:00"), 0);
    CHECK_INT(parsed("1969-12-31T18:30:00-05:30"), 0);
    CHECK_INT(parsed("1970-01-01t00:00:00z"), 0);
    CHECK_INT(parsed("1970-01-01T00:00:00.5Z"), 500000);
    CHECK_INT(parsed("1970-01-01T00:00:00.123456789Z"), 123456);
    CHECK_INT(parsed("2016-12-31T23:59:60Z"), parsed("2017-01-01T00:00:00Z"));
    CHECK_INT(parsed("2017-01-01T01:59:60+02:00"), parsed("2017-01-01T00:00:00Z"));
    CHECK_INT(parsed("2024-02-29T00:00:00Z"), parsed("2024-02-28T00:00:00Z") + INT64_C(86400000000));
}

UNIT(malformed_is_refused)
{
    static const char *const bad[] = {
        "",
        "2026",
        "2026-11-21",
        "2026-11-21T09:30:00",
        "2026-11-21 09:30:00Z",
        "2026-11-21T09:30Z",
        "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z",
        "2026-02-29T00:00:00Z",
        "2026-04-31T00:00:00Z",
        "2026-01-00T00:00:00Z",
        "2026-01-01T24:00:00Z",
        "2026-01-01T00:60:00Z",
        "2026-01-01T00:00:61Z",
        "2026-01-01T12:00:60Z",
        "2026-01-01T00:00:00.Z",
        "2026-01-01T00:00:00.1234567890Z",
        "2026-01-01T00:00:00ZZ",
        "2026-01-01T00:00:00+0200",
        "2026-01-01T00:00:00+24:00",
        "2026-01-01T00:00:00+02:60",
        "+2026-01-01T00:00:00Z",
        "0000-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01",
        "2026-01-01T00:00:00 Z",
        "2026-1-01T00:00:00Z",
    };

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        CHECK(parsed(bad[i]) == INT64_MIN);
}

UNIT(monotonic_clock_does_not_go_back)
{
    int64_t a = clock_mono_us();

    CHECK(clock_mono_us() >= a);
    CHECK(clock_now_us() > INT64_C(1600000000000000));
}

UNIT_MAIN
