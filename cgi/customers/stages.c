/*
 * stages.c: where a customer stands in a pipeline. A move is one row of history whose number follows the one before, written under
 * the lock of the customer's row, so that moves at the same time make one chain. To where one is already is no move.
 */
#include "pipelines.h"

#include "clock.h"
#include "out.h"
#include "page.h"
#include "quote.h"
#include "timeline.h"
#include "visible.h"

struct stage_in {
    struct uuid id, pipeline_id;
    const char *stage, *remarks, *cursor;
    int64_t limit;
};

static const struct field put_fields[] = {
    FIELD_UUID(struct stage_in, id, .in = IN_PATH, .need = true, .doc = "The customer"),
    FIELD_STR(struct stage_in, stage, .need = true, .max = 50, .doc = "Code of the stage to move to"),
    FIELD_UUID(struct stage_in, pipeline_id, .doc = "The customer's own when not given, else the tenant's first"),
    FIELD_STR(struct stage_in, remarks, .max = 2000, .check = is_plain_text, .doc = "Why"),
    FIELD_END,
};

static const struct field read_fields[] = {
    FIELD_UUID(struct stage_in, id, .in = IN_PATH, .need = true, .doc = "The customer"),
    PAGE_MEMBERS(struct stage_in),
    FIELD_END,
};

static const struct shape put_out[] = {
    { .name = "changed", .type = S_BOOL },
    { .name = "stage", .type = S_OBJECT, .of = stage_shape },
    { .name = "no", .type = S_INT, .doc = "Of the move in this customer's history, from 1" },
    SHAPE_END,
};

static const struct shape move_shape[] = {
    { .name = "code", .type = S_STR },
    { .name = "title", .type = S_STR },
    SHAPE_END,
};

static const struct shape change_shape[] = {
    { .name = "no", .type = S_INT },
    { .name = "pipeline_id", .type = S_UUID, .nullable = true, .doc = "Null: there was none yet" },
    { .name = "from", .type = S_STR, .doc = "Empty for the first" },
    { .name = "from_title", .type = S_STR, .nullable = true },
    { .name = "to", .type = S_STR },
    { .name = "to_title", .type = S_STR, .nullable = true },
    { .name = "remarks", .type = S_STR },
    { .name = "by", .type = S_OBJECT, .nullable = true, .of = person_shape },
    { .name = "at", .type = S_TIME },
    SHAPE_END,
};

static const struct shape read_out[] = {
    { .name = "stage", .type = S_OBJECT, .nullable = true, .of = stage_shape },
    { .name = "moves", .type = S_ARRAY, .of = move_shape, .doc = "Where they may go from here" },
    PAGE_OF(change_shape),
    SHAPE_END,
};

/* Where the customer stands, locked. */
struct place {
    struct uuid pipeline; /* nil: in none yet */
    const char *stage;    /* "" for none */
    int64_t no, at;
};

static enum err
lock_place(struct req *r, struct uuid customer, struct place *ret_place)
{
    struct rows *row = NULL;
    enum err e = db_one(r, Q_STAGE_LOCK, ARGS(a_uuid(customer), a_all(r)), &row);

    if (e == ERR_NOT_FOUND)
        return fail(r, e, NULL, "There is no such customer.");
    if (e != ERR_NONE)
        return e;
    if (strcmp(col_str(row, 4), "active") != 0)
        return fail_as(r, ERR_CONFLICT, "merged", NULL, "This customer was merged into another one.");
    *ret_place =
        (struct place){ col_uuid(row, 0), arena_str(r->arena, col_str(row, 1)), col_int(row, 2), col_time(row, 3) };
    return ERR_NONE;
}

static bool
may_move(struct req *r, const struct rows *from, const char *to)
{
    json *moves = NULL;

    if (from == NULL || col_null(from, 3) ||
        json_parse(r->arena, col_str(from, 3), col_len(from, 3), &moves, NULL) != ERR_NONE)
        return true;
    for (size_t i = 0; i < json_len(moves); i++)
        if (strcmp(json_str(json_at(moves, i), ""), to) == 0)
            return true;
    return false;
}

