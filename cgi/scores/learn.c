/* A challenger for a labelled dataset: trained, compared, kept in the registry, promoted if it earned it. */
#include "learn.h"

#include "log.h"

#define ROOM ((size_t)256 << 20) /* of what a training leaves: texts, model, out-of-fold predictions */

struct entry {
    const struct dataset *d;
    const struct learnt *m;
    struct verdict verdict;
    int64_t champion; /* before; 0: none */
    int64_t no;
};

static enum err
insert_model(struct req *r, struct entry *n)
{
    const struct learnt *m = n->m;
    struct sha256 sha = sha256_of(m->booster, m->booster_len);
    struct uuid id = uuid_v7();
    char text[UUID_TEXT];
    enum err e = db_int(r, Q_MODEL_NEXT, NO_ARGS, 1, &n->no);

    uuid_text(id, text);
    if (e == ERR_NONE)
        e = db_insert(r, Q_MODEL_INSERT,
                      ARGS(a_int(n->no), a_uuid(id), a_str(n->d->schema_name), a_int(n->d->no), a_uuid(n->d->id),
                           a_int(m->rows), a_int(m->churners), a_str(m->encoding), a_str(m->params), a_str(m->metrics),
                           a_str(m->calibration), a_str(m->importance), a_str(m->lift), a_str(n->verdict.comparison),
                           a_str(m->warnings), a_str(m->excluded), a_num(m->platt_a), a_num(m->platt_b),
                           a_bytes(m->booster, m->booster_len), a_bytes(sha.b, sizeof sha.b),
                           a_bytes(m->oof, m->oof_len), a_bytes(m->data_hash.b, sizeof m->data_hash.b),
                           a_str(CODE_VERSION)));
    if (e == ERR_NONE)
        e = registry_note(r, n->d->schema_name, n->no, "trained", n->d->no, "");
    return e == ERR_NONE ? event_add(r, NULL, EVENT_MODEL, text) : e;
}

static enum err
register_model(struct req *r, struct entry *n)
{
    struct rows *row;
    int64_t champion;
    enum err e = db_one(r, Q_TENANT_LOCK, NO_ARGS, &row);

    if (e == ERR_NONE)
        e = registry_champion(r, n->d->schema_name, &champion);
    if (e == ERR_NONE && champion != n->champion)
        return ERR_REPEAT; /* someone promoted meanwhile: compare with that one */
    if (e == ERR_NONE)
        e = insert_model(r, n);
    if (e != ERR_NONE)
        return e;
    if (n->verdict.promote)
        return registry_promote(r, n->d->schema_name, n->no, n->d->no, n->verdict.reason);
    e = db_exec(r, Q_MODEL_STATE, ARGS(a_str(n->verdict.state), a_int(n->no)), NULL);
    return e == ERR_NONE ? registry_note(r, n->d->schema_name, n->champion, "kept", n->d->no, n->verdict.reason) : e;
}

static enum err
keep_model(struct req *r, struct entry *n)
{
    enum err e = db_begin(r);

    if (e != ERR_NONE)
        return e;
    e = register_model(r, n);
    if (e == ERR_NONE)
        return db_commit(r);
    db_rollback(r);
    return e;
}

/* What the rows could not teach is said beside the dataset. */
static enum err
say_nothing_learnt(struct req *r, const struct dataset *d, const char *why)
{
    struct phase phase = { d, PHASE_TRAINING, 0 };

    log_line(LOG_INFO, "nothing_learnt", "dataset %lld: %s", (long long)d->no, why);
    enum err e = dataset_warn(r, d, arena_printf(r->arena, "No model was learnt from this file: %s.", why));
    return e == ERR_NONE ? phase_tell(r, &phase, 1, 1) : e;
}

/* The model's warnings are the dataset's too. */
static enum err
pass_warnings_on(struct req *r, struct arena *a, const struct dataset *d, const struct learnt *m)
{
    json *list = NULL;
    enum err e = json_parse(a, m->warnings, strlen(m->warnings), &list, NULL);

    for (size_t i = 0; e == ERR_NONE && i < json_len(list); i++)
        e = dataset_warn(r, d, json_str(json_at(list, i), ""));
    return e;
}

static enum err
train_and_keep(struct req *r, struct arena *a, const struct dataset *d)
{
    struct learnt m;
    struct entry n = { .d = d, .m = &m };
    enum err e = learn_train(r, a, d, &m);

    if (e == ERR_NONE && m.nothing != NULL)
        return say_nothing_learnt(r, d, m.nothing);
    if (e == ERR_NONE)
        e = pass_warnings_on(r, a, d, &m);
    if (e == ERR_NONE)
        e = registry_champion(r, d->schema_name, &n.champion);
    if (e == ERR_NONE && n.champion == 0)
        n.verdict = (struct verdict){ .promote = true, .reason = "It is the first model." };
    else if (e == ERR_NONE)
        e = learn_compare(r, a, d, &m, n.champion, &n.verdict);
    return e == ERR_NONE ? keep_model(r, &n) : e;
}

enum err
learn_dataset(struct req *r, const struct dataset *d, int64_t *ret_model)
{
    struct arena *a;
    int64_t trained = 0;
    enum err e = db_int(r, Q_MODEL_OF_DATASET, ARGS(a_int(d->no)), 0, &trained);

    /* A job that is taken again after its model was kept goes on with the scoring. */
    if (e == ERR_NONE && trained == 0 && d->labelled > 0) {
        a = arena_new(ROOM);
        e = a != NULL ? train_and_keep(r, a, d) : ERR_UNAVAILABLE;
        arena_free(a);
    }
    return e == ERR_NONE ? registry_champion(r, d->schema_name, ret_model) : e;
}
