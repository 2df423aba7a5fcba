/*
 * timeline.c: see timeline.h.
 */
#include "timeline.h"

#include "db.h"
#include "queries.h"
#include "req.h"

enum err
timeline_add(struct req *r, struct uuid customer, const char *kind, const char *ref_id, const char *body_json)
{
    char id[UUID_TEXT];
    enum err e = db_insert(
        r, LQ_TIMELINE_ADD,
        ARGS(a_uuid(customer), a_uuid(uuid_v7()), a_str(kind), a_str(ref_id != NULL ? ref_id : ""), a_str(body_json)));

    uuid_text(customer, id);
    return e != ERR_NONE ? e : event_add(r, NULL, "customer", id);
}

enum err
number_next(struct req *r, const char *kind, int64_t *ret_no)
{
    enum err e = db_exec(r, LQ_NUMBER_UP, ARGS(a_str(kind)), NULL);

    return e != ERR_NONE ? e : db_int(r, LQ_NUMBER_READ, NO_ARGS, 0, ret_no);
}
