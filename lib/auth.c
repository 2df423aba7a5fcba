/*
 * auth.c: from credentials to an actor.
 *
 * A verified token is remembered by its hash, so a hot token costs no signature check; what its session and roles say
 * is asked anew after one second, so that logout, role change and deactivation are felt within it.
 */
#include "auth.h"

#include "clock.h"
#include "auth_private.h"
#include "config.h"
#include "crypt.h"
#include "db.h"
#include "jwt.h"
#include "queries.h"
#include "request.h"
#include "route.h"

#define REMEMBERED  256
#define REMEMBER_US 1000000
#define MAX_KEYS    8
#define LIST_BYTES  2048
#define ROLES_BYTES 512
#define SCOPE_BYTES 1025

struct remembered {
    struct sha256 token;
    bool used;
    int64_t asked_us; /* when session and roles were read */
    struct jwt_claims claims;
    struct actor actor;
    char permissions[LIST_BYTES], roles[ROLES_BYTES];
    char scopes[SCOPE_BYTES]; /* of a key */
    bool tell_used;           /* its row should say that it is in use */
};

static struct remembered known[REMEMBERED];
static struct jwt_key keys[MAX_KEYS];
static size_t key_count;
static int64_t keys_read_us;

bool
actor_may(const struct actor *a, const char *permission)
{
    char want[80];

    snprintf(want, sizeof(want), "|%s|", permission);
    if (a->superuser)
        return a->tenant != 0;
    return a->signed_in && a->permissions != NULL && strstr(a->permissions, want) != NULL;
}

bool
actor_has_role(const struct actor *a, const char *role)
{
    char want[80];

    snprintf(want, sizeof(want), "|%s|", role);
    return a->signed_in && a->roles != NULL && strstr(a->roles, want) != NULL;
}

const char *
auth_cookie_name(void)
{
    static char name[64];

    if (name[0] == '\0')
        snprintf(name, sizeof(name), "%shf-%s", strncmp(config()->public_url, "https:", 6) == 0 ? "__Host-" : "",
                 config()->deployment);
    return name;
}

/* Whether HF_TRUSTED_ORIGINS names it. */
static bool
origin_trusted(const char *origin)
{
    const char *list = config()->trusted_origins;
    size_t len = origin == NULL || strchr(origin, ' ') != NULL ? 0 : strlen(origin); /* one, not several of the list */

    for (const char *at = len == 0 ? NULL : strstr(list, origin); at != NULL; at = strstr(at + 1, origin))
        if ((at == list || at[-1] == ' ') && (at[len] == '\0' || at[len] == ' '))
            return true;
    return false;
}

bool
auth_same_origin(const struct req *r)
{
    const char *site = req_param(r, "HTTP_SEC_FETCH_SITE"), *origin = req_param(r, "HTTP_ORIGIN");
    const char *host = req_param(r, "HTTP_HOST");

    if (origin_trusted(origin))
        return true;
    if (site != NULL && *site != '\0')
        return strcmp(site, "same-origin") == 0 || (strcmp(site, "none") == 0 && strcmp(r->method, "GET") == 0);
    if (origin == NULL || *origin == '\0')
        return true; /* no browser of today sends a cookie across sites without either header */
    const char *at = strstr(origin, "://");

    return at != NULL && host != NULL && strcmp(at + 3, host) == 0;
}

enum err
auth_load_keys(struct req *r)
{
    struct rows *rows;
    struct jwt_key fresh[MAX_KEYS];
    size_t n = 0;
    enum err e = db_rows(r, LQ_PUBLIC_KEYS, NO_ARGS, &rows);

    if (e != ERR_NONE)
        return e;
    while (n < MAX_KEYS && rows_next(rows)) {
        if (col_len(rows, 1) != sizeof(fresh[n].public_key))
            continue;
        snprintf(fresh[n].kid, sizeof(fresh[n].kid), "%s", col_str(rows, 0));
        memcpy(fresh[n++].public_key, col_bytes(rows, 1), sizeof(fresh[0].public_key));
    }
    e = rows_error(rows);
    rows_close(rows);
    if (e != ERR_NONE)
        return e;
    memcpy(keys, fresh, sizeof(keys));
    key_count = n;
    keys_read_us = clock_mono_us();
    return ERR_NONE;
}

static enum err
verify(struct req *r, const char *token, struct jwt_claims *ret_claims)
{
    int64_t now = clock_now_us() / 1000000;
    enum err e = jwt_verify(token, keys, key_count, config()->public_url, now, ret_claims);

    if (e == ERR_NONE || clock_mono_us() - keys_read_us < REMEMBER_US)
        return e;
    e = auth_load_keys(r); /* perhaps signed by a key that is new to us */
    return e != ERR_NONE ? e : jwt_verify(token, keys, key_count, config()->public_url, now, ret_claims);
}

