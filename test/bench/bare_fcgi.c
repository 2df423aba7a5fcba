/*
 * bare_fcgi LISTEN WORKERS hello
 * bare_fcgi LISTEN WORKERS profile DBSOCKET KEY USER
 * bare_fcgi LISTEN WORKERS list DBSOCKET TENANT SCORING DATASET BAND TAILS
 *
 * Prefork libfcgi on a Unix socket, one request at a time per process.
 * hello: a constant. profile: an HS256 token is checked and the user USER read by primary key with a prepared statement.
 * list: the very statement of the customers binary for the first 50 rows by value of one band, printed as the same JSON. What
 * follows the expected value in a row (recommended action, reasons and so on) is copied from the file TAILS, one line a row, the end
 * of the reply last.
 */
#include <mysql.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "bare_serve.h"
#include "customers/customers.h"

#define ROWS      50
#define COLS      32 /* at most; of the list those are read that stand before recommended_action */
#define LIST_COLS 11
#define CELL_ROOM 4096

static MYSQL *db;
static MYSQL_STMT *stmt;
static MYSQL_BIND in[16], out[COLS];
static char cells[COLS][CELL_ROOM];
static unsigned long lengths[COLS];
static char empty[COLS];
static unsigned columns;
static const char *key, *tails[ROWS + 1];

static void
connect_to(const char *socket)
{
    db = need(mysql_init(NULL));
    if (mysql_real_connect(db, NULL, NULL, NULL, "holdfast", 0, socket, 0) == NULL)
        die(mysql_error(db));
}

static void
prepare(const char *sql, unsigned least)
{
    stmt = need(mysql_stmt_init(db));
    if (mysql_stmt_prepare(stmt, sql, strlen(sql)) != 0)
        die(mysql_stmt_error(stmt));
    columns = mysql_stmt_field_count(stmt);
    if (columns < least || columns > COLS)
        die("the statement has changed: bare_fcgi.c reads other columns");
    for (unsigned i = 0; i < columns; i++)
        out[i] = (MYSQL_BIND){ .buffer_type = MYSQL_TYPE_STRING,
                               .buffer = cells[i],
                               .buffer_length = CELL_ROOM - 1,
                               .length = &lengths[i],
                               .is_null = &empty[i] };
    if (mysql_stmt_bind_result(stmt, out) != 0)
        die(mysql_stmt_error(stmt));
}

/* Bearer header.payload.signature by HS256; the signature's base64url is compared as text. */
static int
token_fits(const char *header)
{
    unsigned char sum[32], text[64];
    unsigned len = 0;

    if (header == NULL || strncmp(header, "Bearer ", 7) != 0)
        return 0;
    const char *token = header + 7, *dot = strrchr(token, '.');

    if (dot == NULL || HMAC(EVP_sha256(), key, (int)strlen(key), (const unsigned char *)token, (size_t)(dot - token),
                            sum, &len) == NULL)
        return 0;
    EVP_EncodeBlock(text, sum, 32);
    for (int i = 0; i < 43; i++)
        text[i] = text[i] == '+' ? '-' : text[i] == '/' ? '_' : text[i];
    return strlen(dot + 1) == 43 && CRYPTO_memcmp(dot + 1, text, 43) == 0;
}

static int
fetch(void)
{
    return mysql_stmt_fetch(stmt) == 0;
}

static void
profile(FCGX_Request *r)
{
    char body[4096];

    if (!token_fits(FCGX_GetParam("HTTP_AUTHORIZATION", r->envp)) || mysql_stmt_execute(stmt) != 0 || !fetch())
        die("profile");
    int n = snprintf(
        body, sizeof body,
        "{\"id\":\"%s\",\"username\":\"%s\",\"email\":\"%s\",\"name\":\"%s\",\"kind\":\"%s\",\"state\":\"%s\"}",
        cells[0], cells[1], cells[2], cells[3], cells[4], cells[5]);

    mysql_stmt_free_result(stmt);
    send_text(r, "200 OK", body, (size_t)n);
}

