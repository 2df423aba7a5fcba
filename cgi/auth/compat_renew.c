/*
 * compat_renew.c: refresh tokens of older clients that cannot be rotated as others are: VigilPay's clients keep the one they
 * got, and Afro-Caribbean's may use an old one until its own end.
 */
#include "compat_entry.h"

#include "clock.h"
#include "config.h"
#include "out.h"

const struct field old_refresh_fields[] = {
    FIELD_STR(struct old_refresh_in, refresh, .need = true, .min_len = 1, .max = 2048, .secret = true,
              .doc = "Refresh token"),
    FIELD_END,
};

/* Only a token that is rotated can have been used. */
const struct compat_error old_renew_errors[] = {
    { .code = "refresh_token_invalid",
      .status = 401,
      .body = "{\"detail\":\"Token is invalid or expired\",\"code\":\"token_not_valid\"}" },
    { .code = "refresh_token_used",
      .status = 401,
      .body = "{\"detail\":\"Token is blacklisted\",\"code\":\"token_not_valid\"}" },
    { 0 },
};

struct renewal {
    enum token_kind kind;
    struct token given;
    int64_t access_s;
    struct grant grant;
    bool good;
};

static enum err
unusable(struct req *r)
{
    reply_header(r, "WWW-Authenticate", "Bearer realm=\"api\"");
    return fail_as(r, ERR_UNAUTHENTICATED, "refresh_token_invalid", NULL, "This session has ended. Sign in again.");
}

/* The account, its session alive, and the token its own. */
static bool
is_good(const struct renewal *w, const struct rows *session)
{
    struct sha256 given = token_hash(&w->given);
    int64_t now_s = clock_now_us() / 1000000;

    if (!w->grant.account.active || col_int(session, 2) == 0 || col_len(session, 1) != sizeof(given.b))
        return false;
    if (w->kind == TOKEN_LENIENT)
        return token_issued_s(&w->given) + w->grant.last.refresh_s > now_s;
    return same_bytes(given.b, col_bytes(session, 1), sizeof(given.b));
}

static enum err
renew_step(struct req *r, void *ctx)
{
    struct renewal *w = ctx;
    struct rows *row;
    struct grant *g = &w->grant;
    enum err e;

    g->session = token_session(&w->given);
    w->good = false;
    e = db_one(r, Q_OLD_SESSION_LOCK, ARGS(a_uuid(g->session)), &row);
    if (e == ERR_NONE)
        e = account_by_id(r, col_uuid(row, 0), &g->account);
    if (e != ERR_NONE)
        return e == ERR_NOT_FOUND ? ERR_NONE : e;
    g->last = (struct lifetimes){ w->access_s, col_int(row, 3) > 0 ? col_int(row, 3) : config()->refresh_s };
    w->good = is_good(w, row);
    if (!w->good)
        return ERR_NONE;
    g->token = w->given;
    if (w->kind != TOKEN_LENIENT)
        return db_exec_one(r, Q_SESSION_USED, ARGS(a_uuid(g->session)));
    g->token = token_new_of(w->kind, g->session);
    struct sha256 hash = token_hash(&g->token);

    return db_exec_one(r, Q_OLD_SESSION_RENEW, ARGS(a_bytes(hash.b, 32), a_int(g->last.refresh_s), a_uuid(g->session)));
}

enum err
old_renew(struct req *r, enum token_kind kind, const char *text, int64_t access_s)
{
    struct renewal w = { .kind = kind, .access_s = access_s };
    enum err e = browser_refuse_foreign(r);

    if (e == ERR_NONE && !token_parse_of(kind, text, &w.given))
        return unusable(r);
    if (e == ERR_NONE)
        e = transact(r, renew_step, &w);
    if (e == ERR_NONE && !w.good)
        return unusable(r);
    if (e == ERR_NONE)
        e = entry_out(r, &w.grant);
    return e != ERR_NONE ? e : reply(r, 200);
}

enum err
old_sign_out(struct req *r, enum token_kind kind, const char *text)
{
    struct uuid session;
    struct token t;
    char id[UUID_TEXT];
    struct rows *row;

    if (!token_parse_of(kind, text, &t))
        return fail_as(r, ERR_INVALID, "refresh_token_invalid", NULL, "Invalid refresh token.");
    session = token_session(&t);
    enum err e = db_one(r, Q_OLD_SESSION_LOCK, ARGS(a_uuid(session)), &row);

    if (e == ERR_NOT_FOUND ||
        (e == ERR_NONE && (!uuid_equal(col_uuid(row, 0), r->actor.user_id) || col_int(row, 2) == 0)))
        return fail_as(r, ERR_INVALID, "refresh_token_invalid", NULL, "Invalid refresh token.");
    uuid_text(session, id);
    if (e == ERR_NONE)
        e = session_end(r, r->actor.tenant, r->actor.user_id, session, "logout");
    return e != ERR_NONE ? e : audit_add(r, "logout", "session", id, NULL);
}
