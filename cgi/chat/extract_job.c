/*
 * extract_job.c: the job that reads a conversation. A message never waits for it; what goes wrong stands in the conversation's row and
 * is tried again.
 */
#include "conversation.h"

#include "config.h"
#include "context.h"
#include "extract.h"
#include "jobs.h"
#include "log.h"

#define LINES 400 /* the last ones */

struct reading {
    struct uuid session;
    struct x_schema *schema;
    struct x_conversation talk;
    struct x_result *res;
    const struct extractor *engine;
    int64_t upto;
};

static enum err
read_lines(struct req *r, struct reading *x)
{
    struct x_line *lines = arena_alloc(r->arena, LINES * sizeof(*lines));
    struct rows *rows;
    enum err e = db_rows(r, Q_EXTRACT_LINES, ARGS(a_uuid(x->session), a_int(LINES)), &rows);

    if (e != ERR_NONE || lines == NULL)
        return e != ERR_NONE ? e : ERR_UNAVAILABLE;
    for (; x->talk.n < LINES && rows_next(rows); x->talk.n++) {
        lines[x->talk.n] = (struct x_line){ .no = (unsigned)col_int(rows, 0),
                                            .client = strcmp(col_str(rows, 1), "client") == 0,
                                            .text = arena_str(r->arena, col_str(rows, 2)) };
        x->upto = col_int(rows, 0);
    }
    x->talk.v = lines;
    return rows_error(rows);
}

/* So many questions a day and tenant cost money. */
static enum err
may_ask(struct req *r, bool *ret_may)
{
    uint64_t rows = 0;
    enum err e = db_exec(r, Q_AI_COUNT, ARGS(a_int(config()->ai_day_limit)), &rows);

    *ret_may = rows != 0;
    return e;
}

static enum err
choose(struct req *r, struct reading *x)
{
    struct chat_settings settings;
    bool may = false;
    const char *why = NULL;
    enum err e = chat_settings_read(r, &settings);

    if (e == ERR_NONE)
        e = extraction_schema(r, settings.schema, x->schema, &why);
    if (e == ERR_NONE && settings.ai && *config()->ai_url != '\0')
        e = may_ask(r, &may);
    x->engine = may ? &extract_by_ai : &extract_by_rules;
    return e;
}

static enum err
store_value(struct req *r, const struct reading *x, const struct x_value *v)
{
    return db_exec(r, Q_VALUE_ADD,
                   ARGS(a_uuid(x->session), a_str(v->field->path), a_int(v->ord), a_str(v->value), a_str(v->quote),
                        v->message_no == 0 ? a_null() : a_int(v->message_no), a_num(v->confidence)),
                   NULL);
}

static enum err
store(struct req *r, const struct reading *x)
{
    char id[UUID_TEXT];
    enum err e = db_begin(r);

    uuid_text(x->session, id);
    if (e == ERR_NONE)
        e = db_exec(r, Q_EXTRACT_DONE,
                    ARGS(a_str(x->engine->name), a_str(x->schema->name), a_int(x->upto), a_uuid(x->session)), NULL);
    if (e == ERR_NONE)
        e = db_exec(r, Q_VALUES_FORGET, ARGS(a_uuid(x->session)), NULL);
    for (size_t i = 0; e == ERR_NONE && i < x->res->n; i++)
        e = store_value(r, x, &x->res->v[i]);
    if (e == ERR_NONE)
        e = event_add(r, NULL, "context", id);
    return e == ERR_NONE ? db_commit(r) : e;
}

/* What went wrong is to be seen while it is tried again. */
static enum err
note_failure(struct req *r, const struct reading *x)
{
    enum err e = db_exec(r, Q_EXTRACT_TROUBLE, ARGS(a_str(x->res->why), a_uuid(x->session)), NULL);

    if (e != ERR_NONE)
        return e;
    return fault(r, ERR_UNAVAILABLE, "%s", x->res->why != NULL ? x->res->why : "no memory");
}

static enum err
extract(struct req *r, const struct job *job)
{
    struct reading x = { .schema = arena_alloc(r->arena, sizeof(*x.schema)),
                         .res = arena_alloc(r->arena, sizeof(*x.res)) };
    enum err e;

    if (x.schema == NULL || x.res == NULL || !uuid_parse(json_str(json_get(job->payload, "session"), ""), &x.session))
        return ERR_INTERNAL;
    e = read_lines(r, &x);
    if (e == ERR_NONE)
        e = choose(r, &x);
    if (e == ERR_NONE && x.talk.n > 0)
        e = x.engine->run(r, x.schema, &x.talk, x.res);
    if (e == ERR_UNAVAILABLE)
        return note_failure(r, &x);
    return e == ERR_NONE ? store(r, &x) : e;
}

static enum err
gave_up(struct req *r, const struct job *job)
{
    const char *id = json_str(json_get(job->payload, "session"), "");
    struct uuid session;
    enum err e;

    if (!uuid_parse(id, &session))
        return ERR_NONE;
    e = db_begin(r);
    if (e == ERR_NONE)
        e = db_exec(r, Q_EXTRACT_FAILED, ARGS(a_uuid(session)), NULL);
    if (e == ERR_NONE)
        e = event_add(r, NULL, "context", id);
    return e == ERR_NONE ? db_commit(r) : e;
}

const struct job_kind chat_jobs[] = { { "extract", extract, 4, gave_up }, JOB_KIND_END };
