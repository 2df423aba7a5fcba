/*
 * records.c: what the present version says of customers goes into their records, beside what people entered, and a notable change of
 * their risk into their timelines. All in stretches of rows, each in a transaction of its own; done again it changes nothing.
 */
#include "uploads.h"

#define TRIES 8 /* of a stretch that met somebody else's change */

struct present {
    int64_t dataset, scoring, rows;
    const char *kind, *scoring_id;
    struct arg unit; /* scores are kept from 0 to 1; NULL: there are none */
};

static struct arg
unit_of(const char *kind)
{
    if (strcmp(kind, "none") == 0)
        return a_null();
    return a_num(strcmp(kind, "rule") == 0 ? 0.01 : 1);
}

enum err
records_add(struct req *r, int64_t dataset, int64_t scoring, const char *kind, int64_t rows)
{
    const struct arg unit = unit_of(kind);
    enum err e = ERR_NONE;

    for (int64_t from = 0; e == ERR_NONE && from < rows; from += CHUNK_ROWS) {
        e = db_exec(r, Q_CUSTOMERS_ADD,
                    ARGS(unit, unit, a_int(scoring), a_int(dataset), a_int(from), a_int(from + CHUNK_ROWS)), NULL);
        if (e == ERR_NONE)
            e = job_beat(r);
    }
    return e;
}

/* *ret_present untouched: there is none. */
static enum err
find_present(struct req *r, struct present *ret_present)
{
    struct rows *row, *scored;
    char id[UUID_TEXT];
    enum err e = db_one(r, Q_ACTIVE_NOW, NO_ARGS, &row);

    if (e == ERR_NOT_FOUND || (e == ERR_NONE && col_null(row, 0)))
        return ERR_NONE;
    if (e == ERR_NONE)
        e = db_one(r, Q_SCORING_GET, ARGS(a_int(col_int(row, 1))), &scored);
    if (e != ERR_NONE)
        return e == ERR_NOT_FOUND ? ERR_NONE : e;
    uuid_text(col_uuid(scored, 3), id);
    *ret_present = (struct present){
        .dataset = col_int(row, 0),
        .scoring = col_int(row, 1),
        .rows = col_int(row, 2),
        .kind = arena_str(r->arena, col_str(scored, 2)),
        .scoring_id = arena_str(r->arena, id),
        .unit = unit_of(col_str(scored, 2)),
    };
    return ERR_NONE;
}

/* First what changed, from the record as it is; then the record. An id is the time now and the row. */
static enum err
stretch(struct req *r, const struct present *p, int64_t from)
{
    const struct arg scoring = a_int(p->scoring), dataset = a_int(p->dataset), above = a_int(from);
    const struct arg to = a_int(from + CHUNK_ROWS);
    char id[UUID_TEXT];
    enum err e = db_begin(r);

    uuid_text(uuid_v7(), id);
    id[24] = '\0';
    if (e == ERR_NONE)
        e = db_exec(r, Q_SCORE_CHANGES,
                    ARGS(a_str(id), a_str(p->kind), p->unit, dataset, scoring, a_str(p->scoring_id), scoring, dataset,
                         above, to, p->unit, p->unit),
                    NULL);
    if (e == ERR_NONE)
        e = db_exec(r, Q_IMPORT_TOLD, ARGS(dataset, above, to), NULL);
    if (e == ERR_NONE)
        e = db_exec(r, Q_RECORDS_UPDATE, ARGS(scoring, p->unit, p->unit, dataset, above, to, p->unit, p->unit), NULL);
    if (e == ERR_NONE)
        return db_commit(r);
    db_rollback(r);
    return e;
}

/* A person's change may meet a stretch: it is done again. */
static enum err
stretch_again(struct req *r, const struct present *p, int64_t from)
{
    enum err e = ERR_REPEAT;

    for (unsigned i = 0; e == ERR_REPEAT && i < TRIES; i++)
        e = stretch(r, p, from);
    return e;
}

/* Customers whom the present version does not have are not scored now. */
static enum err
forget_left(struct req *r, const struct present *p)
{
    struct uuid after = UUID_LOWEST;
    struct rows *row;
    int64_t scored = 0;
    enum err e = db_int(r, Q_RECORDS_SCORED, NO_ARGS, 0, &scored);

    if (scored == 0 || (scored == p->rows && p->unit.kind != ARG_NULL))
        return e;
    while (e == ERR_NONE) {
        e = db_one(r, Q_RECORDS_NEXT, ARGS(a_uuid(after)), &row);
        if (e != ERR_NONE || col_null(row, 0))
            return e;
        const struct uuid last = col_uuid(row, 0);

        e = db_exec(r, Q_RECORDS_LEFT, ARGS(a_uuid(after), a_uuid(last), a_int(p->dataset)), NULL);
        if (e == ERR_NONE)
            e = job_beat(r);
        after = last;
    }
    return e;
}

/* Whatever is present when it runs: if that moves meanwhile, the job of that move puts everything right. */
enum err
records_run(struct req *r, const struct job *job)
{
    struct present p = { .unit = a_null() };
    enum err e = find_present(r, &p);

    (void)job;
    for (int64_t from = 0; e == ERR_NONE && from < p.rows; from += CHUNK_ROWS) {
        e = stretch_again(r, &p, from);
        if (e == ERR_NONE)
            e = job_beat(r);
    }
    if (e == ERR_NONE)
        e = forget_left(r, &p);
    return e == ERR_NONE ? job_add(r, "customers", "search-index", "{}") : e;
}
