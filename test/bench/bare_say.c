/*
 * bare_say LISTEN WORKERS say DBSOCKET TENANT
 *
 * Takes a message of a conversation in by the very statements of the chat binary, in the same order, and prints the same JSON. A message is
 * looked for by its id, written in a transaction under the lock of its conversation, told to the outbox and read back. Nothing is checked
 * or limited, and no statement is repeated.
 */
#include <mysql.h>

#include "bare_serve.h"
#include "chat/chat.h"

#define ROOM 4096

enum { TENANT, KNOWN, TOUCH, LOCK, INSERT, OUTBOX, BACK, STATEMENTS };

static MYSQL *db;
static MYSQL_STMT *stmts[STATEMENTS];
static char cells[16][ROOM], empty[16];
static unsigned long lengths[16];
static const char *tenant;

static void
check(bool good, const char *why)
{
    if (!good)
        die(why);
}

/* The product's statement with numbers for :tenant and nobody for :actor. */
static void
prepare_one(int which, const char *sql)
{
    char text[8192];
    size_t n = 0;

    while (*sql != '\0' && n + 64 < sizeof text)
        if (strncmp(sql, ":tenant", 7) == 0) {
            n += (size_t)snprintf(text + n, sizeof text - n, "%s", tenant);
            sql += 7;
        } else if (strncmp(sql, ":actor", 6) == 0) {
            n += (size_t)snprintf(text + n, sizeof text - n, "NULL");
            sql += 6;
        } else {
            text[n++] = *sql++;
        }
    stmts[which] = need(mysql_stmt_init(db));
    check(mysql_stmt_prepare(stmts[which], text, n) == 0, mysql_stmt_error(stmts[which]));
}

static void
prepare(char **argv)
{
    tenant = argv[1];
    db = need(mysql_init(NULL));
    if (mysql_real_connect(db, NULL, NULL, NULL, "holdfast", 0, argv[0], 0) == NULL)
        die(mysql_error(db));
    prepare_one(TENANT, chat_queries[Q_TENANT_BY_SLUG].sql);
    prepare_one(KNOWN, chat_queries[Q_MESSAGE_BY_ID].sql);
    prepare_one(TOUCH, chat_queries[Q_SESSION_TOUCH].sql);
    prepare_one(LOCK, chat_queries[Q_SESSION_LOCK].sql);
    prepare_one(INSERT, chat_queries[Q_MESSAGE_INSERT].sql);
    prepare_one(
        OUTBOX,
        "INSERT INTO outbox (tenant_id, user_id, kind, type, object_id) VALUES (:tenant, NULL, 'event', 'message', ?)");
    prepare_one(BACK, chat_queries[Q_MESSAGE_BY_ID].sql);
}

/* Runs it with texts; of a row that comes the columns are in cells. */
static bool
run(int which, const char **args, unsigned n)
{
    MYSQL_STMT *stmt = stmts[which];
    MYSQL_BIND in[8] = { 0 }, out[16] = { 0 };
    unsigned long given[8];
    unsigned columns = mysql_stmt_field_count(stmt);

    check(mysql_stmt_param_count(stmt) == n, "a statement has changed: bare_say.c gives it other arguments");
    for (unsigned i = 0; i < n; i++) {
        given[i] = strlen(args[i]);
        in[i] = (MYSQL_BIND){ .buffer_type = MYSQL_TYPE_STRING, .buffer = need(strdup(args[i])), .length = &given[i] };
    }
    check((n == 0 || mysql_stmt_bind_param(stmt, in) == 0) && mysql_stmt_execute(stmt) == 0, mysql_stmt_error(stmt));
    for (unsigned i = 0; i < n; i++)
        free(in[i].buffer);
    for (unsigned i = 0; i < columns; i++)
        out[i] = (MYSQL_BIND){ .buffer_type = MYSQL_TYPE_STRING,
                               .buffer = cells[i],
                               .buffer_length = ROOM - 1,
                               .length = &lengths[i],
                               .is_null = &empty[i] };
    if (columns == 0)
        return true;
    bool found = mysql_stmt_bind_result(stmt, out) == 0 && mysql_stmt_fetch(stmt) == 0;

    for (unsigned i = 0; found && i < columns; i++)
        cells[i][empty[i] ? 0 : lengths[i]] = '\0';
    mysql_stmt_free_result(stmt);
    return found;
}

/* The text of a member in a flat object without escapes. */
static void
member(const char *text, const char *name, char *to, size_t size)
{
    char key[64];

    snprintf(key, sizeof key, "\"%s\":\"", name);
    const char *at = strstr(text, key);

    at = at == NULL ? "" : at + strlen(key);
    snprintf(to, size, "%.*s", (int)strcspn(at, "\""), at);
}

static void
answer(FCGX_Request *r)
{
    static char body[ROOM], text[2 * ROOM];
    char session[64], id[64], said[ROOM], slug[64], no[32], at[64];
    int len = FCGX_GetStr(body, sizeof body - 1, r->in);
    struct timespec now;
    struct tm utc;

    if (len <= 0) {
        send_text(r, "200 OK", "{}", 2);
        return;
    }
    body[len] = '\0';
    member(body, "session_id", session, sizeof session);
    member(body, "id", id, sizeof id);
    member(body, "message", said, sizeof said);
    member(body, "tenant", slug, sizeof slug);
    clock_gettime(CLOCK_REALTIME, &now);
    size_t n = strftime(at, sizeof at, "%Y-%m-%d %H:%M:%S", gmtime_r(&now.tv_sec, &utc));

    snprintf(at + n, sizeof at - n, ".%06ld", now.tv_nsec / 1000);
    run(TENANT, (const char *[]){ slug }, 1);
    if (!run(KNOWN, (const char *[]){ id }, 1)) {
        check(mysql_query(db, "BEGIN") == 0, "begin");
        run(TOUCH, (const char *[]){ session, "client", "client", said }, 4);
        run(LOCK, (const char *[]){ session }, 1);
        snprintf(no, sizeof no, "%s", cells[1]);
        run(INSERT, (const char *[]){ session, no, id, "client", "message", said, at }, 7);
        run(OUTBOX, (const char *[]){ session }, 1);
        check(run(BACK, (const char *[]){ id }, 1), "the message is not there");
        check(mysql_query(db, "COMMIT") == 0, "commit");
    }
    int used = snprintf(
        text, sizeof text,
        "{\"id\":\"%s\",\"no\":%s,\"number\":%s,\"session_id\":\"%s\",\"message\":\"%s\",\"sender\":\"%s\","
        "\"data_type\":\"%s\",\"author\":null,\"sent_at\":\"%s\",\"edited_at\":null,\"removed\":false,\"version\":%s}",
        cells[0], cells[1], cells[2], cells[3], cells[4], cells[5], cells[6], cells[8], cells[11]);

    send_text(r, "201 Created", text, (size_t)used);
}

int
main(int argc, char **argv)
{
    static const struct program programs[] = { { "say", prepare, answer }, { NULL, NULL, NULL } };

    return serve(programs, argc, argv);
}
