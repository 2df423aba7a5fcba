/*
 * paced PORT RATE SECONDS CONNECTIONS PATH [HEADER]: requests at a fixed rate whatever the server does; latency counts from when a
 * request was due, so a stall is seen in full. PATH may be @FILE: its lines "METHOD PATH JSON" are sent in turn. Prints one line of JSON:
 * sent, answers by class, latency percentiles of 2xx and of the rest in ms. One thread for all connections: what the measuring takes of
 * the machine, the server has not.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bare.h"

#define MOST     4096
#define PATIENCE 20 /* seconds for an answer */

struct sample {
    float ms;
    short status;
};

struct connection {
    int fd; /* -1: none */
    enum { FREE, DIALLING, HEAD, BODY } state;
    double due; /* of the request under way */
    const char *request;
    size_t have, left; /* bytes of the head that are here; bytes of the body that are not */
    int status, last;  /* last: the server closes after this answer */
    char head[4096];
};

static int port, poll_fd;
static double rate, seconds, start;
static char **requests;
static size_t request_count;
static struct sample *samples;
static size_t room, used;
static struct connection *connections;
static int *idle; /* indices of connections without a request */
static int connection_count, idle_count;

static void
settle(struct connection *c, int status)
{
    if (used < room)
        samples[used++] = (struct sample){ (float)((now_s() - c->due) * 1e3), (short)status };
    if (status == 0 || c->last) {
        if (c->fd >= 0)
            close(c->fd);
        c->fd = -1;
    }
    c->state = FREE;
    idle[idle_count++] = (int)(c - connections);
}

static void
watch(struct connection *c, int how, uint32_t events)
{
    struct epoll_event event = { .events = events, .data.ptr = c };

    if (epoll_ctl(poll_fd, how, c->fd, &event) != 0)
        die("epoll");
}

static void
say(struct connection *c)
{
    const size_t len = strlen(c->request);

    c->state = HEAD;
    c->have = 0;
    c->last = 0;
    if (send(c->fd, c->request, len, MSG_NOSIGNAL) != (ssize_t)len) /* shorter than any socket's buffer */
        settle(c, 0);
}

static void
dial(struct connection *c)
{
    struct sockaddr_in to = { .sin_family = AF_INET,
                              .sin_port = htons((unsigned short)port),
                              .sin_addr.s_addr = htonl(0x7f000001) };
    int on = 1;

    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (c->fd < 0)
        die("socket");
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect(c->fd, (struct sockaddr *)&to, sizeof to) == 0) {
        watch(c, EPOLL_CTL_ADD, EPOLLIN);
        say(c);
    } else if (errno == EINPROGRESS) {
        c->state = DIALLING;
        watch(c, EPOLL_CTL_ADD, EPOLLOUT);
    } else {
        settle(c, 0);
    }
}

static void
begin(unsigned long turn)
{
    struct connection *c = &connections[idle[--idle_count]];

    c->due = start + (double)turn / rate;
    c->request = requests[turn % request_count];
    if (c->fd < 0)
        dial(c);
    else
        say(c);
}

/* Reads the head, whose end is `end`. */
static int
read_head(struct connection *c, const char *end)
{
    const char *length = strcasestr(c->head, "\r\nContent-Length:");
    const size_t body = length == NULL || length > end ? SIZE_MAX : strtoul(length + 17, NULL, 10);
    const size_t here = c->have - (size_t)(end + 4 - c->head);
    const char *closing = strcasestr(c->head, "\r\nConnection: close");

    if (body < here || body == SIZE_MAX)
        return 0;
    c->status = number(c->head + 9);
    c->last = closing != NULL && closing < end;
    c->left = body - here;
    c->state = BODY;
    return 1;
}

static void
hear(struct connection *c)
{
    static char rest[65536];
    const int in_head = c->state == HEAD;
    char *to = in_head ? c->head + c->have : rest;
    const size_t most = in_head ? sizeof c->head - 1 - c->have : sizeof rest;
    const ssize_t n = recv(c->fd, to, most, 0);

    if (n < 0 && errno == EAGAIN)
        return;
    if (n > 0 && c->state == FREE)
        die("an answer that nobody asked for");
    if (n <= 0) { /* an idle one was closed, or the answer broke off */
        if (c->state != FREE) {
            settle(c, 0);
        } else {
            close(c->fd);
            c->fd = -1;
        }
        return;
    }
    if (in_head) {
        c->have += (size_t)n;
        c->head[c->have] = '\0';
        const char *end = strstr(c->head, "\r\n\r\n");
        if ((end == NULL && c->have == sizeof c->head - 1) || (end != NULL && !read_head(c, end))) {
            settle(c, 0);
            return;
        }
    } else {
        c->left -= (size_t)n < c->left ? (size_t)n : c->left;
    }
    if (c->state == BODY && c->left == 0)
        settle(c, c->status);
}

