/*
 * session.c: out.
 */
#include "account.h"

enum err
session_end(struct req *r, uint32_t tenant, struct uuid user, struct uuid session, const char *why)
{
    char id[UUID_TEXT];
    enum err e = db_exec(r, Q_SESSION_REVOKE, ARGS(a_str(why), a_uuid(session)), NULL);

    uuid_text(session, id);
    return e != ERR_NONE ? e : db_insert(r, Q_SESSION_EVENT, ARGS(a_int(tenant), a_uuid(user), a_str(id)));
}

static enum err
logout(struct req *r, const void *input)
{
    char id[UUID_TEXT];
    enum err e = session_end(r, r->actor.tenant, r->actor.user_id, r->actor.session_id, "logout");

    (void)input;
    uuid_text(r->actor.session_id, id);
    if (e == ERR_NONE)
        e = audit_add(r, "logout", "session", id, NULL);
    if (e != ERR_NONE)
        return e;
    if (req_cookie(r, auth_cookie_name()) != NULL)
        browser_set_cookie(r, NULL);
    return reply(r, 200);
}

const struct endpoint logout_endpoint = { "Sign out: end this session", NULL, NULL, 0, logout, .status = 200 };
