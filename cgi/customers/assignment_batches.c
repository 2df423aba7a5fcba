/*
 * assignment_batches.c: many customers are given to somebody at once, by a job (assignment_work.c), and taken back with one request.
 * What is wanted stands in the batch: {"ids": [...]}, or {"match": {...}} by the names of the list's parameters.
 */
#include "assignments.h"

#include "out.h"
#include "page.h"
#include "record_match.h"
#include "visible.h"

#define IDS_MAX 500

static const char *const states[] = { "queued", "running", "done", "failed", NULL };
static const char *const undo_states[] = { "running", "done", NULL };

struct batch_in {
    struct uuid id, user_id;
    bool has_user;
    const char *remarks, *cursor;
    json *ids, *match;
    int64_t limit;
};

static const struct field add_fields[] = {
    FIELD_UUID(struct batch_in, user_id, .has_offset = offsetof(struct batch_in, has_user),
               .doc = "Who looks after them from now on; null: nobody"),
    FIELD_STR(struct batch_in, remarks, .max = 2000, .check = is_plain_text, .doc = "Why"),
    FIELD_JSON(struct batch_in, ids, .doc = "These customers, at most 500"),
    FIELD_JSON(struct batch_in, match,
               .doc = "Or all that match: q, stage, band, segment, assigned_to, filter, as in the list of customers"),
    FIELD_END,
};
static const struct field id_fields[] = {
    FIELD_UUID(struct batch_in, id, .in = IN_PATH, .need = true, .doc = "The batch"),
    FIELD_END,
};
static const struct field list_fields[] = { PAGE_MEMBERS(struct batch_in), FIELD_END };

static const struct shape batch_shape[] = {
    { .name = "id", .type = S_UUID },
    { .name = "state", .type = S_STR, .choices = states },
    { .name = "total", .type = S_INT, .doc = "To look at; known when it runs" },
    { .name = "done", .type = S_INT },
    { .name = "changed", .type = S_INT, .doc = "That were somebody else's before" },
    { .name = "assignee", .type = S_OBJECT, .nullable = true, .of = person_shape },
    { .name = "created_at", .type = S_TIME },
    { .name = "finished_at", .type = S_TIME, .nullable = true },
    { .name = "undo_state", .type = S_STR, .nullable = true, .choices = undo_states },
    SHAPE_END,
};
static const struct shape list_out[] = { PAGE_OF(batch_shape), SHAPE_END };

static enum err
out_batch(struct req *r, const struct rows *row)
{
    out_uuid(r, "id", col_uuid(row, 0));
    out_str(r, "state", col_str(row, 1));
    out_int(r, "total", col_int(row, 2));
    out_int(r, "done", col_int(row, 3));
    out_int(r, "changed", col_int(row, 4));
    person_out(r, "assignee", col_uuid(row, 5), col_str(row, 6));
    out_time(r, "created_at", col_time(row, 7));
    out_time(r, "finished_at", col_time(row, 8));
    out_str(r, "undo_state", col_null(row, 9) ? NULL : col_str(row, 9));
    return ERR_NONE;
}

static enum err
show(struct req *r, struct uuid id, int status)
{
    struct rows *row = NULL;
    enum err e = db_one(r, Q_BATCH, ARGS(a_uuid(id)), &row);

    if (e == ERR_NOT_FOUND)
        return fail(r, e, NULL, "There is no such batch.");
    if (e == ERR_NONE)
        e = out_batch(r, row);
    return e != ERR_NONE ? e : reply(r, status);
}

static enum err
queue(struct req *r, const char *kind, struct uuid id)
{
    char text[UUID_TEXT];

    uuid_text(id, text);
    return job_add(r, "customers", kind, arena_printf(r->arena, "{\"batch\":\"%s\"}", text));
}

static enum err
check_wanted(struct req *r, const struct batch_in *in)
{
    struct uuid id;
    struct match m;

    if ((in->ids == NULL) == (in->match == NULL))
        return fail(r, ERR_INVALID, "ids", "Say either which ids or what must match.");
    if (in->match != NULL)
        return match_json(r, in->match, &m);
    if (json_kind(in->ids) != JSON_ARRAY || json_len(in->ids) < 1 || json_len(in->ids) > IDS_MAX)
        return fail(r, ERR_INVALID, "ids", "A list of 1 to 500 ids is expected.");
    for (size_t i = 0; i < json_len(in->ids); i++)
        if (!uuid_parse(json_str(json_at(in->ids, i), ""), &id))
            return fail(r, ERR_INVALID, "ids", "A list of ids is expected.");
    return ERR_NONE;
}

