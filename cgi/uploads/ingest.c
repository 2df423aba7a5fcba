#include "ingest.h"

#include <unistd.h>

#include "clock.h"
#include "spool.h"
#include "verdict.h"

#define TELL_US 200000

enum err
ingest_begin(struct ingest *g)
{
    enum err e = g->open ? ERR_NONE : db_begin(g->r);

    if (e == ERR_NONE)
        g->open = true;
    return e;
}

enum err
ingest_commit(struct ingest *g)
{
    enum err e = g->bulk != NULL ? bulk_flush(g->bulk) : ERR_NONE;

    if (e != ERR_NONE)
        return e;
    g->open = false;
    g->pending = 0;
    return db_commit(g->r);
}

static enum err
tell(struct ingest *g, int phase, uint64_t done, uint64_t total)
{
    char id[UUID_TEXT];
    enum err e = ingest_begin(g);

    uuid_text(g->id, id);
    if (e == ERR_NONE)
        e = db_exec(g->r, Q_PHASE_SET, ARGS(a_int((int64_t)done), a_int((int64_t)total), a_int(g->no), a_int(phase)),
                    NULL);
    return e == ERR_NONE ? event_add(g->r, NULL, EVENT_DATASET, id) : e;
}

enum err
ingest_progress(struct ingest *g, int phase, uint64_t done, uint64_t total)
{
    int64_t now = clock_mono_us();
    enum err e = ERR_NONE;

    if (now - g->told_us >= TELL_US || done == total) {
        g->told_us = now;
        e = tell(g, phase, done, total);
    }
    if (e == ERR_NONE && g->open && done != total) /* at the end what follows commits this too */
        e = ingest_commit(g);
    return e == ERR_NONE ? job_beat(g->r) : e;
}

enum err
ingest_state(struct ingest *g, const char *state)
{
    char id[UUID_TEXT];
    enum err e = ingest_begin(g);

    uuid_text(g->id, id);
    if (e == ERR_NONE)
        e = db_exec_one(g->r, Q_DATASET_STATE, ARGS(a_str(state), a_int(g->no)));
    if (e == ERR_NONE)
        e = event_add(g->r, NULL, EVENT_DATASET, id);
    return e == ERR_NONE ? ingest_commit(g) : e;
}

enum err
dataset_fail(struct req *r, int64_t no, struct uuid id, const char *sentence, const struct check_result *found)
{
    enum err e = db_begin(r);

    if (e != ERR_NONE)
        return e;
    e = verdict_failed(r, no, id, sentence, found);
    if (e == ERR_NONE)
        return db_commit(r);
    db_rollback(r);
    return e;
}

/* The rows stand: scores goes on. */
static enum err
hand_on(struct ingest *g)
{
    bool labelled = g->labelled > 0;
    enum err e = tell(g, PHASE_STORING, g->total_rows, g->total_rows);

    if (e == ERR_NONE && !labelled)
        e = db_exec(g->r, Q_PHASE_DROP, ARGS(a_int(g->no), a_int(PHASE_TRAINING)), NULL);
    if (e == ERR_NONE)
        e = db_exec_one(g->r, Q_DATASET_STORED,
                        ARGS(a_str(labelled ? "training" : "scoring"), a_int((int64_t)g->total_rows),
                             a_int(g->labelled), a_str(g->warnings), a_int(g->no)));
    if (e == ERR_NONE)
        e = job_add(g->r, "scores", "learn", arena_printf(g->r->arena, "{\"dataset_no\":%lld}", (long long)g->no));
    return e == ERR_NONE ? ingest_commit(g) : e;
}

/* In one transaction with the last of the faults. */
static enum err
refuse(struct ingest *g, const struct check_result *found)
{
    enum err e = ingest_begin(g);

    if (e == ERR_NONE)
        e = verdict_failed(g->r, g->no, g->id, verdict_sentence(g->r->arena, found), found);
    return e == ERR_NONE ? ingest_commit(g) : e;
}

