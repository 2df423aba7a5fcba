/*
 * bare.c: the yardstick of "who am I": what libfcgi, one HMAC and one prepared select by primary key cost on this machine, with
 * nothing around them. bare SOCKET WORKERS DB-SOCKET DB-USER PASSWORD-FILE; prints nothing, ends on SIGTERM.
 */
#include <fcgiapp.h>
#include <mysql.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define SELECT "SELECT public_id, slug, name, state FROM tenants WHERE id = ?"

static MYSQL_STMT *
open_select(const char *db_socket, const char *user, const char *password)
{
    MYSQL *my = mysql_init(NULL);

    if (my == NULL || mysql_real_connect(my, NULL, user, password, "holdfast", 0, db_socket, 0) == NULL) {
        fprintf(stderr, "no database: %s\n", my == NULL ? "no memory" : mysql_error(my));
        exit(1);
    }
    MYSQL_STMT *select = mysql_stmt_init(my);

    if (select == NULL || mysql_stmt_prepare(select, SELECT, sizeof(SELECT) - 1) != 0)
        exit(1);
    return select;
}

/* The row as four texts. */
static int
ask(MYSQL_STMT *select, long long id, char text[4][256])
{
    MYSQL_BIND in = { .buffer_type = MYSQL_TYPE_LONGLONG, .buffer = &id }, out[4];

    memset(out, 0, sizeof(out));
    for (int i = 0; i < 4; i++)
        out[i] = (MYSQL_BIND){ .buffer_type = MYSQL_TYPE_STRING, .buffer = text[i], .buffer_length = 255 };
    if (mysql_stmt_bind_param(select, &in) != 0 || mysql_stmt_execute(select) != 0 ||
        mysql_stmt_bind_result(select, out) != 0 || mysql_stmt_store_result(select) != 0)
        return 0;
    int found = mysql_stmt_fetch(select) == 0;

    mysql_stmt_free_result(select);
    return found;
}

static void
serve(int fd, MYSQL_STMT *select)
{
    static const char key[32] = "a key of thirty-two bytes, here";
    FCGX_Request q;
    unsigned char mac[32], wanted[32] = { 0 };
    unsigned len;
    char text[4][256] = { { 0 } };

    FCGX_InitRequest(&q, fd, 0);
    while (FCGX_Accept_r(&q) == 0) {
        const char *token = FCGX_GetParam("HTTP_AUTHORIZATION", q.envp);

        HMAC(EVP_sha256(), key, sizeof(key), (const unsigned char *)token, token == NULL ? 0 : strlen(token), mac,
             &len);
        int known = CRYPTO_memcmp(mac, wanted, 32) != 0; /* any token will do, but it was looked at */

        if (token == NULL || !known || !ask(select, 1, text))
            FCGX_FPrintF(q.out, "Status: 401\r\nContent-Type: application/json\r\n\r\n{}");
        else
            FCGX_FPrintF(q.out,
                         "Content-Type: application/json\r\nCache-Control: no-store\r\n\r\n"
                         "{\"id\":\"%s\",\"slug\":\"%s\",\"name\":\"%s\",\"state\":\"%s\"}",
                         text[0], text[1], text[2], text[3]);
        FCGX_Finish_r(&q);
    }
}

int
main(int argc, char **argv)
{
    char password[128] = "";
    FILE *f = argc == 6 ? fopen(argv[5], "r") : NULL;

    if (f == NULL || fgets(password, sizeof(password), f) == NULL || FCGX_Init() != 0)
        return 64;
    password[strcspn(password, "\r\n")] = '\0';
    int fd = FCGX_OpenSocket(argv[1], 1024);

    for (long i = strtol(argv[2], NULL, 10); fd >= 0 && i > 0; i--)
        if (fork() == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            serve(fd, open_select(argv[3], argv[4], password));
            return 0;
        }
    while (wait(NULL) > 0)
        ;
    return 0;
}
