/*
 * The writers of answers: headers, JSON texts, the problem document. First byte: what to write; then lines, each a value.
 * Whatever the values are, the head has no line that was not meant, and the body is JSON.
 */
#include "fuzz.h"
#include "json.h"
#include "out.h"
#include "no_fcgi.h"

#include "../../lib/request.h"

static char sent[1 << 18];
static size_t sent_len;

const char *
fcgi_param(const struct fcgi *f, const char *name)
{
    (void)f;
    (void)name;
    return NULL;
}

bool
fcgi_write(struct fcgi *f, const void *data, size_t len)
{
    (void)f;
    if (len > sizeof(sent) - 1 - sent_len)
        return false;
    memcpy(sent + sent_len, data, len);
    sent_len += len;
    sent[sent_len] = '\0';
    return true;
}

/* The value up to the next line end; *at goes behind it. */
static char *
next(const uint8_t **at, const uint8_t *end)
{
    const uint8_t *from = *at, *line = from < end ? memchr(from, '\n', (size_t)(end - from)) : NULL;
    size_t len = line != NULL ? (size_t)(line - from) : (size_t)(end - from);

    *at += len + (line != NULL);
    return fuzz_string(from, len);
}

static unsigned
lines_of_head(const char *head, const char **ret_body)
{
    unsigned lines = 0;
    const char *end = strstr(head, "\r\n\r\n");

    HOLDS(end != NULL);
    *ret_body = end + 4;
    for (const char *s = head; s < end; s++) {
        HOLDS((unsigned char)*s >= 0x20 || *s == '\r' || *s == '\n');
        HOLDS(*s != '\n' || s[-1] == '\r');
        HOLDS(*s != '\r' || s[1] == '\n');
        lines += *s == '\n';
    }
    return lines + 1;
}

static void
check(struct req *r, const char *body)
{
    json *v = NULL;
    struct json_fault why;

    if (!r->p->out_failed)
        HOLDS(json_parse(r->arena, body, strlen(body), &v, &why) == ERR_NONE && json_kind(v) == JSON_OBJECT);
}

static void
write_reply(struct req *r, const uint8_t *data, size_t size)
{
    const uint8_t *at = data, *end = data + size;
    unsigned accepted;
    const char *type, *body;
    size_t len = 0;

    for (unsigned i = 0; at < end && i < 6; i++) {
        static const char *const names[] = { "Location", "X-Value", "a", "b", "c", "d" }; /* ours, never a stranger's */
        char *value = next(&at, end);

        if (i < 2)
            reply_header(r, names[i], value);
        else
            out_str(r, names[i], value);
        free(value);
    }
    accepted = r->p->header_count;
    body = reply_body(r, &len, &type);
    if (body == NULL)
        return;
    r->status = 200;
    reply_send(r, body, len, type);
    if (sent_len > 0)
        HOLDS(lines_of_head(sent, &body) <= 4 + accepted);
    if (sent_len > 0)
        check(r, body);
}

static void
write_problem(struct req *r, const uint8_t *data, size_t size)
{
    const uint8_t *at = data, *end = data + size;
    char *path = next(&at, end), *id = next(&at, end), *field = next(&at, end), *sentence = next(&at, end);
    const char *type, *body;
    size_t len = 0;

    r->path = path;
    r->id = id;
    HOLDS(fail(r, ERR_INVALID, field, sentence) == ERR_INVALID);
    reply_problem(r, ERR_INVALID);
    body = reply_body(r, &len, &type);
    if (body != NULL)
        check(r, body);
    free(path);
    free(id);
    free(field);
    free(sentence);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct req_private hidden;
    static struct req r;

    if (size < 2)
        return 0;
    hidden = (struct req_private){ .link = &hidden };
    r = (struct req){ .arena = arena_new(0), .p = &hidden, .method = "GET", .path = "/", .id = "f" };
    sent_len = 0;
    if (data[0] % 2 == 0)
        write_reply(&r, data + 1, size - 1);
    else
        write_problem(&r, data + 1, size - 1);
    arena_free(r.arena);
    free(hidden.out);
    return 0;
}