/* An old token of ours, or one whose session is over, is nothing to tell of. */
static void
note_refused(struct req *r, const char *token)
{
    struct uuid claimed;

    if (strncmp(token, "hf_", 3) != 0 && !jwt_signed(token, keys, key_count, &claimed))
        auth_note_forged(r, claimed);
}

/* Adds a name where it belongs, so that the list is in order of names; what does not fit is left out. */
static void
list_add(char *list, size_t size, const char *name)
{
    size_t n = strlen(name), len = strlen(list);
    char *at = list;

    while (*at == '|' && at[1] != '\0') {
        size_t have = strcspn(at + 1, "|");
        int order = strncmp(at + 1, name, have < n ? have : n);

        if (order == 0 && have == n)
            return;
        if (order > 0 || (order == 0 && have > n))
            break;
        at += have + 1;
    }
    if (len + n + 3 > size)
        return;
    if (len == 0)
        memcpy(list, "|", 2);
    memmove(at + 1 + n, at, strlen(at) + 1);
    memcpy(at + 1, name, n);
}

/* Reads the session's row and the roles into k->actor. */
static enum err
ask(struct req *r, int query, struct args args, struct remembered *k)
{
    struct rows *rows;

    k->asked_us = clock_mono_us(); /* of before: what is changed while this is on its way counts from then on */
    enum err e = db_one(r, query, args, &rows);

    if (e == ERR_NOT_FOUND)
        return ERR_UNAUTHENTICATED;
    if (e != ERR_NONE)
        return e;
    k->actor = (struct actor){
        .signed_in = true,
        .customer = strcmp(col_str(rows, 3), "customer") == 0,
        .setup_only = col_int(rows, 5) != 0,
        .superuser = col_int(rows, 6) != 0 && col_null(rows, 1),
        .tenant = (uint32_t)col_int(rows, 1),
        .tenant_id = col_uuid(rows, 2),
        .user_id = col_uuid(rows, 0),
        .session_id = col_uuid(rows, 4),
        .permissions = k->permissions,
        .roles = k->roles,
    };
    if (query == LQ_API_KEY) {
        snprintf(k->scopes, sizeof(k->scopes), "%s", col_str(rows, 7));
        k->tell_used = col_int(rows, 8) != 0;
    }
    rows_close(rows);
    k->permissions[0] = k->roles[0] = '\0';
    e = db_rows(r, LQ_PERMISSIONS, ARGS(a_int(k->actor.tenant), a_uuid(k->actor.user_id)), &rows);
    if (e != ERR_NONE)
        return e;
    while (rows_next(rows)) {
        list_add(k->roles, sizeof(k->roles), col_str(rows, 0));
        if (!col_null(rows, 1))
            list_add(k->permissions, sizeof(k->permissions), col_str(rows, 1));
    }
    e = rows_error(rows);
    rows_close(rows);
    return e;
}

static enum err
by_token(struct req *r, const char *token, bool fresh)
{
    struct sha256 hash = sha256_of(token, strlen(token));
    struct remembered *k = &known[(hash.b[0] | hash.b[1] << 8) % REMEMBERED];
    int64_t now_s = clock_now_us() / 1000000;
    enum err e = ERR_NONE;

    if (!k->used || !same_bytes(k->token.b, hash.b, sizeof(hash.b)) || now_s > k->claims.expires_s + JWT_SKEW_S) {
        k->used = false;
        e = verify(r, token, &k->claims);
        if (e != ERR_NONE)
            return e;
        k->token = hash;
        k->asked_us = 0;
    }
    if (fresh || k->asked_us == 0 || clock_mono_us() - k->asked_us > REMEMBER_US || k->actor.setup_only) {
        k->used = false;
        e = ask(r, LQ_SESSION, ARGS(a_uuid(k->claims.session)), k);
        if (e != ERR_NONE)
            return e;
    }
    k->used = uuid_equal(k->actor.user_id, k->claims.subject) && uuid_equal(k->actor.tenant_id, k->claims.tenant);
    if (!k->used)
        return ERR_UNAUTHENTICATED;
    r->actor = k->actor;
    return ERR_NONE;
}

/* A key for programs: its row stands for a session, and it may no more than its scopes say. */
static enum err
by_key(struct req *r, const char *token, bool fresh)
{
    struct sha256 hash = sha256_of(token, strlen(token));
    struct remembered *k = &known[(hash.b[0] | hash.b[1] << 8) % REMEMBERED];

    if (fresh || !k->used || !same_bytes(k->token.b, hash.b, sizeof(hash.b)) ||
        clock_mono_us() - k->asked_us > REMEMBER_US) {
        k->used = false;
        enum err e = ask(r, LQ_API_KEY, ARGS(a_bytes(hash.b, 32)), k);

        if (e != ERR_NONE)
            return e;
        k->actor.key_id = k->actor.session_id;
        memset(&k->actor.session_id, 0, sizeof(k->actor.session_id));
        auth_narrow(k->permissions, k->scopes);
        if (k->tell_used)
            auth_key_used(r, &k->actor);
        k->token = hash;
        k->used = true;
    }
    r->actor = k->actor;
    return ERR_NONE;
}

