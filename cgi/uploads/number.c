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

/* Long mantissas and exponents: by the C library, whose locale is never set. */
static enum number_form
read_slowly(const char *s, size_t len, double *ret)
{
    struct parts p;
    char text[NUMBER_MAX_TEXT + 1];

    if (!take_apart(s, len, &p))
        return NUMBER_NONE;
    memcpy(text, s, len);
    text[len] = '\0';
    double value = strtod(text, NULL);
    if (!isfinite(value))
        return NUMBER_NONE;
    *ret = value;
    return NUMBER_OTHER;
}

enum number_form
number_read(const char *s, size_t len, double *ret)
{
    static const double powers[] = {
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
    };
    size_t sign = len > 0 && (*s == '-' || *s == '+'), scale = 0;
    uint64_t mantissa = 0;
    bool point = false;

    if (len - sign == 0 || len - sign > 15)
        return read_slowly(s, len, ret);
    for (size_t i = sign; i < len; i++) {
        unsigned digit = (unsigned)(s[i] - '0');
        if (digit <= 9) {
            mantissa = mantissa * 10 + digit;
            scale += point;
        } else if (s[i] == '.' && !point && len - sign > 1) {
            point = true;
        } else {
            return read_slowly(s, len, ret);
        }
    }
    double value = scale == 0 ? (double)mantissa : (double)mantissa / powers[scale]; /* both exact: rounded once */
    *ret = *s == '-' ? -value : value;
    return sign == 0 && !point ? NUMBER_DIGITS : NUMBER_OTHER;
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

/* Most amounts have at most two digits after the point already: they are copied. */
static bool
copy_money(const char *s, size_t len, char ret_text[MONEY_TEXT])
{
    size_t whole = 0;

    while (whole < len && is_digit(s[whole]))
        whole++;
    size_t cents = whole < len ? len - whole - 1 : 0;
    if (whole == 0 || whole > 15 || (whole > 1 && *s == '0') || (whole < len && s[whole] != '.') || cents > 2)
        return false;
    for (size_t i = 0; i < cents; i++)
        if (!is_digit(s[whole + 1 + i]))
            return false;
    memcpy(ret_text, s, whole);
    memcpy(ret_text + whole, ".00", 4);
    memcpy(ret_text + whole + 1, s + len - cents, cents);
    return true;
}

bool
number_money(const char *s, size_t len, char ret_text[MONEY_TEXT])
{
    struct parts p;
    size_t lead = 0;

    if (copy_money(s, len, ret_text))
        return true;
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
