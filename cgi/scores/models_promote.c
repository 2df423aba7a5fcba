/* The one change that people make to the registry: who is champion. */
#include "models.h"

#include <inttypes.h>

#include "audit.h"
#include "out.h"

/* The active dataset, when this model is of its schema; *ret_no 0 otherwise. */
static enum err
active_of_schema(struct req *r, const char *schema_name, struct dataset *d)
{
    struct rows *row;
    enum err e = db_one(r, Q_ACTIVE, NO_ARGS, &row);

    d->no = 0;
    if (e == ERR_NONE)
        e = dataset_load(r, col_int(row, 0), d);
    if (e == ERR_NOT_FOUND)
        return ERR_NONE;
    if (e == ERR_NONE && strcmp(d->schema_name, schema_name) != 0)
        d->no = 0;
    return e;
}

/* A model that cannot score is never made champion. */
static enum err
try_model(struct req *r, int64_t no, const struct dataset *d)
{
    struct model m;
    enum err e = registry_load(r, r->arena, no, d->schema, &m);

    if (e == ERR_NONE)
        model_close(&m);
    if (e == ERR_CONFLICT)
        return fail(r, e, NULL, "This model was learnt from other columns than the active data has.");
    if (e == ERR_INTERNAL)
        return fail(r, ERR_CONFLICT, NULL, "This model is damaged and cannot be used.");
    return e;
}

static enum err
change_champion(struct req *r, int64_t no, const char *schema, struct uuid id, const struct dataset *d)
{
    char text[UUID_TEXT];
    enum err e = registry_promote(r, schema, no, d->no, "Chosen by hand.");

    uuid_text(id, text);
    if (e == ERR_NONE)
        e = audit_add(r, "model.promote", "model", text, NULL);
    if (e == ERR_NONE)
        e = event_add(r, NULL, EVENT_MODEL, text);
    if (e == ERR_NONE && d->no > 0)
        e = job_add(r, "scores", "rescore",
                    arena_printf(r->arena, "{\"dataset_no\":%" PRId64 ",\"model_no\":%" PRId64 "}", d->no, no));
    return e;
}

static const struct shape promote_out[] = {
    MODEL_MEMBERS,
    { .name = "rescoring", .type = S_BOOL, .doc = "The active customers are being scored anew" },
    SHAPE_END,
};

static enum err
promote(struct req *r, const void *input)
{
    const struct model_id_in *in = input;
    struct dataset d;
    struct rows *row;
    int64_t now = 0;
    enum err e = db_exec(r, Q_TENANT_LOCK, NO_ARGS, NULL);

    if (e == ERR_NONE)
        e = db_one(r, Q_MODEL_BY_ID, ARGS(a_uuid(in->id)), &row);
    if (e == ERR_NOT_FOUND)
        return fail(r, e, NULL, "There is no such model.");
    if (e != ERR_NONE)
        return e;
    int64_t no = col_int(row, 0);
    const char *schema = arena_str(r->arena, col_str(row, 1));
    e = active_of_schema(r, schema, &d);
    if (e == ERR_NONE && d.no > 0)
        e = try_model(r, no, &d);
    if (e == ERR_NONE)
        e = registry_champion(r, schema, &now);
    if (e == ERR_NONE && now != no)
        e = change_champion(r, no, schema, in->id, &d);
    if (e == ERR_NONE)
        e = model_tell(r, in->id);
    if (e != ERR_NONE)
        return e;
    out_bool(r, "rescoring", now != no && d.no > 0);
    return reply(r, 200);
}

const struct endpoint model_promote = { "Make a model the champion, or go back to an earlier one", model_id_fields,
                                        promote_out, sizeof(struct model_id_in), promote };