static void
attend(struct connection *c, uint32_t events)
{
    if (c->state != DIALLING) {
        hear(c);
    } else if (events & (EPOLLERR | EPOLLHUP)) {
        settle(c, 0);
    } else {
        watch(c, EPOLL_CTL_MOD, EPOLLIN);
        say(c);
    }
}

/* Until the next request is due; without an idle connection or a further request, until something comes. */
static void
wait_for(double due, int further)
{
    struct epoll_event events[256];
    const double left = further && idle_count > 0 ? due - now_s() : 1;
    const struct timespec pause = { left > 0 ? (time_t)left : 0,
                                    left > 0 ? (long)((left - (double)(time_t)left) * 1e9) : 0 };
    const int n = epoll_pwait2(poll_fd, events, 256, &pause, NULL);

    for (int i = 0; i < n; i++)
        attend(events[i].data.ptr, events[i].events);
}

static void
run(void)
{
    unsigned long turn = 0;

    start = now_s() + .05;
    for (;;) {
        const double due = start + (double)turn / rate, now = now_s();
        const int further = due <= start + seconds;

        if (further && idle_count > 0 && due <= now)
            begin(turn++);
        else if (further || idle_count < connection_count)
            wait_for(due, further);
        else
            return;
        if (now > start + seconds + PATIENCE)
            break;
    }
    for (int i = 0; i < connection_count; i++)
        if (connections[i].state != FREE)
            settle(&connections[i], 0);
}

static int
by_ms(const void *a, const void *b)
{
    float x = ((const struct sample *)a)->ms, y = ((const struct sample *)b)->ms;

    return (x > y) - (x < y);
}

static double
percentile(double part, int good)
{
    size_t n = 0, at = 0;

    for (size_t i = 0; i < used; i++)
        n += (samples[i].status / 100 == 2) == good;
    for (size_t i = 0; i < used; i++)
        if ((samples[i].status / 100 == 2) == good && ++at >= (size_t)(part * (double)n))
            return (double)samples[i].ms;
    return 0;
}

static void
report(void)
{
    unsigned long classes[6] = { 0 }, shed = 0;

    qsort(samples, used, sizeof *samples, by_ms);
    for (size_t i = 0; i < used; i++) {
        classes[samples[i].status >= 0 && samples[i].status < 600 ? samples[i].status / 100 : 0]++;
        shed += samples[i].status == 503 || samples[i].status == 429;
    }
    printf(
        "{\"sent\":%zu,\"good\":%lu,\"shed\":%lu,\"bad\":%lu,\"seconds\":%.3f,\"p50\":%.3f,\"p99\":%.3f,\"max\":%.3f,"
        "\"other_p50\":%.3f,\"other_p99\":%.3f}\n",
        used, classes[2], shed, (unsigned long)used - classes[2] - shed, now_s() - start, percentile(.5, 1),
        percentile(.99, 1), percentile(1, 1), percentile(.5, 0), percentile(.99, 0));
}

static void
add_request(const char *method, const char *path, const char *header, const char *body)
{
    char *text = need(malloc(8192));

    snprintf(text, 8192,
             "%s %s HTTP/1.1\r\nHost: localhost\r\n%s%sContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
             method, path, header, *header != '\0' ? "\r\n" : "", strlen(body), body);
    requests = need(realloc(requests, (request_count + 1) * sizeof *requests));
    requests[request_count++] = text;
}

static void
read_requests(const char *path, const char *header)
{
    char *text, *line;

    if (*path != '@') {
        add_request("GET", path, header, "");
        return;
    }
    text = read_file(path + 1, NULL);
    while ((line = strsep(&text, "\n")) != NULL && *line != '\0') {
        const char *method = strsep(&line, " "), *to = strsep(&line, " ");

        add_request(method, to, header, line != NULL ? line : "");
    }
    if (request_count == 0)
        die("no requests");
}

int
main(int argc, char **argv)
{
    if (argc < 6)
        die("paced PORT RATE SECONDS CONNECTIONS PATH [HEADER]");
    port = number(argv[1]);
    rate = strtod(argv[2], NULL);
    seconds = strtod(argv[3], NULL);
    connection_count = number(argv[4]);
    if (connection_count < 1 || connection_count > MOST || rate <= 0)
        die("a rate above 0 and 1 to 4096 connections, please");
    read_requests(argv[5], argc > 6 ? argv[6] : "");
    room = (size_t)(rate * seconds) + MOST;
    samples = need(calloc(room, sizeof *samples));
    connections = need(calloc((size_t)connection_count, sizeof *connections));
    idle = need(calloc((size_t)connection_count, sizeof *idle));
    poll_fd = epoll_create1(0);
    for (int i = connection_count - 1; i >= 0; i--) {
        connections[i].fd = -1;
        idle[idle_count++] = i;
    }
    run();
    report();
    return 0;
}
