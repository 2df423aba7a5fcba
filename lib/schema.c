/* Reading cells and looking things up; the declaration itself is read in schema_read.c. */
#include "schema.h"

#include <ctype.h>
#include <math.h>
#include <strings.h>

/* Compares a header with a name that may be surrounded by spaces. */
static bool
same_header(const char *header, const char *name, size_t len)
{
    return strlen(header) == len && strncasecmp(header, name, len) == 0;
}

size_t
schema_find_column(const struct schema *s, const char *header)
{
    size_t len = strlen(header);

    while (len > 0 && isspace((unsigned char)*header))
        header++, len--;
    while (len > 0 && isspace((unsigned char)header[len - 1]))
        len--;
    for (size_t i = 0; i < s->column_count; i++)
        if (same_header(s->columns[i].header, header, len))
            return i;
    for (size_t i = 0; i < s->column_count; i++)
        for (size_t k = 0; k < s->columns[i].alias_count; k++)
            if (same_header(s->columns[i].aliases[k], header, len))
                return i;
    return SCHEMA_NONE;
}

size_t
schema_find_feature(const struct schema *s, const char *header)
{
    size_t column = schema_find_column(s, header);

    return column == SCHEMA_NONE ? SCHEMA_NONE : s->columns[column].feature;
}

const struct schema_column *
schema_feature(const struct schema *s, size_t feature)
{
    return &s->columns[s->features[feature]];
}

bool
schema_split(const char *cells, size_t len, struct schema_cell *ret, size_t count)
{
    const char *end = cells + len;

    for (size_t i = 0; i < count; i++) {
        const char *tab = memchr(cells, '\t', (size_t)(end - cells));
        if ((tab == NULL) != (i + 1 == count))
            return false;
        const char *stop = tab != NULL ? tab : end;
        ret[i] = (struct schema_cell){ cells, (size_t)(stop - cells) };
        cells = tab != NULL ? tab + 1 : end;
    }
    return count > 0 || len == 0;
}

/* Digits, at most one point, an optional exponent: what strtod takes, without hex, names and spaces. */
static bool
looks_decimal(struct schema_cell c)
{
    size_t digits = 0;

    for (size_t i = 0; i < c.len; i++) {
        char ch = c.s[i];
        if (ch >= '0' && ch <= '9')
            digits++;
        else if (!(ch == '.' || ((ch == 'e' || ch == 'E') && digits > 0) || ((ch == '-' || ch == '+'))))
            return false;
    }
    return digits > 0;
}

bool
schema_number(struct schema_cell cell, double *ret)
{
    char text[64], *end;

    if (cell.len == 0 || cell.len >= sizeof text || !looks_decimal(cell))
        return false;
    memcpy(text, cell.s, cell.len);
    text[cell.len] = '\0';
    double value = strtod(text, &end);
    if (*end != '\0' || !isfinite(value))
        return false;
    *ret = value;
    return true;
}

int
schema_yes_no(struct schema_cell cell)
{
    static const char *const words[2][6] = { { "0", "no", "false", "n", "f", "0.0" },
                                             { "1", "yes", "true", "y", "t", "1.0" } };

    for (int answer = 0; answer < 2; answer++)
        for (size_t i = 0; i < 6; i++)
            if (same_header(words[answer][i], cell.s, cell.len))
                return answer;
    return -1;
}

/* A number or yes_no cell as a number. */
static bool
cell_value(enum schema_type type, struct schema_cell cell, double *ret)
{
    if (type != SCHEMA_YES_NO)
        return schema_number(cell, ret);
    int answer = schema_yes_no(cell);
    if (answer >= 0)
        *ret = answer;
    return answer >= 0;
}

bool
schema_applies(const struct schema *s, const struct schema_action *action, struct schema_cell cell)
{
    enum schema_type type = schema_feature(s, action->feature)->type;
    double value;

    if (cell.len == 0)
        return false;
    if (type == SCHEMA_CATEGORY)
        return strlen(action->set) != cell.len || memcmp(action->set, cell.s, cell.len) != 0;
    if (!cell_value(type, cell, &value))
        return false;
    switch (action->when) {
    case SCHEMA_BELOW:
        return value < action->number;
    case SCHEMA_ABOVE:
        return value > action->number;
    case SCHEMA_DIFFERS:
        break;
    }
    return value < action->number || value > action->number;
}

static bool
term_holds(const struct schema_term *t, enum schema_type type, struct schema_cell cell, double value)
{
    switch (t->test) {
    case SCHEMA_IS_BELOW:
        return value < t->border;
    case SCHEMA_IS_AT_MOST:
        return value <= t->border;
    case SCHEMA_IS_ABOVE:
        return value > t->border;
    case SCHEMA_IS_AT_LEAST:
        return value >= t->border;
    case SCHEMA_EQUALS:
        break;
    }
    if (type == SCHEMA_CATEGORY)
        return same_header(t->equals, cell.s, cell.len);
    return value >= t->border && value <= t->border;
}

static double
term_points(const struct schema *s, const struct schema_term *t, struct schema_cell cell)
{
    enum schema_type type = schema_feature(s, t->feature)->type;
    double value = 0;

    if (cell.len == 0) {
        if (t->missing == NULL)
            return 0;
        cell = (struct schema_cell){ t->missing, strlen(t->missing) };
    }
    if (type != SCHEMA_CATEGORY && !cell_value(type, cell, &value))
        return 0;
    if (!term_holds(t, type, cell, value))
        return t->otherwise;
    return t->per > 0 ? fabs(value - t->border) / t->per : t->points;
}

double
schema_rule(const struct schema *s, const struct schema_cell *cells)
{
    double sum = s->rule_base;

    for (size_t i = 0; i < s->term_count; i++)
        sum += term_points(s, &s->terms[i], cells[s->terms[i].feature]);
    sum = sum < 0 ? 0 : sum > 100 ? 100 : sum;
    return round(sum * 100) / 100;
}