static enum err
by_bearer(struct req *r, const char *token, bool fresh)
{
    return strncmp(token, "hf_", 3) == 0 ? by_key(r, token, fresh) : by_token(r, token, fresh);
}

static enum err
by_cookie(struct req *r)
{
    const char *cookie = req_cookie(r, auth_cookie_name());
    static struct remembered k;

    if (cookie == NULL || strlen(cookie) > 256)
        return ERR_UNAUTHENTICATED;
    if (!auth_same_origin(r))
        return fail(r, ERR_FORBIDDEN, NULL, "This request comes from another site.");
    struct sha256 hash = sha256_of(cookie, strlen(cookie));
    enum err e = ask(r, LQ_SESSION_BY_COOKIE, ARGS(a_bytes(hash.b, 32), a_bytes(hash.b, 32)), &k);

    if (e == ERR_NONE)
        r->actor = k.actor;
    return e;
}

/* The bearer token of the Authorization header, or NULL. */
static const char *
bearer(const struct req *r)
{
    const char *h = req_param(r, "HTTP_AUTHORIZATION");

    if (h == NULL || strncasecmp(h, "Bearer ", 7) != 0)
        return NULL;
    h += 7;
    return *h == '\0' || strlen(h) > JWT_MAX_BYTES || strchr(h, ' ') != NULL ? "." : h; /* "." verifies as nothing */
}

static enum err
identify(struct req *r, struct access access)
{
    const char *token = bearer(r);
    enum err e = token != NULL ? by_bearer(r, token, access.fresh) : access.cookie ? by_cookie(r) : ERR_UNAUTHENTICATED;

    if (e != ERR_UNAUTHENTICATED)
        return e;
    if (token != NULL)
        note_refused(r, token);
    reply_header(r, "WWW-Authenticate", "Bearer realm=\"api\"");
    return token != NULL ? fail_as(r, e, "token_invalid", NULL,
                                   "This access token is not valid or no longer valid. Sign in again.")
                         : fail(r, e, NULL, "Send an access token in the Authorization header.");
}

/* What is for everybody signed in, for all of the company or for all of its customers. */
static enum err
permit_person(struct req *r, struct access access)
{
    const struct actor *a = &r->actor;

    if (access.kind == ACCESS_STAFF && a->customer)
        return fail_as(r, ERR_FORBIDDEN, "staff_only", NULL, "This is for the people of the company.");
    if (access.kind == ACCESS_CUSTOMER && !a->customer)
        return fail_as(r, ERR_FORBIDDEN, "customers_only", NULL, "This is for the accounts of customers.");
    if (uuid_is_nil(a->key_id) || (strcmp(r->method, "GET") == 0 && actor_may(a, "self:read")))
        return ERR_NONE;
    return fail(r, ERR_FORBIDDEN, NULL, "This needs a person's sign-in; a key for programs will not do.");
}

static enum err
permit(struct req *r, struct access access)
{
    const struct actor *a = &r->actor;

    if (access.kind == ACCESS_SUPERUSER)
        return a->superuser ? ERR_NONE : fail(r, ERR_FORBIDDEN, NULL, "This is for operators of the system.");
    if (access.kind != ACCESS_MAY)
        return permit_person(r, access);
    if (actor_may(a, access.permission))
        return ERR_NONE;
    if (a->superuser)
        return fail_as(r, ERR_FORBIDDEN, "tenant_needed", NULL, "Name a tenant in the header X-Tenant.");
    return fail(r, ERR_FORBIDDEN, NULL, arena_printf(r->arena, "This needs the permission %s.", access.permission));
}

enum err
auth_check(struct req *r, struct access access)
{
    if (access.kind == ACCESS_PUBLIC)
        return ERR_NONE;
    if (access.kind == ACCESS_CLOSED)
        return ERR_NOT_FOUND;
    enum err e = identify(r, access);

    if (e == ERR_NONE && r->actor.setup_only && !access.setup)
        return fail_as(r, ERR_FORBIDDEN, "second_factor_setup_required", NULL,
                       "A role of yours needs a second factor. Set it up first.");
    if (e == ERR_NONE && r->actor.superuser)
        e = auth_enter_tenant(r);
    return e != ERR_NONE ? e : permit(r, access);
}

enum err
auth_stepped_up(struct req *r)
{
    int64_t lately = 0;
    enum err e = db_int(r, LQ_STEPPED_UP, ARGS(a_uuid(r->actor.session_id)), 0, &lately);

    if (e != ERR_NONE || lately != 0)
        return e;
    return fail_as(r, ERR_FORBIDDEN, "step_up_required", NULL,
                   "Give your password or a code of your second factor again before this.");
}
