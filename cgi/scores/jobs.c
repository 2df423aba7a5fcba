/* The kinds of jobs of this domain. */
#include "scores.h"

#define SENTENCE "The customers could not be scored. Nothing was changed; upload the file again or ask for help."

static enum err
load(struct req *r, const struct job *job, struct dataset *ret)
{
    int64_t no = json_int(json_get(job->payload, "dataset_no"), 0);

    return dataset_load(r, no, ret);
}

/* Was this dataset scored by an earlier attempt of the same job? */
static enum err
already_done(struct req *r, const struct dataset *d, bool *ret)
{
    int64_t scorings = 0;
    enum err e = db_int(r, Q_SCORINGS_DONE_OF, ARGS(a_int(d->no)), 0, &scorings);

    if (e == ERR_NONE)
        *ret = scorings > 0;
    return e;
}

/* {"dataset_no": n}: learn from it if it is labelled, then score it. */
static enum err
learn(struct req *r, const struct job *job)
{
    struct dataset d;
    int64_t model = 0;
    bool done = false;
    enum err e = load(r, job, &d);

    if (e == ERR_NOT_FOUND)
        return ERR_NONE; /* removed meanwhile */
    if (e == ERR_NONE)
        e = already_done(r, &d, &done);
    if (e != ERR_NONE || done)
        return e;
    if (d.labelled > 0)
        e = dataset_state(r, &d, "training");
    if (e == ERR_NONE)
        e = learn_dataset(r, &d, &model);
    if (e == ERR_NONE)
        e = dataset_state(r, &d, "scoring");
    return e == ERR_NONE ? score_dataset(r, &d, model) : e;
}

static enum err
learn_gave_up(struct req *r, const struct job *job)
{
    struct dataset d;
    char id[UUID_TEXT];
    enum err e = load(r, job, &d);

    if (e != ERR_NONE)
        return e == ERR_NOT_FOUND ? ERR_NONE : e;
    uuid_text(d.id, id);
    e = db_begin(r);
    if (e != ERR_NONE)
        return e;
    e = db_exec(r, Q_DATASET_FAILED, ARGS(a_str(SENTENCE), a_int(d.no)), NULL);
    if (e == ERR_NONE)
        e = event_add(r, NULL, EVENT_DATASET, id);
    if (e == ERR_NONE)
        return db_commit(r);
    db_rollback(r);
    return e;
}

/* {"dataset_no": n, "model_no": m}: score it anew, by that model or by its schema's champion. */
static enum err
rescore(struct req *r, const struct job *job)
{
    struct dataset d;
    int64_t model = json_int(json_get(job->payload, "model_no"), 0);
    enum err e = load(r, job, &d);

    if (e == ERR_NOT_FOUND)
        return ERR_NONE;
    if (e == ERR_NONE && model == 0)
        e = registry_champion(r, d.schema_name, &model);
    return e == ERR_NONE ? score_dataset(r, &d, model) : e;
}

const struct job_kind scores_jobs[] = {
    { .kind = "learn", .run = learn, .max_attempts = 5, .gave_up = learn_gave_up },
    { .kind = "rescore", .run = rescore, .max_attempts = 5 },
    JOB_KIND_END,
};
