/*
 * chat.h: live events. Others write outbox rows in the transaction of a change; `holdfast-chat --jobs` moves them into the
 * log of events and tells nginx, which tells the pages. What a page hears is a hint; the log is the truth.
 */
#ifndef HF_CGI_CHAT_CHAT_H
#define HF_CGI_CHAT_CHAT_H

#include <stdint.h>

#include "db.h"
#include "err.h"
#include "req.h"
#include "route.h"
#include "uuid.h"

enum query_number {
    Q_OUTBOX_WAITING,
    Q_OUTBOX_BATCH,
    Q_OUTBOX_TAKE,
    Q_EVENT_INSERT,
    Q_EVENT_NEWEST,
    Q_EVENT_BATCH,
    Q_EVENT_PRUNE,
    Q_EVENT_LOG,
    QUERY_COUNT
};
extern const struct query chat_queries[QUERY_COUNT];

/* nchan channels: named by a keyed hash, so that nobody can guess one. */
#define CHANNEL_TEXT 33
void channel_of_user(uint32_t tenant, struct uuid user, char ret_channel[CHANNEL_TEXT]);
void channel_of_tenant(uint32_t tenant, char ret_channel[CHANNEL_TEXT]);

/* Publishes a message to a channel through nginx's socket; touches the network, 1 s at most. ERR_UNAVAILABLE.
   message NULL: closes the streams that listen to the channel. */
enum err publish(const char *channel, const char *message) HF_CHECK;

/* Moves what waits in the outbox, publishes it, now and then forgets old events. In the job runner. */
enum err deliver(struct req *r);

extern const struct endpoint stream_endpoint, log_endpoint;

#endif
