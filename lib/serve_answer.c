/*
 * serve_answer.c: what the caller is told: what a handler made, or the problem.
 */
#include "serve.h"

#include "compat_private.h"
#include "request.h"

/* Without memory any step may have failed in any way, even by finding fault with the request: what is true is said instead. */
static enum err
truth(struct req *r, enum err e)
{
    bool starved = arena_starved(r->arena) || r->p->starved;

    if (e == ERR_NONE || (!starved && !arena_full(r->arena)))
        return e;
    if (starved)
        e = ERR_UNAVAILABLE;
    else if (e != ERR_TOO_LARGE && e != ERR_UNAVAILABLE)
        e = ERR_INTERNAL;
    r->code = r->detail = NULL;
    r->fault_count = 0;
    return fault(r, e, starved ? "no memory" : "the request's memory is used up");
}

static void
send_problem(struct req *r, enum err e)
{
    static const char no_memory[] =
        "{\"type\":\"urn:holdfast:problem:unavailable\",\"title\":\"Temporarily unavailable\","
        "\"status\":503,\"detail\":\"Please try again in a few seconds.\",\"code\":\"unavailable\"}";
    size_t len = 0;
    const char *type = NULL, *body = NULL;

    if (r->compat != NULL) {
        compat_error(r, e, &r->status, &type, &body);
        if (body != NULL) {
            reply_send(r, body, strlen(body), type);
            return;
        }
    }
    reply_problem(r, e);
    body = reply_body(r, &len, &type);
    if (body == NULL) {
        body = no_memory;
        len = sizeof(no_memory) - 1;
    }
    reply_send(r, body, len, "application/problem+json");
}

static enum err
send_success(struct req *r)
{
    size_t len = 0;
    const char *type = NULL, *body = reply_body(r, &len, &type);

    if (r->status == 0)
        r->status = r->route->endpoint->status != 0 ? r->route->endpoint->status : 200;
    if (body == NULL && !r->p->whole)
        return fault(r, ERR_INTERNAL, "the reply does not fit the request's memory");
    if (r->compat != NULL && strcmp(type, "application/json") == 0) {
        enum err e = compat_output(r, body, len, &body, &len);

        if (e != ERR_NONE)
            return e;
        r->status = r->compat->status != 0 ? r->compat->status : r->status;
    }
    reply_send(r, body == NULL ? "" : body, len, type);
    return ERR_NONE;
}

enum err
serve_answer(struct req *r, enum err e)
{
    if (r->p->streaming)
        r->status = 200; /* the head is out; a failure can only cut the stream */
    else if (e == ERR_NONE)
        e = send_success(r);
    e = truth(r, e);
    if (e != ERR_NONE && !r->p->streaming)
        send_problem(r, e);
    return e;
}
