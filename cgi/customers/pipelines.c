/*
 * pipelines.c: the stages that customers go through. Each tenant begins with Rivo's fourteen; it may change them and add pipelines.
 */
#include "pipelines.h"

#include "out.h"

#define STAGES_MAX    40
#define PIPELINES_MAX 50

static const char *const kinds[] = { "open", "won", "lost", NULL };

/* Rivo's stages in its order; any may follow any. */
static const struct {
    const char *code, *title, *kind;
} template[] = {
    { "lead", "Lead", "open" },
    { "contacted", "Contacted", "open" },
    { "qualified", "Qualified", "open" },
    { "docs_pending", "Docs Pending", "open" },
    { "docs_received", "Docs Received", "open" },
    { "application_started", "Application Started", "open" },
    { "application_submitted", "Application Submitted", "open" },
    { "application_in_process", "Application In Process", "open" },
    { "application_approved", "Application Approved", "open" },
    { "disbursed", "Disbursed", "won" },
    { "active", "Active", "won" },
    { "lost", "Lost", "lost" },
    { "closed", "Closed", "won" },
    { "rejected", "Rejected", "lost" },
};

struct pipeline_in {
    struct uuid id;
    const char *name;
    bool make_default;
    json *stages;
};

#define WRITE_FIELDS                                                                                                   \
    FIELD_STR(struct pipeline_in, name, .need = true, .min_len = 1, .max = 127, .check = is_plain_text,                \
              .doc = "As shown"),                                                                                      \
        { .name = "default",                                                                                           \
          .type = F_BOOL,                                                                                              \
          .offset = offsetof(struct pipeline_in, make_default),                                                        \
          .doc = "New customers go into this one" },                                                                   \
        FIELD_JSON(struct pipeline_in, stages, .need = true,                                                           \
                   .doc = "In order: {code, title, kind, moves (codes; null: to any), ageing_days}")
#define ID_FIELD FIELD_UUID(struct pipeline_in, id, .in = IN_PATH, .need = true, .doc = "The pipeline")

static const struct field create_fields[] = { WRITE_FIELDS, FIELD_END };
static const struct field change_fields[] = { ID_FIELD, WRITE_FIELDS, FIELD_END };
static const struct field id_fields[] = { ID_FIELD, FIELD_END };

static const struct shape declared_shape[] = {
    { .name = "code", .type = S_STR },
    { .name = "title", .type = S_STR },
    { .name = "kind", .type = S_STR, .choices = kinds },
    { .name = "moves", .type = S_ARRAY, .items = S_STR, .nullable = true },
    { .name = "ageing_days", .type = S_INT, .nullable = true, .doc = "After so many days here somebody should look" },
    SHAPE_END,
};

static const struct shape pipeline_shape[] = {
    { .name = "id", .type = S_UUID },
    { .name = "name", .type = S_STR },
    { .name = "default", .type = S_BOOL },
    { .name = "version", .type = S_INT },
    { .name = "created_at", .type = S_TIME },
    { .name = "stages", .type = S_ARRAY, .of = declared_shape },
    SHAPE_END,
};

static const struct shape pipelines_out[] = {
    { .name = "data", .type = S_ARRAY, .of = pipeline_shape },
    SHAPE_END,
};

static enum err
make_template(struct req *r, struct uuid id)
{
    enum err e = db_insert(r, Q_PIPELINE_ADD, ARGS(a_uuid(id), a_str("Mortgage lifecycle"), a_int(1)));

    for (size_t i = 0; e == ERR_NONE && i < sizeof template / sizeof template[0]; i++)
        e = db_insert(r, Q_STAGE_ADD,
                      ARGS(a_uuid(id), a_str(template[i].code), a_int((int64_t)i), a_str(template[i].title),
                           a_str(template[i].kind), a_null(), a_null()));
    return e;
}

