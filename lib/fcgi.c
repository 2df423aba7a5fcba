/*
 * fcgi.c: FastCGI 1.0 (the Open Market specification) as nginx speaks it: a connection for each request, role responder.
 *
 * Written out instead of taken from libfcgi 2.4.2, which believes lengths that it is sent (a sum beyond 31 bits ends the
 * process), waits without limit for a sender that stops, and loses memory over records it does not know. Here a peer that
 * breaks the protocol, or falls silent for PATIENCE_S, loses its connection and nothing else.
 */
#include "fcgi.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "clock.h"

#define BACKLOG    1024
#define PATIENCE_S 15
#define LINGER_MS  2000

#define HEADER     8
#define PARAMS_MAX 65536 /* bytes of all parameters; nginx passes 32 KiB of headers at most */
#define PAIRS_MAX  256
#define IN_BYTES   16384
#define OUT_BYTES  32768

enum { BEGIN_REQUEST = 1, ABORT_REQUEST = 2, END_REQUEST = 3, PARAMS = 4, STDIN = 5, STDOUT = 6 };
enum { RESPONDER = 1 };

struct record {
    unsigned type, id;
    size_t len, padding;
};

struct fcgi {
    int listening, fd; /* fd -1: no request */
    unsigned id;
    bool broken;     /* nothing more can be read or written */
    bool in_end;     /* the body was read to its end */
    size_t in_left;  /* of the body's present record */
    size_t in_extra; /* its padding */
    size_t at, filled;
    size_t out_len;
    size_t pair_count, params_len;
    struct {
        const char *name, *value;
    } pairs[PAIRS_MAX];
    unsigned char in[IN_BYTES];
    unsigned char out[HEADER + OUT_BYTES + 3 * HEADER];
    unsigned char params[PARAMS_MAX];
    char texts[PARAMS_MAX + 2 * PAIRS_MAX]; /* the same with NULs */
};

struct fcgi *
fcgi_new(int fd)
{
    struct fcgi *f = calloc(1, sizeof(*f));

    if (f != NULL) {
        f->listening = fd;
        f->fd = -1;
    }
    return f;
}

void
fcgi_free(struct fcgi *f)
{
    if (f != NULL && f->fd >= 0)
        close(f->fd);
    free(f);
}

/* Some bytes into the empty buffer. */
static bool
refill(struct fcgi *f)
{
    ssize_t n;

    do
        n = recv(f->fd, f->in, sizeof(f->in), 0);
    while (n < 0 && errno == EINTR);
    f->at = 0;
    f->filled = n > 0 ? (size_t)n : 0;
    f->broken = f->broken || n <= 0;
    return n > 0;
}

/* Takes n bytes; to NULL: drops them. */
static bool
take(struct fcgi *f, unsigned char *to, size_t n)
{
    while (n > 0) {
        if (f->at == f->filled && !refill(f))
            return false;
        size_t have = f->filled - f->at, part = n < have ? n : have;

        if (to != NULL) {
            memcpy(to, f->in + f->at, part);
            to += part;
        }
        f->at += part;
        n -= part;
    }
    return true;
}

static bool
take_record(struct fcgi *f, struct record *ret)
{
    unsigned char h[HEADER];

    if (!take(f, h, sizeof(h)) || h[0] != 1)
        return false;
    *ret = (struct record){ h[1], (unsigned)h[2] << 8 | h[3], (size_t)h[4] << 8 | h[5], h[6] };
    return true;
}

static bool
take_begin(struct fcgi *f)
{
    struct record r;
    unsigned char body[8];

    if (!take_record(f, &r) || r.type != BEGIN_REQUEST || r.id == 0 || r.len != sizeof(body) ||
        !take(f, body, sizeof(body)) || !take(f, NULL, r.padding))
        return false;
    f->id = r.id;
    return ((unsigned)body[0] << 8 | body[1]) == RESPONDER && (body[2] & 1) == 0; /* connections are not kept */
}

static bool
take_params(struct fcgi *f)
{
    struct record r;

    for (f->params_len = 0;;) {
        if (!take_record(f, &r) || r.type != PARAMS || r.id != f->id || r.len > PARAMS_MAX - f->params_len ||
            !take(f, f->params + f->params_len, r.len) || !take(f, NULL, r.padding))
            return false;
        f->params_len += r.len;
        if (r.len == 0)
            return true;
    }
}

/* The length at *at: one byte, or four with the highest bit set. */
static bool
length(const struct fcgi *f, size_t *at, size_t *ret)
{
    const unsigned char *p = f->params + *at;
    size_t bytes = *at < f->params_len && (p[0] & 0x80) != 0 ? 4 : 1;

    if (bytes > f->params_len - *at)
        return false;
    *ret = bytes == 1 ? p[0] : (size_t)(p[0] & 0x7f) << 24 | (size_t)p[1] << 16 | (size_t)p[2] << 8 | p[3];
    *at += bytes;
    return true;
}

static bool
split_params(struct fcgi *f)
{
    char *to = f->texts;
    size_t at = 0;

    for (f->pair_count = 0; at < f->params_len; f->pair_count++) {
        size_t name, value;

        if (f->pair_count == PAIRS_MAX || !length(f, &at, &name) || !length(f, &at, &value) ||
            name > f->params_len - at || value > f->params_len - at - name)
            return false;
        f->pairs[f->pair_count].name = to;
        memcpy(to, f->params + at, name);
        to[name] = '\0';
        f->pairs[f->pair_count].value = to + name + 1;
        memcpy(to + name + 1, f->params + at + name, value);
        to[name + 1 + value] = '\0';
        to += name + value + 2;
        at += name + value;
    }
    return true;
}

