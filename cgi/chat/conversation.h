/*
 * conversation.h: what visitors, customers, bots and staff say to each other.
 *
 * A conversation (session) is a UUID that the visitor's page made; whoever knows it may add to it and read it. Everything that
 * happens in it happens under the lock of its row, so that its messages are numbered without a gap and what must happen once
 * (a customer, a history row, an assignment, a job) does. Messages carry an id that the page made: said again, it is the same message.
 */
#ifndef HF_CGI_CHAT_CONVERSATION_H
#define HF_CGI_CHAT_CONVERSATION_H

#include "chat.h"
#include "compat.h"
#include "input.h"

#define MESSAGE_MAX 4000

extern const char *const chat_senders[], *const chat_data_types[];
extern const struct shape message_shape[], message_page_shape[], session_shape[];

/* The tenant that a public request is about, by its slug or the deployment's default one; becomes the actor's tenant. ERR_INVALID. */
enum err chat_home(struct req *r, const char *slug) HF_CHECK;

struct say {
    struct uuid session, id; /* id nil: one is made */
    const char *message, *sender, *data_type;
    bool known_only; /* the conversation has to be there: ERR_NOT_FOUND */
};

/* Adds a message in a transaction of its own and writes it as the reply's members. The actor is its author when signed in. */
enum err say(struct req *r, const struct say *s) HF_CHECK;

/* A name, address or phone number as the customer record keeps it; ERR_INVALID about the field message. */
enum err contact_read(struct req *r, const char *data_type, const char *text, const char **ret_value) HF_CHECK;

/* What the session's row says, locked. */
struct session {
    struct uuid id, customer;
    int64_t last_no, window_count;
    const char *name, *email, *phone; /* NULL: not known */
    bool completed;
};

/* Takes a contact datum into the session and its customer, who is made with the first; completes the contact with the last. */
enum err contact_take(struct req *r, struct session *s, const char *data_type, const char *value) HF_CHECK;

/* Messages of a session: data, next_after, more. The session's tenant is the actor's. */
struct stretch {
    struct uuid session;
    int64_t after, before, limit; /* before 0: none */
};
enum err messages_out(struct req *r, const struct stretch *s) HF_CHECK;

/* Queues the extraction, at most one at a time a conversation. */
enum err extraction_queue(struct req *r, struct uuid session) HF_CHECK;

/* %text% for LIKE ... ESCAPE '!'; NULL for nothing. From the arena. */
const char *like_text(struct req *r, const char *text);

/* Lists that are ordered by a time and an id, the latest first: cursor to place (below everything without one), and data with next_cursor of
   rows whose first column is the id; one row more than limit was asked for. */
enum err place_read(struct req *r, const char *cursor, int64_t *ret_at, struct uuid *ret_id) HF_CHECK;
const char *place_make(struct req *r, int64_t at, struct uuid id);
enum err places_out(struct req *r, struct rows *rows, int64_t limit, unsigned time_column) HF_CHECK;

extern const struct endpoint say_endpoint, answer_endpoint, history_endpoint, session_messages_endpoint,
    typing_endpoint, visitor_live_endpoint;
extern const struct endpoint sessions_endpoint, session_endpoint, session_read_endpoint, chats_unread_endpoint;
extern const struct endpoint messages_endpoint, message_change_endpoint, message_remove_endpoint,
    message_edits_endpoint;

extern const struct compat chat_compat[];

#endif
