/*
 * auth.c: from credentials to an actor.
 *
 * A verified token is remembered by its hash, so a hot token costs no signature check; what its session and roles say
 * is asked anew after one second, so that logout, role change and deactivation are felt within it.
 */
#include "auth.h"

#include "clock.h"
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

struct remembered {
    struct sha256 token;
    bool used;
    int64_t asked_us; /* when session and roles were read */
    struct jwt_claims claims;
    struct actor actor;
    char permissions[LIST_BYTES], roles[ROLES_BYTES];
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
    size_t len = origin == NULL ? 0 : strlen(origin);

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

static void
list_add(char *list, size_t size, const char *name)
{
    char item[96];
    size_t len = strlen(list);

    snprintf(item, sizeof(item), "|%s|", name);
    if (strstr(list, item) != NULL || len + strlen(item) >= size)
        return;
    snprintf(list + len, size - len, "%s", len > 0 ? item + 1 : item);
}

/* Reads the session's row and the roles into k->actor. */
static enum err
ask(struct req *r, int query, struct args args, struct remembered *k)
{
    struct rows *rows;
    enum err e = db_one(r, query, args, &rows);

    if (e == ERR_NOT_FOUND)
        return ERR_UNAUTHENTICATED;
    if (e != ERR_NONE)
        return e;
    k->actor = (struct actor){
        .signed_in = true,
        .customer = strcmp(col_str(rows, 3), "customer") == 0,
        .tenant = (uint32_t)col_int(rows, 1),
        .tenant_id = col_uuid(rows, 2),
        .user_id = col_uuid(rows, 0),
        .session_id = col_uuid(rows, 4),
        .permissions = k->permissions,
        .roles = k->roles,
    };
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
by_token(struct req *r, const char *token)
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
    if (k->asked_us == 0 || clock_mono_us() - k->asked_us > REMEMBER_US) {
        k->used = false;
        e = ask(r, LQ_SESSION, ARGS(a_uuid(k->claims.session)), k);
        if (e != ERR_NONE)
            return e;
        k->asked_us = clock_mono_us();
    }
    k->used = uuid_equal(k->actor.user_id, k->claims.subject) && uuid_equal(k->actor.tenant_id, k->claims.tenant);
    if (!k->used)
        return ERR_UNAUTHENTICATED;
    r->actor = k->actor;
    return ERR_NONE;
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
    enum err e = token != NULL ? by_token(r, token) : access.cookie ? by_cookie(r) : ERR_UNAUTHENTICATED;

    if (e != ERR_UNAUTHENTICATED)
        return e;
    reply_header(r, "WWW-Authenticate", "Bearer realm=\"api\"");
    return token != NULL ? fail_as(r, e, "token_invalid", NULL,
                                   "This access token is not valid or no longer valid. Sign in again.")
                         : fail(r, e, NULL, "Send an access token in the Authorization header.");
}

enum err
auth_check(struct req *r, struct access access)
{
    if (access.kind == ACCESS_PUBLIC)
        return ERR_NONE;
    if (access.kind == ACCESS_CLOSED)
        return ERR_NOT_FOUND;
    enum err e = identify(r, access);

    if (e != ERR_NONE || access.kind == ACCESS_SIGNED_IN || actor_may(&r->actor, access.permission))
        return e;
    return fail(r, ERR_FORBIDDEN, NULL, arena_printf(r->arena, "This needs the permission %s.", access.permission));
}
