#include "explain.h"

#include <math.h>
#include <stdint.h>

#include "stats.h"

/* The places of `weight` from the largest magnitude down; equal ones in their own order. */
static void
order_by_magnitude(const double *weight, size_t n, size_t *ret_order)
{
    for (size_t i = 0; i < n; i++) {
        size_t k = i;
        for (; k > 0 && fabs(weight[ret_order[k - 1]]) < fabs(weight[i]); k--)
            ret_order[k] = ret_order[k - 1];
        ret_order[k] = i;
    }
}

void
explain_points(double base, const double *shap, size_t n, double *ret_points)
{
    size_t order[SCHEMA_MAX_COLUMNS];
    double margin = base, before = stats_sigmoid(base);

    if (n > SCHEMA_MAX_COLUMNS) {
        memset(ret_points, 0, n * sizeof *ret_points);
        return;
    }
    order_by_magnitude(shap, n, order);
    for (size_t i = 0; i < n; i++) {
        margin += shap[order[i]];
        double after = stats_sigmoid(margin);
        ret_points[order[i]] = after - before;
        before = after;
    }
}

/* The strongest not yet chosen feature in this direction; n when there is none worth telling. */
static size_t
strongest(const double *points, size_t n, double direction, const size_t *chosen, size_t count)
{
    size_t best = n;

    for (size_t i = 0; i < n; i++) {
        bool taken = false;
        for (size_t k = 0; k < count && !taken; k++)
            taken = chosen[k] == i;
        if (!taken && points[i] * direction >= EXPLAIN_LEAST &&
            (best == n || points[i] * direction > points[best] * direction))
            best = i;
    }
    return best;
}

size_t
explain_choose(const double *points, size_t n, size_t *ret_features)
{
    size_t count = 0;

    for (size_t i = 0; i < EXPLAIN_MAX; i++) {
        size_t best = strongest(points, n, i < EXPLAIN_FOR ? 1 : -1, ret_features, count);
        if (best < n)
            ret_features[count++] = best;
    }
    return count;
}

static bool
known(const char *text)
{
    return text != NULL && *text != '\0';
}

static bool
as_number(const char *text, double *ret)
{
    return known(text) && schema_number((struct schema_cell){ text, strlen(text) }, ret);
}

/* 183555.24 as 183,555.24; four figures stay together, so that a year is one. text has room for 64 bytes. */
static void
group_thousands(char *text)
{
    size_t sign = *text == '-', digits = strspn(text + sign, "0123456789");

    if (digits < 5)
        return;
    for (size_t at = digits - 3; at > 0; at = at > 3 ? at - 3 : 0) {
        memmove(text + sign + at + 1, text + sign + at, strlen(text + sign + at) + 1);
        text[sign + at] = ',';
    }
}

const char *
explain_value(struct arena *a, const struct schema_column *column, const char *value)
{
    double number;

    if (!known(value))
        return "";
    if (column->type == SCHEMA_YES_NO) {
        int answer = schema_yes_no((struct schema_cell){ value, strlen(value) });
        return answer == 1 ? "yes" : answer == 0 ? "no" : value;
    }
    if (column->type == SCHEMA_CATEGORY || !as_number(value, &number) || fabs(number) >= 1e15)
        return value;
    char text[64];
    size_t len = (size_t)snprintf(text, sizeof text, "%.2f", number);
    while (len > 0 && text[len - 1] == '0')
        text[--len] = '\0';
    if (len > 0 && text[len - 1] == '.')
        text[--len] = '\0';
    group_thousands(text);
    const char *gap = column->unit != NULL ? " " : "";
    const char *shown =
        arena_printf(a, "%s%s%s", strcmp(text, "-0") == 0 ? "0" : text, gap, column->unit != NULL ? column->unit : "");
    return shown != NULL ? shown : "";
}

/* "Age 58 is above the typical 37", "Country Germany (most often France)", "Active member: no (most often yes)". */
static const char *
describe(struct arena *a, const struct schema_column *column, const char *value, const char *typical)
{
    const char *title = column->title, *shown = explain_value(a, column, value);
    const char *usual = explain_value(a, column, typical);
    double is, was;

    if (*shown == '\0')
        return arena_printf(a, "%s is not known", title);
    if (column->type == SCHEMA_NUMBER && as_number(value, &is) && as_number(typical, &was)) {
        if (strcmp(shown, usual) == 0)
            return arena_printf(a, "%s %s is the typical value", title, shown);
        return arena_printf(a, "%s %s is %s the typical %s", title, shown, is > was ? "above" : "below", usual);
    }
    const char *joint = column->type == SCHEMA_YES_NO ? ": " : " ";
    if (*usual == '\0' || strcmp(shown, usual) == 0)
        return arena_printf(a, "%s%s%s", title, joint, shown);
    return arena_printf(a, "%s%s%s (most often %s)", title, joint, shown, usual);
}

const char *
explain_text(struct arena *a, const struct schema_column *column, const char *value, const char *typical, double points)
{
    const char *what = describe(a, column, value, typical);
    const char *text = NULL;

    if (what != NULL && fabs(points) < EXPLAIN_LEAST)
        text = arena_printf(a, "%s, which hardly changes the chance of leaving.", what);
    else if (what != NULL)
        text = arena_printf(a, "%s, associated with a %s chance of leaving.", what, points > 0 ? "higher" : "lower");
    return text != NULL ? text : "";
}

bool
explain_unpack(const void *bytes, size_t len, double *ret_shap, size_t n)
{
    const uint8_t *b = bytes;

    if (len != n * 4)
        return false;
    for (size_t i = 0; i < n; i++, b += 4) {
        uint32_t bits = (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
        float value;
        memcpy(&value, &bits, sizeof value);
        ret_shap[i] = (double)value;
    }
    return true;
}
