/*
 * auth_private.h: lib-private: what auth.c asks of auth_more.c.
 */
#ifndef HF_AUTH_PRIVATE_H
#define HF_AUTH_PRIVATE_H

#include "db.h"
#include "req.h"

/* Keeps of "|a|b|" what the scopes ("a c", separated by spaces or commas) name. */
void auth_narrow(char *permissions, const char *scopes);

/* One statement in a transaction of its own, which a GET needs to write. */
enum err auth_write_alone(struct req *r, int query, struct args args) HF_CHECK;

/* Notes that the key is in use; what fails is forgotten. */
void auth_key_used(struct req *r, const struct actor *a);

/* A token that none of our keys signed is noted in the audit of whom it claims to be of, once an hour and network, and FORGED_HOURLY
   times an hour and tenant at most, so that nobody can fill it. What fails is forgotten. */
#define FORGED_HOURLY 32
void auth_note_forged(struct req *r, struct uuid claimed);

/* A superuser's tenant by the header X-Tenant, if there is one; audited once a session and tenant. ERR_FORBIDDEN (tenant_unknown). */
enum err auth_enter_tenant(struct req *r) HF_CHECK;

#endif
