#include "multipart.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "multipart_head.h"

enum state { BEFORE, AFTER_MARK, HEAD, DATA, AFTER_END, BROKEN };

/*
 * The mark is CR LF "--" and the boundary. CR occurs in it once, at its start, so a match that breaks off can only
 * begin anew at the byte that broke it, and what was taken for the mark so far is the mark's own beginning: nothing
 * has to be kept from feed to feed but how far the match had come.
 */
struct multipart {
    const struct multipart_sink *sink;
    void *ctx;
    enum state state;
    char mark[MULTIPART_MAX_BOUNDARY + 5];
    size_t mark_len, matched;
    unsigned parts;
    char head[MULTIPART_MAX_HEADER];
    size_t head_len;
    char after[2]; /* what follows a mark: CR LF, or "--" after the last part */
    size_t after_len;
};

bool
multipart_usable(const char *content_type)
{
    char boundary[MULTIPART_MAX_BOUNDARY + 1];

    return multipart_boundary(content_type, boundary);
}

struct multipart *
multipart_new(const char *content_type, const struct multipart_sink *sink, void *ctx)
{
    char boundary[MULTIPART_MAX_BOUNDARY + 1];
    struct multipart *m = multipart_boundary(content_type, boundary) ? calloc(1, sizeof *m) : NULL;

    if (m == NULL)
        return NULL;
    m->sink = sink;
    m->ctx = ctx;
    m->mark_len = (size_t)snprintf(m->mark, sizeof m->mark, "\r\n--%s", boundary);
    m->matched = 2; /* the first mark may stand at the very beginning */
    return m;
}

void
multipart_free(struct multipart *m)
{
    free(m);
}

static enum err
give(struct multipart *m, const char *bytes, size_t len)
{
    return m->state == DATA && len > 0 ? m->sink->data(m->ctx, bytes, len) : ERR_NONE;
}

/* Looks for the mark, giving what lies before it to the sink. Takes *at forward. */
static enum err
seek_mark(struct multipart *m, const char **at, const char *end)
{
    enum err e = ERR_NONE;

    while (*at < end && m->matched < m->mark_len && e == ERR_NONE) {
        if (m->matched == 0) {
            const char *cr = memchr(*at, '\r', (size_t)(end - *at));
            const char *stop = cr != NULL ? cr : end;

            e = give(m, *at, (size_t)(stop - *at));
            m->matched = cr != NULL;
            *at = cr != NULL ? cr + 1 : end;
        } else if (**at == m->mark[m->matched]) {
            m->matched++;
            (*at)++;
        } else {
            e = give(m, m->mark, m->matched);
            m->matched = 0;
        }
    }
    if (e != ERR_NONE || m->matched < m->mark_len)
        return e;
    e = m->state == DATA ? m->sink->end(m->ctx) : ERR_NONE;
    m->state = AFTER_MARK;
    m->matched = m->after_len = 0;
    return e;
}

static enum err
after_mark(struct multipart *m, const char **at)
{
    m->after[m->after_len++] = *(*at)++;
    if (m->after_len < 2)
        return ERR_NONE;
    m->state = memcmp(m->after, "\r\n", 2) == 0 ? HEAD : memcmp(m->after, "--", 2) == 0 ? AFTER_END : BROKEN;
    m->head_len = 0;
    if (m->state == HEAD && m->parts++ == MULTIPART_MAX_PARTS)
        m->state = BROKEN;
    return m->state == BROKEN ? ERR_MALFORMED : ERR_NONE;
}

static enum err
read_head(struct multipart *m, const char **at, const char *end)
{
    struct multipart_head head;

    while (*at < end) {
        if (m->head_len == sizeof m->head)
            return ERR_MALFORMED;
        m->head[m->head_len++] = *(*at)++;
        if (m->head_len < 4 || memcmp(m->head + m->head_len - 4, "\r\n\r\n", 4) != 0)
            continue;
        if (!multipart_head_read(m->head, m->head_len - 2, &head))
            return ERR_MALFORMED;
        m->state = DATA;
        return m->sink->begin(m->ctx, head.name, head.file_name, head.type);
    }
    return ERR_NONE;
}

enum err
multipart_feed(struct multipart *m, const char *bytes, size_t len)
{
    const char *end = bytes + len;
    enum err e = m->state == BROKEN ? ERR_MALFORMED : ERR_NONE;

    while (bytes < end && e == ERR_NONE && m->state != AFTER_END) {
        if (m->state == AFTER_MARK)
            e = after_mark(m, &bytes);
        else if (m->state == HEAD)
            e = read_head(m, &bytes, end);
        else
            e = seek_mark(m, &bytes, end);
    }
    if (e != ERR_NONE)
        m->state = BROKEN;
    return e;
}

enum err
multipart_end(struct multipart *m)
{
    return m->state == AFTER_END ? ERR_NONE : ERR_MALFORMED;
}
