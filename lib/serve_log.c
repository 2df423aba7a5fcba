/*
 * serve_log.c: one line of the access log and one count for each request; what it asked by name, never what it said.
 */
#include "serve.h"

#include "app.h"
#include "clock.h"
#include "log_json.h"
#include "metrics.h"
#include "request.h"

static unsigned
route_index(const struct req *r)
{
    for (unsigned i = 0; r->app->routes[i].path != NULL; i++)
        if (&r->app->routes[i] == r->route)
            return i;
    return ~0u;
}

void
serve_log(struct req *r, enum err e)
{
    struct log_buf b;
    char user[UUID_TEXT];
    int64_t us = clock_mono_us() - r->started_us;

    metrics_request(route_index(r), r->status, us);
    log_begin(&b, r->status >= 500 ? LOG_ERROR : LOG_INFO, "request");
    log_str(&b, "request_id", r->id);
    log_str(&b, "method", r->method);
    log_str(&b, "route", r->route != NULL ? r->route->path : "-");
    log_int(&b, "status", r->status);
    log_int(&b, "us", us);
    log_int(&b, "rows", r->rows);
    log_int(&b, "bytes", (int64_t)(r->p->streaming ? r->p->stream_bytes : r->p->out_len));
    if (r->actor.signed_in) {
        uuid_text(r->actor.user_id, user);
        log_int(&b, "tenant", r->actor.tenant);
        log_str(&b, "user", user);
    }
    if (e != ERR_NONE)
        log_str(&b, "code", r->code != NULL ? r->code : err_name(e));
    if (r->log_detail != NULL)
        log_str(&b, "detail", r->log_detail);
    log_end(&b);
}
