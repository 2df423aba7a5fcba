/*
 * bare_statements LISTEN WORKERS DBSOCKET FILE CUSTOMERS
 *
 * Prefork libfcgi that runs the statements of FILE, prepared, for each request, and prints their rows. A line of FILE: which values go in
 * place of the ?, a | and the statement. c: a customer, one line of the file CUSTOMERS, the same one all over a request; u: a new UUID;
 * b: 32 random bytes; B: the first of those again; n: a number that was not there before; s, t: two stages by turns, s where one comes from.
 */
#include <mysql.h>
#include <fcgiapp.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <signal.h>
#include <unistd.h>

#include "bare.h"

#define MOST      64
#define VALUES    16
#define COLS      64
#define CELL_ROOM 4096
#define STEP      8 /* between the numbers of a worker, of which there are fewer */

struct statement {
    const char *kinds, *sql;
    MYSQL_STMT *handle; /* NULL: BEGIN or COMMIT */
    unsigned columns;
    MYSQL_BIND in[VALUES], out[COLS];
    char values[VALUES][40];
    unsigned long lengths[VALUES];
};

static MYSQL *db;
static struct statement statements[MOST];
static size_t count, customer_count;
static char *customers[100000];
static char cells[COLS][CELL_ROOM];
static unsigned long lengths[COLS];
static char empty[COLS];
static unsigned long long number_now;
static char scope[32];

static void
connect_to(const char *socket)
{
    db = need(mysql_init(NULL));
    if (mysql_real_connect(db, NULL, NULL, NULL, "holdfast", 0, socket, 0) == NULL)
        die(mysql_error(db));
}

static void
prepare(struct statement *s)
{
    if (strcmp(s->sql, "BEGIN") == 0 || strcmp(s->sql, "COMMIT") == 0)
        return;
    s->handle = need(mysql_stmt_init(db));
    if (mysql_stmt_prepare(s->handle, s->sql, strlen(s->sql)) != 0)
        die(mysql_stmt_error(s->handle));
    s->columns = mysql_stmt_field_count(s->handle);
    if (mysql_stmt_param_count(s->handle) != strlen(s->kinds) || strlen(s->kinds) > VALUES || s->columns > COLS)
        die(s->sql);
    for (unsigned i = 0; s->kinds[i] != '\0'; i++)
        s->in[i] =
            (MYSQL_BIND){ .buffer_type = s->kinds[i] == 'b' || s->kinds[i] == 'B' ? MYSQL_TYPE_BLOB : MYSQL_TYPE_STRING,
                          .buffer = s->values[i],
                          .length = &s->lengths[i] };
    for (unsigned i = 0; i < s->columns; i++)
        s->out[i] = (MYSQL_BIND){ .buffer_type = MYSQL_TYPE_STRING,
                                  .buffer = cells[i],
                                  .buffer_length = CELL_ROOM - 1,
                                  .length = &lengths[i],
                                  .is_null = &empty[i] };
    if (mysql_stmt_bind_param(s->handle, s->in) != 0 ||
        (s->columns > 0 && mysql_stmt_bind_result(s->handle, s->out) != 0))
        die(mysql_stmt_error(s->handle));
}

static void
read_statements(char *text)
{
    for (char *line = strsep(&text, "\n"); line != NULL && *line != '\0'; line = strsep(&text, "\n")) {
        if (count == MOST)
            die("too many statements");
        statements[count].kinds = strsep(&line, "|");
        statements[count].sql = line;
        prepare(&statements[count++]);
    }
}

/* Version 7, as ours are: the next one stands behind the one before. */
static void
make_uuid(char *to)
{
    struct timespec now;
    unsigned char r[10];

    clock_gettime(CLOCK_REALTIME, &now);
    if (getrandom(r, sizeof r, 0) != (ssize_t)sizeof r)
        die("getrandom");
    unsigned long long ms = (unsigned long long)now.tv_sec * 1000 + (unsigned long long)now.tv_nsec / 1000000;

    snprintf(to, 40, "%08llx-%04llx-7%02x%01x-8%02x%01x-%02x%02x%02x%02x%02x%02x", ms >> 16, ms & 0xffff, r[0],
             r[1] & 15, r[2], r[3] & 15, r[4], r[5], r[6], r[7], r[8], r[9]);
}

