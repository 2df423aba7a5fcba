/*
 * churnguard.c: the figures as ChurnGuard's clients know them: twelve months, whole percentages that total 100, colours.
 */
#include "reports.h"

#include <math.h>

#include "clock.h"
#include "out.h"

#define MONTHS     12
#define MAX_SHARES 256

/* Whole percentages in proportion to the weights, with a total of 100: the largest remainders get what rounding down
   left over (Hamilton's method). All zero when there is no weight. */
static void
whole_shares(const double *weight, size_t n, int *ret_share)
{
    double total = 0, rest[MAX_SHARES] = { 0 };
    int left = 100;

    for (size_t i = 0; i < n; i++)
        total += weight[i];
    for (size_t i = 0; i < n; i++) {
        const double exact = total > 0 ? weight[i] / total * 100 : 0;

        ret_share[i] = (int)floor(exact);
        rest[i] = exact - ret_share[i];
        left -= ret_share[i];
    }
    for (; total > 0 && left > 0; left--) {
        size_t most = 0;

        for (size_t i = 1; i < n; i++)
            if (rest[i] > rest[most])
                most = i;
        ret_share[most]++;
        rest[most] = -1;
    }
}

/* The list of a kept figure; NULL when there is none. */
static enum err
read_list(struct req *r, const char *name, const json **ret_list)
{
    const char *text = NULL;
    struct uuid scoring;
    json *v = NULL;
    size_t len = 0;
    enum err e = figure_read(r, name, &text, &len, &scoring);

    if (e != ERR_NONE)
        return e;
    if (text != NULL && json_parse(r->arena, text, len, &v, NULL) != ERR_NONE)
        return fault(r, ERR_INTERNAL, "the kept figure %s is no JSON", name);
    *ret_list = json_get(v, "data");
    return ERR_NONE;
}

/* Money is text. */
static double
amount(const json *v)
{
    const char *s = json_str(v, NULL);

    return s != NULL ? strtod(s, NULL) : json_num(v, 0);
}

/* Months since the year 0 of a moment. */
static int
month_of(int64_t us)
{
    char text[TIME_TEXT];

    clock_text(us, text);
    return (int)strtol(text, NULL, 10) * 12 + (int)strtol(text + 5, NULL, 10) - 1;
}

/* The rate of a version: what was observed, else what is expected; in percent with one decimal. */
static double
rate_of(const struct rows *row)
{
    const double share = !col_null(row, 5) ? col_num(row, 5) : col_num(row, 6);

    return round(share * 1000) / 10;
}

