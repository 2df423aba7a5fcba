/*
 * refresh.c: a new access token for a session.
 *
 * Other clients send their refresh token and get its successor; using one twice ends the session, because one of the two
 * users is a thief (RFC 9700, 4.14). What is forgiven: a request that was already waiting when the token was used (409, try
 * with the successor), and the same request again within 10 s, known by its Idempotency-Key.
 *
 * A page sends the cookie. Each page load asks, so the token is replaced at most hourly. The answer to a page may be lost (a
 * tab closed, a navigation broken off), so the cookie before stays good until its successor has been seen, and gives that
 * same successor again.
 */
#include "account.h"

#include "clock.h"
#include "config.h"
#include "out.h"

#define TRIES           3
#define GRACE_US        10000000
#define WEB_ROTATION_US 3600000000
#define USED_AGAIN_S    300

struct session {
    struct uuid user;
    struct sha256 current, previous;
    bool has_previous, alive, web;
    int64_t age_us;   /* since the token was replaced */
    int64_t unused_s; /* since the row says it was used */
    int64_t lifetime_s;
};

/* What becomes of a refresh token that was presented. */
enum verdict { REFUSE, KEEP, ROTATE, REPEAT, BUSY, REPLAY };

struct exchange {
    struct token given, next;
    bool by_cookie;
    const char *key; /* Idempotency-Key; NULL: none */
    int64_t waited_us;
    int64_t access_s; /* of the new access token; 0: as the tenant or the deployment has it */
    struct session session;
    struct account account;
    enum verdict verdict;
};

static enum err
read_session(struct req *r, struct uuid id, struct session *ret)
{
    struct rows *row;
    enum err e = db_one(r, Q_SESSION_LOCK, ARGS(a_uuid(id)), &row);

    if (e != ERR_NONE)
        return e;
    *ret = (struct session){
        .user = col_uuid(row, 0),
        .has_previous = !col_null(row, 2),
        .web = strcmp(col_str(row, 3), "web") == 0,
        .alive = col_int(row, 4) != 0,
        .age_us = col_int(row, 5),
        .unused_s = col_int(row, 6),
        .lifetime_s = col_int(row, 7) > 0 ? col_int(row, 7) : config()->refresh_s,
    };
    if (col_len(row, 1) != sizeof(ret->current.b) || (ret->has_previous && col_len(row, 2) != sizeof(ret->previous.b)))
        return fault(r, ERR_INTERNAL, "a session's hash has a wrong length");
    memcpy(ret->current.b, col_bytes(row, 1), sizeof(ret->current.b));
    if (ret->has_previous)
        memcpy(ret->previous.b, col_bytes(row, 2), sizeof(ret->previous.b));
    return ERR_NONE;
}

static bool
leads_to_current(const struct exchange *x)
{
    struct sha256 next = token_hash(&x->next);

    return same_bytes(next.b, x->session.current.b, sizeof(next.b));
}

static enum verdict
judge(const struct exchange *x)
{
    const struct session *s = &x->session;
    struct sha256 given = token_hash(&x->given);
    bool current = same_bytes(given.b, s->current.b, sizeof(given.b));
    bool previous = s->has_previous && same_bytes(given.b, s->previous.b, sizeof(given.b));

    if (!s->alive || !x->account.active || s->web != x->by_cookie)
        return REFUSE;
    if (current)
        return s->web && s->age_us < WEB_ROTATION_US ? KEEP : ROTATE;
    if (previous && (s->web || (x->key != NULL && s->age_us <= GRACE_US)) && leads_to_current(x))
        return REPEAT;
    return previous && !s->web && x->waited_us >= s->age_us ? BUSY : REPLAY;
}

static enum err
carry_out(struct req *r, const struct exchange *x)
{
    struct uuid id = token_session(&x->given);
    struct sha256 next = token_hash(&x->next);
    char text[UUID_TEXT];
    enum err e;

    switch (x->verdict) {
    case ROTATE:
        return db_exec_one(r, Q_SESSION_ROTATE, ARGS(a_bytes(next.b, 32), a_int(x->session.lifetime_s), a_uuid(id)));
    case KEEP:
        if (x->session.has_previous && x->session.age_us > GRACE_US)
            return db_exec_one(r, Q_SESSION_CONFIRM, ARGS(a_uuid(id)));
        return x->session.unused_s < USED_AGAIN_S ? ERR_NONE : db_exec_one(r, Q_SESSION_USED, ARGS(a_uuid(id)));
    case REPLAY:
        uuid_text(id, text);
        e = session_end(r, x->account.tenant, x->account.id, id, "replay");
        return e != ERR_NONE ? e : audit_event(r, &x->account, "session.replayed", "session", text, NULL);
    case REPEAT:
    case BUSY:
    case REFUSE:
        break;
    }
    return ERR_NONE;
}

