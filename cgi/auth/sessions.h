/*
 * sessions.h: ending sessions.
 */
#ifndef HF_CGI_AUTH_SESSIONS_H
#define HF_CGI_AUTH_SESSIONS_H

#include "account.h"

/* Ends all sessions of the account but keep (nil: none), in the current transaction. ret_count may be NULL. */
enum err
sessions_end(struct req *r, const struct account *a, struct uuid keep, const char *why, uint64_t *ret_count) HF_CHECK;

#endif
