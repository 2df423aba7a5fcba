/*
 * reply.c: the reply: status, headers, problem documents, sending.
 */
#include <ctype.h>

#include "fcgi.h"
#include "out.h"
#include "req.h"
#include "request.h"

void
reply_reset(struct req *r)
{
    struct req_private *p = r->p;

    p->out_len = 0;
    p->depth = 0;
    p->comma[0] = p->array[0] = false;
    p->final = NULL;
    p->out_failed = p->whole = p->claimed = p->replayed = false;
    p->content_type = NULL;
    p->header_count = 0;
    r->status = 0;
    r->code = r->detail = r->log_detail = NULL;
    r->member = (struct part){ NULL, NULL };
    r->current = NULL;
    r->fault_count = 0;
    r->rows = 0;
}

enum err
reply(struct req *r, int status)
{
    r->status = status;
    return ERR_NONE;
}

static bool
clean(const char *s)
{
    for (; *s != '\0'; s++)
        if ((unsigned char)*s < 0x20 || *s == 0x7f)
            return false;
    return true;
}

void
reply_header(struct req *r, const char *name, const char *value)
{
    struct req_private *p = r->p;

    if (p->header_count == REPLY_MAX_HEADERS || name == NULL || value == NULL || !clean(name) || !clean(value)) {
        p->out_failed = true;
        return;
    }
    struct header h = { arena_str(r->arena, name), arena_str(r->arena, value) };

    if (h.name == NULL || h.value == NULL)
        p->out_failed = true;
    else
        p->headers[p->header_count++] = h;
}

void
reply_etag(struct req *r, int64_t version)
{
    char text[32];

    snprintf(text, sizeof(text), "\"%lld\"", (long long)version);
    reply_header(r, "ETag", text);
}

const char *
reply_body(struct req *r, size_t *ret_len, const char **ret_type)
{
    struct req_private *p = r->p;

    if (p->whole) {
        *ret_len = p->out_len;
        *ret_type = p->content_type;
        return p->out;
    }
    *ret_type = "application/json";
    if (p->final != NULL) {
        *ret_len = p->final_len;
        return p->final;
    }
    /* Members were written bare; the object's braces go around them here. */
    size_t len = p->out_len;
    char *whole = arena_alloc(r->arena, len + 3);

    if (whole == NULL || p->depth != 0)
        p->out_failed = true;
    if (whole == NULL)
        return NULL;
    whole[0] = '{';
    if (len > 0)
        memcpy(whole + 1, p->out, len);
    whole[len + 1] = '}';
    *ret_len = len + 2;
    p->final = whole;
    p->final_len = len + 2;
    return whole;
}

enum err
reply_whole(struct req *r)
{
    const char *type;
    size_t len;

    if (r->p->out_failed || arena_full(r->arena))
        return fault(r, ERR_INTERNAL, "the reply is not whole");
    return reply_body(r, &len, &type) == NULL ? ERR_TOO_LARGE : ERR_NONE;
}

#undef fail_current /* an analyser's word for it */
enum err
fail_current(struct req *r, enum err e)
{
    size_t len;
    const char *type, *text = reply_body(r, &len, &type);

    r->current = text;
    return e;
}

void
reply_problem(struct req *r, enum err e)
{
    const char *code = r->code != NULL ? r->code : err_name(e);
    const char *detail = r->detail;
    struct req_private *p = r->p;
    char type[128];

    if (e == ERR_INTERNAL || detail == NULL)
        detail = e == ERR_INTERNAL
                     ? "This is our mistake and has been recorded. Tell us the request id if it happens again."
                 : err_status(e) == 503 ? "Please try again in a few seconds."
                                        : err_title(e);
    p->out_len = 0;
    p->depth = 0;
    p->comma[0] = false;
    p->whole = false;
    p->final = NULL;
    snprintf(type, sizeof(type), "urn:holdfast:problem:%s", code);
    out_str(r, "type", type);
    out_str(r, "title", err_title(e));
    out_int(r, "status", err_status(e));
    out_str(r, "detail", detail);
    out_str(r, "instance", r->path);
    out_str(r, "code", code);
    out_str(r, "request_id", r->id);
    if (r->member.name != NULL)
        out_str(r, r->member.name, r->member.value);
    if (r->current != NULL)
        out_raw(r, "current", r->current, strlen(r->current));
    out_array(r, "errors");
    for (unsigned i = 0; i < r->fault_count; i++) {
        out_object(r, NULL);
        out_str(r, "pointer", r->faults[i].pointer);
        out_str(r, "code", r->faults[i].code);
        out_str(r, "message", r->faults[i].message);
        out_end(r);
    }
    out_end(r);
    r->status = err_status(e);
    if (r->status == 503)
        reply_header(r, "Retry-After", "2");
}