/* The stage that the customer leaves; *ret_from NULL for none, or one that is declared no more. */
static enum err
leave(struct req *r, const struct place *p, struct uuid pipeline, const char *to, struct rows **ret_from)
{
    enum err e;

    *ret_from = NULL;
    if (*p->stage == '\0' || !uuid_equal(p->pipeline, pipeline))
        return ERR_NONE;
    e = db_one(r, Q_STAGE, ARGS(a_uuid(pipeline), a_str(p->stage)), ret_from);
    if (e == ERR_NOT_FOUND) {
        *ret_from = NULL;
        return ERR_NONE;
    }
    if (e == ERR_NONE && !may_move(r, *ret_from, to))
        return fail_as(r, ERR_CONFLICT, "move_not_allowed", "stage",
                       arena_printf(r->arena, "From %s one cannot move there.", col_str(*ret_from, 1)));
    return e;
}

static enum err
record_move(struct req *r, const struct stage_in *in, const struct place *p, struct uuid pipeline,
            const struct rows *from, const struct rows *to, int64_t at)
{
    const char *remarks = in->remarks != NULL ? in->remarks : "";
    const struct uuid id = uuid_v7();
    char text[UUID_TEXT], pipeline_text[UUID_TEXT];
    enum err e = db_insert(r, Q_STAGE_CHANGE,
                           ARGS(a_uuid(in->id), a_int(p->no + 1), a_uuid(id), a_uuid(pipeline), a_str(p->stage),
                                a_str(in->stage), a_str(remarks), a_time(at)));

    if (e == ERR_NONE)
        e = db_exec(r, Q_STAGE_SET,
                    ARGS(a_uuid(pipeline), a_str(in->stage), a_int(p->no + 1), a_time(at), a_uuid(in->id)), NULL);
    if (e != ERR_NONE)
        return e;
    uuid_text(id, text);
    uuid_text(pipeline, pipeline_text);
    return timeline_add(
        r, in->id, "stage", text,
        arena_printf(r->arena,
                     "{\"pipeline_id\":\"%s\",\"from\":%s,\"from_title\":%s,\"to\":%s,\"to_title\":%s,\"remarks\":%s}",
                     pipeline_text, json_quote(r, p->stage), from != NULL ? json_quote(r, col_str(from, 1)) : "null",
                     json_quote(r, in->stage), json_quote(r, col_str(to, 1)), json_quote(r, remarks)));
}

static void
out_stage(struct req *r, struct uuid pipeline, const struct rows *stage, int64_t since)
{
    out_object(r, "stage");
    out_uuid(r, "pipeline_id", pipeline);
    out_str(r, "code", col_str(stage, 0));
    out_str(r, "title", col_str(stage, 1));
    out_str(r, "kind", col_str(stage, 2));
    out_time(r, "since", since);
    out_end(r);
}

static enum err
put(struct req *r, const void *input)
{
    const struct stage_in *in = input;
    struct uuid pipeline = in->pipeline_id;
    struct rows *to = NULL, *from = NULL;
    struct place p = { .stage = "" };
    bool changed;
    int64_t at = clock_now_us();
    enum err e = lock_place(r, in->id, &p);

    if (e == ERR_NONE && uuid_is_nil(pipeline))
        pipeline = p.pipeline;
    if (e == ERR_NONE && uuid_is_nil(pipeline))
        e = pipeline_default(r, &pipeline);
    if (e == ERR_NONE)
        e = db_one(r, Q_STAGE, ARGS(a_uuid(pipeline), a_str(in->stage)), &to);
    if (e == ERR_NOT_FOUND && to == NULL && !uuid_is_nil(pipeline))
        return fail_as(r, ERR_INVALID, "unknown_stage", "stage", "There is no such stage in this pipeline.");
    if (e != ERR_NONE)
        return e;
    changed = strcmp(p.stage, in->stage) != 0 || !uuid_equal(p.pipeline, pipeline);
    if (changed) {
        e = leave(r, &p, pipeline, in->stage, &from);
        if (e == ERR_NONE)
            e = record_move(r, in, &p, pipeline, from, to, at);
    }
    if (e != ERR_NONE)
        return e;
    out_bool(r, "changed", changed);
    out_stage(r, pipeline, to, changed ? at : p.at);
    out_int(r, "no", p.no + (changed ? 1 : 0));
    return reply(r, 200);
}