/* One row; money columns may be NULL. Columns: row_no, id, external id, name, segment, score, band, margin, value, expected value,
   value at risk. */
static int
print_row(char *to, size_t size, const char *tail)
{
    static const char *const bands[] = { "low", "medium", "high" };

    for (unsigned i = 0; i < columns; i++)
        cells[i][empty[i] ? 0 : lengths[i]] = '\0';
    return snprintf(
        to, size,
        "{\"id\":\"%s\",\"external_id\":\"%s\",\"name\":\"%s\",\"segment\":\"%s\",\"probability\":%.17g,"
        "\"rule_score\":null,\"band\":\"%s\",\"value\":\"%s\",\"value_at_risk\":\"%s\",\"expected_value\":\"%s\",%s,",
        cells[1], cells[2], cells[3], cells[4], strtod(cells[5], NULL), bands[number(cells[6]) % 3], cells[8],
        cells[10], cells[9], tail);
}

static void
list(FCGX_Request *r)
{
    static char body[1 << 20];
    int n = snprintf(body, sizeof body, "{\"data\":[");

    if (mysql_stmt_execute(stmt) != 0)
        die(mysql_stmt_error(stmt));
    for (int i = 0; fetch() && i < ROWS; i++)
        n += print_row(body + n, sizeof body - (size_t)n, tails[i]);
    mysql_stmt_free_result(stmt);
    n += snprintf(body + n - 1, sizeof body - (size_t)n, "],%s", tails[ROWS]) - 1;
    send_text(r, "200 OK", body, (size_t)n);
}

static void
hello(FCGX_Request *r)
{
    send_text(r, "200 OK", "{\"hello\":\"world\"}", 17);
}

static void
prepare_profile(char **argv)
{
    char sql[512];

    key = argv[1];
    connect_to(argv[0]);
    snprintf(sql, sizeof sql, "SELECT id, username, email, name, kind, state FROM users WHERE id = '%s'", argv[2]);
    prepare(sql, 6);
}

/* The product's statement with numbers for :tenant; its arguments as cgi/customers/walk.c gives them. */
static void
prepare_list(char **argv)
{
    static char top[] = "9999999999999999.99", none[] = "", low[] = "4294967295", limit[] = "51";
    char *args[] = { argv[2], argv[4], top, top, low, none, none, limit, argv[2], argv[3] };
    static unsigned long arg_lengths[10];
    char sql[8192], *tail = read_file(argv[5], NULL);
    size_t n = 0;

    for (const char *s = customers_queries[Q_PAGE_VALUE].sql; *s != '\0';)
        if (strncmp(s, ":tenant", 7) == 0) {
            n += (size_t)snprintf(sql + n, sizeof sql - n, "%s", argv[1]);
            s += 7;
        } else {
            sql[n++] = *s++;
        }
    sql[n] = '\0';
    for (size_t i = 0; i <= ROWS; i++) {
        tails[i] = strsep(&tail, "\n");
        if (tails[i] == NULL)
            die("too few tails");
    }
    connect_to(argv[0]);
    prepare(sql, LIST_COLS);
    for (unsigned i = 0; i < 10; i++) {
        arg_lengths[i] = strlen(args[i]);
        in[i] = (MYSQL_BIND){ .buffer_type = MYSQL_TYPE_STRING, .buffer = args[i], .length = &arg_lengths[i] };
    }
    if (mysql_stmt_param_count(stmt) != 10 || mysql_stmt_bind_param(stmt, in) != 0)
        die("the statement has changed: bare_fcgi.c gives it other arguments");
}

int
main(int argc, char **argv)
{
    static const struct program programs[] = {
        { "hello", NULL, hello },
        { "profile", prepare_profile, profile },
        { "list", prepare_list, list },
        { NULL, NULL, NULL },
    };

    return serve(programs, argc, argv);
}
