/*
 * number_text.c: between 0.0001 and 10^15 a double times a power of ten is an exact fraction of 128 bits, so that rounding it to
 * a number of digits and telling whether the text reads back as the same double take a few multiplications. The rest is printf's.
 */
#include "number_text.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LOWEST       1e-4
#define HIGHEST      1e15
#define MANTISSA     52
#define EXPONENT_ONE 1075 /* of the last bit of the mantissa */

__extension__ typedef unsigned __int128 u128;

static size_t
by_printf(double value, char text[NUMBER_TEXT])
{
    int n = 0;

    for (int digits = 15; digits <= 17; digits++) {
        n = snprintf(text, NUMBER_TEXT, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    return (size_t)n;
}

/* How often ten goes into it: 0 for 1 to 9.99, -1 for 0.1 to 0.99. */
static int
power_of(double value)
{
    static const double powers[] = { 1e-3, 1e-2, 1e-1, 1e0,  1e1,  1e2,  1e3,  1e4,  1e5, 1e6,
                                     1e7,  1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15 };
    int i = 0;

    while (value >= powers[i])
        i++;
    return i - 4;
}

static u128
ten_to(int n)
{
    u128 power = 1;

    while (n-- > 0)
        power *= 10;
    return power;
}

/* digits * 10^-scale, without zeros at the end. */
static size_t
write_decimal(uint64_t digits, int scale, char *text)
{
    char reversed[NUMBER_TEXT];
    size_t n = 0, len = 0;

    for (; scale > 0 && digits % 10 == 0; scale--)
        digits /= 10;
    for (int i = 0; digits > 0 || i <= scale; i++, digits /= 10) {
        if (i == scale && scale > 0)
            reversed[n++] = '.';
        reversed[n++] = (char)('0' + digits % 10);
    }
    while (n > 0)
        text[len++] = reversed[--n]; /* cppcheck-suppress uninitvar ; there is a digit at least */
    text[len] = '\0';
    return len;
}

size_t
number_text(double value, char ret_text[NUMBER_TEXT])
{
    double size = fabs(value);
    size_t sign = value < 0;
    uint64_t bits;

    if (!(size >= LOWEST && size < HIGHEST))
        return by_printf(value, ret_text);
    ret_text[0] = '-';
    if (trunc(size) >= size)
        return sign + write_decimal((uint64_t)size, 0, ret_text + sign);
    memcpy(&bits, &size, sizeof bits);
    const int shift = EXPONENT_ONE - (int)(bits >> MANTISSA);
    const uint64_t mantissa = (bits & ((UINT64_C(1) << MANTISSA) - 1)) | UINT64_C(1) << MANTISSA;

    if (mantissa == UINT64_C(1) << MANTISSA) /* its neighbour below is nearer than the one above */
        return by_printf(value, ret_text);
    for (int count = 15;; count++) {
        const int scale = count - 1 - power_of(size);
        const u128 ten = ten_to(scale), whole = mantissa * ten, one = (u128)1 << shift, rest = whole & (one - 1);
        const bool up = rest > one / 2 || (rest == one / 2 && (whole >> shift & 1) != 0);

        /* Within half the distance to the next double it reads back as this one. */
        if ((up ? one - rest : rest) * 2 < ten || count == 17)
            return sign + write_decimal((uint64_t)(whole >> shift) + up, scale, ret_text + sign);
    }
}

bool
number_take(const char **at, int64_t low, int64_t high, int64_t *ret_value)
{
    const char first = (*at)[**at == '-'];
    char *end;

    if (first < '0' || first > '9')
        return false;
    errno = 0;
    int64_t value = strtoll(*at, &end, 10);

    if (errno != 0 || value < low || value > high || (*end != '\0' && *end != ' ' && *end != '\n'))
        return false;
    *at = end + (*end == ' ');
    *ret_value = value;
    return true;
}