/* Pass one, unless the file was checked while it came in. */
static enum err
look(struct ingest *g, int fd)
{
    const struct check_result *found = NULL;
    enum err e = g->known ? ERR_NONE : ingest_state(g, "checking");

    if (e == ERR_NONE)
        e = purge_rows(g->r, g->no); /* what a run before this one left */
    if (e != ERR_NONE || g->known)
        return e;
    e = ingest_check(g, fd, &found);
    if (e == ERR_INVALID) {
        e = refuse(g, found);
        return e == ERR_NONE ? ERR_INVALID : e;
    }
    if (e != ERR_NONE)
        return e;
    g->total_rows = found->rows;
    g->labelled = (int64_t)found->labelled;
    g->warnings = verdict_warnings(g->r->arena, found);
    return ERR_NONE;
}

static enum err
ingest_file(struct ingest *g, int fd)
{
    enum err e = look(g, fd);

    if (e == ERR_INVALID)
        return ERR_NONE; /* refused */
    if (e == ERR_NONE)
        e = ingest_state(g, "storing");
    if (e == ERR_NONE)
        e = ingest_store(g, fd);
    return e == ERR_NONE ? hand_on(g) : e;
}

/* What was found while the file came in. */
static void
load_known(struct ingest *g, const json *known)
{
    const json *warnings = json_get(known, "warnings");

    g->known = known != NULL;
    g->total_rows = (uint64_t)json_int(json_get(known, "rows"), 0);
    g->labelled = json_int(json_get(known, "labelled"), 0);
    g->warnings = warnings != NULL ? json_text(g->r->arena, warnings) : NULL;
}

/* What the version's row says. ERR_NOT_FOUND: nothing to do any more. */
static enum err
load(struct ingest *g, const struct job *job)
{
    struct rows *row;
    struct schema_faults faults;

    g->no = json_int(json_get(job->payload, "dataset_no"), 0);
    load_known(g, json_get(job->payload, "checked"));
    enum err e = db_one(g->r, Q_DATASET_WORK, ARGS(a_int(g->no)), &row);
    if (e != ERR_NONE)
        return e;
    const char *state = col_str(row, 1);
    if (strcmp(state, "received") != 0 && strcmp(state, "checking") != 0 && strcmp(state, "storing") != 0)
        return ERR_NOT_FOUND;
    g->id = col_uuid(row, 0);
    g->rules = strcmp(col_str(row, 3), "vigilpay") == 0 ? CHECK_VIGILPAY : CHECK_STRICT;
    g->bytes = (uint64_t)col_int(row, 4);
    e = schema_parse(g->r->arena, col_str(row, 2), col_len(row, 2), &g->schema, &faults);
    return e == ERR_INVALID ? fault(g->r, ERR_INTERNAL, "the stored schema does not read") : e;
}

enum err
ingest_run(struct req *r, const struct job *job)
{
    struct ingest g = { .r = r };
    enum err e = load(&g, job);

    if (e != ERR_NONE)
        return e == ERR_NOT_FOUND ? ERR_NONE : e;
    int fd = spool_open(g.id);
    if (fd < 0)
        return dataset_fail(r, g.no, g.id, "The file was lost before it was stored. Please send it again.", NULL);
    e = ingest_file(&g, fd);
    close(fd);
    if (g.open)
        db_rollback(r);
    if (e == ERR_NOT_FOUND) /* removed while we worked */
        e = purge_all(r);
    if (e == ERR_NONE)
        spool_remove(g.id);
    return e == ERR_CONFLICT ? ERR_REPEAT : e; /* another runner is at it */
}

enum err
ingest_gave_up(struct req *r, const struct job *job)
{
    struct ingest g = { .r = r, .no = json_int(json_get(job->payload, "dataset_no"), 0) };
    struct rows *row;
    enum err e = db_one(r, Q_DATASET_WORK, ARGS(a_int(g.no)), &row);

    if (e != ERR_NONE)
        return e == ERR_NOT_FOUND ? ERR_NONE : e;
    g.id = col_uuid(row, 0);
    e = dataset_fail(r, g.no, g.id,
                     "The file could not be stored because of a fault on our side. Please send it again.", NULL);
    if (e == ERR_NONE)
        e = purge_rows(r, g.no);
    if (e == ERR_NONE)
        spool_remove(g.id);
    return e;
}
