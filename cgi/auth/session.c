/*
 * session.c: who am I, and out.
 */
#include "account.h"

static enum err
me(struct req *r, const void *input)
{
    struct account a;
    enum err e = account_by_id(r, r->actor.user_id, &a);

    (void)input;
    if (e == ERR_NONE)
        e = account_out(r, &a);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint me_endpoint = { "Who I am", NULL, account_shape, 0, me, .snapshot = true };

static enum err
logout(struct req *r, const void *input)
{
    char id[UUID_TEXT];
    enum err e = db_exec(r, Q_SESSION_REVOKE, ARGS(a_str("logout"), a_uuid(r->actor.session_id)), NULL);

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
