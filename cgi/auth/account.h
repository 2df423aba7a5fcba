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
#include "password.h"
#include "password_rules.h"
#include "req.h"
#include "route.h"
#include "uuid.h"

enum query_number {
    Q_ACCOUNT_BY_NAME,
    Q_ACCOUNT_BY_EMAIL,
    Q_ACCOUNT_BY_ID,
    Q_ACCOUNT_ROLES,
    Q_ACCOUNT_RIGHTS,
    Q_ACCOUNT_SIGNED_IN,
    Q_ACCOUNT_REHASH,
    Q_AUDIT_ADD,
    Q_COUNT_UP,
    Q_COUNT_READ,
    Q_COUNT_FORGIVE,
    Q_COUNT_PRUNE,
    Q_SESSION_INSERT,
    Q_DEVICE_NEW,
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
    Q_NETWORK_KNOWN,
    Q_SCHEMA_VERSION,
    Q_ACCOUNT_LOCK,
    Q_ACCOUNT_INSERT,
    Q_ACCOUNT_ROLE_ADD,
    Q_ACCOUNT_TAKEN,
    Q_ACCOUNT_SAME,
    Q_ACCOUNT_INACTIVE,
    Q_ACCOUNT_VERIFIED,
    Q_ACCOUNT_PASSWORD,
    Q_ACCOUNT_STEPPED_UP,
    Q_SESSIONS_END,
    Q_SESSIONS_MINE,
    Q_SESSION_END_MINE,
    Q_TENANT_BY_SLUG,
    Q_TENANT_ONLY,
    Q_TENANT_INSERT,
    Q_TENANT_BY_PUBLIC_ID,
    Q_TENANT_SETTINGS_ADD,
    Q_TENANT_ROLES_ADD,
    Q_TENANT_PERMISSIONS_ADD,
    Q_PROOF_LATELY,
    Q_PROOF_INSERT,
    Q_PROOF_BY_TOKEN,
    Q_PROOF_NEWEST,
    Q_PROOF_TRY,
    Q_PROOF_USE,
    Q_PROOF_EXCHANGE,
    Q_PROOFS_VOID,
    Q_PROFILE,
    Q_PROFILE_HOT,
    Q_PROFILE_HOT_CUSTOMER,
    Q_FACTOR_TELL,
    Q_HOME_TELL,
    Q_PROFILE_UPDATE,
    Q_PICTURE_OWN,
    Q_RECORD_CONSENT,
    Q_RECORD_FOLLOW,
    Q_FACTOR_LOCK,
    Q_FACTOR_SETUP,
    Q_FACTOR_CONFIRM,
    Q_FACTOR_STEP,
    Q_FACTOR_DELETE,
    Q_FACTOR_STATUS,
    Q_RECOVERY_INSERT,
    Q_RECOVERY_USE,
    Q_RECOVERY_DELETE,
    Q_CHALLENGE_INSERT,
    Q_CHALLENGE_TRY,
    Q_CHALLENGE,
    Q_CHALLENGE_DELETE,
    Q_CHALLENGE_PRUNE,
    Q_API_KEYS,
    Q_API_KEYS_COUNT,
    Q_API_KEY_INSERT,
    Q_API_KEYS_REVOKE,
    Q_API_KEY_REVOKE,
    /* Clients of older systems. */
    Q_OLD_PERSON,
    Q_OLD_ROLES,
    Q_OLD_STAFF_NUMBERS,
    Q_OLD_STAFF_NUMBERS_TAKEN,
    Q_OLD_CHANNELS,
    Q_OLD_SESSION_LOCK,
    Q_OLD_SESSION_RENEW,
    /* Administration. */
    Q_USERS,
    Q_COLLEAGUES,
    Q_USER,
    Q_USER_LOCK,
    Q_USER_CHANGE,
    Q_USER_PERMISSIONS,
    Q_USER_WHY,
    Q_USER_SESSIONS_END,
    Q_USER_ROLES_CLEAR,
    Q_USER_ROLE_ADD,
    Q_ADMIN_LOCK,
    Q_ADMINS_BESIDES,
    Q_ROLES,
    Q_ROLE,
    Q_ROLE_LOCK,
    Q_ROLE_COUNT,
    Q_ROLE_SHARE,
    Q_ROLE_STREAMS_CLOSE,
    Q_ROLE_PERMISSIONS,
    Q_ROLE_INSERT,
    Q_ROLE_CHANGE,
    Q_ROLE_DELETE,
    Q_ROLE_PERMISSION_ADD,
    Q_ROLE_PERMISSION_DROP,
    Q_PERMISSIONS,
    Q_PERMISSION_EXISTS,
    Q_INVITATIONS,
    Q_INVITATION,
    Q_INVITATION_INSERT,
    Q_INVITATION_REVOKE,
    Q_INVITATION_OPEN,
    Q_INVITATION_REPLACE,
    Q_INVITATIONS_OF_LATE,
    Q_INVITATION_MEMBER,
    Q_INVITATION_BY_TOKEN,
    Q_INVITATION_LOCK,
    Q_INVITATION_ACCEPT,
    Q_INVITER_LACKS,
    Q_INVITED_ROLE,
    Q_AUDIT_LIST,
    Q_SETTINGS,
    Q_SETTINGS_LOCK,
    Q_SETTINGS_CHANGE,
    Q_TENANT_RENAME,
    Q_ACTIVE_DATASET,
    Q_TENANTS,
    Q_TENANT_BY_ID,
    Q_TENANT_STATE,
    Q_TENANT_STREAMS_CLOSE,
    Q_TENANT_CURRENCY,
    Q_VERIFY_TENANTS,
    Q_VERIFY_ROWS,
    Q_VERIFY_END,
    QUERY_COUNT
};
extern const struct query auth_queries[QUERY_COUNT];

