/*
 * account.h: what the files of the auth domain share: its statements, accounts, sessions, refresh tokens, counters.
 */
#ifndef HF_CGI_AUTH_ACCOUNT_H
#define HF_CGI_AUTH_ACCOUNT_H

#include <stdbool.h>
#include <stdint.h>

#include "compat.h"
#include "crypt.h"
#include "db.h"
#include "err.h"
#include "req.h"
#include "route.h"
#include "uuid.h"

enum query_number {
    Q_ACCOUNT_BY_NAME,
    Q_ACCOUNT_BY_EMAIL,
    Q_ACCOUNT_BY_ID,
    Q_ACCOUNT_ROLES,
    Q_ACCOUNT_PERMISSIONS,
    Q_ACCOUNT_SIGNED_IN,
    Q_ACCOUNT_REHASH,
    Q_AUDIT_ADD,
    Q_COUNT_UP,
    Q_COUNT_READ,
    Q_COUNT_CLEAR,
    Q_COUNT_DOWN,
    Q_COUNT_PRUNE,
    Q_SESSION_INSERT,
    Q_SESSION_LOCK,
    Q_SESSION_ROTATE,
    Q_SESSION_CONFIRM,
    Q_SESSION_USED,
    Q_SESSION_REVOKE,
    Q_SESSION_EVENT,
    Q_KEY_INSERT,
    Q_KEY_RETIRE_OTHERS,
    Q_KEYS,
    Q_DEMO_EXISTS,
    Q_SCHEMA_VERSION,
    Q_MEMBER_SINCE,
    QUERY_COUNT
};
extern const struct query auth_queries[QUERY_COUNT];

/* A person who may sign in. Strings live as long as the request. */
struct account {
    struct uuid id;
    uint32_t tenant; /* 0: a superuser's */
    struct uuid tenant_id;
    const char *tenant_name, *currency;
    const char *username, *email, *name, *phone;
    const char *password; /* hash; NULL: there is no such account */
    bool active;          /* the account and its tenant are */
    bool customer;
};

/* The account that identifier (a user name, e-mail address or phone number, not yet normalised) names. Found or not takes
   the same statements; without one, ret->password is NULL. email_only: as an e-mail address. */
enum err account_find(struct req *r, const char *identifier, bool email_only, struct account *ret) HF_CHECK;
enum err account_by_id(struct req *r, struct uuid id, struct account *ret) HF_CHECK; /* ERR_NOT_FOUND */

/* Writes the account's members (account_shape) into the open object. */
enum err account_out(struct req *r, const struct account *a) HF_CHECK;
extern const struct shape account_shape[];

/* The first of the account's roles by name, "" for none. */
enum err account_role(struct req *r, const struct account *a, const char **ret_role) HF_CHECK;

/* Trimmed, full-width letters made plain, lower case. From the arena. */
const char *identifier_key(struct req *r, const char *text);

/* Digits and a leading + of what looks like a phone number, else "". From the arena. */
const char *identifier_phone(struct req *r, const char *text);

/* An audit row of a sign-in event, for which the request itself has no actor yet. */
enum err audit_event(struct req *r, const struct account *a, const char *action, const char *object,
                     const char *object_id, const char *detail_json) HF_CHECK;

/* Failed sign-ins, counted in the database per account and per network in windows of an hour. An attempt is counted before
   the password is looked at, so that many at once count as many; success takes its count back. */
struct attempt {
    uint8_t account[16], network[16]; /* keyed hashes */
    int64_t window_s;                 /* start of the window, seconds since 1970; 0: limits are off */
};
enum err attempt_begin(struct req *r, const struct account *a, const char *identifier,
                       struct attempt *ret) HF_CHECK; /* ERR_RATE_LIMITED */
enum err attempt_forgive(struct req *r, const struct attempt *t) HF_CHECK;

/* Refresh tokens: 64 bytes as base64url: session id, 32 bytes that nobody can guess, and a MAC of ours, so that any token
   once made here is known as such even when the session has moved on. */
#define TOKEN_TEXT 88
struct token {
    uint8_t b[64];
};
struct token token_new(struct uuid session);
/* The token that follows t. seed: the client's Idempotency-Key, so that the same request gives the same successor. */
struct token token_next(const struct token *t, const char *seed);
bool token_parse(const char *text, struct token *ret); /* false: not made by this deployment */
void token_text(const struct token *t, char ret_text[TOKEN_TEXT]);
struct uuid token_session(const struct token *t);
struct sha256 token_hash(const struct token *t); /* of its text, as kept in sessions */

/* The browser's side. */
enum err browser_refuse_foreign(struct req *r) HF_CHECK; /* ERR_FORBIDDEN for a request that another site's page sent */
bool browser_is_ours(const struct req *r);               /* a page of ours: the refresh token goes into the cookie */
void browser_set_cookie(struct req *r, const char *token); /* NULL: clears it */

/* Sign-in. */
enum client { CLIENT_API, CLIENT_WEB, CLIENT_COMPAT };
struct lifetimes {
    int64_t access_s, refresh_s;
};
struct credentials {
    const char *identifier, *password;
    bool email_only;
    bool customers_only;
    enum client client;
    struct lifetimes last;
};
struct grant {
    struct account account;
    struct uuid session;
    struct token token;
};
/* Checks credentials and opens a session; in transactions of its own. ERR_UNAUTHENTICATED (invalid_credentials) with the same
   answer after the same time for an unknown, inactive or mistyped account; ERR_RATE_LIMITED. */
enum err sign_in(struct req *r, const struct credentials *c, struct grant *ret) HF_CHECK;

/* Writes access_token, token_type, expires_in and refresh_token (NULL: null). */
enum err
grant_out(struct req *r, const struct account *a, struct uuid session, int64_t access_s, const char *refresh) HF_CHECK;
extern const struct shape grant_shape[];

/* Ends a session, in the current transaction; streams that its user has open are closed, and open again if they may. */
enum err session_end(struct req *r, uint32_t tenant, struct uuid user, struct uuid session, const char *why) HF_CHECK;

/* Start of each process: keys, and what production refuses. */
enum err auth_start(struct req *r);

/* The key that signs. A process that began without a database makes up for its start here. */
enum err auth_key(struct req *r, const struct signing_key **ret_key, const char **ret_kid) HF_CHECK;

extern const struct endpoint login_endpoint, refresh_endpoint, logout_endpoint, me_endpoint, jwks_endpoint;
extern const struct endpoint healthz_endpoint, readyz_endpoint, metrics_endpoint;
extern const struct endpoint login_by_email_endpoint, login_customer_endpoint, profile_endpoint;
extern const struct compat auth_compat[];

#endif
