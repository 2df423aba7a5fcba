/* What the jobs share: reading a dataset and telling how far its work is. */
#include "scores.h"

#include "clock.h"

#define TELL_EVERY_US 200000

enum err
dataset_load(struct req *r, int64_t no, struct dataset *ret)
{
    struct rows *row;
    enum err e = db_one(r, Q_DATASET, ARGS(a_int(no)), &row);

    if (e != ERR_NONE)
        return e;
    *ret = (struct dataset){ .no = no,
                             .id = col_uuid(row, 1),
                             .name = arena_str(r->arena, col_str(row, 2)),
                             .schema_name = arena_str(r->arena, col_str(row, 3)),
                             .state = arena_str(r->arena, col_str(row, 4)),
                             .rows = col_int(row, 6),
                             .labelled = col_int(row, 7) };
    e = schema_parse(r->arena, col_str(row, 5), col_len(row, 5), &ret->schema, NULL);
    rows_close(row);
    return e == ERR_NONE ? e : fault(r, ERR_INTERNAL, "the schema of dataset %lld cannot be read", (long long)no);
}

static enum err
tell_change(struct req *r, const struct dataset *d)
{
    char id[UUID_TEXT];

    uuid_text(d->id, id);
    return event_add(r, NULL, EVENT_DATASET, id);
}

enum err
dataset_state(struct req *r, const struct dataset *d, const char *state)
{
    enum err e = db_begin(r);

    if (e != ERR_NONE)
        return e;
    e = db_exec(r, Q_DATASET_STATE, ARGS(a_str(state), a_int(d->no)), NULL);
    if (e == ERR_NONE)
        e = tell_change(r, d);
    if (e == ERR_NONE)
        return db_commit(r);
    db_rollback(r);
    return e;
}

enum err
dataset_warn(struct req *r, const struct dataset *d, const char *sentence)
{
    return db_exec(r, Q_DATASET_WARN, ARGS(a_str(sentence), a_int(d->no), a_str(sentence)), NULL);
}

enum err
phase_tell(struct req *r, struct phase *p, int64_t done, int64_t total)
{
    static const char *const names[] = { [PHASE_TRAINING] = "training", [PHASE_SCORING] = "scoring" };
    int64_t now_us = clock_mono_us();

    if (done < total && now_us - p->told_us < TELL_EVERY_US)
        return ERR_NONE;
    p->told_us = now_us;
    enum err e = db_begin(r);
    if (e != ERR_NONE)
        return e;
    e = db_exec(r, Q_PHASE_SET,
                ARGS(a_int(p->dataset->no), a_int(p->ord), a_str(names[p->ord]), a_int(done), a_int(total)), NULL);
    if (e == ERR_NONE)
        e = tell_change(r, p->dataset);
    if (e == ERR_NONE)
        return db_commit(r);
    db_rollback(r);
    return e == ERR_REPEAT ? ERR_NONE : e; /* progress is no reason to begin again */
}
