/*
 * main.c: all that speaks to people; live events and mail. Its job runner also seals the audit.
 */
#include "chat.h"

#include "app.h"
#include "context.h"
#include "conversation.h"
#include "letters.h"
#include "notes.h"
#include "presence.h"
#include "push.h"

static const struct route routes[] = {
    { GET, "/api/v1/events", LISTENING_BY_COOKIE, &stream_endpoint },
    { GET, "/api/v1/events/log", SIGNED_IN_BY_COOKIE, &log_endpoint },
    { POST, "/api/v1/chat/messages", PUBLIC, &say_endpoint },
    { GET, "/api/v1/chat/sessions/{id}/history", PUBLIC, &history_endpoint },
    { GET, "/api/v1/chat/sessions/{id}/live", PUBLIC, &visitor_live_endpoint },
    { GET, "/api/v1/chat/sessions", MAY("chats:read"), &sessions_endpoint },
    { GET, "/api/v1/chat/unread", MAY("chats:read"), &chats_unread_endpoint },
    { GET, "/api/v1/chat/sessions/{id}", MAY("chats:read"), &session_endpoint },
    { GET, "/api/v1/chat/sessions/{id}/messages", MAY("chats:read"), &session_messages_endpoint },
    { POST, "/api/v1/chat/sessions/{id}/messages", MAY("chats:write"), &answer_endpoint },
    { POST, "/api/v1/chat/sessions/{id}/read", MAY("chats:read"), &session_read_endpoint },
    { GET, "/api/v1/chat/messages", MAY("chats:read"), &messages_endpoint },
    { PATCH, "/api/v1/chat/messages/{id}", MAY("chats:write"), &message_change_endpoint },
    { DELETE, "/api/v1/chat/messages/{id}", MAY("chats:write"), &message_remove_endpoint },
    { GET, "/api/v1/chat/messages/{id}/edits", MAY("chats:read"), &message_edits_endpoint },
    { POST, "/api/v1/chat/sessions/{id}/typing", PUBLIC, &typing_endpoint },
    { GET, "/api/v1/chat/sessions/{id}/context", MAY("chats:read"), &context_endpoint },
    { POST, "/api/v1/chat/sessions/{id}/context/extract", MAY("chats:write"), &context_again_endpoint },
    { POST, "/api/v1/chat/sessions/{id}/context/review", MAY("chats:write"), &context_review_endpoint },
    { GET, "/api/v1/chat/settings", MAY("chats:read"), &chat_settings_endpoint },
    { PUT, "/api/v1/chat/settings", MAY("tenants:write"), &chat_settings_change_endpoint },
    { GET, "/api/v1/chat/schemas", MAY("chats:read"), &schemas_endpoint },
    { PUT, "/api/v1/chat/schemas/{name}", MAY("schemas:write"), &schema_put_endpoint },
    { GET, "/api/v1/chat/widget", PUBLIC, &widget_endpoint },
    { GET, "/chat/", PUBLIC, &chat_page_endpoint },
    { GET, "/api/v1/notes/inbox", STAFF_ONLY, &note_inbox_endpoint },
    { GET, "/api/v1/notes/sent", STAFF_ONLY, &note_sent_endpoint },
    { GET, "/api/v1/notes/unread", STAFF_ONLY, &note_unread_endpoint },
    { GET, "/api/v1/notes/roles", STAFF_ONLY, &note_roles_endpoint },
    { POST, "/api/v1/notes", STAFF_ONLY, &note_send_endpoint },
    { GET, "/api/v1/notes/{id}", STAFF_ONLY, &note_endpoint },
    { GET, "/api/v1/notes/{id}/thread", STAFF_ONLY, &note_thread_endpoint },
    { GET, "/api/v1/notes/{id}/readers", STAFF_ONLY, &note_readers_endpoint },
    { POST, "/api/v1/notes/{id}/read", STAFF_ONLY, &note_read_endpoint },
    { GET, "/api/v1/presence", STAFF_ONLY, &presence_endpoint },
    { PUT, "/api/v1/presence", STAFF_ONLY, &presence_put_endpoint },
    { GET, "/api/v1/push-subscriptions", SIGNED_IN, &push_list_endpoint },
    { GET, "/api/v1/push-subscriptions/key", SIGNED_IN, &push_key_endpoint },
    { POST, "/api/v1/push-subscriptions", SIGNED_IN, &push_add_endpoint },
    { DELETE, "/api/v1/push-subscriptions/{id}", SIGNED_IN, &push_remove_endpoint },
    { GET, "/api/v1/mails", MAY("audit:read"), &mails_endpoint },
    ROUTE_END,
};

/* A message should be seen within a quarter of a second, also one from a host whose calls do not reach us. */
static const struct helper helpers[] = {
    { "events", deliver, WAKE_EVENTS, 50 },
    { "mail", mails_deliver, NULL, 0 },
    { "audit", audit_seal_new, NULL, 0 },
    { "push", pushes_deliver, NULL, 0 },
    { NULL, NULL, NULL, 0 },
};

static const struct app app = {
    .name = "chat",
    .title = "live events, mail, and the seal of the audit",
    .routes = routes,
    .queries = chat_queries,
    .query_count = QUERY_COUNT,
    .workers = 3,
    .compat = chat_compat,
    .jobs = chat_jobs,
    .idle = presence_prune,
    .helpers = helpers,
};

int
main(int argc, char **argv)
{
    return app_main(&app, argc, argv);
}
