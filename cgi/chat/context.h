/*
 * context.h: what was read out of a conversation, what people decided about it, and what a tenant wants to know.
 */
#ifndef HF_CGI_CHAT_CONTEXT_H
#define HF_CGI_CHAT_CONTEXT_H

#include "chat.h"
#include "extract.h"
#include "jobs.h"

struct chat_settings {
    const char *schema, *title, *greeting, *parents; /* parents: JSON list of origins */
    bool ai;
    int64_t version; /* 0: never set */
};

enum err chat_settings_read(struct req *r, struct chat_settings *ret) HF_CHECK;

/* The tenant's declaration of that name, else the built-in one. ERR_INVALID: there is none, or *ret_why. */
enum err extraction_schema(struct req *r, const char *name, struct x_schema *ret, const char **ret_why) HF_CHECK;

/* The declaration's JSON; version 0: built in. ERR_NOT_FOUND. */
enum err extraction_body(struct req *r, const char *name, const char **ret_json, int64_t *ret_version) HF_CHECK;

extern const struct endpoint context_endpoint, context_again_endpoint, context_review_endpoint;
extern const struct endpoint chat_settings_endpoint, chat_settings_change_endpoint, widget_endpoint, chat_page_endpoint;
extern const struct endpoint schemas_endpoint, schema_put_endpoint;
extern const struct job_kind chat_jobs[];

#endif
