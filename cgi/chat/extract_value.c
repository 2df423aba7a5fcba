/*
 * extract_value.c: from the words of a mention to a value.
 */
#include "extract.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *const small_numbers[] = { "zero",     "one",      "two",      "three",   "four",    "five",
                                             "six",      "seven",    "eight",    "nine",    "ten",     "eleven",
                                             "twelve",   "thirteen", "fourteen", "fifteen", "sixteen", "seventeen",
                                             "eighteen", "nineteen", "twenty" };

/* "250,000.50" within the words; false: none. */
static bool
figure(const char *s, size_t n, double *ret, const char **ret_rest)
{
    char digits[40];
    size_t used = 0, i = 0;

    while (i < n && !isdigit((unsigned char)s[i]))
        i++;
    for (; i < n && used + 1 < sizeof(digits); i++) {
        bool digit = isdigit((unsigned char)s[i]) != 0;
        bool joins = i + 1 < n && isdigit((unsigned char)s[i + 1]) && used > 0;

        if (digit || (s[i] == '.' && joins))
            digits[used++] = s[i];
        else if (!((s[i] == ',' || s[i] == '\'') && joins))
            break;
    }
    digits[used] = '\0';
    *ret_rest = s + i;
    *ret = strtod(digits, NULL);
    return used > 0;
}

static bool
has(const char *s, size_t n, const char *word)
{
    size_t w = strlen(word);

    for (size_t i = 0; i + w <= n; i++)
        if (strncasecmp(s + i, word, w) == 0)
            return true;
    return false;
}

static double
multiplier(const char *rest, size_t n)
{
    while (n > 0 && *rest == ' ') {
        rest++;
        n--;
    }
    if (has(rest, n, "thousand") || has(rest, n, "grand") || (n > 0 && tolower((unsigned char)*rest) == 'k'))
        return 1e3;
    if (has(rest, n, "bn") || has(rest, n, "billion"))
        return 1e9;
    if (has(rest, n, "million") || has(rest, n, "mio") ||
        (n > 0 && tolower((unsigned char)*rest) == 'm' && (n == 1 || !isalpha((unsigned char)rest[1]))))
        return 1e6;
    return 1;
}

static const char *
currency(const char *s, size_t n)
{
    static const char *const words[][2] = { { "\xc2\xa3", "GBP" }, { "pound", "GBP" },        { "quid", "GBP" },
                                            { "gbp", "GBP" },      { "pence", "GBP" },        { "$", "USD" },
                                            { "dollar", "USD" },   { "usd", "USD" },          { "buck", "USD" },
                                            { "cent", "USD" },     { "\xe2\x82\xac", "EUR" }, { "eur", "EUR" } };

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (has(s, n, words[i][0]))
            return words[i][1];
    return NULL;
}

static const char *
money(struct arena *a, const char *s, size_t n)
{
    const char *rest, *code = currency(s, n);
    double v;

    if (!figure(s, n, &v, &rest))
        return NULL;
    v *= multiplier(rest, n - (size_t)(rest - s));
    if (has(rest, n - (size_t)(rest - s), "pence") || has(rest, n - (size_t)(rest - s), "cent"))
        v /= 100;
    if (v > 1e12)
        return NULL;
    return code == NULL ? arena_printf(a, "%.2f", v) : arena_printf(a, "%s %.2f", code, v);
}

static const char *
people(struct arena *a, const char *s, size_t n)
{
    const char *rest;
    double v;

    if (figure(s, n, &v, &rest))
        return arena_printf(a, "%.0f", v);
    for (size_t i = sizeof(small_numbers) / sizeof(small_numbers[0]); i-- > 1;)
        if (has(s, n, small_numbers[i]))
            return arena_printf(a, "%zu", i);
    return NULL;
}

const char *
mention_value(struct arena *a, const char *text, const struct mention *m)
{
    const char *s = text + m->start, *rest;
    size_t n = m->end - m->start;
    double v;

    if (strcmp(m->kind, "money") == 0)
        return money(a, s, n);
    if (strcmp(m->kind, "people") == 0)
        return people(a, s, n);
    if (strcmp(m->kind, "percent") == 0)
        return figure(s, n, &v, &rest) ? arena_printf(a, "%.15g%%", v) : NULL;
    if (strcmp(m->kind, "number") == 0)
        return figure(s, n, &v, &rest) ? arena_printf(a, "%.15g", v) : NULL;
    if (strcmp(m->kind, "date") == 0 || strcmp(m->kind, "time") == 0)
        return arena_copy(a, s, n);
    return rule_says(m->kind, m->name) != NULL ? rule_says(m->kind, m->name) : m->name;
}
