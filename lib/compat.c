#include "compat_private.h"

#include "req.h"

enum err
compat_find(struct req *r, const struct compat *rows, const struct compat **ret_row)
{
    (void)r, (void)rows, (void)ret_row;
    return ERR_NOT_FOUND;
}

enum err
compat_input(struct req *r, json **ret_body, struct pair **ret_query, size_t *ret_count)
{
    (void)r, (void)ret_body, (void)ret_query, (void)ret_count;
    return ERR_INTERNAL;
}

enum err
compat_output(struct req *r, const char *ours, size_t len, const char **ret_text, size_t *ret_len)
{
    (void)r, (void)ours, (void)len, (void)ret_text, (void)ret_len;
    return ERR_INTERNAL;
}

void
compat_error(struct req *r, enum err e, int *ret_status, const char **ret_content_type, const char **ret_body)
{
    (void)r;
    *ret_status = err_status(e);
    *ret_content_type = "application/problem+json";
    *ret_body = NULL;
}
