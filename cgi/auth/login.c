/*
 * login.c: from a name and a password to a session.
 */
#include "account.h"

#include "clock.h"
#include "config.h"
#include "jwt.h"
#include "mail.h"
#include "out.h"
#include "password.h"
#include "shape.h"

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
    const char *subject = account_subject(r, a, c->identifier);
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

/* What a client of an older system expects, else what the tenant has set, else the deployment. */
static struct lifetimes
lifetimes_of(const struct credentials *c, const struct account *a)
{
    return (struct lifetimes){
        .access_s = c->last.access_s > 0 ? c->last.access_s
                    : a->access_s > 0    ? a->access_s
                                         : config()->access_s,
        .refresh_s = c->last.refresh_s > 0 ? c->last.refresh_s
                     : a->refresh_s > 0    ? a->refresh_s
                                           : config()->refresh_s,
    };
}

void
session_prepare(const struct credentials *c, const struct account *a, bool rehash, struct opening *ret)
{
    *ret = (struct opening){
        .client = c->client,
        .grant = { .account = *a, .session = uuid_v7(), .last = lifetimes_of(c, a) },
    };
    ret->grant.token = token_new_of(c->kind, ret->grant.session);
    if (rehash && password_hash(c->password, ret->fresh_hash) != ERR_NONE)
        ret->fresh_hash[0] = '\0'; /* then another time */
}

/* Before the session is there. */
static enum err
tell_of_device(struct req *r, const struct account *a, const char *device)
{
    int64_t strange = 0;
    char now[TIME_TEXT];
    enum err e = db_int(r, Q_DEVICE_NEW, ARGS(a_uuid(a->id), a_uuid(a->id), a_str(device)), 0, &strange);

    if (e != ERR_NONE || strange == 0)
        return e;
    clock_text(clock_now_us() / 1000000 * 1000000, now);
    return account_mail(r, a, "new_sign_in",
                        mail_params(r, "name", a->name, "device", device, "address", r->address, "at", now, NULL));
}

enum err
session_write(struct req *r, struct opening *o)
{
    static const char *const clients[] = { [CLIENT_API] = "api", [CLIENT_WEB] = "web", [CLIENT_COMPAT] = "compat" };
    const struct grant *g = &o->grant;
    const struct account *a = &g->account;
    struct sha256 hash = token_hash(&g->token);
    const char *device = device_of(r);
    char id[UUID_TEXT];
    enum err e = tell_of_device(r, a, device);

    if (e == ERR_NONE)
        e = db_insert(r, Q_SESSION_INSERT,
                      ARGS(a_uuid(g->session), a_uuid(a->id), a_bytes(hash.b, 32), a_str(clients[o->client]),
                           a_str(r->address), a_str(device), a_int(g->last.refresh_s), a_int(g->last.refresh_s)));

    if (e == ERR_NONE)
        e = db_exec(r, Q_ACCOUNT_SIGNED_IN, ARGS(a_uuid(a->id)), NULL);
    if (e == ERR_NONE && o->fresh_hash[0] != '\0')
        e = db_exec(r, Q_ACCOUNT_REHASH, ARGS(a_str(o->fresh_hash), a_uuid(a->id), a_str(a->password)), NULL);
    uuid_text(g->session, id);
    return e != ERR_NONE ? e : audit_event(r, a, "login.succeeded", "session", id, NULL);
}

struct entry {
    struct opening opening;
    const struct attempt *attempt; /* taken back */
};

static enum err
open_step(struct req *r, void *ctx)
{
    struct entry *x = ctx;
    enum err e = attempt_forgive(r, x->attempt);

    return e != ERR_NONE ? e : session_write(r, &x->opening);
}

static enum err
session_open(struct req *r, const struct credentials *c, const struct account *a, bool rehash,
             const struct attempt *attempt, struct grant *ret)
{
    struct entry x = { .attempt = attempt };

    session_prepare(c, a, rehash, &x.opening);
    enum err e = transact(r, open_step, &x);

    if (e == ERR_NONE)
        *ret = x.opening.grant;
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
    if (a.has_factor && (!c->customers_only || a.customer))
        return challenge_begin(r, c, &a); /* counted on until the second factor is right, too */
    if (c->customers_only && !a.customer) {
        e = attempt_forgive(r, &attempt);
        return e != ERR_NONE ? e : fail_as(r, ERR_FORBIDDEN, "customers_only", NULL, "This sign-in is for customers.");
    }
    return session_open(r, c, &a, rehash, &attempt, ret);
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
    e = old_user_id(r, a, &claims.user_id);
    if (e != ERR_NONE)
        return e;
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

enum err
grant_reply(struct req *r, const struct grant *g, bool web)
{
    char text[TOKEN_TEXT];

    token_text(&g->token, text);
    if (web)
        browser_set_cookie(r, text);
    enum err e = grant_out(r, &g->account, g->session, g->last.access_s, web ? NULL : text);

    return e != ERR_NONE ? e : reply(r, 200);
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
    };
    struct grant g = { .session = { { 0 } } };
    enum err e = browser_refuse_foreign(r);

    if (e == ERR_NONE)
        e = sign_in(r, &c, &g);
    return e != ERR_NONE ? e : grant_reply(r, &g, web);
}

const struct endpoint login_endpoint = {
    "Sign in", login_fields, grant_shape, sizeof(struct login_in), login, .outside = true, .secret = true,
};
