/*
 * mail_text.c: a letter as text: placeholders, headers (RFC 5322, RFC 2047), body (RFC 2045).
 */
#include "letters.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "config.h"
#include "utf8.h"

#define LINE_MAX_BYTES 998 /* RFC 5322, 2.1.1 */
#define BASE64_LINE    57  /* bytes that make a line of 76 characters */
#define WORD_BYTES     45  /* bytes of an encoded word: 60 characters, 75 with what is around them */
#define NAME_CHARS     60
#define VALUE_CHARS    100

/* A text that grows in an arena; s is NULL once there was no memory. */
struct text {
    struct arena *a;
    char *s;
    size_t n, size;
};

static void
put(struct text *t, const char *s, size_t n)
{
    if (t->s != NULL && t->n + n + 1 > t->size) {
        size_t size = (t->n + n + 1) * 2;
        char *grown = arena_alloc(t->a, size);

        if (grown != NULL)
            memcpy(grown, t->s, t->n);
        t->s = grown;
        t->size = size;
    }
    if (t->s == NULL)
        return;
    memcpy(t->s + t->n, s, n);
    t->n += n;
    t->s[t->n] = '\0';
}

static void
puts_to(struct text *t, const char *s)
{
    put(t, s, strlen(s));
}

static struct text
text_new(struct arena *a)
{
    struct text t = { .a = a, .s = arena_alloc(a, 1024), .size = 1024 };

    return t;
}

/* What could end a line or turn the direction of writing. */
static bool
is_odd(uint32_t c)
{
    return c == UTF8_BAD || utf8_is_control(c) || utf8_is_bidi(c) || c == 0x2028 || c == 0x2029;
}

/*
 * What strangers typed: one line, not long, without anything that a mail program makes a link of. Somebody who registers
 * another person's address under a name must not write them a message with it.
 */
static void
put_value(struct text *t, const char *value, size_t most)
{
    size_t n = strlen(value), len;

    for (size_t i = 0, chars = 0; i < n && chars < most; i += len, chars++) {
        uint32_t c = utf8_at(value + i, n - i, &len);
        bool link = c == '/' || c == '\\' || c == '@' || c == '<' || c == '>' ||
                    (c == '.' && i + 1 < n && strchr(" 0123456789", value[i + 1]) == NULL);

        if (is_odd(c) || link)
            put(t, " ", 1);
        else
            put(t, value + i, len);
    }
}

static void
put_percent(struct text *t, const char *value)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    char code[4];

    for (const char *s = value; *s != '\0'; s++) {
        if (strchr(plain, *s) != NULL) {
            put(t, s, 1);
        } else {
            snprintf(code, sizeof(code), "%%%02X", (unsigned)(unsigned char)*s);
            put(t, code, 3);
        }
    }
}

static const char *
param(const struct letter *l, const char *key)
{
    return json_str(json_get(l->params, key), "");
}

static void
put_placeholder(struct text *t, const struct letter *l, const char *key)
{
    size_t n = strlen(key);
    char plain[32];

    if (strcmp(key, "url") == 0) {
        puts_to(t, config()->public_url);
    } else if (strcmp(key, "site") == 0) {
        put_value(t, l->site, NAME_CHARS);
    } else if (strcmp(key, "hello") == 0) {
        const char *name = param(l, "name");

        puts_to(t, *name == '\0' ? "Hello" : "Hello ");
        put_value(t, name, NAME_CHARS);
    } else if (n > 1 && n <= sizeof(plain) && key[n - 1] == '%') {
        snprintf(plain, sizeof(plain), "%.*s", (int)(n - 1), key);
        put_percent(t, param(l, plain));
    } else {
        put_value(t, param(l, key), VALUE_CHARS);
    }
}

/* The template's text with its placeholders filled in. */
static const char *
filled(struct arena *a, const char *form, const struct letter *l)
{
    struct text t = text_new(a);
    char key[32];

    while (*form != '\0') {
        size_t n = strcspn(form, "{"), k = form[n] == '{' ? strcspn(form + n, "}") : 0;

        put(&t, form, n);
        form += n;
        if (k == 0)
            break;
        snprintf(key, sizeof(key), "%.*s", (int)(k - 1), form + 1);
        put_placeholder(&t, l, key);
        form += form[k] == '}' ? k + 1 : k;
    }
    return t.s;
}

static bool
is_ascii(const char *s)
{
    for (; *s != '\0'; s++)
        if ((unsigned char)*s < 0x20 || (unsigned char)*s > 0x7e)
            return false;
    return true;
}

