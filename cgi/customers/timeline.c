/*
 * timeline.c: what happened to a customer, the latest first, and how the risk went.
 *
 * What a row tells beside its kind, actor and time stands in its body, a JSON object by kind:
 *   score           {kind, from, to (0 to 1), from_band, to_band, dataset_no, scoring_no, scoring_id, row_no}
 *   stage           {pipeline_id, from, from_title, to, to_title, remarks}
 *   assignment      {from, to ({id, name} or null), remarks, batch_id}
 *   note            {text (its beginning), pinned}
 *   profile         {created: true} or {changed: [names of what was entered anew]}
 *   consent         {channel, given, source}
 *   points          {delta, points, reason}
 *   recommendation  {title, state, outcome}
 *   import          {event: created, text, dataset_no}, {event: issue, text} or {event: prediction, text, average (percent), incident}
 */
#include "records.h"

#include <inttypes.h>

#include "explain.h"
#include "item.h"
#include "out.h"
#include "page.h"

struct timeline_in {
    struct uuid id;
    const char *kind, *cursor;
    int64_t limit;
};

static const char *const kinds[] = { "score",   "stage",  "assignment",   "interaction", "note",    "complaint",
                                     "goal",    "survey", "notification", "import",      "message", "recommendation",
                                     "profile", "merge",  "consent",      "points",      "offer",   NULL };

static const struct field timeline_fields[] = {
    FIELD_UUID(struct timeline_in, id, .in = IN_PATH, .need = true, .doc = "The customer"),
    FIELD_ENUM(struct timeline_in, kind, .in = IN_QUERY, .choices = kinds, .doc = "Only rows of this kind"),
    PAGE_MEMBERS(struct timeline_in),
    FIELD_END,
};

static const struct shape row_shape[] = {
    { .name = "id", .type = S_UUID },
    { .name = "at", .type = S_TIME },
    { .name = "kind", .type = S_STR, .choices = kinds },
    { .name = "actor", .type = S_OBJECT, .nullable = true, .of = person_shape },
    { .name = "ref_id", .type = S_STR, .nullable = true, .doc = "Of the record that the row is about" },
    { .name = "body", .type = S_ANY, .doc = "What it tells, by kind; null for nothing" },
    { .name = "text",
      .type = S_STR,
      .nullable = true,
      .doc = "Of a score: its strongest reason, while that version is kept; of a message: what it says" },
    SHAPE_END,
};

static const struct shape timeline_out[] = { PAGE_OF(row_shape), SHAPE_END };

/* The strongest reason for a score that rose, or against for one that fell. NULL: not known. */
static const char *
strongest(struct req *r, const struct scoring *s, const struct item *item, bool rose)
{
    size_t chosen[EXPLAIN_MAX];
    const size_t n = item->points == NULL ? 0 : explain_choose(item->points, s->schema->feature_count, chosen);
    const size_t f = n == 0 ? 0 : rose ? chosen[0] : chosen[n - 1];

    if (n == 0 || (item->points[f] > 0) != rose)
        return NULL;
    return explain_text(r->arena, schema_feature(s->schema, f),
                        arena_copy(r->arena, item->cells[f].s, item->cells[f].len), s->typical[f], item->points[f]);
}

