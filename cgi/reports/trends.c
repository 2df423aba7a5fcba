/*
 * trends.c: how churn moved from version to version.
 */
#include "reports.h"

#include <math.h>

#include "out.h"

static const struct shape trend_shape[] = {
    { .name = "dataset_no", .type = S_INT },
    { .name = "name", .type = S_STR },
    { .name = "created_at", .type = S_TIME },
    { .name = "customers", .type = S_INT },
    { .name = "churn_rate", .type = S_NUM, .nullable = true },
    { .name = "average_probability", .type = S_NUM, .nullable = true },
    { .name = "high", .type = S_INT },
    SHAPE_END,
};

static const struct shape trends_out[] = {
    { .name = "data", .type = S_ARRAY, .of = trend_shape, .doc = "The newest 50 versions, oldest first" },
    SHAPE_END,
};

static void
out_trend(struct req *r, const struct rows *row)
{
    out_object(r, NULL);
    out_int(r, "dataset_no", col_int(row, 0));
    out_str(r, "name", col_str(row, 1));
    out_time(r, "created_at", col_time(row, 2));
    out_int(r, "customers", col_int(row, 4));
    out_num(r, "churn_rate", col_null(row, 5) ? NAN : col_num(row, 5));
    out_num(r, "average_probability", col_null(row, 6) ? NAN : col_num(row, 6));
    out_int(r, "high", col_int(row, 7));
    out_end(r);
}

static enum err
trends(struct req *r, const void *input)
{
    struct rows *rows = NULL;
    enum err e = db_rows(r, Q_TRENDS, NO_ARGS, &rows);

    (void)input;
    if (e != ERR_NONE)
        return e;
    out_array(r, "data");
    while (rows_next(rows))
        out_trend(r, rows);
    out_end(r);
    e = rows_error(rows);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint report_trends = {
    .title = "Churn from version to version",
    .out = trends_out,
    .run = trends,
};
