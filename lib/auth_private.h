/*
 * auth_private.h: lib-private: what auth.c asks of auth_more.c.
 */
#ifndef HF_AUTH_PRIVATE_H
#define HF_AUTH_PRIVATE_H

#include "req.h"

/* Keeps of "|a|b|" what the scopes ("a c", separated by spaces or commas) name. */
void auth_narrow(char *permissions, const char *scopes);

/* Notes that the key is in use; what fails is forgotten. */
void auth_key_used(struct req *r, const struct actor *a);

/* A superuser's tenant by the header X-Tenant, if there is one; audited once a session and tenant. ERR_FORBIDDEN (tenant_unknown). */
enum err auth_enter_tenant(struct req *r) HF_CHECK;

#endif
