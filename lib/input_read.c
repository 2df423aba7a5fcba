#include "input_fill.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <string.h>

#include "clock.h"

#define DECIMAL_WHOLE 15
#define DECIMAL_PART  2

static const struct verdict fine;

static struct verdict
wrong_type(const char *message)
{
    return (struct verdict){ "wrong_type", message };
}

static struct verdict
malformed(const char *message)
{
    return (struct verdict){ "malformed", message };
}

/* The text of a string value; NULL when it is another kind. */
static const char *
text_of(struct given g)
{
    return g.text != NULL ? g.text : json_str(g.v, NULL);
}

static struct verdict
in_range(struct arena *a, const struct field *f, double value)
{
    if (f->low == 0 && f->high == 0)
        return fine;
    if (value < f->low)
        return (struct verdict){ "too_small", arena_printf(a, "The least is %.15g.", f->low) };
    if (value > f->high)
        return (struct verdict){ "too_large", arena_printf(a, "The most is %.15g.", f->high) };
    return fine;
}

static struct verdict
read_str(struct arena *a, const struct field *f, struct given g, const char **to)
{
    const char *text = text_of(g), *why;
    size_t len, max = f->max != 0 ? f->max : INPUT_MAX_DEFAULT;

    if (text == NULL)
        return wrong_type("Text is expected.");
    if (!input_clean(a, text, f->keep_space, &text))
        return malformed("Control characters are not allowed here.");
    if (text == NULL)
        return malformed("Too much data.");
    len = strlen(text);
    if (len == 0 && f->need && !f->blank)
        return (struct verdict){ "required", "This must not be empty." };
    if (len > max)
        return (struct verdict){ "too_long", arena_printf(a, "At most %zu bytes of text; this has %zu.", max, len) };
    if (len < f->min_len)
        return (struct verdict){ "too_short",
                                 arena_printf(a, "At least %zu bytes of text; this has %zu.", f->min_len, len) };
    why = f->check != NULL && len > 0 ? f->check(text) : NULL;
    if (why == NULL)
        *to = text;
    return why == NULL ? fine : malformed(why);
}

/* Decimal digits with an optional minus, without leading zeros. */
static bool
is_whole_text(const char *s)
{
    size_t sign = s[0] == '-', n = strspn(s + sign, "0123456789");

    return n > 0 && s[sign + n] == '\0' && (s[sign] != '0' || n == 1);
}

static struct verdict
read_int(struct arena *a, const struct field *f, struct given g, int64_t *to)
{
    static const struct verdict type = { "wrong_type", "A whole number is expected." };
    int64_t value;
    struct verdict v;

    if (g.text != NULL) {
        if (!is_whole_text(g.text))
            return type;
        errno = 0;
        value = strtoll(g.text, NULL, 10);
        if (errno == ERANGE)
            return (struct verdict){ value < 0 ? "too_small" : "too_large", "This number is out of range." };
    } else if (json_kind(g.v) == JSON_INT) {
        value = json_int(g.v, 0);
    } else {
        double big = json_num(g.v, 0);

        if (fabs(big) < 9223372036854775808.0)
            return type;
        return (struct verdict){ big < 0 ? "too_small" : "too_large", "This number is out of range." };
    }
    v = in_range(a, f, (double)value);
    if (v.code == NULL)
        *to = value;
    return v;
}

static struct verdict
read_num(struct arena *a, const struct field *f, struct given g, double *to)
{
    double value = json_num(g.v, NAN);
    struct verdict v;

    if (g.text != NULL && json_check(g.text, strlen(g.text), NULL) == ERR_NONE &&
        (g.text[0] == '-' || isdigit((unsigned char)g.text[0])))
        value = strtod(g.text, NULL);
    if (isnan(value))
        return wrong_type("A number is expected.");
    v = in_range(a, f, value);
    if (v.code == NULL)
        *to = value;
    return v;
}

static struct verdict
read_bool(struct given g, bool *to)
{
    static const struct {
        const char *text;
        bool value;
    } words[] = { { "true", true }, { "false", false }, { "1", true }, { "0", false } };

    if (g.text == NULL && json_kind(g.v) == JSON_BOOL) {
        *to = json_bool(g.v, false);
        return fine;
    }
    for (size_t i = 0; g.text != NULL && i < sizeof words / sizeof *words; i++)
        if (strcmp(g.text, words[i].text) == 0) {
            *to = words[i].value;
            return fine;
        }
    return wrong_type("true or false is expected.");
}

