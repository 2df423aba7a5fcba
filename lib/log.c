/*
 * log.c: one line, one write(2), so that lines of several processes do not mix.
 */
#include "log.h"

#include <stdarg.h>
#include <stdint.h>
#include <unistd.h>

#include "clock.h"
#include "log_json.h"

static const char *binary = "holdfast";

void
log_open(const char *name)
{
    binary = name;
}

static void
add_char(struct log_buf *b, char c)
{
    if (b->len < sizeof(b->text) - 2)
        b->text[b->len++] = c;
}

static void
add_raw(struct log_buf *b, const char *s)
{
    while (*s != '\0')
        add_char(b, *s++);
}

static void
add_quoted(struct log_buf *b, const char *s)
{
    static const char digits[] = "0123456789abcdef";

    add_char(b, '"');
    for (; *s != '\0'; s++) {
        unsigned char c = (unsigned char)*s;

        if (c == '"' || c == '\\')
            add_char(b, '\\');
        if (c >= 0x20 && c != 0x7f) {
            add_char(b, (char)c);
            continue;
        }
        add_raw(b, "\\u00");
        add_char(b, digits[c >> 4]);
        add_char(b, digits[c & 15]);
    }
    add_char(b, '"');
}

void
log_begin(struct log_buf *b, enum log_level level, const char *event)
{
    static const char *const names[] = { "debug", "info", "warn", "error" };
    char at[TIME_TEXT];

    b->len = 0;
    clock_text(clock_now_us(), at);
    add_raw(b, "{\"at\":\"");
    add_raw(b, at);
    add_raw(b, "\"");
    log_str(b, "level", names[level]);
    log_str(b, "binary", binary);
    log_str(b, "event", event);
}

void
log_str(struct log_buf *b, const char *key, const char *value)
{
    add_raw(b, ",\"");
    add_raw(b, key);
    add_raw(b, "\":");
    add_quoted(b, value);
}

void
log_int(struct log_buf *b, const char *key, int64_t value)
{
    char text[24];

    snprintf(text, sizeof(text), "%lld", (long long)value);
    add_raw(b, ",\"");
    add_raw(b, key);
    add_raw(b, "\":");
    add_raw(b, text);
}

void
log_end(struct log_buf *b)
{
    if (b->len > sizeof(b->text) - 3)
        b->len = sizeof(b->text) - 3;
    b->text[b->len++] = '}';
    b->text[b->len++] = '\n';
    if (write(STDERR_FILENO, b->text, b->len) < 0)
        return; /* nowhere left to say so */
}

void
log_line(enum log_level level, const char *event, const char *fmt, ...)
{
    struct log_buf b;
    char message[1024];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(message, sizeof(message), fmt, ap);
    va_end(ap);
    log_begin(&b, level, event);
    log_str(&b, "message", message);
    log_end(&b);
}
