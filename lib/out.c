/*
 * out.c: the JSON writer.
 */
#include "out.h"

#include <math.h>
#include <inttypes.h>

#include "clock.h"
#include "number_text.h"
#include "request.h"
#include "utf8.h"

static bool
room(struct req_private *p, size_t n)
{
    if (p->out_len + n <= p->out_size)
        return true;
    size_t size = p->out_size == 0 ? 16384 : p->out_size;

    while (size < p->out_len + n)
        size *= 2;
    char *grown = size > OUT_MAX_BYTES ? NULL : realloc(p->out, size);

    if (grown == NULL) {
        p->starved = p->starved || size <= OUT_MAX_BYTES;
        p->out_failed = true;
        return false;
    }
    p->out = grown;
    p->out_size = size;
    return true;
}

static void
put(struct req_private *p, const char *s, size_t n)
{
    if (n == 0 || !room(p, n))
        return;
    memcpy(p->out + p->out_len, s, n);
    p->out_len += n;
}

static void
put_escape(struct req_private *p, unsigned char c)
{
    static const char digits[] = "0123456789abcdef";
    char text[6] = { '\\', 'u', '0', '0', digits[c >> 4], digits[c & 15] };
    const char *shorts = "\"\\\b\f\n\r\t", *names = "\"\\bfnrt";
    const char *at = c == 0 ? NULL : strchr(shorts, c);

    if (at == NULL) {
        put(p, text, 6);
        return;
    }
    text[1] = names[at - shorts];
    put(p, text, 2);
}

static void
put_quoted(struct req_private *p, const char *value, size_t len)
{
    const unsigned char *s = (const unsigned char *)value;
    size_t from = 0, i = 0;

    put(p, "\"", 1);
    while (i < len) {
        bool plain = s[i] >= 0x20 && s[i] < 0x80 && s[i] != '"' && s[i] != '\\';
        size_t n = plain ? 1 : 0;

        if (s[i] >= 0x80 && utf8_at(value + i, len - i, &n) == UTF8_BAD)
            n = 0;
        if (n > 0) {
            i += n;
            continue;
        }
        put(p, value + from, i - from);
        if (s[i] >= 0x80)
            put(p, "\xef\xbf\xbd", 3); /* U+FFFD stands for what is not UTF-8 */
        else
            put_escape(p, s[i]);
        from = ++i;
    }
    put(p, value + from, len - from);
    put(p, "\"", 1);
}

static void
begin(struct req_private *p, const char *key)
{
    if (p->comma[p->depth])
        put(p, ",", 1);
    p->comma[p->depth] = true;
    if (key == NULL)
        return;
    put_quoted(p, key, strlen(key));
    put(p, ":", 1);
}

void
out_strn(struct req *r, const char *key, const char *value, size_t len)
{
    begin(r->p, key);
    put_quoted(r->p, value, len);
}

void
out_str(struct req *r, const char *key, const char *value)
{
    if (value == NULL)
        out_null(r, key);
    else
        out_strn(r, key, value, strlen(value));
}

void
out_raw(struct req *r, const char *key, const char *json_text, size_t len)
{
    begin(r->p, key);
    put(r->p, json_text, len);
}

size_t
out_at(const struct req *r)
{
    return r->p->out_len;
}

const char *
out_since(const struct req *r, size_t at, size_t *ret_len)
{
    *ret_len = r->p->out_len - at;
    return r->p->out_failed || *ret_len == 0 ? NULL : r->p->out + at;
}

void
out_again(struct req *r, const char *members, size_t len)
{
    put(r->p, members, len);
    r->p->comma[r->p->depth] = true;
}

void
out_int(struct req *r, const char *key, int64_t value)
{
    char text[24];
    int n = snprintf(text, sizeof(text), "%" PRId64, value);

    out_raw(r, key, text, (size_t)n);
}

void
out_num(struct req *r, const char *key, double value)
{
    char text[NUMBER_TEXT];

    if (isfinite(value))
        out_raw(r, key, text, number_text(value, text));
    else
        out_null(r, key);
}

void
out_bool(struct req *r, const char *key, bool value)
{
    if (value)
        out_raw(r, key, "true", 4);
    else
        out_raw(r, key, "false", 5);
}

void
out_null(struct req *r, const char *key)
{
    out_raw(r, key, "null", 4);
}

void
out_uuid(struct req *r, const char *key, struct uuid value)
{
    char text[UUID_TEXT];

    if (uuid_is_nil(value)) {
        out_null(r, key);
        return;
    }
    uuid_text(value, text);
    out_strn(r, key, text, UUID_TEXT - 1);
}

void
out_time(struct req *r, const char *key, int64_t us)
{
    char text[TIME_TEXT];

    if (us == 0) {
        out_null(r, key);
        return;
    }
    clock_text(us, text);
    out_str(r, key, text);
}

static void
open_level(struct req *r, const char *key, char bracket)
{
    struct req_private *p = r->p;

    begin(p, key);
    put(p, &bracket, 1);
    if (p->depth + 1 >= OUT_MAX_DEPTH) {
        p->out_failed = true;
        return;
    }
    p->depth++;
    p->comma[p->depth] = false;
    p->array[p->depth] = bracket == '[';
}

void
out_object(struct req *r, const char *key)
{
    open_level(r, key, '{');
}

void
out_array(struct req *r, const char *key)
{
    open_level(r, key, '[');
}

void
out_end(struct req *r)
{
    struct req_private *p = r->p;

    if (p->depth == 0) {
        p->out_failed = true;
        return;
    }
    put(p, p->array[p->depth] ? "]" : "}", 1);
    p->depth--;
}

void
out_body(struct req *r, const char *content_type, const char *body, size_t len)
{
    struct req_private *p = r->p;

    p->out_len = 0;
    p->whole = true;
    p->content_type = content_type;
    put(p, body, len);
}
