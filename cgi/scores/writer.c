#include "writer.h"

#include <inttypes.h>
#include <math.h>

static void
put(struct writer *w, const char *s, size_t len)
{
    if (w->failed)
        return;
    if (w->len + len + 1 > w->size) {
        size_t size = (w->len + len + 1) * 2;
        char *text = realloc(w->text, size);
        if (text == NULL) {
            w->failed = true;
            return;
        }
        w->text = text;
        w->size = size;
    }
    memcpy(w->text + w->len, s, len);
    w->len += len;
    w->text[w->len] = '\0';
}

static void
quote(struct writer *w, const char *s)
{
    put(w, "\"", 1);
    for (; *s != '\0'; s++) {
        unsigned char c = (unsigned char)*s;
        char escape[8];
        if (c == '"' || c == '\\')
            snprintf(escape, sizeof escape, "\\%c", c);
        else if (c < 0x20)
            snprintf(escape, sizeof escape, "\\u%04x", c);
        else
            snprintf(escape, sizeof escape, "%c", c);
        put(w, escape, strlen(escape));
    }
    put(w, "\"", 1);
}

static void
begin(struct writer *w, const char *key)
{
    if (w->comma)
        put(w, ",", 1);
    w->comma = true;
    if (key == NULL)
        return;
    quote(w, key);
    put(w, ":", 1);
}

static void
word(struct writer *w, const char *key, const char *text)
{
    begin(w, key);
    put(w, text, strlen(text));
}

void
writer_free(struct writer *w)
{
    free(w->text);
    *w = (struct writer){ 0 };
}

void
writer_object(struct writer *w, const char *key)
{
    word(w, key, "{");
    w->comma = false;
}

void
writer_array(struct writer *w, const char *key)
{
    word(w, key, "[");
    w->comma = false;
}

void
writer_end_object(struct writer *w)
{
    put(w, "}", 1);
    w->comma = true;
}

void
writer_end_array(struct writer *w)
{
    put(w, "]", 1);
    w->comma = true;
}

void
writer_str(struct writer *w, const char *key, const char *value)
{
    if (value == NULL) {
        word(w, key, "null");
        return;
    }
    begin(w, key);
    quote(w, value);
}

void
writer_num(struct writer *w, const char *key, double value)
{
    char text[40] = "null";

    for (int digits = 15; isfinite(value) && digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        double back = strtod(text, NULL);
        if (back >= value && back <= value)
            break;
    }
    word(w, key, text);
}

void
writer_fraction(struct writer *w, const char *key, double value)
{
    writer_num(w, key, round(value * 1e6) / 1e6);
}

void
writer_money(struct writer *w, const char *key, double value)
{
    char text[64] = "null";

    if (isfinite(value))
        snprintf(text, sizeof text, "\"%.2f\"", value);
    word(w, key, strcmp(text, "\"-0.00\"") == 0 ? "\"0.00\"" : text);
}

void
writer_int(struct writer *w, const char *key, int64_t value)
{
    char text[32];

    snprintf(text, sizeof text, "%" PRId64, value);
    word(w, key, text);
}

void
writer_bool(struct writer *w, const char *key, bool value)
{
    word(w, key, value ? "true" : "false");
}

const char *
writer_text(struct writer *w)
{
    return w->failed || w->text == NULL ? NULL : w->text;
}
