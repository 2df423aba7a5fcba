/*
 * clock.c: see clock.h. Dates are computed here rather than by gmtime_r and timegm, which read the time zone files and
 * take a lock: every row of every reply has a date or two.
 */
#include "clock.h"

#include <time.h>

#include "civil.h"

#define SECOND_US  INT64_C(1000000)
#define DAY_US     (INT64_C(86400) * SECOND_US)
#define YEAR0_DAY  INT64_C(-719528) /* 0000-01-01, in days since 1970-01-01 */
#define FIRST_US   (YEAR0_DAY * DAY_US)
#define LAST_US    (INT64_C(2932897) * DAY_US - 1) /* the end of 9999 */
#define CYCLE_DAYS 146097                          /* 400 years */

static int64_t
read_clock(clockid_t id)
{
    struct timespec t;

    clock_gettime(id, &t); /* cannot fail for these two clocks */
    return (int64_t)t.tv_sec * SECOND_US + t.tv_nsec / 1000;
}

int64_t
clock_now_us(void)
{
    return read_clock(CLOCK_REALTIME);
}

int64_t
clock_mono_us(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

bool
clock_due(int64_t *last_us, int64_t every_us)
{
    const int64_t now = clock_mono_us();

    if (*last_us != 0 && now - *last_us < every_us)
        return false;
    *last_us = now;
    return true;
}

static bool
is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* Days before a month in a common year. */
static const uint16_t month_start[13] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365 };

unsigned
civil_month_days(int year, unsigned month)
{
    return month_start[month] - month_start[month - 1] + (month == 2 && is_leap(year) ? 1U : 0U);
}

/* Days from 0000-01-01 to the first of January of a year. */
static int64_t
days_before_year(int year)
{
    int64_t y = year;

    return y * 365 + (y + 3) / 4 - (y + 99) / 100 + (y + 399) / 400;
}

int64_t
civil_us(const struct civil *c)
{
    int64_t day = YEAR0_DAY + days_before_year(c->year) + month_start[c->month - 1] + (c->day - 1);
    int64_t second = (int64_t)c->hour * 3600 + (int64_t)c->minute * 60 + c->second;

    if (c->month > 2 && is_leap(c->year))
        day++;
    return day * DAY_US + second * SECOND_US + c->us;
}

struct civil
civil_of(int64_t us)
{
    struct civil c;
    int64_t t = (us < FIRST_US ? FIRST_US : us > LAST_US ? LAST_US : us) - FIRST_US;
    int64_t day = t / DAY_US;
    int64_t left = t % DAY_US;
    unsigned leap;

    c.year = (int)(day * 400 / CYCLE_DAYS); /* never more than one off */
    while (days_before_year(c.year) > day)
        c.year--;
    while (days_before_year(c.year + 1) <= day)
        c.year++;
    day -= days_before_year(c.year);
    leap = is_leap(c.year) ? 1 : 0;
    for (c.month = 1; day >= month_start[c.month] + (c.month >= 2 ? leap : 0U);)
        c.month++;
    c.day = (unsigned)day - month_start[c.month - 1] - (c.month > 2 ? leap : 0U) + 1;
    c.us = (unsigned)(left % SECOND_US);
    left /= SECOND_US;
    c.second = (unsigned)(left % 60);
    c.minute = (unsigned)(left / 60 % 60);
    c.hour = (unsigned)(left / 3600);
    return c;
}

static char *
put_digits(char *p, unsigned value, int digits)
{
    for (int i = digits - 1; i >= 0; i--) {
        p[i] = (char)('0' + value % 10);
        value /= 10;
    }
    return p + digits;
}

void
clock_text(int64_t us, char ret_text[TIME_TEXT])
{
    struct civil c = civil_of(us);
    char *p = put_digits(ret_text, (unsigned)c.year, 4);

    *p++ = '-';
    p = put_digits(p, c.month, 2);
    *p++ = '-';
    p = put_digits(p, c.day, 2);
    *p++ = 'T';
    p = put_digits(p, c.hour, 2);
    *p++ = ':';
    p = put_digits(p, c.minute, 2);
    *p++ = ':';
    p = put_digits(p, c.second, 2);
    if (c.us != 0) {
        *p++ = '.';
        p = put_digits(p, c.us, 6);
    }
    *p++ = 'Z';
    *p = '\0';
}

/* Reads exactly `digits` digits followed by `after` (0: anything) and moves on. */
static bool
get_digits(const char **p, int digits, char after, unsigned *ret_value)
{
    unsigned v = 0;

    for (int i = 0; i < digits; i++, (*p)++) {
        if (**p < '0' || **p > '9')
            return false;
        v = v * 10 + (unsigned)(**p - '0');
    }
    if (after != 0 && *(*p)++ != after)
        return false;
    *ret_value = v;
    return true;
}

static bool
get_fraction(const char **p, unsigned *ret_us)
{
    unsigned us = 0, scale = 100000;
    int digits = 0;

    if (**p == '.') {
        for ((*p)++; **p >= '0' && **p <= '9' && digits < 9; (*p)++, digits++) {
            us += (unsigned)(**p - '0') * scale;
            scale /= 10;
        }
        if (digits == 0)
            return false;
    }
    *ret_us = us;
    return true;
}

/* "Z" or "+02:00" to the end of the text. */
static bool
get_offset(const char *p, int64_t *ret_us)
{
    unsigned hour, minute;
    int sign = *p == '-' ? -1 : 1;

    if (*p == 'Z' || *p == 'z') {
        *ret_us = 0;
        return p[1] == '\0';
    }
    if (*p != '+' && *p != '-')
        return false;
    p++;
    if (!get_digits(&p, 2, ':', &hour) || !get_digits(&p, 2, '\0', &minute) || hour > 23 || minute > 59 || *p != '\0')
        return false;
    *ret_us = sign * ((int64_t)hour * 3600 + (int64_t)minute * 60) * SECOND_US;
    return true;
}

bool
clock_parse(const char *text, int64_t *ret_us)
{
    struct civil c;
    const char *p = text;
    unsigned year;
    int64_t offset, us;

    if (!get_digits(&p, 4, '-', &year) || !get_digits(&p, 2, '-', &c.month) || !get_digits(&p, 2, 0, &c.day))
        return false;
    if (*p != 'T' && *p != 't')
        return false;
    p++;
    if (!get_digits(&p, 2, ':', &c.hour) || !get_digits(&p, 2, ':', &c.minute) || !get_digits(&p, 2, 0, &c.second) ||
        !get_fraction(&p, &c.us) || !get_offset(p, &offset))
        return false;
    c.year = (int)year;
    if (c.month < 1 || c.month > 12 || c.day < 1 || c.day > civil_month_days(c.year, c.month) || c.hour > 23 ||
        c.minute > 59 || c.second > 60)
        return false;
    us = civil_us(&c) - offset;
    /* A leap second is only at the end of a day in UTC; it becomes the second after it. */
    if (c.second == 60 && (us - (int64_t)c.us - FIRST_US) % DAY_US != 0)
        return false;
    if (us < FIRST_US || us > LAST_US)
        return false;
    *ret_us = us;
    return true;
}
