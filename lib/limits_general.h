/*
 * limits_general.h: lib-private: the limits of all requests (HF_RATE_LIMITS): HF_ANONYMOUS_LIMIT an hour and network,
 * HF_USER_LIMIT an hour and person. A worker holds counts for up to one second and writes them outside the request's
 * transaction; near the quota it asks the table more often, so that several workers together let through hardly more.
 */
#ifndef HF_LIMITS_GENERAL_H
#define HF_LIMITS_GENERAL_H

#include "req.h"

/* Counts the request for its actor, or for its network without one. ERR_RATE_LIMITED. A database that does not answer lets
   requests pass. Notes the headers of the reply. */
enum err limits_general(struct req *r) HF_CHECK;

/* Writes held counts that are a second old, or (all) every one. After the reply, when idle, at the end. */
void limits_flush(struct req *r, bool all);

bool limits_held(void);

#endif
