/*
 * notified.c: a notification went to a segment or to everybody: each of them has it in the timeline and on a page that is open, and the
 * notification knows how many they are. In stretches of customers, each committed by itself; the rows bear the job's id, so that done
 * again it adds nothing.
 */
#include "customers.h"

static enum err
tell_stretch(struct req *r, struct uuid job, struct uuid after, struct uuid last, struct uuid notification)
{
    uint64_t told = 0;
    enum err e = db_begin(r);

    if (e != ERR_NONE)
        return e;
    e = db_exec(r, Q_NOTIFIED_TELL, ARGS(a_uuid(job), a_uuid(after), a_uuid(last), a_uuid(notification)), &told);
    if (e == ERR_NONE && told > 0)
        e = db_exec(r, Q_NOTIFIED_HEAR, ARGS(a_uuid(after), a_uuid(last), a_uuid(notification)), NULL);
    if (e == ERR_NONE)
        e = db_exec(r, Q_NOTIFIED_COUNT, ARGS(a_int((int64_t)told), a_uuid(notification)), NULL);
    if (e == ERR_NONE)
        return db_commit(r);
    db_rollback(r);
    return e;
}

enum err
notified_run(struct req *r, const struct job *job)
{
    struct uuid after = UUID_LOWEST, id;
    struct rows *row = NULL;
    enum err e;

    if (!uuid_parse(json_str(json_get(job->payload, "notification"), ""), &id))
        return fault(r, ERR_INTERNAL, "a job names no notification");
    e = db_exec(r, Q_NOTIFIED_COUNT, ARGS(a_int(0), a_uuid(id)), NULL); /* nobody so far, even where there is nobody */
    while (e == ERR_NONE) {
        const struct arena_mark mark = arena_here(r->arena);

        e = db_one(r, Q_NOTIFIED_NEXT, ARGS(a_uuid(after)), &row);
        if (e != ERR_NONE || col_null(row, 0))
            break;
        const struct uuid last = col_uuid(row, 0);

        e = tell_stretch(r, job->id, after, last, id);
        after = last;
        arena_rewind(r->arena, mark);
        if (e == ERR_NONE)
            e = job_beat(r);
    }
    return e;
}