static bool
has_header(const struct req *r, const char *name)
{
    for (unsigned i = 0; i < r->p->header_count; i++)
        if (strcasecmp(r->p->headers[i].name, name) == 0)
            return true;
    return false;
}

static const char *
reason(int status)
{
    static const struct {
        int status;
        const char *text;
    } reasons[] = { { 200, "OK" },
                    { 201, "Created" },
                    { 202, "Accepted" },
                    { 204, "No Content" },
                    { 302, "Found" },
                    { 304, "Not Modified" },
                    { 400, "Bad Request" },
                    { 401, "Unauthorized" },
                    { 403, "Forbidden" },
                    { 404, "Not Found" },
                    { 405, "Method Not Allowed" },
                    { 409, "Conflict" },
                    { 412, "Precondition Failed" },
                    { 413, "Content Too Large" },
                    { 415, "Unsupported Media Type" },
                    { 422, "Unprocessable Content" },
                    { 428, "Precondition Required" },
                    { 429, "Too Many Requests" },
                    { 500, "Internal Server Error" },
                    { 503, "Service Unavailable" } };

    for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
        if (reasons[i].status == status)
            return reasons[i].text;
    return "";
}

static size_t
write_head(struct req *r, char *head, size_t size, const char *type, long long length)
{
    size_t n = (size_t)snprintf(head, size, "Status: %d %s\r\n", r->status, reason(r->status));

    if (type != NULL)
        n += (size_t)snprintf(head + n, size - n, "Content-Type: %s\r\n", type);
    if (length >= 0)
        n += (size_t)snprintf(head + n, size - n, "Content-Length: %lld\r\n", length);
    if (!has_header(r, "Cache-Control"))
        n += (size_t)snprintf(head + n, size - n, "Cache-Control: private, no-store\r\n");
    if (r->p->limit_policy != NULL && r->p->limit_state != NULL && !has_header(r, "RateLimit"))
        n += (size_t)snprintf(head + n, size - n, "RateLimit-Policy: %s\r\nRateLimit: %s\r\n", r->p->limit_policy,
                              r->p->limit_state);
    for (unsigned i = 0; i < r->p->header_count && n < size; i++)
        n += (size_t)snprintf(head + n, size - n, "%s: %s\r\n", r->p->headers[i].name, r->p->headers[i].value);
    if (n + 2 >= size)
        return 0;
    memcpy(head + n, "\r\n", 2);
    return n + 2;
}

void
reply_send(struct req *r, const char *body, size_t len, const char *content_type)
{
    char head[8192];
    /* RFC 9110 8.6: without content there is no length; a client that were told one would wait for it. */
    const bool empty = r->status == 204 || r->status == 304;
    size_t n = write_head(r, head, sizeof(head), empty ? NULL : content_type, empty ? -1 : (long long)len);

    if (n == 0 || !fcgi_write(r->p->link, head, n))
        return;
    if (!empty && strcmp(r->method, "HEAD") != 0 && len > 0 && !fcgi_write(r->p->link, body, len))
        return; /* the client is gone; the access line says what happened */
}

enum err
stream_begin(struct req *r, const char *content_type, const char *file_name)
{
    char head[8192], name[128];
    size_t n = 0;

    for (const char *s = file_name; *s != '\0' && n < sizeof(name) - 1; s++)
        name[n++] = isalnum((unsigned char)*s) || strchr("._-", *s) != NULL ? *s : '_';
    name[n] = '\0';
    reply_header(r, "Content-Disposition", arena_printf(r->arena, "attachment; filename=\"%s\"", name));
    r->status = 200;
    n = write_head(r, head, sizeof(head), content_type, -1);
    r->p->streaming = true;
    if (n == 0 || !fcgi_write(r->p->link, head, n)) {
        r->p->stream_broken = true;
        return ERR_UNAVAILABLE;
    }
    return ERR_NONE;
}

enum err
stream_write(struct req *r, const void *data, size_t len)
{
    if (strcmp(r->method, "HEAD") == 0)
        return ERR_NONE;
    if (r->p->stream_broken || !fcgi_write(r->p->link, data, len)) {
        r->p->stream_broken = true;
        return ERR_UNAVAILABLE;
    }
    r->p->stream_bytes += len;
    return ERR_NONE;
}

enum err
stream_flush(struct req *r)
{
    struct req_private *p = r->p;
    enum err e = p->out_failed ? ERR_UNAVAILABLE : ERR_NONE;

    if (e == ERR_NONE && p->out_len > 0)
        e = stream_write(r, p->out, p->out_len);
    p->out_len = 0;
    return e;
}
