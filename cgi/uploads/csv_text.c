#include "csv_text.h"

#include "number.h"
#include "req.h"

#define BUFFER   65536
#define ROW_ROOM 16384 /* the longest row: texts of 255 and 512 characters, each of up to 4 bytes, doubled */

struct csv_text {
    size_t len;
    bool in_row;
    char s[BUFFER + 1];
};

struct csv_text *
csv_text_new(struct arena *a)
{
    return ARENA_NEW(a, struct csv_text, 1);
}

static void
put(struct csv_text *t, char c)
{
    if (t->len == BUFFER)
        return;
    t->s[t->len++] = c;
    t->s[t->len] = '\0';
}

static void
next_cell(struct csv_text *t)
{
    if (t->in_row)
        put(t, ',');
    t->in_row = true;
}

/* Would a spreadsheet take it for a formula? */
static bool
is_formula(const char *s)
{
    double value;

    if (*s == '\0' || strchr("=+-@\t\r\n", *s) == NULL)
        return false;
    return *s != '-' || !number_read(s, strlen(s), &value);
}

void
csv_text_cell(struct csv_text *t, const char *s)
{
    bool formula = is_formula(s), quoted = formula || s[strcspn(s, "\",\r\n")] != '\0' || *s == ' ';

    next_cell(t);
    if (quoted)
        put(t, '"');
    if (formula)
        put(t, '\'');
    for (; *s != '\0'; s++) {
        if (*s == '"')
            put(t, '"');
        put(t, *s);
    }
    if (quoted)
        put(t, '"');
}

void
csv_text_number(struct csv_text *t, int64_t n)
{
    char text[24];

    snprintf(text, sizeof text, "%lld", (long long)n);
    csv_text_cell(t, text);
}

void
csv_text_end(struct csv_text *t)
{
    put(t, '\r');
    put(t, '\n');
    t->in_row = false;
}

bool
csv_text_full(const struct csv_text *t)
{
    return t->len > BUFFER - ROW_ROOM;
}

const char *
csv_text_get(const struct csv_text *t)
{
    return t->s;
}

enum err
csv_text_send(struct req *r, struct csv_text *t)
{
    enum err e = t->len > 0 ? stream_write(r, t->s, t->len) : ERR_NONE;

    t->len = 0;
    t->s[0] = '\0';
    return e;
}
