/*
 * chat.h: live events, mail, and the seal of the audit. Others write outbox rows in the transaction of a change; `holdfast-chat --jobs` moves them into the
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
    Q_EVENT_ENDED,
    Q_CHANNEL_NOW,
    Q_CHANNEL_OF,
    Q_CHANNEL_NEXT,
    Q_EVENT_PRUNE,
    Q_EVENT_LOG,
    Q_MAIL_DUE,
    Q_MAIL_CLAIM,
    Q_MAIL_SENT,
    Q_MAIL_DEAD,
    Q_MAIL_AGAIN,
    Q_MAIL_PRUNE,
    Q_MAILS_QUEUED,
    Q_MAILS_DEAD,
    Q_MAILS,
    Q_SEAL_TENANTS,
    Q_SEAL_WAITING,
    Q_SEAL_HEAD_ADD,
    Q_SEAL_HEAD,
    Q_SEAL_HEAD_SET,
    Q_SEAL_ROWS,
    Q_SEAL_SET,
    Q_TENANT_BY_SLUG,
    Q_TENANT_ONLY,
    Q_SESSION_TOUCH,
    Q_SESSION_UP,
    Q_SESSION_LOCK,
    Q_SESSION_EXISTS,
    Q_SESSION_CONTACT,
    Q_SESSION_COMPLETED,
    Q_SESSION_PREVIEW,
    Q_SESSIONS,
    Q_SESSION,
    Q_SESSION_READ,
    Q_SESSION_UNREAD,
    Q_SESSIONS_UNREAD,
    Q_MESSAGE_INSERT,
    Q_MESSAGE_BY_ID,
    Q_MESSAGE_LOCK,
    Q_MESSAGE_CORRECT,
    Q_MESSAGE_REMOVE,
    Q_MESSAGE_KEEP,
    Q_MESSAGE_EDITS,
    Q_MESSAGES_AFTER,
    Q_MESSAGES_BEFORE,
    Q_MESSAGES_FOUND,
    Q_CUSTOMER_ADD,
    Q_CUSTOMER_CONTACT,
    Q_CUSTOMER_LEAD,
    Q_STAGE_FIRST,
    Q_ASSIGNMENT_NOBODY,
    Q_EXTRACTION_WAITS,
    Q_EXTRACT_LINES,
    Q_EXTRACT_DONE,
    Q_EXTRACT_TROUBLE,
    Q_EXTRACT_FAILED,
    Q_VALUES_FORGET,
    Q_VALUE_ADD,
    Q_VALUES,
    Q_VALUE_DECIDE,
    Q_CONTEXT,
    Q_AI_COUNT,
    Q_CHAT_SETTINGS,
    Q_CHAT_SETTINGS_ADD,
    Q_CHAT_SETTINGS_LOCK,
    Q_CHAT_SETTINGS_CHANGE,
    Q_TENANT_SHOWN,
    Q_EXTRACTION_SCHEMA,
    Q_EXTRACTION_SCHEMAS,
    Q_EXTRACTION_SCHEMA_PUT,
    Q_EXTRACTION_SCHEMA_VERSION,
    Q_MESSAGES_STAND,
    Q_PRESENCE,
    Q_PRESENCE_MINE,
    Q_PRESENCE_PUT,
    Q_PRESENCE_END,
    Q_PRESENCE_PRUNE,
    Q_PUSH_LIST,
    Q_PUSH_ADD,
    Q_PUSH_FORGET,
    Q_PUSH_BY_HASH,
    Q_PUSH_REMOVE,
    Q_PUSH_COUNT,
    Q_PUSH_QUEUE,
    Q_PUSH_DUE,
    Q_PUSH_CLAIM,
    Q_PUSH_END,
    Q_PUSH_AGAIN,
    Q_PUSH_GONE,
    Q_PUSH_PRUNE,
    Q_NOTE_SEEN,
    Q_NOTE,
    Q_NOTES_INBOX,
    Q_NOTES_SENT,
    Q_NOTES_THREAD,
    Q_NOTE_READERS,
    Q_NOTES_UNREAD,
    Q_NOTE_ADD,
    Q_NOTE_ROLE_ADD,
    Q_NOTE_MENTION_ADD,
    Q_NOTE_EVENTS,
    Q_NOTE_READ_ADD,
    Q_NOTE_READ_ANY,
    Q_NOTE_ROLES,
    QUERY_COUNT
};
extern const struct query chat_queries[QUERY_COUNT];

/* nchan channels: named by a keyed hash, so that nobody can guess one. A person has one after the other: see live_channels in sql/. */
#define CHANNEL_TEXT 33
void channel_of_user(uint32_t tenant, struct uuid user, int64_t generation, char ret_channel[CHANNEL_TEXT]);
void channel_of_tenant(uint32_t tenant, char ret_channel[CHANNEL_TEXT]);
void channel_of_chats(uint32_t tenant, char ret_channel[CHANNEL_TEXT]); /* who may read conversations */
void channel_of_session(uint32_t tenant, const char *session, char ret_channel[CHANNEL_TEXT]); /* its visitor */

/* Types of a tenant's events that are for those who may read conversations: SQL, and the same for one type. */
#define CHAT_TYPES "('message', 'context')"
bool is_chat_type(const char *type);

/* Publishes a message to a channel through nginx's socket; touches the network, 1 s at most. ERR_UNAVAILABLE.
   message NULL: closes the streams that listen to the channel. */
enum err publish(const char *channel, const char *message) HF_CHECK;

/* Moves what waits in the outbox, publishes it, now and then forgets old events. In the job runner. */
enum err deliver(struct req *r);

/* Seals what was added to the audit, each tenant's rows in a chain of their own (include/audit.h). Helper of the job runner. */
enum err audit_seal_new(struct req *r);

extern const struct endpoint stream_endpoint, log_endpoint, mails_endpoint;

#endif
