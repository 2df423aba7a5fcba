/*
 * figures.c: the figures of the active scoring, as they were kept.
 */
#include "reports.h"

#include <math.h>

#include "out.h"
#include "visible.h"

static const char *const kinds[] = { "model", "rule", "none", NULL };

static const struct shape bands_shape[] = {
    { .name = "high", .type = S_INT },
    { .name = "medium", .type = S_INT },
    { .name = "low", .type = S_INT },
    SHAPE_END,
};

static const struct shape segment_shape[] = {
    { .name = "name", .type = S_STR },
    { .name = "customers", .type = S_INT },
    { .name = "churn_rate", .type = S_NUM, .nullable = true, .doc = "Of those whose outcome is known" },
    { .name = "low", .type = S_NUM, .nullable = true, .doc = "95 % interval of the rate" },
    { .name = "high", .type = S_NUM, .nullable = true },
    { .name = "average_probability", .type = S_NUM, .nullable = true },
    { .name = "high_band", .type = S_INT },
    { .name = "value_at_risk", .type = S_DECIMAL, .nullable = true },
    SHAPE_END,
};

static const struct shape mover_shape[] = {
    { .name = "customer_id", .type = S_UUID }, { .name = "external_id", .type = S_STR },
    { .name = "name", .type = S_STR },         { .name = "before", .type = S_NUM },
    { .name = "after", .type = S_NUM },        SHAPE_END,
};

static const struct shape movers_shape[] = {
    { .name = "up", .type = S_ARRAY, .of = mover_shape },
    { .name = "down", .type = S_ARRAY, .of = mover_shape },
    SHAPE_END,
};

static const struct shape economics_shape[] = {
    { .name = "acceptance", .type = S_NUM },
    { .name = "incentive", .type = S_DECIMAL },
    { .name = "redemption", .type = S_NUM },
    { .name = "value_rate", .type = S_NUM },
    SHAPE_END,
};

static const struct shape cutoffs_shape[] = {
    { .name = "high", .type = S_NUM },
    { .name = "medium", .type = S_NUM },
    SHAPE_END,
};

static const struct shape overview_out[] = {
    { .name = "dataset_id", .type = S_UUID, .nullable = true, .doc = "null before the first dataset" },
    { .name = "dataset_no", .type = S_INT, .nullable = true },
    { .name = "dataset_name", .type = S_STR, .nullable = true },
    { .name = "scored_at", .type = S_TIME, .nullable = true },
    { .name = "kind", .type = S_STR, .nullable = true, .choices = kinds },
    { .name = "customers", .type = S_INT },
    { .name = "churn_rate", .type = S_NUM, .nullable = true, .doc = "Of those whose outcome is known" },
    { .name = "average_probability", .type = S_NUM, .nullable = true },
    { .name = "bands", .type = S_OBJECT, .of = bands_shape },
    { .name = "cutoffs", .type = S_OBJECT, .of = cutoffs_shape, .doc = "From where on a band begins, 0 to 1" },
    { .name = "value_at_risk", .type = S_DECIMAL, .nullable = true, .doc = "Sum of probability * value" },
    { .name = "value_total", .type = S_DECIMAL, .nullable = true },
    { .name = "currency", .type = S_STR },
    { .name = "segments", .type = S_ARRAY, .of = segment_shape },
    { .name = "histogram", .type = S_ARRAY, .items = S_INT, .doc = "Customers in 20 equal parts of the scale" },
    { .name = "movers",
      .type = S_OBJECT,
      .of = movers_shape,
      .doc = "Largest changes since the version before, of customers whom the caller sees" },
    { .name = "economics", .type = S_OBJECT, .of = economics_shape },
    SHAPE_END,
};

static const struct shape by_segment_shape[] = {
    { .name = "feature", .type = S_STR },
    { .name = "title", .type = S_STR },
    { .name = "segments", .type = S_ARRAY, .of = segment_shape },
    SHAPE_END,
};

static const struct shape segments_out[] = {
    { .name = "data", .type = S_ARRAY, .of = by_segment_shape },
    SHAPE_END,
};

static const struct shape factor_shape[] = {
    { .name = "feature", .type = S_STR },
    { .name = "title", .type = S_STR },
    { .name = "share", .type = S_NUM, .doc = "Of all influence, 0 to 1" },
    { .name = "mean_abs_points", .type = S_NUM, .doc = "Mean size of its part of a probability" },
    { .name = "direction", .type = S_ANY },
    SHAPE_END,
};

static const struct shape factors_out[] = {
    { .name = "data", .type = S_ARRAY, .of = factor_shape },
    SHAPE_END,
};

static const struct shape action_shape[] = {
    { .name = "feature", .type = S_STR },
    { .name = "title", .type = S_STR },
    { .name = "set", .type = S_ANY },
    { .name = "customers", .type = S_INT, .doc = "For whom it is the best action" },
    { .name = "cost", .type = S_DECIMAL },
    { .name = "expected_value", .type = S_DECIMAL, .nullable = true },
    { .name = "average_effect", .type = S_NUM, .nullable = true, .doc = "Mean fall of the probability" },
    SHAPE_END,
};