static void
fill(struct statement *s, const char *customer)
{
    static const char *const stages[] = { "lead", "contacted" };

    for (unsigned i = 0; s->kinds[i] != '\0'; i++) {
        char *to = s->values[i];

        switch (s->kinds[i]) {
        case 'c':
            snprintf(to, 40, "%s", customer);
            break;
        case 'u':
            make_uuid(to);
            break;
        case 'n':
            snprintf(to, 40, "%llu", number_now);
            break;
        case 'b':
            if (getrandom(to, 32, 0) != 32)
                die("getrandom");
            if (i == 0)
                memcpy(scope, to, 32);
            break;
        case 'B':
            memcpy(to, scope, 32);
            break;
        default:
            snprintf(to, 40, "%s", stages[(number_now / STEP / customer_count + (s->kinds[i] == 't')) % 2]);
        }
        s->lengths[i] = s->kinds[i] == 'b' || s->kinds[i] == 'B' ? 32 : strlen(to);
    }
}

static int
print_rows(struct statement *s, char *to, size_t size)
{
    int n = 0;

    while (mysql_stmt_fetch(s->handle) != MYSQL_NO_DATA && (size_t)n + COLS * (CELL_ROOM + 8) < size) {
        n += snprintf(to + n, size - (size_t)n, "{");
        for (unsigned i = 0; i < s->columns; i++) {
            cells[i][empty[i] ? 0 : lengths[i] < CELL_ROOM ? lengths[i] : CELL_ROOM - 1] = '\0';
            n += snprintf(to + n, size - (size_t)n, "\"c%u\":\"%s\",", i, cells[i]);
        }
        n += snprintf(to + n, size - (size_t)n, "},");
    }
    mysql_stmt_free_result(s->handle);
    return n;
}

static int
run(struct statement *s, const char *customer, char *to, size_t size)
{
    if (s->handle == NULL) {
        if (mysql_query(db, s->sql) != 0)
            die(mysql_error(db));
        return 0;
    }
    fill(s, customer);
    if (mysql_stmt_execute(s->handle) != 0)
        die(mysql_stmt_error(s->handle));
    return s->columns > 0 ? print_rows(s, to, size) : 0;
}

static void
answer(FCGX_Request *r)
{
    static char body[4 << 20];
    char head[128];
    const char *customer = customers[(number_now / STEP + number_now % STEP * 1000) % customer_count];
    int n = snprintf(body, sizeof body, "{\"data\":["), h;

    for (size_t i = 0; i < count; i++)
        n += run(&statements[i], customer, body + n, sizeof body - (size_t)n - 16);
    n += snprintf(body + n, sizeof body - (size_t)n, "{}]}");
    number_now += STEP;
    h = snprintf(head, sizeof head, "Status: 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n",
                 n);
    FCGX_PutStr(head, h, r->out);
    FCGX_PutStr(body, n, r->out);
}

static void
work(char **argv, int fd, int parent, int which)
{
    FCGX_Request r;
    char *lines = read_file(argv[2], NULL);

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        return;
    while (lines != NULL && *lines != '\0' && customer_count < 100000)
        customers[customer_count++] = strsep(&lines, "\n");
    if (customer_count == 0)
        die("no customers");
    /* Each worker has its own numbers, and they go up from run to run. */
    number_now = (unsigned long long)(time(NULL) % 100000) * 40000 + (unsigned long long)which;
    connect_to(argv[0]);
    read_statements(read_file(argv[1], NULL));
    if (FCGX_Init() != 0 || FCGX_InitRequest(&r, fd, 0) != 0)
        die("libfcgi");
    while (FCGX_Accept_r(&r) == 0) {
        answer(&r);
        FCGX_Finish_r(&r);
    }
}

int
main(int argc, char **argv)
{
    int parent = getpid();

    if (argc != 6)
        die("see the top of bare_statements.c");
    int fd = FCGX_OpenSocket(argv[1], 1024);

    if (fd < 0 || chmod(argv[1], 0660) != 0)
        die("no socket");
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    for (int i = number(argv[2]); i > 0; i--)
        if (fork() == 0) {
            work(argv + 3, fd, parent, i);
            _exit(1);
        }
    printf("ready\n");
    fflush(stdout);
    while (wait(NULL) > 0)
        continue;
    return 1;
}