enum err
pipeline_known(struct req *r, struct uuid *ret_id)
{
    struct rows *row = NULL;
    enum err e = db_one(r, Q_PIPELINE_DEFAULT, NO_ARGS, &row);

    memset(ret_id, 0, sizeof *ret_id);
    if (e == ERR_NONE)
        *ret_id = col_uuid(row, 0);
    return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

enum err
pipeline_default(struct req *r, struct uuid *ret_id)
{
    struct uuid id = uuid_v7();
    enum err e = pipeline_known(r, ret_id);

    if (e != ERR_NONE || !uuid_is_nil(*ret_id))
        return e;
    e = make_template(r, id);
    if (e == ERR_CONFLICT)
        return ERR_REPEAT; /* somebody else made it this moment */
    if (e == ERR_NONE)
        *ret_id = id;
    return e;
}

static enum err
out_stages(struct req *r, struct uuid id)
{
    return out_found(r, "stages", Q_STAGES, ARGS(a_uuid(id)));
}

static enum err
out_pipeline(struct req *r, const struct rows *row)
{
    out_row(r, row);
    return out_stages(r, col_uuid(row, 0));
}

static enum err
out_one(struct req *r, struct uuid id)
{
    struct rows *row = NULL;
    enum err e = db_one(r, Q_PIPELINE, ARGS(a_uuid(id)), &row);

    if (e == ERR_NOT_FOUND)
        return fail(r, e, NULL, "There is no such pipeline.");
    if (e == ERR_NONE)
        e = out_pipeline(r, row);
    if (e == ERR_NONE)
        reply_etag(r, col_int(row, 3));
    return e;
}

/* A GET that may have to make the first one. */
static enum err
list(struct req *r, const void *input)
{
    struct rows *rows = NULL;
    struct uuid first;
    enum err e = pipeline_known(r, &first);

    (void)input;
    if (e == ERR_NONE && uuid_is_nil(first)) {
        e = db_begin(r);
        if (e == ERR_NONE)
            e = pipeline_default(r, &first);
        if (e == ERR_NONE)
            e = db_commit(r);
        else
            db_rollback(r);
    }
    if (e == ERR_NONE)
        e = db_rows(r, Q_PIPELINES, NO_ARGS, &rows);
    if (e != ERR_NONE)
        return e;
    out_array(r, "data");
    while (e == ERR_NONE && rows_next(rows)) {
        out_object(r, NULL);
        e = out_pipeline(r, rows);
        out_end(r);
    }
    if (e == ERR_NONE)
        e = rows_error(rows);
    out_end(r);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint pipeline_list = { .title = "List pipelines", .out = pipelines_out, .run = list, .outside = true };

static enum err
read_one(struct req *r, const void *input)
{
    const struct pipeline_in *in = input;
    const enum err e = out_one(r, in->id);

    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint pipeline_read = { .title = "Read a pipeline",
                                        .fields = id_fields,
                                        .out = pipeline_shape,
                                        .input_size = sizeof(struct pipeline_in),
                                        .run = read_one };

static enum err
bad(struct req *r, const char *sentence)
{
    return fail(r, ERR_INVALID, "stages", sentence);
}

static bool
has_code(const json *stages, const char *code)
{
    for (size_t i = 0; i < json_len(stages); i++)
        if (strcmp(json_str(json_get(json_at(stages, i), "code"), ""), code) == 0)
            return true;
    return false;
}

static const char *
kind_of(const json *stage)
{
    const char *kind = json_str(json_get(stage, "kind"), "open");

    for (size_t i = 0; kinds[i] != NULL; i++)
        if (strcmp(kinds[i], kind) == 0)
            return kinds[i];
    return NULL;
}

static enum err
add_stage(struct req *r, struct uuid pipeline, const json *all, size_t ord)
{
    const json *stage = json_at(all, ord), *moves = json_get(stage, "moves"), *ageing = json_get(stage, "ageing_days");
    const char *code = json_str(json_get(stage, "code"), ""), *title = json_str(json_get(stage, "title"), "");
    const char *kind = kind_of(stage);
    const int64_t days = json_int(ageing, -1);
    enum err e;

    if (*code < 'a' || *code > 'z' || strlen(code) > 50 ||
        strspn(code, "abcdefghijklmnopqrstuvwxyz0123456789_") != strlen(code))
        return bad(r, "A code begins with a letter and has at most 50 small letters, digits and underscores.");
    if (*title == '\0' || strlen(title) > 127 || is_plain_text(title) != NULL)
        return bad(r, arena_printf(r->arena, "The title of %s must be 1 to 127 bytes of plain text.", code));
    if (kind == NULL)
        return bad(r, arena_printf(r->arena, "The kind of %s must be open, won or lost.", code));
    if (moves != NULL && json_kind(moves) != JSON_ARRAY)
        return bad(r, arena_printf(r->arena, "The moves of %s must be a list of codes, or null for any.", code));
    if (ageing != NULL && (days < 1 || days > 3650))
        return bad(r, arena_printf(r->arena, "The ageing_days of %s must be from 1 to 3650, or null.", code));
    for (size_t i = 0; i < json_len(moves); i++)
        if (!has_code(all, json_str(json_at(moves, i), "")))
            return bad(r, arena_printf(r->arena, "The moves of %s name a stage that is not there.", code));
    e = db_insert(r, Q_STAGE_ADD,
                  ARGS(a_uuid(pipeline), a_str(code), a_int((int64_t)ord), a_str(title), a_str(kind),
                       moves != NULL ? a_str(json_text(r->arena, moves)) : a_null(),
                       ageing != NULL ? a_int(days) : a_null()));
    return e == ERR_CONFLICT ? bad(r, arena_printf(r->arena, "There are two stages %s.", code)) : e;
}

static enum err
add_stages(struct req *r, struct uuid pipeline, const json *stages)
{
    enum err e = ERR_NONE;

    if (json_kind(stages) != JSON_ARRAY || json_len(stages) < 1 || json_len(stages) > STAGES_MAX)
        return bad(r, "A list of 1 to 40 stages is expected.");
    for (size_t i = 0; e == ERR_NONE && i < json_len(stages); i++)
        e = add_stage(r, pipeline, stages, i);
    return e;
}

static enum err
tell(struct req *r, const char *action, struct uuid id)
{
    char text[UUID_TEXT];
    enum err e;

    uuid_text(id, text);
    e = audit_add(r, action, "pipeline", text, NULL);
    return e != ERR_NONE ? e : event_add(r, NULL, "pipeline", text);
}

static enum err
create(struct req *r, const void *input)
{
    const struct pipeline_in *in = input;
    const struct uuid id = uuid_v7();
    struct uuid first;
    int64_t count = 0;
    enum err e = pipeline_default(r, &first); /* the template is there before others */

    if (e == ERR_NONE)
        e = db_int(r, Q_PIPELINE_COUNT, NO_ARGS, 0, &count);
    if (e == ERR_NONE && count >= PIPELINES_MAX)
        return fail(r, ERR_CONFLICT, NULL, "A tenant has at most 50 pipelines.");
    if (e == ERR_NONE && in->make_default)
        e = db_exec(r, Q_PIPELINE_NO_DEFAULT, NO_ARGS, NULL);
    if (e == ERR_NONE)
        e = db_insert(r, Q_PIPELINE_ADD, ARGS(a_uuid(id), a_str(in->name), in->make_default ? a_int(1) : a_null()));
    if (e == ERR_NONE)
        e = add_stages(r, id, in->stages);
    if (e == ERR_NONE)
        e = tell(r, "pipeline.created", id);
    if (e == ERR_NONE)
        e = out_one(r, id);
    return e != ERR_NONE ? e : reply(r, 201);
}

const struct endpoint pipeline_create = { .title = "Add a pipeline",
                                          .fields = create_fields,
                                          .out = pipeline_shape,
                                          .input_size = sizeof(struct pipeline_in),
                                          .run = create,
                                          .status = 201 };

static enum err
lock(struct req *r, struct uuid id, struct rows **ret_row)
{
    enum err e = db_one(r, Q_PIPELINE_LOCK, ARGS(a_uuid(id)), ret_row);

    if (e == ERR_NOT_FOUND)
        return fail(r, e, NULL, "There is no such pipeline.");
    if (e == ERR_NONE)
        e = req_if_match(r, col_int(*ret_row, 0));
    if (e != ERR_STALE)
        return e;
    e = out_one(r, id);
    return e != ERR_NONE ? e : fail_current(r, ERR_STALE);
}

/* Of stages that are gone nobody may be left. */
static enum err
none_lost(struct req *r, struct uuid id)
{
    struct rows *row = NULL;
    enum err e = db_one(r, Q_PIPELINE_LOST, ARGS(a_uuid(id)), &row);

    if (e == ERR_NONE)
        return fail_as(r, ERR_CONFLICT, "stage_in_use", "stages",
                       arena_printf(r->arena, "There are customers in the stage %s.", col_str(row, 0)));
    return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

static enum err
change(struct req *r, const void *input)
{
    const struct pipeline_in *in = input;
    struct rows *row = NULL;
    enum err e = lock(r, in->id, &row);

    if (e == ERR_NONE && in->make_default)
        e = db_exec(r, Q_PIPELINE_NO_DEFAULT, NO_ARGS, NULL);
    if (e == ERR_NONE)
        e = db_exec(r, Q_PIPELINE_SET, ARGS(a_str(in->name), a_int(in->make_default), a_uuid(in->id)), NULL);
    if (e == ERR_NONE)
        e = db_exec(r, Q_STAGES_DROP, ARGS(a_uuid(in->id)), NULL);
    if (e == ERR_NONE)
        e = add_stages(r, in->id, in->stages);
    if (e == ERR_NONE)
        e = none_lost(r, in->id);
    if (e == ERR_NONE)
        e = tell(r, "pipeline.changed", in->id);
    if (e == ERR_NONE)
        e = out_one(r, in->id);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint pipeline_change = { .title = "Change a pipeline",
                                          .fields = change_fields,
                                          .out = pipeline_shape,
                                          .input_size = sizeof(struct pipeline_in),
                                          .run = change,
                                          .if_match = true };

static enum err
drop(struct req *r, const void *input)
{
    const struct pipeline_in *in = input;
    struct rows *row = NULL;
    enum err e = lock(r, in->id, &row);

    if (e == ERR_NONE && col_int(row, 1) != 0)
        return fail_as(r, ERR_CONFLICT, "is_default", NULL,
                       "New customers go into this one; make another the default first.");
    if (e == ERR_NONE)
        e = db_exec(r, Q_STAGES_DROP, ARGS(a_uuid(in->id)), NULL);
    if (e == ERR_NONE)
        e = none_lost(r, in->id);
    if (e == ERR_NONE)
        e = db_exec_one(r, Q_PIPELINE_DROP, ARGS(a_uuid(in->id)));
    if (e == ERR_NONE)
        e = tell(r, "pipeline.removed", in->id);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint pipeline_drop = { .title = "Remove a pipeline",
                                        .fields = id_fields,
                                        .input_size = sizeof(struct pipeline_in),
                                        .run = drop,
                                        .if_match = true };
