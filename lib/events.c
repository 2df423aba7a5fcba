/*
 * events.c: what a change leaves behind in its own transaction: an event for live pages, a line of the audit.
 */
#include "app.h"
#include "db.h"
#include "queries.h"
#include "req.h"
#include "wake.h"

enum err
event_add(struct req *r, const struct uuid *user, const char *type, const char *object_id)
{
    static const struct uuid nil;

    enum err e =
        db_insert(r, LQ_EVENT_ADD,
                  ARGS(a_uuid(user != NULL ? *user : nil), a_str(type), a_str(object_id != NULL ? object_id : "")));

    if (e == ERR_NONE)
        wake_call(WAKE_EVENTS);
    return e;
}

enum err
audit_add(struct req *r, const char *action, const char *object, const char *object_id, const char *detail_json)
{
    return db_insert(r, LQ_AUDIT_ADD,
                     ARGS(a_uuid(uuid_v7()), a_str(action), a_str(object != NULL ? object : ""),
                          a_str(object_id != NULL ? object_id : ""), a_str(detail_json),
                          a_str(r->id != NULL ? r->id : "")));
}
