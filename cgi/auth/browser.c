/*
 * browser.c: what distinguishes a page of ours from other clients, and the cookie that only pages get.
 */
#include "account.h"

#include "config.h"

bool
browser_is_ours(const struct req *r)
{
    const char *mark = req_param(r, "HTTP_X_HOLDFAST_REQUEST");

    return mark != NULL && strcmp(mark, "1") == 0;
}

enum err
browser_refuse_foreign(struct req *r)
{
    if (auth_same_origin(r))
        return ERR_NONE;
    return fail(r, ERR_FORBIDDEN, NULL, "This request comes from another site.");
}

void
browser_set_cookie(struct req *r, const char *token)
{
    bool secure = strncmp(config()->public_url, "https:", 6) == 0;

    reply_header(r, "Set-Cookie",
                 arena_printf(r->arena, "%s=%s; Path=/; Max-Age=%lld; HttpOnly; SameSite=Strict%s", auth_cookie_name(),
                              token == NULL ? "" : token, token == NULL ? 0LL : (long long)config()->refresh_s,
                              secure ? "; Secure" : ""));
}
