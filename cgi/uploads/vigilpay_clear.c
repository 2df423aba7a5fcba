/*
 * vigilpay_clear.c: VigilPay's button that removes the data (contract row V-R20). Whatever comes of it, the browser is sent back to the page
 * that it came from; what came of it is the message.
 */
#include <inttypes.h>

#include "out.h"
#include "uploads.h"

#define PROFILE "/dashboard/profile/"

/* The page of ours that a Referer names. */
static const char *
page_before(const struct req *r)
{
    const char *from = req_param(r, "HTTP_REFERER"), *host = req_param(r, "HTTP_HOST");
    const char *at = from == NULL ? NULL : strstr(from, "://");
    const size_t len = host == NULL ? 0 : strlen(host);

    if (at == NULL || len == 0 || strncmp(at + 3, host, len) != 0)
        return PROFILE;
    at += 3 + len;
    return *at != '/' || at[1] == '/' || at[1] == '\\' ? PROFILE : at;
}

static enum err
back(struct req *r, const char *message)
{
    reply_header(r, "Location", page_before(r));
    out_str(r, "message", message);
    return reply(r, 302);
}

static enum err
count_customers(struct req *r, int64_t *ret_count)
{
    struct rows *row = NULL;
    enum err e = db_one(r, Q_ACTIVE_NOW, NO_ARGS, &row);

    *ret_count = e == ERR_NONE ? col_int(row, 2) : 0;
    return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

static enum err
clear(struct req *r, const void *input)
{
    uint64_t versions = 0;
    int64_t customers = 0;
    enum err e;

    (void)input;
    if (!actor_may(&r->actor, "datasets:write"))
        return back(r, "Only admin users can clear the dataset.");
    e = auth_stepped_up(r);
    if (e == ERR_FORBIDDEN)
        return back(r, "Give your password again before this.");
    if (e == ERR_NONE)
        e = count_customers(r, &customers);
    if (e == ERR_NONE)
        e = datasets_clear(r, &versions);
    if (e != ERR_NONE)
        return e;
    return back(r,
                arena_printf(r->arena, "Removed %" PRId64 " customers and %" PRIu64 " uploads.", customers, versions));
}

static enum err
refuse(struct req *r, const void *input)
{
    (void)input;
    return back(r, "Nothing was removed: the request has to be a POST.");
}

static const struct shape message_out[] = { { .name = "message", .type = S_STR }, SHAPE_END };

static const struct endpoint clear_endpoint = {
    .title = "Remove all versions (VigilPay)", .out = message_out, .run = clear, .status = 302
};
static const struct endpoint refuse_endpoint = {
    .title = "Say that nothing was removed (VigilPay)", .out = message_out, .run = refuse, .status = 302
};

static const struct compat_error errors[] = {
    { .code = "unauthenticated", .status = 302, .location = "/login/" },
    { .code = NULL },
};

const struct compat vigilpay_clear[] = {
    { POST, "/dashboard/clear-dataset/", SIGNED_IN, &clear_endpoint, NULL, NULL, errors, WIRE_DRF, 0, "vigilpay" },
    { GET, "/dashboard/clear-dataset/", SIGNED_IN, &refuse_endpoint, NULL, NULL, errors, WIRE_DRF, 0, "vigilpay" },
    COMPAT_END,
};
