/*
 * paced PORT RATE SECONDS CONNECTIONS PATH [HEADER]: GETs at a fixed rate whatever the server does; latency counts from when a request
 * was due, so a stall is seen in full. PATH may be @FILE: its lines "METHOD PATH JSON" are sent in turn. Prints one line of JSON: sent, answers by class, latency percentiles of 2xx and of the rest in ms.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bare.h"

#define MOST 4096

struct sample {
    float ms;
    short status;
};

static int port, connections;
static double rate, seconds, start;
static char **requests;
static size_t request_count;
static struct sample *samples;
static size_t room, used;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned long next_due;

static void
note(double ms, int status)
{
    pthread_mutex_lock(&lock);
    if (used < room)
        samples[used++] = (struct sample){ (float)ms, (short)status };
    pthread_mutex_unlock(&lock);
}

static int
dial(void)
{
    struct sockaddr_in to = { .sin_family = AF_INET,
                              .sin_port = htons((unsigned short)port),
                              .sin_addr.s_addr = htonl(0x7f000001) };
    int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    struct timeval limit = { .tv_sec = 20 };

    if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof to) != 0) {
        if (fd >= 0)
            close(fd);
        return -1;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    return fd;
}

/* Reads one answer; its status, 0 when the connection broke. *ret_close: it cannot be used again. */
static int
read_answer(int fd, int *ret_close)
{
    char buf[65536];
    size_t have = 0, body = 0;
    const char *end = NULL, *length;

    *ret_close = 1;
    while (end == NULL) {
        ssize_t n = recv(fd, buf + have, sizeof buf - 1 - have, 0);
        if (n <= 0)
            return 0;
        have += (size_t)n;
        buf[have] = '\0';
        end = strstr(buf, "\r\n\r\n");
    }
    length = strcasestr(buf, "\r\nContent-Length:");
    if (length == NULL || length > end)
        return 0;
    body = strtoul(length + 17, NULL, 10);
    *ret_close = strcasestr(buf, "\r\nConnection: close") != NULL;
    for (size_t got = have - (size_t)(end + 4 - buf); got < body;) {
        ssize_t n = recv(fd, buf + 512, sizeof buf - 512, 0);
        if (n <= 0)
            return 0;
        got += (size_t)n;
    }
    return number(buf + 9);
}

static void *
client(void *unused)
{
    int fd = -1, over = 0;

    for (;;) {
        const unsigned long turn = __atomic_fetch_add(&next_due, 1, __ATOMIC_RELAXED);
        const char *request = requests[turn % request_count];
        double due = start + (double)turn / rate;
        int status = 0;

        if (due > start + seconds)
            break;
        wait_until(due);
        if (fd < 0)
            fd = dial();
        if (fd >= 0 && send(fd, request, strlen(request), MSG_NOSIGNAL) > 0)
            status = read_answer(fd, &over);
        if (fd >= 0 && (status == 0 || over)) {
            close(fd);
            fd = -1;
        }
        note((now_s() - due) * 1e3, status);
    }
    if (fd >= 0)
        close(fd);
    return unused;
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
    static pthread_t threads[MOST];
    pthread_attr_t small;

    if (argc < 6)
        die("paced PORT RATE SECONDS CONNECTIONS PATH [HEADER]");
    port = number(argv[1]);
    rate = strtod(argv[2], NULL);
    seconds = strtod(argv[3], NULL);
    connections = number(argv[4]);
    if (connections < 1 || connections > MOST || rate <= 0)
        die("a rate above 0 and 1 to 4096 connections, please");
    read_requests(argv[5], argc > 6 ? argv[6] : "");
    room = (size_t)(rate * seconds) + MOST;
    samples = need(calloc(room, sizeof *samples));
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 256 * 1024);
    start = now_s() + .05;
    for (int i = 0; i < connections; i++)
        if (pthread_create(&threads[i], &small, client, NULL) != 0)
            die("no thread");
    for (int i = 0; i < connections; i++)
        pthread_join(threads[i], NULL);
    report();
    return 0;
}