/* Why a score is what it is, from the scoring that the body names; none when that is gone. */
static enum err
reason(struct req *r, const json *body, const char **ret_text)
{
    const struct scoring *s = NULL;
    struct rows *row = NULL;
    struct item item;
    struct uuid id;
    enum err e;

    *ret_text = NULL;
    if (!uuid_parse(json_str(json_get(body, "scoring_id"), ""), &id))
        return ERR_NONE;
    e = scoring_get(r, json_int(json_get(body, "scoring_no"), 0), id, &s);
    if (e == ERR_NONE)
        e = db_one(r, Q_SCORED_ROW,
                   ARGS(a_int(json_int(json_get(body, "row_no"), 0)), a_int(s->no), a_int(s->dataset_no)), &row);
    if (e == ERR_NONE)
        e = item_read(r, s, row, &item);
    if (e == ERR_NONE)
        *ret_text = strongest(r, s, &item, json_num(json_get(body, "to"), 0) >= json_num(json_get(body, "from"), 0));
    return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

static enum err
read_body(struct req *r, const struct rows *row, unsigned col, json **ret_body, const char **ret_text)
{
    if (json_parse(r->arena, col_str(row, col), col_len(row, col), ret_body, NULL) != ERR_NONE)
        return fault(r, ERR_INTERNAL, "the body of a timeline row is no JSON");
    return reason(r, *ret_body, ret_text);
}

/* What a message says stands with the message alone. */
static enum err
read_message(struct req *r, const char *id_text, const char **ret_text)
{
    struct rows *row = NULL;
    struct uuid id;
    enum err e = uuid_parse(id_text, &id) ? db_one(r, Q_MESSAGE_SAID, ARGS(a_uuid(id)), &row) : ERR_NOT_FOUND;

    if (e == ERR_NONE)
        *ret_text = col_str(row, 0);
    return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

static enum err
out_one(struct req *r, const struct rows *row)
{
    const char *text = NULL;
    json *body = NULL;
    enum err e = ERR_NONE;

    out_uuid(r, "id", col_uuid(row, 0));
    out_time(r, "at", col_time(row, 1));
    out_str(r, "kind", col_str(row, 2));
    person_out(r, "actor", col_uuid(row, 3), col_str(row, 4));
    out_str(r, "ref_id", col_len(row, 5) == 0 ? NULL : col_str(row, 5));
    if (col_null(row, 6))
        out_null(r, "body");
    else
        out_raw(r, "body", col_str(row, 6), col_len(row, 6));
    if (strcmp(col_str(row, 2), "score") == 0 && !col_null(row, 6))
        e = read_body(r, row, 6, &body, &text);
    else if (strcmp(col_str(row, 2), "message") == 0)
        e = read_message(r, col_str(row, 5), &text);
    out_str(r, "text", text);
    return e;
}

static enum err
timeline(struct req *r, const void *input)
{
    const struct timeline_in *in = input;
    struct rows *rows = NULL;
    struct id_page page;
    enum err e = record_visible(r, in->id);

    if (e == ERR_NONE)
        e = page_from(r, in->cursor, in->limit, &page);
    if (e != ERR_NONE)
        return e;
    if (in->kind != NULL)
        e = db_rows(r, Q_TIMELINE_KIND, ARGS(a_uuid(in->id), a_str(in->kind), a_uuid(page.below), a_int(in->limit + 1)),
                    &rows);
    else
        e = db_rows(r, Q_TIMELINE, ARGS(a_uuid(in->id), a_uuid(page.below), a_int(in->limit + 1)), &rows);
    if (e == ERR_NONE)
        e = page_rows(r, &page, rows, out_one);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint timeline_read = { .title = "What happened to a customer",
                                        .fields = timeline_fields,
                                        .out = timeline_out,
                                        .input_size = sizeof(struct timeline_in),
                                        .run = timeline };

static const struct field history_fields[] = {
    FIELD_UUID(struct timeline_in, id, .in = IN_PATH, .need = true, .doc = "The customer"),
    FIELD_INT(struct timeline_in, limit, .in = IN_QUERY, .low = 1, .high = 200, .fallback = 25,
              .doc = "Points at most"),
    FIELD_END,
};

static const struct shape point_shape[] = {
    { .name = "at", .type = S_TIME },
    { .name = "score", .type = S_NUM, .doc = "0 to 1" },
    { .name = "band", .type = S_STR, .nullable = true, .choices = item_bands },
    { .name = "from_score", .type = S_NUM, .nullable = true },
    { .name = "from_band", .type = S_STR, .nullable = true, .choices = item_bands },
    { .name = "dataset_no", .type = S_INT },
    { .name = "text", .type = S_STR, .nullable = true },
    SHAPE_END,
};

static const struct shape history_out[] = {
    { .name = "now", .type = S_OBJECT, .nullable = true, .of = risk_shape },
    { .name = "data",
      .type = S_ARRAY,
      .of = point_shape,
      .doc = "Where the band changed, or the score by 0.05 or more" },
    SHAPE_END,
};

static enum err
out_point(struct req *r, const struct rows *row)
{
    const char *text = NULL;
    json *body = NULL;
    enum err e = read_body(r, row, 1, &body, &text);

    if (e != ERR_NONE)
        return e;
    out_object(r, NULL);
    out_time(r, "at", col_time(row, 0));
    out_num(r, "score", json_num(json_get(body, "to"), 0));
    out_str(r, "band", json_str(json_get(body, "to_band"), NULL));
    out_num(r, "from_score", json_num(json_get(body, "from"), 0));
    out_str(r, "from_band", json_str(json_get(body, "from_band"), NULL));
    out_int(r, "dataset_no", json_int(json_get(body, "dataset_no"), 0));
    out_str(r, "text", text);
    out_end(r);
    return ERR_NONE;
}

static enum err
risk_history(struct req *r, const void *input)
{
    const struct timeline_in *in = input;
    const struct scoring *s = NULL;
    struct rows *record = NULL, *rows = NULL;
    enum err e = record_get(r, in->id, &record);

    if (e == ERR_NONE)
        e = scoring_active(r, &s);
    if (e == ERR_NONE)
        e = db_rows(r, Q_RISK_HISTORY, ARGS(a_uuid(in->id), a_int(in->limit)), &rows);
    if (e != ERR_NONE)
        return e;
    record_risk_out(r, "now", s, record);
    out_array(r, "data");
    while (e == ERR_NONE && rows_next(rows))
        e = out_point(r, rows);
    if (e == ERR_NONE)
        e = rows_error(rows);
    out_end(r);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint risk_history_read = { .title = "How a customer's risk went",
                                            .fields = history_fields,
                                            .out = history_out,
                                            .input_size = sizeof(struct timeline_in),
                                            .run = risk_history };
