/*
 * auth.h: who is asking. serve() fills req->actor from the bearer token (or, on routes that say so, the refresh
 * cookie) before the handler runs.
 */
#ifndef HF_AUTH_H
#define HF_AUTH_H

#include <stdbool.h>
#include <stdint.h>

#include "err.h"
#include "uuid.h"

struct req;

#define ACTOR_MAX_PERMISSIONS 64

struct actor {
    bool signed_in;
    bool customer;         /* the person is a customer, not staff */
    bool superuser;        /* an operator of the system: of no tenant, names one by X-Tenant, may everything there */
    bool setup_only;       /* a role needs a second factor, and there is none yet */
    uint32_t tenant;       /* internal number, 0 for none; bound as :tenant */
    struct uuid tenant_id; /* public id */
    struct uuid user_id;
    struct uuid session_id;  /* nil for a key */
    struct uuid key_id;      /* of the key for programs that was sent; nil: a person's sign-in */
    const char *permissions; /* "|customers:read|reports:read|" in order of names, lives as long as the request */
    const char *roles;       /* "|admin|", likewise */
};

enum access_kind {
    ACCESS_CLOSED = 0,
    ACCESS_PUBLIC,
    ACCESS_SIGNED_IN,
    ACCESS_STAFF,    /* signed in, not a customer */
    ACCESS_CUSTOMER, /* signed in, a customer */
    ACCESS_MAY,
    ACCESS_SUPERUSER
};

struct access {
    enum access_kind kind;
    const char *permission;
    bool cookie; /* the refresh cookie will do (same-origin, Sec-Fetch-Site checked): event stream and downloads */
    bool setup;  /* also for those who still have to set up the second factor that a role of theirs needs */
    bool fresh;  /* what was remembered of the session will not do: a stream outlives that second */
};

#define PUBLIC                                                                                                         \
    {                                                                                                                  \
        ACCESS_PUBLIC, NULL, false                                                                                     \
    }
#define SIGNED_IN                                                                                                      \
    {                                                                                                                  \
        ACCESS_SIGNED_IN, NULL, false                                                                                  \
    }
#define STAFF_ONLY                                                                                                     \
    {                                                                                                                  \
        ACCESS_STAFF, NULL, false                                                                                      \
    }
#define CUSTOMERS_ONLY                                                                                                 \
    {                                                                                                                  \
        ACCESS_CUSTOMER, NULL, false                                                                                   \
    }
#define MAY(permission)                                                                                                \
    {                                                                                                                  \
        ACCESS_MAY, (permission), false                                                                                \
    }
#define SIGNED_IN_FOR_SETUP                                                                                            \
    {                                                                                                                  \
        ACCESS_SIGNED_IN, NULL, false, true                                                                            \
    }
#define LEAVING_BY_COOKIE                                                                                              \
    {                                                                                                                  \
        ACCESS_SIGNED_IN, NULL, true, true                                                                             \
    }
#define SUPERUSER                                                                                                      \
    {                                                                                                                  \
        ACCESS_SUPERUSER, NULL, false                                                                                  \
    }
#define SIGNED_IN_BY_COOKIE                                                                                            \
    {                                                                                                                  \
        ACCESS_SIGNED_IN, NULL, true                                                                                   \
    }
#define LISTENING_BY_COOKIE                                                                                            \
    {                                                                                                                  \
        ACCESS_SIGNED_IN, NULL, true, false, true                                                                      \
    }
#define MAY_BY_COOKIE(permission)                                                                                      \
    {                                                                                                                  \
        ACCESS_MAY, (permission), true                                                                                 \
    }

bool actor_may(const struct actor *a, const char *permission);
bool actor_has_role(const struct actor *a, const char *role);

/*
 * Fills the actor from the request's credentials as the route's access asks; ERR_UNAUTHENTICATED or ERR_FORBIDDEN.
 * A verified token and what its session row said are remembered for one second per worker.
 *
 * A key for programs (hf_<prefix>_<secret>, api_keys) comes as a bearer token too. It may what its owner may and its scopes
 * name: permissions, separated by spaces. Where no permission is asked (SIGNED_IN, STAFF_ONLY, CUSTOMERS_ONLY) it may only GET, with
 * self:read.
 *
 * A superuser names a tenant by the header X-Tenant (slug or public id); then actor.tenant is that one. The first time a session
 * enters a tenant, an audit row of that tenant (tenant.entered) says so. For others the header means nothing.
 */
enum err auth_check(struct req *r, struct access access) HF_CHECK;

/* ERR_FORBIDDEN (step_up_required) unless the session's person has said the password or a code of the second factor again
   within ten minutes. Asks the database. */
enum err auth_stepped_up(struct req *r) HF_CHECK;

/* The refresh cookie's name: "__Host-hf-<deployment>" on https, "hf-<deployment>" else. Its value is the refresh token;
   sessions keep the SHA-256 of that text. */
const char *auth_cookie_name(void);

/* Whether a request that brings a cookie comes from our own pages: Sec-Fetch-Site, else Origin, must say so. */
bool auth_same_origin(const struct req *r);

#endif
