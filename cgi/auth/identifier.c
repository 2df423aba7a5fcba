/*
 * identifier.c: what people type as their name, in the one form that is compared.
 *
 * Of NFKC (Unicode annex 15) the part that people meet: full-width forms and the wide space become plain. Lower case is
 * that of the C.UTF-8 locale.
 */
#include "account.h"

#include <ctype.h>
#include <locale.h>
#include <wchar.h>
#include <wctype.h>

static locale_t
unicode(void)
{
    static locale_t locale;

    if (locale == (locale_t)0)
        locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    return locale;
}

static wchar_t
plain(wchar_t c)
{
    if (c >= 0xff01 && c <= 0xff5e)
        c -= 0xfee0;
    else if (c == 0x3000 || c == 0xa0)
        c = ' ';
    return (wchar_t)(unicode() == (locale_t)0 ? towlower((wint_t)c) : towlower_l((wint_t)c, unicode()));
}

/* Decodes one character of valid UTF-8. */
static const char *
decode(const char *s, wchar_t *ret_c)
{
    const unsigned char *u = (const unsigned char *)s;
    int more = u[0] >= 0xf0 ? 3 : u[0] >= 0xe0 ? 2 : u[0] >= 0xc0 ? 1 : 0;
    wchar_t c = more == 3 ? u[0] & 0x07 : more == 2 ? u[0] & 0x0f : more == 1 ? u[0] & 0x1f : u[0];

    for (s++; more > 0 && (*s & 0xc0) == 0x80; more--, s++)
        c = (wchar_t)(c << 6 | (*s & 0x3f));
    *ret_c = c;
    return s;
}

static char *
encode(char *to, wchar_t c)
{
    if (c < 0x80) {
        *to++ = (char)c;
    } else if (c < 0x800) {
        *to++ = (char)(0xc0 | c >> 6);
        *to++ = (char)(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        *to++ = (char)(0xe0 | c >> 12);
        *to++ = (char)(0x80 | (c >> 6 & 0x3f));
        *to++ = (char)(0x80 | (c & 0x3f));
    } else {
        *to++ = (char)(0xf0 | c >> 18);
        *to++ = (char)(0x80 | (c >> 12 & 0x3f));
        *to++ = (char)(0x80 | (c >> 6 & 0x3f));
        *to++ = (char)(0x80 | (c & 0x3f));
    }
    return to;
}

const char *
identifier_key(struct req *r, const char *text)
{
    /* A character may grow when its case changes, from 2 bytes to 3 at most. */
    char *key = arena_alloc(r->arena, strlen(text) * 2 + 5), *to = key;
    wchar_t c;

    if (key == NULL)
        return NULL;
    while (*text != '\0') {
        text = decode(text, &c);
        c = plain(c);
        if (to != key || c > ' ')
            to = encode(to, c);
    }
    while (to > key && (unsigned char)to[-1] <= ' ')
        to--;
    *to = '\0';
    return key;
}

const char *
identifier_phone(struct req *r, const char *text)
{
    char *phone = arena_alloc(r->arena, strlen(text) + 1);
    size_t n = 0;

    if (phone == NULL)
        return NULL;
    for (; *text != '\0'; text++) {
        if (isdigit((unsigned char)*text) || (*text == '+' && n == 0))
            phone[n++] = *text;
        else if (strchr(" -().", *text) == NULL)
            return "";
    }
    phone[n] = '\0';
    return phone;
}