static enum err
add(struct req *r, const void *input)
{
    const struct batch_in *in = input;
    const struct uuid id = uuid_v7();
    const char *name = "", *wanted;
    char text[UUID_TEXT];
    enum err e;

    if (!sees_all(r))
        return fail(r, ERR_FORBIDDEN, NULL, "This needs the permission customers:all.");
    if (!in->has_user)
        return fail(r, ERR_INVALID, "user_id", "Say who, or null for nobody.");
    e = check_wanted(r, in);
    if (e == ERR_NONE)
        e = assignee_check(r, in->user_id, &name);
    if (e != ERR_NONE)
        return e;
    wanted = arena_printf(r->arena, "{\"%s\":%s}", in->ids != NULL ? "ids" : "match",
                          json_text(r->arena, in->ids != NULL ? in->ids : in->match));
    uuid_text(id, text);
    e = db_insert(r, Q_BATCH_ADD,
                  ARGS(a_uuid(id), a_uuid(in->user_id), a_str(in->remarks != NULL ? in->remarks : ""), a_str(wanted),
                       a_int((int64_t)json_len(in->ids))));
    if (e == ERR_NONE)
        e = queue(r, "assign", id);
    if (e == ERR_NONE)
        e = audit_add(r, "customers.assigned", "assignments", text, match_told(r, in->match, json_len(in->ids)));
    return e != ERR_NONE ? e : show(r, id, 202);
}

const struct endpoint batch_add = { .title = "Assign many customers to somebody",
                                    .fields = add_fields,
                                    .out = batch_shape,
                                    .input_size = sizeof(struct batch_in),
                                    .run = add,
                                    .status = 202 };

static enum err
read_one(struct req *r, const void *input)
{
    const struct batch_in *in = input;

    return show(r, in->id, 200);
}

const struct endpoint batch_read = { .title = "How far assigning many is",
                                     .fields = id_fields,
                                     .out = batch_shape,
                                     .input_size = sizeof(struct batch_in),
                                     .run = read_one };

static enum err
list(struct req *r, const void *input)
{
    const struct batch_in *in = input;
    struct rows *rows = NULL;
    struct id_page page;
    enum err e = page_from(r, in->cursor, in->limit, &page);

    if (e == ERR_NONE)
        e = db_rows(r, Q_BATCHES, ARGS(a_uuid(page.below), a_int(in->limit + 1)), &rows);
    if (e == ERR_NONE)
        e = page_rows(r, &page, rows, out_batch);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint batch_list = { .title = "List assignments of many",
                                     .fields = list_fields,
                                     .out = list_out,
                                     .input_size = sizeof(struct batch_in),
                                     .run = list };

static enum err
undo(struct req *r, const void *input)
{
    const struct batch_in *in = input;
    struct rows *row = NULL;
    char text[UUID_TEXT];
    enum err e = db_one(r, Q_BATCH_WORK, ARGS(a_uuid(in->id)), &row);

    if (e == ERR_NOT_FOUND)
        return fail(r, e, NULL, "There is no such batch.");
    if (e == ERR_NONE && !col_null(row, 5))
        return fail_as(r, ERR_CONFLICT, "undone", NULL, "This was taken back already.");
    if (e == ERR_NONE && strcmp(col_str(row, 3), "done") != 0)
        return fail_as(r, ERR_CONFLICT, "not_done", NULL, "This is still going on.");
    if (e == ERR_NONE)
        e = db_exec(r, Q_BATCH_UNDO, ARGS(a_str("running"), a_uuid(in->id)), NULL);
    if (e == ERR_NONE)
        e = queue(r, "unassign", in->id);
    uuid_text(in->id, text);
    if (e == ERR_NONE)
        e = audit_add(r, "customers.assignment_undone", "assignments", text, NULL);
    return e != ERR_NONE ? e : show(r, in->id, 202);
}

const struct endpoint batch_undo = { .title = "Take back an assignment of many",
                                     .fields = id_fields,
                                     .out = batch_shape,
                                     .input_size = sizeof(struct batch_in),
                                     .run = undo,
                                     .status = 202 };
