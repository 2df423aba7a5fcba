/*
 * funnel.c: how many are in each stage of a pipeline, how many came and went, and how long they stayed.
 */
#include "pipelines.h"

#include "out.h"
#include "visible.h"

#define EVER 36500 /* days */

static const char *const kinds[] = { "open", "won", "lost", NULL };

struct funnel_in {
    struct uuid id;
    int64_t days;
};

static const struct field funnel_fields[] = {
    FIELD_UUID(struct funnel_in, id, .in = IN_PATH, .need = true, .doc = "The pipeline"),
    FIELD_INT(struct funnel_in, days, .in = IN_QUERY, .low = 1, .high = 3650,
              .doc = "Moves of so many days; all when not given"),
    FIELD_END,
};

static const struct shape stage_figures[] = {
    { .name = "code", .type = S_STR },
    { .name = "title", .type = S_STR },
    { .name = "kind", .type = S_STR, .choices = kinds },
    { .name = "count", .type = S_INT, .doc = "There now" },
    { .name = "entered", .type = S_INT, .doc = "Moves to it" },
    { .name = "left", .type = S_INT, .doc = "Moves from it" },
    { .name = "median_hours", .type = S_NUM, .nullable = true, .doc = "How long those who left had stayed" },
    SHAPE_END,
};

static const struct shape move_figures[] = {
    { .name = "from", .type = S_STR, .doc = "Empty: new in the pipeline" },
    { .name = "to", .type = S_STR },
    { .name = "count", .type = S_INT },
    { .name = "median_hours", .type = S_NUM, .nullable = true },
    SHAPE_END,
};

static const struct shape funnel_out[] = {
    { .name = "pipeline_id", .type = S_UUID },
    { .name = "days", .type = S_INT, .nullable = true },
    { .name = "stages", .type = S_ARRAY, .of = stage_figures },
    { .name = "moves", .type = S_ARRAY, .of = move_figures },
    SHAPE_END,
};

static enum err
funnel(struct req *r, const void *input)
{
    const struct funnel_in *in = input;
    const struct arg id = a_uuid(in->id), days = a_int(in->days > 0 ? in->days : EVER);
    struct rows *row = NULL, *stages = NULL, *moves = NULL;
    enum err e = db_one(r, Q_PIPELINE, ARGS(id), &row);

    if (e == ERR_NOT_FOUND)
        return fail(r, e, NULL, "There is no such pipeline.");
    if (e == ERR_NONE)
        e = db_rows(r, Q_FUNNEL, ARGS(id, a_all(r), id, days, id, days, id), &stages);
    if (e == ERR_NONE)
        e = db_rows(r, Q_FUNNEL_MOVES, ARGS(id, days), &moves);
    if (e != ERR_NONE)
        return e;
    out_uuid(r, "pipeline_id", in->id);
    if (in->days > 0)
        out_int(r, "days", in->days);
    else
        out_null(r, "days");
    e = out_rows(r, "stages", stages);
    if (e == ERR_NONE)
        e = out_rows(r, "moves", moves);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint funnel_read = { .title = "Figures of a pipeline",
                                      .fields = funnel_fields,
                                      .out = funnel_out,
                                      .input_size = sizeof(struct funnel_in),
                                      .run = funnel };