static void
hang_up(struct fcgi *f)
{
    close(f->fd);
    f->fd = -1;
}

bool
fcgi_accept(struct fcgi *f)
{
    struct timeval patience = { .tv_sec = PATIENCE_S };

    f->fd = accept4(f->listening, NULL, NULL, SOCK_CLOEXEC);
    if (f->fd < 0)
        return false;
    setsockopt(f->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    setsockopt(f->fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
    f->broken = f->in_end = false;
    f->at = f->filled = f->in_left = f->in_extra = f->out_len = 0;
    if (take_begin(f) && take_params(f) && split_params(f))
        return true;
    hang_up(f);
    return false;
}

const char *
fcgi_param(const struct fcgi *f, const char *name)
{
    for (size_t i = 0; i < f->pair_count; i++)
        if (strcmp(f->pairs[i].name, name) == 0)
            return f->pairs[i].value;
    return NULL;
}

/* Goes on to a record of the body with something in it. False: the end, or f->broken. */
static bool
next_part(struct fcgi *f)
{
    struct record r;

    while (f->in_left == 0 && !f->in_end) {
        if (!take(f, NULL, f->in_extra) || !take_record(f, &r) || r.type != STDIN || r.id != f->id) {
            f->broken = true;
            return false;
        }
        f->in_left = r.len;
        f->in_extra = r.padding;
        f->in_end = r.len == 0;
    }
    return !f->in_end;
}

long
fcgi_read(struct fcgi *f, void *buf, size_t size)
{
    size_t have;

    if (f->broken)
        return -1;
    if (!next_part(f))
        return f->broken ? -1 : 0;
    if (f->at == f->filled && !refill(f))
        return -1;
    have = f->filled - f->at;
    have = have < f->in_left ? have : f->in_left;
    have = have < size ? have : size;
    memcpy(buf, f->in + f->at, have);
    f->at += have;
    f->in_left -= have;
    return (long)have;
}

static bool
send_all(struct fcgi *f, const unsigned char *data, size_t len)
{
    while (len > 0 && !f->broken) {
        ssize_t n = send(f->fd, data, len, MSG_NOSIGNAL);

        if (n < 0 && errno == EINTR)
            continue;
        f->broken = n <= 0;
        data += n > 0 ? n : 0;
        len -= n > 0 ? (size_t)n : 0;
    }
    return !f->broken;
}

static void
put_header(const struct fcgi *f, unsigned char *to, unsigned type, size_t len)
{
    const unsigned char h[HEADER] = { 1,
                                      (unsigned char)type,
                                      (unsigned char)(f->id >> 8),
                                      (unsigned char)f->id,
                                      (unsigned char)(len >> 8),
                                      (unsigned char)len };

    memcpy(to, h, sizeof(h));
}

bool
fcgi_write(struct fcgi *f, const void *data, size_t len)
{
    const unsigned char *p = data;

    while (len > 0 && !f->broken) {
        size_t room = OUT_BYTES - f->out_len, part = len < room ? len : room;

        memcpy(f->out + HEADER + f->out_len, p, part);
        f->out_len += part;
        p += part;
        len -= part;
        if (f->out_len < OUT_BYTES)
            continue;
        put_header(f, f->out, STDOUT, f->out_len);
        if (send_all(f, f->out, HEADER + f->out_len))
            f->out_len = 0;
    }
    return !f->broken;
}

/* A peer that is still sending would be told of a broken connection, before it has read the answer, if we just left. */
static void
linger(struct fcgi *f)
{
    int64_t until = clock_mono_us() + LINGER_MS * INT64_C(1000);
    struct pollfd wait = { .fd = f->fd, .events = POLLIN };

    shutdown(f->fd, SHUT_WR);
    for (int64_t left = LINGER_MS; left > 0; left = (until - clock_mono_us()) / 1000)
        if (poll(&wait, 1, (int)left) <= 0 || recv(f->fd, f->in, sizeof(f->in), 0) <= 0)
            return;
}

void
fcgi_finish(struct fcgi *f)
{
    unsigned char *end = f->out + HEADER + f->out_len;
    size_t first = f->out_len > 0 ? 0 : HEADER;

    if (f->fd < 0)
        return;
    put_header(f, f->out, STDOUT, f->out_len);
    put_header(f, end, STDOUT, 0);
    put_header(f, end + HEADER, END_REQUEST, HEADER);
    memset(end + 2 * HEADER, 0, HEADER);
    bool sent = send_all(f, f->out + first, (size_t)(end - f->out) - first + 3 * HEADER);

    /* Mostly the end of the body has come with the parameters. */
    if (sent && !f->in_end && (f->at == f->filled || next_part(f)))
        linger(f);
    hang_up(f);
    f->pair_count = 0;
}

int
fcgi_listen(const char *path)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd < 0 || strlen(path) >= sizeof(address.sun_path)) {
        if (fd >= 0)
            close(fd);
        errno = fd < 0 ? errno : ENAMETOOLONG;
        return -1;
    }
    memcpy(address.sun_path, path, strlen(path) + 1);
    unlink(path); /* of a process that is gone */
    mode_t before = umask(0117);
    int rc = bind(fd, (struct sockaddr *)&address, sizeof(address));

    umask(before);
    if (rc != 0 || listen(fd, BACKLOG) != 0) {
        int why = errno;

        close(fd);
        errno = why;
        return -1;
    }
    return fd;
}