/* A person who may sign in. Strings live as long as the request. */
struct account {
    struct uuid id;
    uint32_t tenant; /* 0: a superuser's */
    struct uuid tenant_id;
    const char *tenant_name, *currency, *brand_name, *brand_color;
    const char *username, *email, *name, *phone;
    const char *password; /* hash; NULL: there is no such account */
    bool active;          /* the account and its tenant are */
    bool customer;
    const char *first_name, *last_name;
    bool verified;
    bool has_factor; /* a confirmed second factor */
    struct uuid picture;
    /* What the tenant asks for. */
    struct password_rules rules;
    int64_t access_s, refresh_s; /* lifetimes; 0: the deployment's */
};

/* The account that identifier (a user name, e-mail address or phone number, not yet normalised) names. Found or not takes
   the same statements; without one, ret->password is NULL. email_only: as an e-mail address. */
enum err account_find(struct req *r, const char *identifier, bool email_only, struct account *ret) HF_CHECK;
enum err account_by_id(struct req *r, struct uuid id, struct account *ret) HF_CHECK; /* ERR_NOT_FOUND */

/* The account of a row whose first columns are those of Q_ACCOUNT_BY_ID. */
void account_read(const struct rows *row, struct account *ret);

/* Writes the account's members (account_shape) into the open object. */
enum err account_out(struct req *r, const struct account *a) HF_CHECK;
/* The same of the account that asks, whose roles and permissions are known already: no statement. */
void account_out_self(struct req *r, const struct account *a);
extern const struct shape account_shape[], account_tenant_shape[];

/* The first of the account's roles by name, "" for none. */
enum err account_role(struct req *r, const struct account *a, const char **ret_role) HF_CHECK;

/* normalise_key of what may be no text at all. From the arena. */
const char *identifier_key(struct req *r, const char *text);

/* Digits and a leading + of what looks like a phone number, else "". From the arena. */
const char *identifier_phone(struct req *r, const char *text);

/* Whose password it is to be, for the rule of similarity. */
struct password_person account_person(const struct account *a);

/* Who is meant, for the audit: the account's id, or of a name that nobody has only a keyed hash. From the arena. */
const char *account_subject(struct req *r, const struct account *a, const char *identifier);

/* A mail to the account's address, in the name of its tenant. Without an address: nothing. */
enum err account_mail(struct req *r, const struct account *a, const char *template, const char *params) HF_CHECK;

/* Runs step in a transaction, again when the database asks for it. Nothing may be written to the reply before the end of step
   unless step copes with a repetition. */
typedef enum err transact_step(struct req *r, void *ctx);
enum err transact(struct req *r, transact_step *step, void *ctx) HF_CHECK;

/* ERR_FORBIDDEN for a program's key: only a person who signed in may do this. */
enum err need_session(struct req *r) HF_CHECK;

/* Waits until a fixed time after the request began, so that the answer's time tells nothing. */
void settle(const struct req *r);

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
/* In a transaction it is the first statement: after one that reads, what others from the same network changed meanwhile is a conflict. */
enum err attempt_forgive(struct req *r, const struct attempt *t) HF_CHECK;

/* The password of the account, counted as a sign-in is: ERR_INVALID with wrong_password at field; ERR_RATE_LIMITED. */
enum err password_confirm(struct req *r, const struct account *a, const char *field, const char *password) HF_CHECK;

/* Refresh tokens: 64 bytes as base64url: session id, 32 bytes that nobody can guess, and a MAC of ours, so that any token
   once made here is known as such even when the session has moved on. */
