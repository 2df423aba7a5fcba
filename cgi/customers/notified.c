/*
 * notified.c: a notification went to a segment or to everybody: each of them has it in the timeline, and on a page that is open. In
 * stretches of customers, each committed by itself; the rows bear the job's id, so that done again it adds nothing.
 */
#include "customers.h"

enum err
notified_run(struct req *r, const struct job *job)
{
    struct uuid after = { .b = { [15] = 1 } }, id; /* the nil id would be NULL */
    struct rows *row = NULL;
    enum err e = ERR_NONE;

    if (!uuid_parse(json_str(json_get(job->payload, "notification"), ""), &id))
        return fault(r, ERR_INTERNAL, "a job names no notification");
    while (e == ERR_NONE) {
        const struct arena_mark mark = arena_here(r->arena);

        e = db_one(r, Q_NOTIFIED_NEXT, ARGS(a_uuid(after)), &row);
        if (e != ERR_NONE || col_null(row, 0))
            break;
        const struct uuid last = col_uuid(row, 0);

        e = db_exec(r, Q_NOTIFIED_TELL, ARGS(a_uuid(job->id), a_uuid(after), a_uuid(last), a_uuid(id)), NULL);
        if (e == ERR_NONE)
            e = db_exec(r, Q_NOTIFIED_HEAR, ARGS(a_uuid(after), a_uuid(last), a_uuid(id)), NULL);
        after = last;
        arena_rewind(r->arena, mark);
        if (e == ERR_NONE)
            e = job_beat(r);
    }
    return e;
}
