#include "uploads.h"

#define CHUNK 5000

/* Runs a DELETE ... LIMIT until it finds nothing, each chunk its own transaction. */
static enum err
delete_all(struct req *r, int query, int64_t no)
{
    uint64_t rows = CHUNK;
    enum err e = ERR_NONE;

    while (e == ERR_NONE && rows == CHUNK) {
        e = db_exec(r, query, ARGS(a_int(no), a_int(CHUNK)), &rows);
        if (e == ERR_NONE)
            e = job_beat(r);
    }
    return e;
}

enum err
purge_rows(struct req *r, int64_t no)
{
    enum err e = delete_all(r, Q_ROWS_DELETE, no);

    return e == ERR_NONE ? delete_all(r, Q_FAULTS_DELETE, no) : e;
}

static enum err
purge_scoring(struct req *r, int64_t no)
{
    enum err e = delete_all(r, Q_SCORES_DELETE, no);

    if (e == ERR_NONE)
        e = db_exec(r, Q_FIGURES_DELETE, ARGS(a_int(no)), NULL);
    if (e == ERR_NONE)
        e = db_exec(r, Q_SCORING_DELETE, ARGS(a_int(no)), NULL);
    return e == ERR_CONFLICT ? ERR_NONE : e; /* became the active one meanwhile */
}

static enum err
purge_dataset(struct req *r, int64_t no)
{
    enum err e = purge_rows(r, no);

    if (e == ERR_NONE)
        e = db_exec(r, Q_PHASES_DELETE, ARGS(a_int(no)), NULL);
    return e == ERR_NONE ? db_exec(r, Q_DATASET_EMPTIED, ARGS(a_int(no)), NULL) : e;
}

/* Beyond the newest ones of a state; never the active one. */
static enum err
mark_old(struct req *r, const char *state)
{
    int64_t border = 0;
    enum err e = db_int(r, Q_PRUNE_BORDER, ARGS(a_str(state), a_int(KEPT_VERSIONS - 1)), 0, &border);

    if (e != ERR_NONE || border == 0)
        return e;
    return db_exec(r, Q_PRUNE_MARK, ARGS(a_str(state), a_int(border)), NULL);
}

static enum err
mark_all_old(struct req *r)
{
    enum err e = db_begin(r);

    if (e == ERR_NONE)
        e = db_exec(r, Q_TENANT_LOCK, NO_ARGS, NULL);
    if (e == ERR_NONE)
        e = mark_old(r, "ready");
    if (e == ERR_NONE)
        e = mark_old(r, "failed");
    if (e == ERR_NONE)
        return db_commit(r);
    db_rollback(r);
    return e;
}

/* Runs work for each number that a SELECT lists. */
static enum err
for_each(struct req *r, int query, enum err (*work)(struct req *r, int64_t no))
{
    struct rows *rows;
    enum err e = db_rows(r, query, NO_ARGS, &rows);

    if (e != ERR_NONE)
        return e;
    while (e == ERR_NONE && rows_next(rows))
        e = work(r, col_int(rows, 0));
    if (e == ERR_NONE)
        e = rows_error(rows);
    rows_close(rows);
    return e;
}

enum err
purge_all(struct req *r)
{
    enum err e = mark_all_old(r);

    if (e == ERR_NONE)
        e = for_each(r, Q_SCORING_LIST, purge_scoring);
    return e == ERR_NONE ? for_each(r, Q_PURGE_LIST, purge_dataset) : e;
}

enum err
purge_run(struct req *r, const struct job *job)
{
    (void)job;
    return purge_all(r);
}
