/*
 * home.c: the tenant that a public request is about.
 */
#include "conversation.h"

#include "config.h"

static enum err
only_one(struct req *r, const char **ret_slug)
{
    struct rows *row;
    enum err e = db_one(r, Q_TENANT_ONLY, NO_ARGS, &row);

    if (e == ERR_NONE && col_int(row, 1) != 1)
        return fail(r, ERR_INVALID, "tenant", "Say which workspace.");
    if (e == ERR_NONE)
        *ret_slug = col_str(row, 0);
    return e;
}

enum err
chat_home(struct req *r, const char *slug)
{
    struct rows *row;
    enum err e = ERR_NONE;

    if (slug == NULL || *slug == '\0')
        slug = *config()->default_tenant != '\0' ? config()->default_tenant : NULL;
    if (slug == NULL)
        e = only_one(r, &slug);
    if (e == ERR_NONE)
        e = db_one(r, Q_TENANT_BY_SLUG, ARGS(a_str(slug)), &row);
    if (e == ERR_NOT_FOUND)
        return fail(r, ERR_INVALID, "tenant", "There is no such workspace.");
    if (e != ERR_NONE)
        return e;
    r->actor.tenant = (uint32_t)col_int(row, 0);
    r->actor.tenant_id = col_uuid(row, 1);
    return ERR_NONE;
}
