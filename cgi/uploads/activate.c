/* Which version is the tenant's present: one pointer, moved by people here and by the job at the end of a scoring. */
#include "out.h"
#include "uploads.h"

struct id_in {
    struct uuid id;
};

static const struct field id_fields[] = {
    FIELD_UUID(struct id_in, id, .in = IN_PATH, .need = true, .doc = "The version's id"), FIELD_END
};

static const struct shape activate_out[] = {
    { .name = "id", .type = S_UUID },
    { .name = "active", .type = S_BOOL },
    SHAPE_END,
};

/* Moves the pointer, and says so to live pages and in the audit. */
static enum err
point_to(struct req *r, int64_t no, int64_t scoring, const char *id)
{
    enum err e = db_exec(r, Q_ACTIVE_SET, ARGS(a_int(no), a_int(scoring)), NULL);

    if (e == ERR_NONE)
        e = job_add(r, "uploads", "records", "{}");
    if (e == ERR_NONE)
        e = event_add(r, NULL, EVENT_DATASET, id);
    return e == ERR_NONE ? audit_add(r, "dataset.activate", "dataset", id, NULL) : e;
}

/* The active version under the tenant's lock; 0: none. */
static enum err
lock_active(struct req *r, int64_t *ret_no, int64_t *ret_scoring)
{
    struct rows *row;
    enum err e = db_exec(r, Q_TENANT_LOCK, NO_ARGS, NULL);

    if (e == ERR_NONE)
        e = db_one(r, Q_ACTIVE_GET, NO_ARGS, &row);
    if (e != ERR_NONE)
        return e;
    *ret_no = col_int(row, 0);
    *ret_scoring = col_int(row, 1);
    return ERR_NONE;
}

static enum err
activate(struct req *r, const void *input)
{
    const struct id_in *in = input;
    int64_t active = 0, active_scoring = 0;
    struct rows *row;
    char id[UUID_TEXT];
    enum err e = lock_active(r, &active, &active_scoring);

    uuid_text(in->id, id);
    if (e == ERR_NONE)
        e = db_one(r, Q_DATASET_NO, ARGS(a_uuid(in->id)), &row);
    if (e != ERR_NONE)
        return e;
    int64_t no = col_int(row, 0), scoring = col_int(row, 2);
    if (strcmp(col_str(row, 1), "ready") != 0)
        return fail(r, ERR_CONFLICT, NULL, "Only a version that is ready can be activated.");
    if (no != active || scoring != active_scoring)
        e = point_to(r, no, scoring, id);
    if (e != ERR_NONE)
        return e;
    out_str(r, "id", id);
    out_bool(r, "active", true);
    return reply(r, 200);
}

const struct endpoint dataset_activate = {
    .title = "Make a version the present one",
    .fields = id_fields,
    .out = activate_out,
    .input_size = sizeof(struct id_in),
    .run = activate,
};

static const struct shape clear_out[] = {
    { .name = "removed", .type = S_INT, .doc = "Versions that went" },
    SHAPE_END,
};

enum err
datasets_clear(struct req *r, uint64_t *ret_removed)
{
    enum err e = db_exec(r, Q_TENANT_LOCK, NO_ARGS, NULL);

    if (e == ERR_NONE)
        e = db_exec(r, Q_ACTIVE_SET, ARGS(a_null(), a_null()), NULL);
    if (e == ERR_NONE)
        e = db_exec(r, Q_ALL_REMOVE, NO_ARGS, ret_removed);
    if (e == ERR_NONE)
        e = job_add(r, "uploads", "records", "{}");
    if (e == ERR_NONE)
        e = job_add(r, "uploads", "purge", "{}");
    if (e == ERR_NONE)
        e = event_add(r, NULL, EVENT_DATASET, "");
    if (e != ERR_NONE)
        return e;
    return audit_add(r, "dataset.clear", "dataset", "",
                     arena_printf(r->arena, "{\"removed\":%llu}", (unsigned long long)*ret_removed));
}

static enum err
clear(struct req *r, const void *input)
{
    uint64_t removed = 0;
    enum err e = datasets_clear(r, &removed);

    (void)input;
    if (e != ERR_NONE)
        return e;
    out_int(r, "removed", (int64_t)removed);
    return reply(r, 200);
}

const struct endpoint dataset_clear = {
    .title = "Remove all versions",
    .out = clear_out,
    .run = clear,
    .step_up = true,
};

/* A version that was ready before got a new scoring: it moves the pointer only if the pointer is at that version. */
static enum err
switch_over(struct req *r, int64_t no, int64_t scoring, int64_t model, const char *state, const char *id)
{
    int64_t active = 0, active_scoring = 0;
    enum err e = lock_active(r, &active, &active_scoring);

    if (e == ERR_NONE)
        e = db_exec_one(r, Q_DATASET_READY, ARGS(a_int(scoring), model > 0 ? a_int(model) : a_null(), a_int(no)));
    if (e != ERR_NONE)
        return e;
    bool moves = strcmp(state, "ready") != 0 || active == no;
    if (moves && (active != no || active_scoring != scoring))
        return point_to(r, no, scoring, id);
    return event_add(r, NULL, EVENT_DATASET, id);
}

enum err
activate_run(struct req *r, const struct job *job)
{
    int64_t no = json_int(json_get(job->payload, "dataset_no"), 0);
    int64_t scoring = json_int(json_get(job->payload, "scoring_no"), 0);
    struct rows *row, *scored;
    char id[UUID_TEXT];
    enum err e = db_one(r, Q_DATASET_WORK, ARGS(a_int(no)), &row);

    if (e == ERR_NOT_FOUND || (e == ERR_NONE && strcmp(col_str(row, 1), "failed") == 0))
        return purge_all(r); /* removed meanwhile */
    if (e == ERR_NONE)
        e = db_one(r, Q_SCORING_GET, ARGS(a_int(scoring)), &scored);
    if (e != ERR_NONE)
        return e == ERR_NOT_FOUND ? fault(r, ERR_INTERNAL, "no finished scoring %lld", (long long)scoring) : e;
    if (col_int(scored, 1) != no)
        return fault(r, ERR_INTERNAL, "scoring %lld is of another version", (long long)scoring);
    uuid_text(col_uuid(row, 0), id);
    e = records_add(r, no, scoring, col_str(scored, 2), col_int(row, 6));
    if (e == ERR_NONE)
        e = db_begin(r);
    if (e == ERR_NONE)
        e = switch_over(r, no, scoring, col_int(scored, 0), col_str(row, 1), id);
    if (e != ERR_NONE) {
        db_rollback(r);
        return e == ERR_NOT_FOUND ? purge_all(r) : e;
    }
    e = db_commit(r);
    return e == ERR_NONE ? purge_all(r) : e;
}

enum err
activate_gave_up(struct req *r, const struct job *job)
{
    int64_t no = json_int(json_get(job->payload, "dataset_no"), 0);
    struct rows *row;
    enum err e = db_one(r, Q_DATASET_WORK, ARGS(a_int(no)), &row);

    if (e != ERR_NONE)
        return e == ERR_NOT_FOUND ? ERR_NONE : e;
    return dataset_fail(r, no, col_uuid(row, 0), "The version could not be activated because of a fault on our side.",
                        NULL);
}
