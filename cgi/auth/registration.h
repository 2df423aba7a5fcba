/*
 * registration.h: new accounts: of customers and of staff, by themselves, by invitation, by an operator, by import.
 */
#ifndef HF_CGI_AUTH_REGISTRATION_H
#define HF_CGI_AUTH_REGISTRATION_H

#include "account.h"
#include "normalise.h"

/* The tenant that somebody joins, and its rules. */
struct home {
    uint32_t id; /* 0: none (a superuser) */
    struct uuid public_id;
    const char *name, *slug;
    bool open; /* customers may join by themselves */
    struct password_rules rules;
    enum phone_rule phones;
};

/* By slug; NULL: HF_DEFAULT_TENANT, else the only one there is. ERR_INVALID at field for an unknown or suspended one. */
enum err home_find(struct req *r, const char *slug, const char *field, struct home *ret) HF_CHECK;

/* A new tenant with settings, roles and permissions of the presets, in the current transaction. slug NULL: made of the name.
   ERR_CONFLICT (field slug): another has it. */
enum err home_create(struct req *r, const char *name, const char *slug, struct home *ret) HF_CHECK;

struct newcomer;

struct registration {
    const struct home *home;
    bool customer;
    const char *role;                     /* its first role; NULL: none */
    const char *username, *email, *phone; /* NULL: none; at least one is needed */
    const char *password;                 /* as typed, or NULL with hash */
    const char *hash;                     /* an older system's, kept as it is; no rule is asked */
    const char *first_name, *last_name;   /* NULL: "" */
    const char *company;                  /* NULL: "" */
    bool need_email;
    bool by_email;  /* signs in by address alone: where that is somebody's user name, its own is its id */
    bool verified;  /* the address is known to be theirs: no mail */
    bool quiet;     /* no mail, even when it is not */
    bool superuser; /* home->id is 0 then */

    /* Something to write before it in the same transaction; ctx is the caller's of register_and_tell. NULL: nothing. */
    enum err (*before)(struct req *r, struct newcomer *n, void *ctx);

    /* Names of the fields in the caller's form, for faults; NULL: "username", "email", "phone", "password". */
    const char *username_field, *email_field, *phone_field, *password_field;
};

/* A registration whose texts are checked and in the forms that are kept. */
struct newcomer {
    const struct registration *from;
    struct account account; /* id, texts; password is the hash */
    const char *username_key, *email_key;
};

/* Checks everything that needs no database. ERR_INVALID with all faults at once. *in lives as long as *ret. */
enum err newcomer_check(struct req *r, const struct registration *in, struct newcomer *ret) HF_CHECK;

/* Hashes the password: slow, so outside a transaction. Not for one with a hash. */
enum err newcomer_hash(struct req *r, struct newcomer *n) HF_CHECK;

/* Writes it, its role, proof and mail of its address, audit row; in the current transaction. ERR_CONFLICT at the fields that
   somebody else has. */
enum err newcomer_write(struct req *r, struct newcomer *n) HF_CHECK;

/* After newcomer_write: what is in the way, when another was quicker; outside a transaction. Gives an error in any case. */
enum err newcomer_taken(struct req *r, struct newcomer *n) HF_CHECK;

/*
 * All of it, for an endpoint that is `outside`: the limit of registrations, checks, hash, one transaction with the idempotency
 * key of the request. ERR_REPLAYED: return it. tell (may be NULL) writes the answer within the transaction, once.
 */
typedef enum err registration_tell(struct req *r, const struct account *a, void *ctx);
enum err register_account(struct req *r, const struct registration *in, struct account *ret) HF_CHECK;
enum err register_and_tell(struct req *r, const struct registration *in, registration_tell *tell, void *ctx,
                           struct account *ret) HF_CHECK;

/* NULL for a tenant's short name. */
const char *is_slug(const char *s);
/* NULL when there is no control character, else a sentence. For .check of fields. */
const char *is_one_line(const char *value);
/* NULL for a user name of letters, digits and . _ - + @ in any script; no blanks. */
const char *is_username(const char *value);

#endif
