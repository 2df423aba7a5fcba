/*
 * assignment_work.c: the jobs that give a batch of customers to somebody and take it back, in chunks that commit by themselves and tell
 * how far they are.
 */
#include "assignments.h"

#include "record_match.h"

#define CHUNK 500
#define TRIES 8

/* A batch that a job works on. */
struct work {
    struct uuid id, person, after;
    const char *remarks, *name, *state;
    json *wanted;
};

static bool
batch_of(const struct job *job, struct uuid *ret_id)
{
    return uuid_parse(json_str(json_get(job->payload, "batch"), ""), ret_id);
}

static enum err
open_work(struct req *r, const struct job *job, struct work *ret_work)
{
    struct rows *row = NULL;
    struct work w = { .name = "" };
    enum err e;

    if (!batch_of(job, &w.id))
        return fault(r, ERR_INTERNAL, "a job names no batch");
    e = db_one(r, Q_BATCH_WORK, ARGS(a_uuid(w.id)), &row);
    if (e != ERR_NONE)
        return e;
    w.person = col_uuid(row, 0);
    w.remarks = arena_str(r->arena, col_str(row, 1));
    w.state = arena_str(r->arena, col_str(row, 3));
    w.after = col_uuid(row, 4);
    if (uuid_is_nil(w.after))
        w.after = UUID_LOWEST;
    e = json_parse(r->arena, col_str(row, 2), col_len(row, 2), &w.wanted, NULL);
    if (e == ERR_NONE && !uuid_is_nil(w.person))
        e = assignee_check(r, w.person, &w.name);
    *ret_work = w;
    return e;
}

static enum err
tell(struct req *r, struct uuid id)
{
    char text[UUID_TEXT];

    uuid_text(id, text);
    return event_add(r, NULL, "assignments", text);
}

/* The next customers after the last, at most CHUNK. */
static enum err
next_wanted(struct req *r, const struct work *w, struct rows **ret_rows)
{
    const json *ids = json_get(w->wanted, "ids");
    struct match m;
    enum err e;

    if (ids != NULL)
        return db_rows(r, Q_BATCH_IDS, ARGS(a_str(json_text(r->arena, ids)), a_uuid(w->after), a_int(CHUNK)), ret_rows);
    e = match_json(r, json_get(w->wanted, "match"), &m);
    return e != ERR_NONE ? e : match_rows(r, &m, w->after, CHUNK, ret_rows);
}

/* One customer, who may have been merged or erased since. */
static enum err
give(struct req *r, const struct work *w, struct uuid customer, bool *ret_changed)
{
    struct rows *row = NULL;
    enum err e = db_one(r, Q_RECORD_LOCK, ARGS(a_uuid(customer), a_int(1)), &row);

    *ret_changed = false;
    if (e == ERR_NOT_FOUND || (e == ERR_NONE && strcmp(col_str(row, 1), "active") != 0))
        return ERR_NONE;
    return e != ERR_NONE ? e : assign(r, customer, w->person, w->name, w->remarks, &w->id, ret_changed);
}

/* A chunk in the open transaction. *ret_more: there may be others. */
static enum err
give_chunk(struct req *r, struct work *w, bool *ret_more)
{
    struct rows *rows = NULL;
    int64_t done = 0, changed = 0;
    bool one;
    enum err e = next_wanted(r, w, &rows);

    while (e == ERR_NONE && rows_next(rows)) {
        w->after = col_uuid(rows, 0);
        e = give(r, w, w->after, &one);
        done++;
        changed += one;
    }
    if (e == ERR_NONE)
        e = rows_error(rows);
    *ret_more = done == CHUNK;
    if (e == ERR_NONE)
        e = db_exec(r, Q_BATCH_STEP,
                    ARGS(a_str(*ret_more ? "running" : "done"), a_int(done), a_int(changed), a_uuid(w->after),
                         a_str(*ret_more ? "running" : "done"), a_uuid(w->id)),
                    NULL);
    return e == ERR_NONE ? tell(r, w->id) : e;
}

typedef enum err chunk(struct req *r, struct work *w, bool *ret_more);

/* A chunk in a transaction of its own, again when it met another change. */
static enum err
next_chunk(struct req *r, chunk *run, struct work *w, bool *ret_more)
{
    const struct work from = *w;
    enum err e = ERR_REPEAT;

    for (unsigned i = 0; e == ERR_REPEAT && i < TRIES; i++) {
        *w = from;
        e = db_begin(r);
        if (e == ERR_NONE)
            e = run(r, w, ret_more);
        if (e == ERR_NONE)
            e = db_commit(r);
        else
            db_rollback(r);
    }
    return e;
}

static enum err
all_chunks(struct req *r, chunk *run, struct work *w)
{
    const struct arena_mark mark = arena_here(r->arena);
    enum err e = ERR_NONE;

    for (bool more = true; e == ERR_NONE && more;) {
        e = next_chunk(r, run, w, &more);
        arena_rewind(r->arena, mark);
        if (e == ERR_NONE)
            e = job_beat(r);
    }
    return e;
}

static enum err
count_wanted(struct req *r, const struct work *w)
{
    struct match m;
    int64_t total = 0;
    enum err e;

    if (json_get(w->wanted, "match") == NULL)
        return ERR_NONE;
    e = match_json(r, json_get(w->wanted, "match"), &m);
    if (e == ERR_NONE)
        e = match_count(r, &m, MATCH_ALL, &total);
    return e != ERR_NONE ? e : db_exec(r, Q_BATCH_TOTAL, ARGS(a_int(total), a_uuid(w->id)), NULL);
}

enum err
batch_run(struct req *r, const struct job *job)
{
    struct work w;
    enum err e = open_work(r, job, &w);

    if (e != ERR_NONE)
        return e == ERR_NOT_FOUND ? ERR_NONE : e;
    if (strcmp(w.state, "done") == 0)
        return ERR_NONE;
    if (strcmp(w.state, "queued") == 0)
        e = count_wanted(r, &w);
    return e != ERR_NONE ? e : all_chunks(r, give_chunk, &w);
}

static enum err
take_chunk(struct req *r, struct work *w, bool *ret_more)
{
    struct rows *rows = NULL, *row = NULL;
    int64_t n = 0;
    bool changed;
    enum err e = db_rows(r, Q_BATCH_GIVEN, ARGS(a_uuid(w->id), a_uuid(w->after), a_int(CHUNK)), &rows);

    while (e == ERR_NONE && rows_next(rows)) {
        w->after = col_uuid(rows, 0);
        n++;
        e = db_one(r, Q_RECORD_LOCK, ARGS(a_uuid(w->after), a_int(1)), &row);
        if (e == ERR_NONE)
            e = assign(r, w->after, col_uuid(rows, 1), col_str(rows, 2), "Taken back", NULL, &changed);
        else if (e == ERR_NOT_FOUND)
            e = ERR_NONE;
    }
    if (e == ERR_NONE)
        e = rows_error(rows);
    *ret_more = n == CHUNK;
    if (e == ERR_NONE && !*ret_more)
        e = db_exec(r, Q_BATCH_UNDO, ARGS(a_str("done"), a_uuid(w->id)), NULL);
    return e == ERR_NONE && !*ret_more ? tell(r, w->id) : e;
}

enum err
batch_undo_run(struct req *r, const struct job *job)
{
    struct work w = { .after = UUID_LOWEST };

    if (!batch_of(job, &w.id))
        return fault(r, ERR_INTERNAL, "a job names no batch");
    return all_chunks(r, take_chunk, &w);
}