#define TOKEN_TEXT 88
struct token {
    uint8_t b[64];
};
/*
 * Families of them. A token's MAC says which it is of, so it is good in its own place only:
 * rotated: each use gives a successor, a second use ends the session; steady: stays the same (VigilPay's clients keep their
 * first); lenient: each use gives a successor and the old one lives on to its own end (Afro-Caribbean's clients).
 */
enum token_kind { TOKEN_ROTATED, TOKEN_STEADY, TOKEN_LENIENT };
struct token token_new(struct uuid session); /* rotated */
struct token token_new_of(enum token_kind kind, struct uuid session);
bool token_parse_of(enum token_kind kind, const char *text, struct token *ret);
int64_t token_issued_s(const struct token *t); /* of a lenient one: seconds since 1970 */
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
    enum token_kind kind;
    struct lifetimes last; /* zeros: the tenant's, else the deployment's */
};
struct grant {
    struct account account;
    struct lifetimes last;
    struct uuid session;
    struct token token;
};
/* Checks credentials and opens a session; in transactions of its own. ERR_UNAUTHENTICATED (invalid_credentials) with the same
   answer after the same time for an unknown, inactive or mistyped account; ERR_RATE_LIMITED. */
enum err sign_in(struct req *r, const struct credentials *c, struct grant *ret) HF_CHECK;

/* The rest of a sign-in, after all that was asked for was right, in two parts: what is written may be part of a transaction with more
   in it. rehash: c->password is there and its hash is too weak. */
struct opening {
    enum client client;
    char fresh_hash[PASSWORD_HASH_BYTES]; /* "": the old one stays */
    struct grant grant;
};
void session_prepare(const struct credentials *c, const struct account *a, bool rehash, struct opening *ret);
enum err session_write(struct req *r, struct opening *o) HF_CHECK;

/* A sign-in that waits for the second factor: fails with second_factor_required and a challenge. */
enum err challenge_begin(struct req *r, const struct credentials *c, const struct account *a) HF_CHECK;

/* Writes access_token, token_type, expires_in and refresh_token (NULL: null). */
enum err
grant_out(struct req *r, const struct account *a, struct uuid session, int64_t access_s, const char *refresh) HF_CHECK;
extern const struct shape grant_shape[];

/* What clients of the older system that asks know the account by, NULL for others. */
enum err old_user_id(struct req *r, const struct account *a, const char **ret_id) HF_CHECK;

/* The whole answer to a sign-in; web: the refresh token goes into the cookie. */
enum err grant_reply(struct req *r, const struct grant *g, bool web) HF_CHECK;

/* The whole answer to a rotated refresh token that a client sent; access_s 0: the tenant's lifetime, else the deployment's.
   ERR_UNAUTHENTICATED (refresh_token_invalid), ERR_CONFLICT (refresh_token_used). */
enum err refresh_exchange(struct req *r, const char *text, int64_t access_s) HF_CHECK;

/* Ends a session, in the current transaction; streams that its user has open are closed, and open again if they may. */
enum err session_end(struct req *r, uint32_t tenant, struct uuid user, struct uuid session, const char *why) HF_CHECK;

/* The command --verify-audit; argv as main got it. Returns the exit status: 1 when the audit is not what was sealed. */
int verify_audit(const struct app *app, int argc, char **argv);

/* Start of each process: keys, and what production refuses. */
enum err auth_start(struct req *r);

/* The key that signs. A process that began without a database makes up for its start here. */
enum err auth_key(struct req *r, const struct signing_key **ret_key, const char **ret_kid) HF_CHECK;

extern const struct endpoint login_endpoint, refresh_endpoint, logout_endpoint, me_endpoint, jwks_endpoint;
extern const struct endpoint healthz_endpoint, readyz_endpoint, metrics_endpoint;
extern const struct endpoint register_endpoint, register_business_endpoint, register_open_endpoint;
extern const struct endpoint verify_email_endpoint, verify_otp_endpoint, resend_endpoint;
extern const struct endpoint forgot_password_endpoint, reset_password_endpoint, change_password_endpoint;
extern const struct endpoint me_change_endpoint, me_change_flat_endpoint, sessions_endpoint, session_end_endpoint,
    sessions_end_endpoint;
extern const struct endpoint api_keys_endpoint, api_key_create_endpoint, api_key_revoke_endpoint;
extern const struct endpoint factor_status_endpoint, factor_setup_endpoint, factor_confirm_endpoint;
extern const struct endpoint factor_remove_endpoint, factor_recovery_endpoint, login_second_factor_endpoint;
extern const struct endpoint step_up_endpoint;
extern const struct compat auth_compat[];

#endif
