/*
 * notes.h: notes between roles. An admin writes to any role, everybody else to the admins alone; whoever has a role named sees the note, also
 * who gets the role later. Each reader's reading is known, and for clients of an older system whether anybody has read it.
 */
#ifndef HF_CGI_CHAT_NOTES_H
#define HF_CGI_CHAT_NOTES_H

#include "chat.h"
#include "input.h"

#define NOTE_ROLES    20
#define NOTE_MENTIONS 20
#define NOTE_ANY      ((const char *)NULL)

extern const struct shape note_shape[], notes_shape[], note_counts_shape[];
extern const struct field note_id_fields[];

struct note_id_in {
    struct uuid id;
};

/* A note that the actor sent or was sent, as members of the reply. ERR_NOT_FOUND; ERR_FORBIDDEN when it is between others. */
enum err note_out(struct req *r, struct uuid id) HF_CHECK;
enum err note_may_see(struct req *r, struct uuid id, struct uuid *ret_thread) HF_CHECK;

enum err notes_inbox(struct req *r, const char *cursor, int64_t limit, bool unread, bool important) HF_CHECK;
enum err notes_sent(struct req *r, const char *cursor, int64_t limit) HF_CHECK;
enum err note_mark_read(struct req *r, struct uuid id) HF_CHECK;
enum err note_counts_out(struct req *r) HF_CHECK;

extern const struct endpoint note_send_endpoint, note_inbox_endpoint, note_sent_endpoint, note_endpoint,
    note_thread_endpoint, note_read_endpoint, note_unread_endpoint, note_roles_endpoint, note_readers_endpoint;

#endif