static void
put_base64(struct text *t, const char *s, size_t n)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    for (size_t i = 0; i < n; i += 3) {
        size_t have = n - i < 3 ? n - i : 3;
        unsigned bits = 0;
        char out[4];

        for (size_t k = 0; k < 3; k++)
            bits = bits << 8 | (k < have ? (unsigned char)s[i + k] : 0);
        for (size_t k = 0; k < 4; k++)
            out[k] = k <= have ? digits[bits >> (18 - 6 * k) & 63] : '=';
        put(t, out, 4);
    }
}

const char *
letter_header(struct arena *a, const char *text)
{
    struct text clean = text_new(a), t = text_new(a);
    size_t n = strlen(text), len;

    for (size_t i = 0; i < n; i += len) {
        uint32_t c = utf8_at(text + i, n - i, &len);

        put(&clean, is_odd(c) ? " " : text + i, is_odd(c) ? 1 : len);
    }
    if (clean.s == NULL || (is_ascii(clean.s) && strstr(clean.s, "=?") == NULL && clean.n <= 60))
        return clean.s;
    /* Encoded words of whole characters, one a line. */
    for (size_t from = 0, to = 0; from < clean.n; from = to) {
        for (; to < clean.n && to - from <= WORD_BYTES - 4; to += len)
            utf8_at(clean.s + to, clean.n - to, &len);
        puts_to(&t, from == 0 ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?");
        put_base64(&t, clean.s + from, to - from);
        puts_to(&t, "?=");
    }
    return t.s;
}

/* Lines end in CRLF; plain ASCII in short lines goes as it is, anything else in base64. */
static void
put_body(struct text *t, const char *body)
{
    struct text lines = text_new(t->a);
    bool plain = true;

    for (const char *s = body; *s != '\0';) {
        size_t n = strcspn(s, "\n");

        for (size_t i = 0; i < n; i++)
            plain = plain && (unsigned char)s[i] >= 0x20 && (unsigned char)s[i] < 0x7f;
        plain = plain && n <= LINE_MAX_BYTES;
        put(&lines, s, n);
        put(&lines, "\r\n", 2);
        s += n + (s[n] == '\n');
    }
    puts_to(t, plain ? "Content-Transfer-Encoding: 7bit\r\n\r\n" : "Content-Transfer-Encoding: base64\r\n\r\n");
    if (lines.s == NULL) {
        t->s = NULL;
    } else if (plain) {
        put(t, lines.s, lines.n);
    } else {
        for (size_t i = 0; i < lines.n; i += BASE64_LINE) {
            put_base64(t, lines.s + i, lines.n - i < BASE64_LINE ? lines.n - i : BASE64_LINE);
            put(t, "\r\n", 2);
        }
    }
}

static void
put_date(struct text *t, long long now_us)
{
    static const char days[] = "SunMonTueWedThuFriSat", months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    time_t now = (time_t)(now_us / 1000000);
    struct tm tm;
    char text[64];

    gmtime_r(&now, &tm);
    snprintf(text, sizeof(text), "Date: %.3s, %02d %.3s %d %02d:%02d:%02d +0000\r\n", days + 3 * tm.tm_wday, tm.tm_mday,
             months + 3 * tm.tm_mon, tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
    puts_to(t, text);
}

/* A display name is a quoted string unless it is an encoded word. */
static void
put_from(struct text *t, const struct letter *l)
{
    struct text name = text_new(t->a);

    put_value(&name, l->site, NAME_CHARS);
    const char *shown = name.s == NULL ? NULL : letter_header(t->a, name.s);
    bool coded = shown != NULL && strncmp(shown, "=?", 2) == 0;

    puts_to(t, coded ? "From: " : "From: \"");
    for (const char *s = shown == NULL ? "" : shown; *s != '\0'; s++)
        if (coded || *s != '"')
            put(t, s, 1);
    puts_to(t, coded ? " <" : "\" <");
    puts_to(t, config()->mail_from);
    puts_to(t, ">\r\n");
}

const char *
letter_text(struct arena *a, const struct letter *l, long long now_us)
{
    const struct template *form = mail_template(l->template);
    const char *subject = form == NULL ? NULL : filled(a, form->subject, l);
    const char *body = form == NULL ? NULL : filled(a, form->body, l);
    const char *coded = subject == NULL ? NULL : letter_header(a, subject);
    struct text t = text_new(a);
    char id[UUID_TEXT];

    if (coded == NULL || body == NULL)
        return NULL;
    uuid_text(l->id, id);
    put_from(&t, l);
    const char *parts[] = {
        "To: <", l->to, ">\r\nSubject: ", coded, "\r\nMessage-ID: <", id, strrchr(config()->mail_from, '@'), ">\r\n"
    };

    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
        puts_to(&t, parts[i]);
    put_date(&t, now_us);
    puts_to(&t, "MIME-Version: 1.0\r\nAuto-Submitted: auto-generated\r\nContent-Type: text/plain; charset=utf-8\r\n");
    put_body(&t, body);
    return t.s;
}