static struct verdict
read_uuid(struct given g, struct uuid *to)
{
    const char *text = text_of(g);

    if (text == NULL)
        return wrong_type("An id (UUID) is expected.");
    return uuid_parse(text, to) ? fine : malformed("This is not an id (UUID).");
}

static struct verdict
read_enum(struct arena *a, const struct field *f, struct given g, const char **to)
{
    const char *text = text_of(g), *list = "";

    if (text == NULL)
        return wrong_type("Text is expected.");
    for (const char *const *choice = f->choices; *choice != NULL; choice++) {
        if (strcmp(*choice, text) == 0) {
            *to = *choice;
            return fine;
        }
        list = arena_printf(a, "%s%s%s", list, choice == f->choices ? "" : ", ", *choice);
        if (list == NULL)
            break;
    }
    return (struct verdict){ "not_a_choice", arena_printf(a, "Choose one of: %s.", list != NULL ? list : "?") };
}

static struct verdict
check_decimal(const char *s)
{
    size_t sign = s[0] == '-', whole = strspn(s + sign, "0123456789"), part;
    const char *after = s + sign + whole;

    if (whole == 0 || (whole > 1 && s[sign] == '0'))
        return malformed("An amount is expected, like 12.50.");
    if (*after == '.') {
        part = strspn(after + 1, "0123456789");
        if (part > DECIMAL_PART && after[1 + part] == '\0')
            return malformed("At most two digits after the point.");
        if (part == 0)
            return malformed("An amount is expected, like 12.50.");
        after += 1 + part;
    }
    if (*after != '\0')
        return malformed("An amount is expected, like 12.50.");
    if (whole > DECIMAL_WHOLE)
        return (struct verdict){ sign ? "too_small" : "too_large", "At most 15 digits before the point." };
    return fine;
}

static struct verdict
read_decimal(struct arena *a, const struct field *f, struct given g, const char **to)
{
    enum json_kind kind = json_kind(g.v);
    bool number = g.text == NULL && (kind == JSON_INT || kind == JSON_NUM);
    const char *text = number ? json_text(a, g.v) : text_of(g);
    struct verdict v;

    if (text == NULL)
        return wrong_type("An amount is expected, like 12.50.");
    v = check_decimal(text);
    if (v.code == NULL)
        v = in_range(a, f, strtod(text, NULL));
    if (v.code == NULL)
        *to = number ? text : arena_str(a, text);
    return v;
}

static struct verdict
read_time(struct given g, int64_t *to)
{
    const char *text = text_of(g);

    if (text == NULL)
        return wrong_type("A time is expected, like 2026-11-21T09:30:00Z.");
    return clock_parse(text, to) ? fine : malformed("A time is expected, like 2026-11-21T09:30:00Z.");
}

static struct verdict
read_json(const struct field *f, struct given g, json **to)
{
    enum json_kind kind = json_kind(g.v);

    if (g.text != NULL || (kind != JSON_OBJECT && kind != JSON_ARRAY && !f->scalar))
        return wrong_type("An object or a list is expected.");
    memcpy(to, &g.v, sizeof *to); /* the document is the request's own: the handler may change it */
    return fine;
}

struct verdict
input_read(struct arena *a, const struct field *f, struct given g, void *to)
{
    switch (f->type) {
    case F_STR:
        return read_str(a, f, g, to);
    case F_INT:
        return read_int(a, f, g, to);
    case F_NUM:
        return read_num(a, f, g, to);
    case F_BOOL:
        return read_bool(g, to);
    case F_UUID:
        return read_uuid(g, to);
    case F_ENUM:
        return read_enum(a, f, g, to);
    case F_DECIMAL:
        return read_decimal(a, f, g, to);
    case F_TIME:
        return read_time(g, to);
    case F_JSON:
        return read_json(f, g, to);
    case F_END:
    default:
        return wrong_type("This field is not readable.");
    }
}
