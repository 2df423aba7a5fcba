/*
 * Raw FastCGI records: the bytes are what a stranger writes to a binary's socket. They go through libfcgi and the whole of serve()
 * over a pair of sockets; routes without a database. The other side is closed for writing, so nothing is waited for.
 */
#include <fcntl.h>
#include <sanitizer/common_interface_defs.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "app.h"
#include "fuzz.h"
#include "out.h"
#include "req.h"
#include "route.h"

#include "../../lib/fcgi.h"
#include "../../lib/request.h"
#include "../../lib/serve.h"

#define INPUT_MAX 60000 /* what fits a socket's buffer: nobody reads while we write */

struct echo_in {
    const char *name, *q;
};

static const struct field echo_fields[] = { FIELD_STR(struct echo_in, name, .need = true, .max = 20),
                                            FIELD_STR(struct echo_in, q, .in = IN_QUERY, .max = 20), FIELD_END };

static enum err
echo(struct req *r, const void *input)
{
    const struct echo_in *in = input;

    out_str(r, "name", in->name);
    out_str(r, "q", in->q);
    return reply(r, 200);
}

static enum err
drain(struct req *r, const void *input)
{
    char buf[4096];
    long n, total = 0;

    (void)input;
    while ((n = req_read(r, buf, sizeof(buf))) > 0)
        total += n;
    out_int(r, "bytes", total);
    return reply(r, 200);
}

static const struct endpoint echo_endpoint = { "Echo", echo_fields, NULL, sizeof(struct echo_in), echo, .plain = true };
static const struct endpoint drain_endpoint = { "Drain", NULL, NULL, 0, drain, .plain = true, .body = BODY_STREAM };
static const struct route routes[] = { { POST, "/echo", PUBLIC, &echo_endpoint },
                                       { POST, "/drain", PUBLIC, &drain_endpoint },
                                       ROUTE_END };
static const struct query queries[1];
static const struct app app = { .name = "fuzz", .title = "", .routes = routes, .queries = queries };

/* libfcgi forgets memory over records of types that it does not know; nginx sends none, and a worker retires. */
const char *__lsan_default_suppressions(void);
const char *
__lsan_default_suppressions(void)
{
    return "leak:libfcgi";
}

/* libfcgi asks for the memory of a name and its value before it has seen them, and ends the process when it gets none: a worker is begun
   anew. Here only the input ends, and the link with it. */
const char *__asan_default_options(void);
const char *
__asan_default_options(void)
{
    return "allocator_may_return_null=1:max_allocation_size_mb=256";
}

static jmp_buf given_up;

void __assert_fail(const char *what, const char *file, unsigned line, const char *function);
void
__assert_fail(const char *what, const char *file, unsigned line, const char *function)
{
    (void)what, (void)line, (void)function;
    if (strstr(file, "fcgi") == NULL)
        abort();
    longjmp(given_up, 1);
}

static int listening = -1;
static struct sockaddr_un address = { .sun_family = AF_UNIX };
static struct fcgi *link_of_worker;
static struct arena *arena;

static void
gone(void)
{
    unlink(address.sun_path);
}

static void
open_once(void)
{
    if (listening >= 0)
        return;
    snprintf(address.sun_path, sizeof(address.sun_path), "/tmp/holdfast-fuzz-%d.sock", (int)getpid());
    listening = fcgi_listen(address.sun_path);
    HOLDS(listening >= 0 && fcntl(listening, F_SETFL, O_NONBLOCK) == 0);
    atexit(gone);
    signal(SIGPIPE, SIG_IGN);
    link_of_worker = fcgi_new(listening);
    arena = arena_new(0);
    HOLDS(link_of_worker != NULL && arena != NULL);
    stderr =
        fopen("/dev/null", "we"); /* a line for each request; the sanitizers and libFuzzer write to the descriptor */
    HOLDS(stderr != NULL);
}

static void
serve_one(void)
{
    static struct req_private hidden;
    struct req r;
    char *out = hidden.out;
    size_t size = hidden.out_size;

    hidden = (struct req_private){ .link = link_of_worker, .out = out, .out_size = size };
    r = (struct req){ .app = &app, .arena = arena, .p = &hidden };
    r.method = r.path = r.query = r.content_type = r.id = r.address = "";
    serve(&r);
    fcgi_finish(link_of_worker);
    arena_reset(arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    volatile int client;
    char drop[4096];

    open_once();
    if (size > INPUT_MAX)
        return 0;
    client = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
    HOLDS(client >= 0 && connect(client, (struct sockaddr *)&address, sizeof(address)) == 0);
    if (size > 0)
        HOLDS(write(client, data, size) == (ssize_t)size);
    shutdown(client, SHUT_WR);
    volatile bool early =
        size % 8 != 0; /* mostly nobody waits for the answer: libfcgi lingers for one who does not close */

    if (early)
        close(client);
    if (setjmp(given_up) == 0) {
        if (fcgi_accept(link_of_worker))
            serve_one();
    } else {
        fcgi_free(link_of_worker);
        link_of_worker = fcgi_new(listening);
        HOLDS(link_of_worker != NULL);
        arena_reset(arena);
    }
    while (!early && read(client, drop, sizeof(drop)) > 0)
        continue;
    if (!early)
        close(client);
    return 0;
}
