#include "json_check.h"

#include <math.h>

/* How many digits of a number near the largest double decide on which side it lies. */
#define DIGITS 40

/* A number without an exponent and shorter than this cannot be too large. */
#define SHORT 300

static bool
is_digit(int c)
{
    return c >= '0' && c <= '9';
}

size_t
json_digits_at(const char *t, size_t n)
{
    size_t i = 0;

    while (i < n && is_digit(t[i]))
        i++;
    return i;
}

size_t
json_number_at(const char *t, size_t n, bool *ret_int)
{
    size_t sign = t[0] == '-', whole = json_digits_at(t + sign, n - sign), i = sign + whole;
    bool is_whole = true;

    if (i < n && t[i] == '.') {
        is_whole = false;
        i += 1 + json_digits_at(t + i + 1, n - i - 1);
    }
    if (i < n && (t[i] | 32) == 'e') {
        is_whole = false;
        i++;
        i += i < n && (t[i] == '+' || t[i] == '-');
        i += json_digits_at(t + i, n - i);
    }
    *ret_int =
        is_whole && (whole < 19 ||
                     (whole == 19 && memcmp(t + sign, sign ? "9223372036854775808" : "9223372036854775807", 19) <= 0));
    return i;
}

/* Whether a number of right form lies beyond the doubles: by its first digits and their power of ten, since it may be
   longer than any buffer. */
bool
json_number_overflows(const char *t, size_t n)
{
    char buf[DIGITS + 8];
    size_t kept = 0;
    int64_t power = -1, exponent = 0; /* power: of the first digit that is not 0 */
    bool past_point = false, started = false;

    if (n < SHORT && memchr(t, 'e', n) == NULL && memchr(t, 'E', n) == NULL)
        return false;
    for (size_t i = t[0] == '-'; i < n; i++) {
        if ((t[i] | 32) == 'e') {
            bool negative = t[i + 1] == '-';

            for (i += negative || t[i + 1] == '+' ? 2 : 1; i < n && exponent < INT32_MAX; i++)
                exponent = exponent * 10 + (t[i] - '0');
            exponent = negative ? -exponent : exponent;
            break;
        }
        if (t[i] == '.') {
            past_point = true;
            continue;
        }
        started = started || t[i] != '0';
        power += (started && !past_point) - (!started && past_point);
        if (started && kept < DIGITS)
            buf[kept++] = t[i];
    }
    if (!started || power + exponent < 308)
        return false;
    snprintf(buf + kept, sizeof buf - kept, "e%d", 309 - (int)kept);
    return power + exponent > 308 || isinf(strtod(buf, NULL));
}
