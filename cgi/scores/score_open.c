/* Beginning a scoring, or going on with one that was cut off. */
#include "score_private.h"

#include "table.h"
#include "writer.h"

static enum err
read_settings(struct req *r, struct economics *ret)
{
    struct rows *row;
    enum err e = db_one(r, Q_SETTINGS, NO_ARGS, &row);

    economics_read(NULL, ret);
    if (e == ERR_NOT_FOUND)
        return ERR_NONE;
    if (e != ERR_NONE)
        return e;
    ret->acceptance = strtod(col_str(row, 0), NULL);
    ret->incentive = strtod(col_str(row, 1), NULL);
    ret->redemption = strtod(col_str(row, 2), NULL);
    ret->value_rate = strtod(col_str(row, 3), NULL);
    ret->band_high = strtod(col_str(row, 4), NULL);
    ret->band_medium = strtod(col_str(row, 5), NULL);
    snprintf(ret->currency, sizeof ret->currency, "%s", col_str(row, 6));
    return ERR_NONE;
}

/* By model if it can read these rows, else by the schema's rule of thumb, else not at all. */
enum err
scoring_choose(struct run *u, int64_t model_no)
{
    enum err e = model_no > 0 ? registry_load(u->r, u->arena, model_no, u->d->schema, &u->model) : ERR_NOT_FOUND;

    if (e == ERR_NONE) {
        u->kind = KIND_MODEL;
        e = model_spread(&u->model);
        return e == ERR_NONE ? e : fault(u->r, e, "a model cannot be copied: %s", booster_error());
    }
    if (e == ERR_NOT_FOUND || e == ERR_CONFLICT)
        u->kind = u->d->schema->rule_title != NULL ? KIND_RULE : KIND_NONE;
    return e == ERR_NOT_FOUND || e == ERR_CONFLICT ? ERR_NONE : e;
}

/* The typical value of each feature, in the schema's order. */
static const char *
typical_text(struct run *u, struct writer *w)
{
    writer_array(w, NULL);
    for (size_t i = 0; i < u->model.encoder->feature_count; i++)
        writer_str(w, NULL, u->model.encoder->features[i].typical);
    writer_end_array(w);
    return writer_text(w);
}

static enum err
insert_scoring(struct run *u)
{
    struct writer settings = { 0 }, typical = { 0 };
    bool model = u->kind == KIND_MODEL;
    enum err e = db_int(u->r, Q_SCORING_NEXT, NO_ARGS, 1, &u->no);

    u->id = uuid_v7();
    economics_write(&u->economics, &settings);
    const char *text = writer_text(&settings), *usual = model ? typical_text(u, &typical) : NULL;
    if (e == ERR_NONE && (text == NULL || (model && usual == NULL)))
        e = ERR_UNAVAILABLE;
    if (e == ERR_NONE)
        e = db_insert(u->r, Q_SCORING_INSERT,
                      ARGS(a_int(u->no), a_uuid(u->id), a_int(u->d->no), a_str(scoring_kinds[u->kind]),
                           model ? a_int(u->model.no) : a_null(), a_str(text), model ? a_num(u->model.base) : a_null(),
                           a_str(usual)));
    writer_free(&settings);
    writer_free(&typical);
    return e;
}

static enum err
begin_scoring(struct run *u)
{
    enum err e = read_settings(u->r, &u->economics);

    if (e == ERR_NONE)
        e = db_begin(u->r);
    if (e != ERR_NONE)
        return e;
    e = db_exec(u->r, Q_TENANT_LOCK, NO_ARGS, NULL);
    if (e == ERR_NONE)
        e = db_exec(u->r, Q_SCORINGS_GIVE_UP, ARGS(a_int(u->d->no)), NULL);
    if (e == ERR_NONE)
        e = insert_scoring(u);
    if (e == ERR_NONE)
        return db_commit(u->r);
    db_rollback(u->r);
    return e;
}

/* Goes on with a scoring that was cut off, under the assumptions it began with; else begins one. */
enum err
scoring_open(struct run *u)
{
    struct rows *row;
    json *settings = NULL;
    enum err e = db_int(
        u->r, Q_SCORING_RUNNING,
        ARGS(a_int(u->d->no), u->kind == KIND_MODEL ? a_int(u->model.no) : a_null(), a_str(scoring_kinds[u->kind])), 0,
        &u->no);

    if (e != ERR_NONE)
        return e;
    if (u->no == 0)
        return begin_scoring(u);
    e = db_one(u->r, Q_SCORING_GET, ARGS(a_int(u->no)), &row);
    if (e == ERR_NONE)
        e = json_parse(u->arena, col_str(row, 2), col_len(row, 2), &settings, NULL);
    if (e != ERR_NONE)
        return e;
    u->id = col_uuid(row, 1);
    economics_read(settings, &u->economics);
    return db_int(u->r, Q_SCORES_LAST, ARGS(a_int(u->no)), 0, &u->stored_last);
}

/* The probabilities that readers see now, to tell who moved. */
enum err
scoring_previous(struct run *u)
{
    struct rows *row;
    enum err e = db_one(u->r, Q_ACTIVE, NO_ARGS, &row);

    if (e == ERR_NOT_FOUND || (e == ERR_NONE && (u->kind != KIND_MODEL || strcmp(col_str(row, 2), "model") != 0)))
        return ERR_NONE;
    if (e != ERR_NONE)
        return e;
    int64_t dataset = col_int(row, 0), scoring = col_int(row, 1), last = 0;
    for (int64_t got = SCORE_CHUNK; e == ERR_NONE && got == SCORE_CHUNK;) {
        struct arena_mark mark = arena_here(u->r->arena);
        struct rows *rows;
        e = db_rows(u->r, Q_SCORES_PREVIOUS, ARGS(a_int(dataset), a_int(scoring), a_int(last), a_int(SCORE_CHUNK)),
                    &rows);
        if (e != ERR_NONE)
            return e;
        for (got = 0; e == ERR_NONE && rows_next(rows); got++) {
            last = col_int(rows, 0);
            if (!figures_previous(u->figures, table_key(col_str(rows, 1)), col_num(rows, 2)))
                e = ERR_UNAVAILABLE;
        }
        if (e == ERR_NONE)
            e = rows_error(rows);
        rows_close(rows);
        arena_rewind(u->r->arena, mark);
        if (e == ERR_NONE)
            e = job_beat(u->r);
    }
    figures_previous_ready(u->figures);
    return e;
}