/* One try, in a transaction that the session's row lock orders. */
static enum err
try_exchange(struct req *r, struct exchange *x)
{
    enum err e = db_begin(r);

    if (e == ERR_NONE)
        e = read_session(r, token_session(&x->given), &x->session);
    if (e == ERR_NONE)
        e = account_by_id(r, x->session.user, &x->account);
    if (e == ERR_NONE) {
        x->verdict = judge(x);
        e = carry_out(r, x);
    }
    if (e == ERR_NONE)
        e = db_commit(r);
    if (e != ERR_NONE)
        db_rollback(r);
    return e;
}

static enum err
unusable(struct req *r, const struct exchange *x)
{
    if (x->by_cookie)
        browser_set_cookie(r, NULL);
    reply_header(r, "WWW-Authenticate", "Bearer");
    return fail_as(r, ERR_UNAUTHENTICATED, "refresh_token_invalid", NULL, "This session has ended. Sign in again.");
}

/* How long ago nginx handed the request to us, queueing included. */
static int64_t
waited_us(const struct req *r)
{
    const char *start = req_param(r, "RP_START");
    double s = start == NULL ? 0 : strtod(start, NULL);
    int64_t since = s <= 0 ? 0 : clock_now_us() - (int64_t)(s * 1e6);

    return since < 0 || since > 60000000 ? 0 : since;
}

static enum err
exchange(struct req *r, struct exchange *x)
{
    char text[TOKEN_TEXT];
    enum err e = ERR_REPEAT;

    x->next = x->key != NULL || x->by_cookie ? token_next(&x->given, x->by_cookie ? NULL : x->key)
                                             : token_new(token_session(&x->given));
    for (int i = 0; i < TRIES && e == ERR_REPEAT; i++)
        e = try_exchange(r, x);
    if (e == ERR_NOT_FOUND)
        return unusable(r, x);
    if (e != ERR_NONE)
        return e;
    if (x->verdict == BUSY)
        return fail_as(r, ERR_CONFLICT, "refresh_token_used", NULL,
                       "Another request has just used this token. Go on with its answer.");
    if (x->verdict == REFUSE || x->verdict == REPLAY)
        return unusable(r, x);
    token_text(&x->next, text);
    if (x->by_cookie && x->verdict != KEEP)
        browser_set_cookie(r, text);
    int64_t access_s = x->access_s > 0           ? x->access_s
                       : x->account.access_s > 0 ? x->account.access_s
                                                 : config()->access_s;

    e = grant_out(r, &x->account, token_session(&x->given), access_s, x->by_cookie ? NULL : text);
    return e != ERR_NONE ? e : reply(r, 200);
}

enum err
refresh_exchange(struct req *r, const char *text, int64_t access_s)
{
    struct exchange x = { .access_s = access_s };

    if (!token_parse(text, &x.given))
        return unusable(r, &x);
    x.waited_us = waited_us(r);
    return exchange(r, &x);
}

struct refresh_in {
    const char *refresh_token;
};

static const struct field refresh_fields[] = { FIELD_STR(struct refresh_in, refresh_token, .min_len = 1, .max = 256,
                                                         .secret = true,
                                                         .doc = "Absent in a browser page: the cookie counts"),
                                               FIELD_END };

static enum err
refresh(struct req *r, const void *input)
{
    const struct refresh_in *in = input;
    struct exchange x = { .by_cookie = in->refresh_token == NULL, .key = req_param(r, "HTTP_IDEMPOTENCY_KEY") };
    const char *text = x.by_cookie ? req_cookie(r, auth_cookie_name()) : in->refresh_token;
    enum err e = browser_refuse_foreign(r);

    if (e != ERR_NONE)
        return e;
    if (text == NULL) {
        reply_header(r, "WWW-Authenticate", "Bearer");
        return fail(r, ERR_UNAUTHENTICATED, NULL, "Send a refresh token, or sign in.");
    }
    if (x.by_cookie && !browser_is_ours(r))
        return fail(r, ERR_FORBIDDEN, NULL, "A page sends X-Holdfast-Request with this.");
    if (x.key != NULL && (*x.key == '\0' || strlen(x.key) > 255))
        x.key = NULL;
    if (!token_parse(text, &x.given))
        return unusable(r, &x);
    x.waited_us = waited_us(r);
    return exchange(r, &x);
}

const struct endpoint refresh_endpoint = {
    "Renew an access token", refresh_fields, grant_shape, sizeof(struct refresh_in), refresh,
    .outside = true,         .secret = true,
};
