#include "number.h"

#include <math.h>

#define MONEY_DIGITS 18

struct parts {
    bool negative;
    char digits[NUMBER_MAX_TEXT + 1]; /* without the point */
    size_t count;
    long scale; /* value = digits * 10^-scale */
};

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Reads an exponent at s[i]; false when it is malformed. */
static bool
read_exponent(const char *s, size_t len, size_t i, long *ret)
{
    bool negative = i < len && s[i] == '-';
    long e = 0;

    if (i < len && (s[i] == '-' || s[i] == '+'))
        i++;
    if (i == len)
        return false;
    for (; i < len; i++) {
        if (!is_digit(s[i]))
            return false;
        if (e < 100000)
            e = e * 10 + (s[i] - '0');
    }
    *ret = negative ? -e : e;
    return true;
}

/* Takes a text apart; false when it is no number. */
static bool
take_apart(const char *s, size_t len, struct parts *p)
{
    bool point = false;
    long exponent = 0;
    size_t i = 0;

    if (len == 0 || len > NUMBER_MAX_TEXT)
        return false;
    p->negative = s[0] == '-';
    p->count = 0;
    p->scale = 0;
    if (s[0] == '-' || s[0] == '+')
        i++;
    for (; i < len; i++) {
        if (is_digit(s[i])) {
            p->digits[p->count++] = s[i];
            p->scale += point;
        } else if (s[i] == '.' && !point) {
            point = true;
        } else {
            break;
        }
    }
    if (p->count == 0)
        return false;
    if (i < len && ((s[i] != 'e' && s[i] != 'E') || !read_exponent(s, len, i + 1, &exponent)))
        return false;
    p->scale -= exponent;
    return true;
}

bool
number_read(const char *s, size_t len, double *ret)
{
    static const double powers[] = { 1,    1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                     1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };
    struct parts p;
    uint64_t mantissa = 0;

    if (!take_apart(s, len, &p))
        return false;
    if (p.count <= 15 && p.scale >= 0 && p.scale <= 22) { /* both exact, so the quotient is rounded once */
        for (size_t i = 0; i < p.count; i++)
            mantissa = mantissa * 10 + (uint64_t)(p.digits[i] - '0');
        double value = (double)mantissa / powers[p.scale];
        *ret = p.negative ? -value : value;
        return true;
    }
    char text[NUMBER_MAX_TEXT + 1];
    memcpy(text, s, len);
    text[len] = '\0';
    double value = strtod(text, NULL);
    if (!isfinite(value))
        return false;
    *ret = value;
    return true;
}

bool
number_is_whole(double value)
{
    return fabs(value) <= WHOLE_MAX && trunc(value) >= value && trunc(value) <= value;
}

/* Rounds digits[0..count) that stand for cents * 10^extra to whole cents, half to even. */
static uint64_t
round_cents(const char *digits, size_t count, size_t extra)
{
    size_t kept = count > extra ? count - extra : 0;
    uint64_t cents = 0;
    int next = 0;
    bool rest = false;

    for (size_t i = 0; i < kept; i++)
        cents = cents * 10 + (uint64_t)(digits[i] - '0');
    if (extra > 0 && count >= extra)
        next = digits[kept] - '0';
    for (size_t i = count >= extra ? kept + 1 : 0; i < count; i++)
        rest = rest || digits[i] != '0';
    if (next > 5 || (next == 5 && (rest || cents % 2 == 1)))
        cents++;
    return cents;
}

bool
number_money(const char *s, size_t len, char ret_text[MONEY_TEXT])
{
    struct parts p;
    size_t lead = 0;

    if (!take_apart(s, len, &p))
        return false;
    while (lead < p.count && p.digits[lead] == '0')
        lead++;
    const char *digits = p.digits + lead;
    size_t count = p.count - lead;
    long extra = p.scale - 2; /* digits beyond the cents; negative: zeros to add */
    uint64_t cents = 0;

    if (count > 0 && (long)count - extra > MONEY_DIGITS)
        return false;
    if (count > 0 && extra >= 0)
        cents = round_cents(digits, count, (size_t)extra);
    for (size_t i = 0; count > 0 && extra < 0 && i < count; i++)
        cents = cents * 10 + (uint64_t)(digits[i] - '0');
    for (long i = extra; count > 0 && i < 0; i++)
        cents *= 10;
    if (cents > 999999999999999999u)
        return false;
    snprintf(ret_text, MONEY_TEXT, "%s%llu.%02u", p.negative && cents > 0 ? "-" : "", (unsigned long long)(cents / 100),
             (unsigned)(cents % 100));
    return true;
}
