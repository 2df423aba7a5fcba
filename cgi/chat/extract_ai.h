/*
 * extract_ai.h: what is asked of a chat-completions service, and how its answer is read. The conversation goes there only where the
 * tenant switched it on; what comes back is data, never more.
 */
#ifndef HF_CGI_CHAT_EXTRACT_AI_H
#define HF_CGI_CHAT_EXTRACT_AI_H

#include "extract.h"

/* The request's body, from the arena; NULL: no memory. The oldest lines are left out when it grows too large. */
const char *
ai_question(struct req *r, const char *model, const struct x_schema *schema, const struct x_conversation *c);

/* Reads the service's whole answer. ERR_INVALID: *ret->why says what is wrong with it; nothing of it is taken then. */
enum err ai_answer(struct req *r, const struct x_schema *schema, const struct x_conversation *c, const char *body,
                   size_t len, struct x_result *ret) HF_CHECK;

#endif
