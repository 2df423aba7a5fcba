/*
 * presence.h: who looks at what, who writes, and where push messages go. Nothing of it lasts: presence ends 40 s after it
 * was last said, and typing is only passed on.
 */
#ifndef HF_CGI_CHAT_PRESENCE_H
#define HF_CGI_CHAT_PRESENCE_H

#include "chat.h"

extern const struct endpoint presence_endpoint, presence_put_endpoint, typing_endpoint;
extern const struct endpoint push_key_endpoint, push_list_endpoint, push_add_endpoint, push_remove_endpoint;

/* Helper of the job runner: forgets who is gone. */
enum err presence_prune(struct req *r);

#endif
