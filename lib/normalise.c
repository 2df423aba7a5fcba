/*
 * normalise.c: see normalise.h.
 */
#include "normalise.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <uninorm.h>

#include "utf8.h"

#define TEXT_MAX   4096 /* bytes; every field that comes here is shorter */
#define E164_LEAST 8
#define E164_MOST  15

/* Copies a malloced result of libunistring without the white space around it. */
static const char *
take(struct arena *a, uint8_t *text, size_t n)
{
    const char *s = (const char *)text;
    size_t from = 0, end = 0, len;

    if (text == NULL)
        return NULL;
    for (size_t i = 0; i < n; i += len) {
        bool space = utf8_is_space(utf8_at(s + i, n - i, &len));

        if (space && end == 0)
            from = i + len;
        else if (!space)
            end = i + len;
    }
    const char *copy = arena_copy(a, end == 0 ? "" : s + from, end == 0 ? 0 : end - from);

    free(text);
    return copy;
}

static bool
usable(const char *text)
{
    size_t n = strlen(text);

    return n <= TEXT_MAX && utf8_valid(text, n);
}

const char *
normalise_text(struct arena *a, const char *text)
{
    size_t n = 0;

    if (!usable(text))
        return NULL;
    if (*text == '\0')
        return arena_str(a, "");
    uint8_t *normal = u8_normalize(UNINORM_NFKC, (const uint8_t *)text, strlen(text), NULL, &n);

    return take(a, normal, n);
}

/* Folding may denormalise and normalising may unfold: NFKC(fold(NFKC(fold(text)))) is stable (Unicode 3.13, D146). */
const char *
normalise_key(struct arena *a, const char *text)
{
    const char *key = normalise_text(a, text);

    for (int i = 0; i < 2 && key != NULL && *key != '\0'; i++) {
        size_t n = 0;
        uint8_t *folded = u8_casefold((const uint8_t *)key, strlen(key), NULL, UNINORM_NFKC, NULL, &n);

        key = take(a, folded, n);
    }
    return key;
}

const char *
normalise_email(struct arena *a, const char *email)
{
    const char *text = normalise_text(a, email);
    char *copy = text == NULL ? NULL : arena_str(a, text);

    if (copy == NULL)
        return NULL;
    char *at = strrchr(copy, '@');

    for (char *s = at; s != NULL && *s != '\0'; s++)
        *s = (char)tolower((unsigned char)*s); /* domains are ASCII here, see is_email */
    return copy;
}

enum phone_rule
phone_rule_of(const char *name)
{
    return name != NULL && strcmp(name, "uz") == 0 ? PHONE_UZ : PHONE_E164;
}

static bool
all_digits(const char *s)
{
    return strspn(s, "0123456789") == strlen(s);
}

static const char *
uzbek(struct arena *a, const char *text)
{
    const char *digits = *text == '+' ? text + 1 : text;

    if (strlen(digits) != 12 || !all_digits(digits) || strncmp(digits, "998", 3) != 0)
        return NULL;
    return arena_printf(a, "+%s", digits);
}

/* The number without what people write between digits; NULL when there is anything else. */
static char *
compact(struct arena *a, const char *text)
{
    char *out = arena_alloc(a, strlen(text) + 1);
    size_t n = 0;

    for (const char *s = text; out != NULL && *s != '\0'; s++) {
        if (isdigit((unsigned char)*s) || (*s == '+' && n == 0))
            out[n++] = *s;
        else if (strchr(" -./()", *s) == NULL)
            return NULL;
    }
    return out;
}

static const char *
e164(struct arena *a, const char *text)
{
    const char *s = compact(a, text);

    if (s == NULL)
        return NULL;
    if (*s == '+')
        s++;
    else if (strncmp(s, "00", 2) == 0)
        s += 2;
    else
        return NULL; /* a national number: of which country? */
    size_t n = strlen(s);

    return n >= E164_LEAST && n <= E164_MOST && *s != '0' && all_digits(s) ? arena_printf(a, "+%s", s) : NULL;
}

const char *
normalise_phone(struct arena *a, const char *phone, enum phone_rule rule)
{
    const char *text = normalise_text(a, phone);

    if (text == NULL)
        return NULL;
    return rule == PHONE_UZ ? uzbek(a, text) : e164(a, text);
}

const char *
phone_fault(enum phone_rule rule)
{
    return rule == PHONE_UZ ? "Write the phone number as +998 and nine digits, like +998901234567."
                            : "Write the phone number with its country code, like +15551234567.";
}
