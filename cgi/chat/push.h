/*
 * push.h: what is told to people's browsers while no page of ours is open (RFC 8030). A row of push_queue is written with its note; one
 * process of the job runner sends it.
 *
 * The address of a subscription comes from a browser, so from a stranger: it is reached by https on a public address alone, whatever its
 * name means at that moment, and is never followed elsewhere. A row is claimed by moving its next_at beyond the time that sending may take.
 * Failures wait 4 s, 8 s and so on, or as long as the service says; after eight, or a day, the row is given up. A service that does not
 * know the browser any more (404, 410) ends the subscription.
 */
#ifndef HF_CGI_CHAT_PUSH_H
#define HF_CGI_CHAT_PUSH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"
#include "webpush.h"

struct req;
struct sockaddr;

/* The pair of keys that push services know us by; NULL: no memory. Static. */
const struct push_key *push_own_key(void);

/* p256dh and auth of a subscription. False: they are none. */
bool push_browser_read(const char *p256dh, const char *auth, struct push_browser *ret);

/* Whether an address is one of the public Internet (RFC 6890). */
bool push_address_public(const struct sockaddr *address);

/* What became of it: told, later again (when the service says so: after wait_s), this browser is gone, or never. */
enum push_end { PUSH_DONE, PUSH_LATER, PUSH_GONE, PUSH_NEVER };

struct push {
    const char *endpoint, *text;
    struct push_browser to;
    const char *topic; /* 32 letters and digits: of several the last one counts */
    int64_t keep_s;    /* how long the service shall keep it */
};
enum push_end push_send(struct req *r, const struct push *p, int64_t *ret_wait_s, const char **ret_why);

/* Helper of the job runner: sends what is due. */
enum err pushes_deliver(struct req *r);

#endif