static const struct shape actions_out[] = {
    { .name = "data", .type = S_ARRAY, .of = action_shape },
    SHAPE_END,
};

enum err
figure_read(struct req *r, const char *name, const char **ret_text, size_t *ret_len, struct uuid *ret_scoring)
{
    struct rows *row = NULL;
    enum err e = db_one(r, Q_FIGURE, ARGS(a_str(name)), &row);

    if (e == ERR_NOT_FOUND) {
        *ret_text = NULL;
        return ERR_NONE;
    }
    if (e != ERR_NONE)
        return e;
    if (col_null(row, 1))
        return fault(r, ERR_UNAVAILABLE, "the active scoring has no figure %s", name);
    *ret_text = col_str(row, 1);
    *ret_len = col_len(row, 1);
    *ret_scoring = col_uuid(row, 0);
    return ERR_NONE;
}

bool
etag_matches(struct req *r, const char *tag)
{
    const char *quoted = arena_printf(r->arena, "\"%s\"", tag);
    const char *given = req_param(r, "HTTP_IF_NONE_MATCH");

    reply_header(r, "ETag", quoted);
    /* A list of tags; nginx makes them weak ("W/") when it compresses, and a GET compares weakly. */
    return given != NULL && quoted != NULL && (strstr(given, quoted) != NULL || strcmp(given, "*") == 0);
}

/* Sends the figure, or says that the caller has it. False: there is none. */
static enum err
send_figure(struct req *r, const char *name, bool *ret_sent)
{
    const char *text = NULL;
    struct uuid scoring;
    char id[UUID_TEXT];
    size_t len = 0;
    enum err e = figure_read(r, name, &text, &len, &scoring);

    *ret_sent = e == ERR_NONE && text != NULL;
    if (!*ret_sent)
        return e;
    uuid_text(scoring, id);
    if (etag_matches(r, id)) {
        out_body(r, "application/json", "", 0);
        return reply(r, 304);
    }
    out_body(r, "application/json", text, len);
    return reply(r, 200);
}

static enum err
out_nothing(struct req *r)
{
    static const char *const empty[] = { "dataset_id", "dataset_no", "dataset_name", "scored_at", "kind" };
    struct rows *row = NULL;
    enum err e = db_one(r, Q_SETTINGS, NO_ARGS, &row);

    if (e != ERR_NONE)
        return e;
    for (size_t i = 0; i < sizeof empty / sizeof empty[0]; i++)
        out_null(r, empty[i]);
    out_int(r, "customers", 0);
    out_null(r, "churn_rate");
    out_null(r, "average_probability");
    out_raw(r, "bands", "{\"high\":0,\"medium\":0,\"low\":0}", 29);
    out_object(r, "cutoffs");
    out_num(r, "high", col_num(row, 5));
    out_num(r, "medium", col_num(row, 6));
    out_end(r);
    out_null(r, "value_at_risk");
    out_null(r, "value_total");
    out_str(r, "currency", col_str(row, 4));
    out_raw(r, "segments", "[]", 2);
    out_raw(r, "histogram", "[]", 2);
    out_raw(r, "movers", "{\"up\":[],\"down\":[]}", 19);
    out_object(r, "economics");
    out_num(r, "acceptance", col_num(row, 0));
    out_str(r, "incentive", col_str(row, 1));
    out_num(r, "redemption", col_num(row, 2));
    out_num(r, "value_rate", col_num(row, 3));
    out_end(r);
    return reply(r, 200);
}

static enum err
overview(struct req *r, const void *input)
{
    const char *text = NULL;
    struct uuid scoring;
    size_t len = 0;
    bool sent = false;
    enum err e;

    (void)input;
    if (sees_all(r)) {
        e = send_figure(r, "overview", &sent);
        return e != ERR_NONE || sent ? e : out_nothing(r);
    }
    e = figure_read(r, "overview", &text, &len, &scoring);
    if (e != ERR_NONE)
        return e;
    return text != NULL ? overview_own(r, text, len) : out_nothing(r);
}

static enum err
named(struct req *r, const char *name)
{
    bool sent = false;
    enum err e = send_figure(r, name, &sent);

    if (e != ERR_NONE || sent)
        return e;
    out_array(r, "data");
    out_end(r);
    return reply(r, 200);
}

static enum err
segments(struct req *r, const void *input)
{
    (void)input;
    return named(r, "churn-by-segment");
}

static enum err
factors(struct req *r, const void *input)
{
    (void)input;
    return named(r, "churn-factors");
}

static enum err
actions(struct req *r, const void *input)
{
    (void)input;
    return named(r, "retention-actions");
}

const struct endpoint report_overview = {
    .title = "Where things stand now",
    .out = overview_out,
    .run = overview,
};
const struct endpoint report_segments = {
    .title = "Who leaves, by the features that divide customers",
    .out = segments_out,
    .run = segments,
};
const struct endpoint report_factors = {
    .title = "What goes together with leaving",
    .out = factors_out,
    .run = factors,
};
const struct endpoint report_actions = {
    .title = "What is worth doing, and for how many",
    .out = actions_out,
    .run = actions,
};