static void
out_months(struct req *r, int last, const double *rates)
{
    static const char *const names[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

    out_array(r, "months");
    for (int i = 0; i < MONTHS; i++)
        out_str(r, NULL, names[(last + 1 + i) % 12]);
    out_end(r);
    out_array(r, "churn_rates");
    for (int i = 0; i < MONTHS; i++)
        out_num(r, NULL, rates[i]);
    out_end(r);
}

/* The last twelve months; a month without a new version keeps the rate of the one before. */
static enum err
trends(struct req *r, const void *input)
{
    const int last = month_of(clock_now_us());
    double rates[MONTHS] = { 0 };
    struct rows *rows = NULL;
    enum err e = db_rows(r, Q_TRENDS, NO_ARGS, &rows);

    (void)input;
    if (e != ERR_NONE)
        return e;
    while (rows_next(rows)) {
        const int at = month_of(col_time(rows, 2)) - (last - MONTHS + 1);

        for (int i = at < 0 ? 0 : at; i < MONTHS; i++)
            rates[i] = rate_of(rows);
    }
    out_months(r, last, rates);
    e = rows_error(rows);
    return e != ERR_NONE ? e : reply(r, 200);
}

/* How many of a segment leave or are expected to; without any such figure its size counts. */
static double
leavers(const json *segment, bool known)
{
    const double rate =
        json_num(json_get(segment, "churn_rate"), json_num(json_get(segment, "average_probability"), 0));

    return json_num(json_get(segment, "customers"), 0) * (known ? rate : 1);
}

static enum err
segments(struct req *r, const void *input)
{
    static const char *const colours[] = { "#1f77b4", "#ff7f0e", "#2ca02c", "#d62728",
                                           "#9467bd", "#8c564b", "#e377c2", "#7f7f7f" };
    double weight[MAX_SHARES] = { 0 }, total = 0;
    int share[MAX_SHARES] = { 0 };
    const json *list = NULL;
    enum err e = read_list(r, "churn-by-segment", &list);

    (void)input;
    if (e != ERR_NONE)
        return e;
    list = json_get(json_at(list, 0), "segments");
    const size_t n = json_len(list) < MAX_SHARES ? json_len(list) : MAX_SHARES;

    for (size_t i = 0; i < n; i++)
        total += leavers(json_at(list, i), true);
    for (size_t i = 0; i < n; i++)
        weight[i] = leavers(json_at(list, i), total > 0);
    whole_shares(weight, n, share);
    out_array(r, "segments");
    for (size_t i = 0; i < n; i++) {
        out_object(r, NULL);
        out_str(r, "name", json_str(json_get(json_at(list, i), "name"), ""));
        out_int(r, "percentage", share[i]);
        out_str(r, "color", colours[i % (sizeof colours / sizeof colours[0])]);
        out_end(r);
    }
    out_end(r);
    return reply(r, 200);
}

static enum err
factors(struct req *r, const void *input)
{
    double weight[MAX_SHARES] = { 0 };
    int share[MAX_SHARES] = { 0 };
    const json *list = NULL;
    enum err e = read_list(r, "churn-factors", &list);
    const size_t n = json_len(list) < MAX_SHARES ? json_len(list) : MAX_SHARES;

    (void)input;
    if (e != ERR_NONE)
        return e;
    for (size_t i = 0; i < n; i++)
        weight[i] = fmax(json_num(json_get(json_at(list, i), "share"), 0), 0);
    whole_shares(weight, n, share);
    out_array(r, "factors");
    for (size_t i = 0; i < n; i++) {
        if (share[i] == 0)
            continue;
        out_object(r, NULL);
        out_str(r, "name", json_str(json_get(json_at(list, i), "title"), ""));
        out_int(r, "percentage", share[i]);
        out_end(r);
    }
    out_end(r);
    return reply(r, 200);
}

static void
out_action(struct req *r, const json *action)
{
    const double cost = amount(json_get(action, "cost"));
    const double spent = cost * json_num(json_get(action, "customers"), 0);
    const double gain = amount(json_get(action, "expected_value"));

    out_object(r, NULL);
    out_str(r, "name", json_str(json_get(action, "title"), ""));
    out_int(r, "effectiveness", (int64_t)round(json_num(json_get(action, "average_effect"), 0) * 100));
    out_int(r, "cost", (int64_t)round(cost));
    out_int(r, "roi", spent > 0 ? (int64_t)round(gain / spent * 100) : 0);
    out_end(r);
}

static enum err
actions(struct req *r, const void *input)
{
    const json *list = NULL;
    enum err e = read_list(r, "retention-actions", &list);

    (void)input;
    if (e != ERR_NONE)
        return e;
    out_array(r, "actions");
    for (size_t i = 0; i < json_len(list); i++)
        out_action(r, json_at(list, i));
    out_end(r);
    return reply(r, 200);
}

const struct endpoint churnguard_trends = { .title = "Churn over twelve months", .run = trends };
const struct endpoint churnguard_segments = { .title = "Shares of churn by segment", .run = segments };
const struct endpoint churnguard_factors = { .title = "Shares of what goes with churn", .run = factors };
const struct endpoint churnguard_actions = { .title = "What helps, what it costs, what it returns", .run = actions };
