/*
 * login.c: from a name and a password to a session.
 */
#include "account.h"

#include "clock.h"
#include "config.h"
#include "jwt.h"
#include "out.h"
#include "password.h"
#include "shape.h"

#define TRIES        3
#define DEVICE_BYTES 255

/* What the browser calls itself, for the list of sessions: plain ASCII only. */
static const char *
device_of(struct req *r)
{
    const char *agent = req_param(r, "HTTP_USER_AGENT");
    char *device = arena_copy(r->arena, agent == NULL ? "" : agent, strnlen(agent == NULL ? "" : agent, DEVICE_BYTES));

    for (char *s = device; s != NULL && *s != '\0'; s++)
        if (*s < ' ' || *s > '~')
            *s = '?';
    return device == NULL ? "" : device;
}

static enum err
refuse(struct req *r, const struct credentials *c, const struct account *a)
{
    char subject[UUID_TEXT] = "";
    const char *key = identifier_key(r, c->identifier);

    if (a->password != NULL) {
        uuid_text(a->id, subject);
    } else if (key != NULL) {
        /* Nobody's name, or a password typed into the wrong field: only a keyed hash may stay. */
        struct sha256 h = hmac_sha256(config()->refresh_key, sizeof(config()->refresh_key), key, strlen(key));

        hex_encode(h.b, 8, subject);
    }
    enum err e = audit_event(r, a, "login.failed", a->password != NULL ? "user" : "unknown", subject,
                             a->password == NULL ? NULL
                             : a->active         ? "{\"why\":\"password\"}"
                                                 : "{\"why\":\"inactive\"}");

    if (e != ERR_NONE)
        return e;
    if (!c->customers_only) /* VigilPay's clients get a 400 */
        reply_header(r, "WWW-Authenticate", "Bearer");
    return fail_as(r, ERR_UNAUTHENTICATED, "invalid_credentials", NULL,
                   "This name and password do not match an active account.");
}

static enum err
write_session(struct req *r, const struct credentials *c, const struct account *a, const char *fresh_hash,
              struct grant *g)
{
    static const char *const clients[] = { [CLIENT_API] = "api", [CLIENT_WEB] = "web", [CLIENT_COMPAT] = "compat" };
    struct sha256 hash = token_hash(&g->token);
    char id[UUID_TEXT];
    enum err e = db_insert(r, Q_SESSION_INSERT,
                           ARGS(a_uuid(g->session), a_uuid(a->id), a_bytes(hash.b, 32), a_str(clients[c->client]),
                                a_str(r->address), a_str(device_of(r)), a_int(c->last.refresh_s)));

    if (e == ERR_NONE)
        e = db_exec(r, Q_ACCOUNT_SIGNED_IN, ARGS(a_uuid(a->id)), NULL);
    if (e == ERR_NONE && fresh_hash[0] != '\0')
        e = db_exec(r, Q_ACCOUNT_REHASH, ARGS(a_str(fresh_hash), a_uuid(a->id), a_str(a->password)), NULL);
    uuid_text(g->session, id);
    return e != ERR_NONE ? e : audit_event(r, a, "login.succeeded", "session", id, NULL);
}

static enum err
open_session(struct req *r, const struct credentials *c, const struct account *a, bool rehash, struct grant *ret)
{
    char fresh_hash[PASSWORD_HASH_BYTES] = "";
    struct grant g = { .account = *a, .session = uuid_v7() };
    enum err e = ERR_REPEAT;

    if (rehash && password_hash(c->password, fresh_hash) != ERR_NONE)
        fresh_hash[0] = '\0'; /* then another time */
    g.token = token_new(g.session);
    for (int i = 0; i < TRIES && e == ERR_REPEAT; i++) {
        e = db_begin(r);
        if (e == ERR_NONE)
            e = write_session(r, c, a, fresh_hash, &g);
        if (e == ERR_NONE)
            e = db_commit(r);
        if (e != ERR_NONE)
            db_rollback(r);
    }
    if (e == ERR_NONE)
        *ret = g;
    return e;
}