const struct endpoint stage_put = { .title = "Move a customer to a stage",
                                    .fields = put_fields,
                                    .out = put_out,
                                    .input_size = sizeof(struct stage_in),
                                    .run = put };

static enum err
out_moves(struct req *r, const struct rows *record)
{
    const bool placed = !col_null(record, REC_STAGE);
    struct uuid pipeline = col_uuid(record, REC_PIPELINE);
    struct rows *from = NULL, *stages = NULL;
    enum err e = placed ? db_one(r, Q_STAGE, ARGS(a_uuid(pipeline), a_str(col_str(record, REC_STAGE))), &from)
                        : pipeline_known(r, &pipeline);

    if (e == ERR_NONE || e == ERR_NOT_FOUND)
        e = db_rows(r, Q_STAGES, ARGS(a_uuid(pipeline)), &stages);
    if (e != ERR_NONE)
        return e;
    out_array(r, "moves");
    while (rows_next(stages)) {
        if ((placed && strcmp(col_str(stages, 0), col_str(record, REC_STAGE)) == 0) ||
            !may_move(r, from, col_str(stages, 0)))
            continue;
        out_object(r, NULL);
        out_str(r, "code", col_str(stages, 0));
        out_str(r, "title", col_str(stages, 1));
        out_end(r);
    }
    out_end(r);
    return rows_error(stages);
}

static enum err
out_changes(struct req *r, const struct stage_in *in)
{
    const char *cursor = NULL;
    struct rows *rows = NULL;
    int64_t below = 4294967295, count = 0, last = 0;
    enum err e = in->cursor != NULL ? cursor_read(r, in->cursor, &cursor) : ERR_NONE;

    if (e == ERR_NONE && cursor != NULL)
        below = strtoll(cursor, NULL, 10);
    if (e == ERR_NONE)
        e = db_rows(r, Q_STAGE_CHANGES, ARGS(a_uuid(in->id), a_int(below), a_int(in->limit + 1)), &rows);
    if (e != ERR_NONE)
        return e;
    out_array(r, "data");
    while (count < in->limit && rows_next(rows)) {
        count++;
        last = col_int(rows, 0);
        out_object(r, NULL);
        out_int(r, "no", last);
        out_uuid(r, "pipeline_id", col_uuid(rows, 1));
        out_str(r, "from", col_str(rows, 2));
        out_str(r, "from_title", col_null(rows, 3) ? NULL : col_str(rows, 3));
        out_str(r, "to", col_str(rows, 4));
        out_str(r, "to_title", col_null(rows, 5) ? NULL : col_str(rows, 5));
        out_str(r, "remarks", col_str(rows, 6));
        person_out(r, "by", col_uuid(rows, 7), col_str(rows, 8));
        out_time(r, "at", col_time(rows, 9));
        out_end(r);
    }
    out_end(r);
    out_str(r, "next_cursor",
            count == in->limit && rows_next(rows) ? cursor_make(r, arena_printf(r->arena, "%lld", (long long)last))
                                                  : NULL);
    return rows_error(rows);
}

static enum err
read_stage(struct req *r, const void *input)
{
    const struct stage_in *in = input;
    struct rows *record = NULL;
    enum err e = record_get(r, in->id, &record);

    if (e != ERR_NONE)
        return e;
    record_stage_out(r, record);
    e = out_moves(r, record);
    if (e == ERR_NONE)
        e = out_changes(r, in);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint stage_read = { .title = "Where a customer stands, and stood",
                                     .fields = read_fields,
                                     .out = read_out,
                                     .input_size = sizeof(struct stage_in),
                                     .run = read_stage };