enum err
sign_in(struct req *r, const struct credentials *c, struct grant *ret)
{
    struct account a;
    struct attempt attempt;
    bool rehash = false;
    enum err e = account_find(r, c->identifier, c->email_only, &a);

    if (e == ERR_NONE)
        e = attempt_begin(r, &a, c->identifier, &attempt);
    if (e != ERR_NONE)
        return e;
    if (!password_verify(c->password, a.password, &rehash) || !a.active)
        return refuse(r, c, &a);
    e = attempt_forgive(r, &attempt);
    if (e != ERR_NONE)
        return e;
    if (c->customers_only && !a.customer)
        return fail_as(r, ERR_FORBIDDEN, "customers_only", NULL, "This sign-in is for customers.");
    return open_session(r, c, &a, rehash, ret);
}

enum err
grant_out(struct req *r, const struct account *a, struct uuid session, int64_t access_s, const char *refresh)
{
    char *token = arena_alloc(r->arena, JWT_MAX_BYTES);
    struct jwt_claims claims = { .subject = a->id, .session = session, .tenant = a->tenant_id };

    const struct signing_key *key;
    const char *kid;
    enum err e = token == NULL ? ERR_UNAVAILABLE : auth_key(r, &key, &kid);

    if (e != ERR_NONE)
        return e;
    claims.issued_s = clock_now_us() / 1000000;
    claims.expires_s = claims.issued_s + access_s;
    e = jwt_sign(key, kid, config()->public_url, &claims, token, JWT_MAX_BYTES);
    if (e != ERR_NONE)
        return e;
    out_str(r, "access_token", token);
    out_str(r, "token_type", "Bearer");
    out_int(r, "expires_in", access_s);
    out_str(r, "refresh_token", refresh);
    out_object(r, "user");
    e = account_out(r, a);
    out_end(r);
    return e;
}

struct login_in {
    const char *identifier, *password;
};

static const struct field login_fields[] = { FIELD_STR(struct login_in, identifier, .need = true, .min_len = 1,
                                                       .max = 254, .doc = "User name, e-mail address or phone number"),
                                             FIELD_STR(struct login_in, password, .need = true, .min_len = 1,
                                                       .max = PASSWORD_MAX_BYTES, .keep_space = true, .secret = true,
                                                       .doc = "Password"),
                                             FIELD_END };

const struct shape grant_shape[] = {
    { .name = "access_token", .type = S_STR, .doc = "Ed25519-signed JWT; verify it with /.well-known/jwks.json" },
    { .name = "token_type", .type = S_STR },
    { .name = "expires_in", .type = S_INT, .doc = "Seconds" },
    { .name = "refresh_token",
      .type = S_STR,
      .nullable = true,
      .doc = "Once only; null for a browser page, which gets a cookie" },
    { .name = "user", .type = S_OBJECT, .of = account_shape },
    SHAPE_END,
};

static enum err
login(struct req *r, const void *input)
{
    const struct login_in *in = input;
    bool web = browser_is_ours(r);
    struct credentials c = {
        .identifier = in->identifier,
        .password = in->password,
        .client = web ? CLIENT_WEB : CLIENT_API,
        .last = { config()->access_s, config()->refresh_s },
    };
    char text[TOKEN_TEXT];
    struct grant g;
    enum err e = browser_refuse_foreign(r);

    if (e == ERR_NONE)
        e = sign_in(r, &c, &g);
    if (e != ERR_NONE)
        return e;
    token_text(&g.token, text);
    if (web)
        browser_set_cookie(r, text);
    e = grant_out(r, &g.account, g.session, c.last.access_s, web ? NULL : text);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint login_endpoint = {
    "Sign in", login_fields, grant_shape, sizeof(struct login_in), login, .outside = true, .secret = true,
};
